from odoo import api, models


class ArExposureItem(models.Model):
    _inherit = 'ar.exposure.item'

    @api.model
    def _kind_names(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._kind_names(),
            'order': self.env._("Ordered, Not Delivered"),
            'delivered': self.env._("Delivered, Not Invoiced"),
            'down_payment': self.env._("Down Payment Invoiced"),
        }
