from odoo import models


class ArPromiseLine(models.Model):
    _inherit = 'ar.promise.line'

    def _why_not_owed(self, item):
        # EXTENDS promise: a plan says already when it is paid
        if item._ar_in_plan():
            return self.env._("it is in a payment plan.")
        return super()._why_not_owed(item)
