from odoo import api, models

from odoo.addons.ar_optimization.models.ledger.ar_event_text import Value


class ArEvent(models.Model):
    """Orders that change after their confirmation."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._kind_names(),
            'order.cancelled': self.env._("Confirmed order cancelled"),
            'order.changed': self.env._("Confirmed order changed"),
            'order.returned': self.env._("Goods of an order came back"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._value_names(),
            'sale.order.customer': Value(
                self.env._("Customer"), 'sale.order', 'partner_id'),
            'sale.order.total': Value(self.env._("Total")),
            'sale.order.days': Value(self.env._("Last payment after days")),
            'sale.order.instalments': Value(self.env._("Instalments")),
            'sale.order.discount': Value(self.env._("Highest discount, percent")),
            'sale.order.exposure': Value(self.env._("Exposure")),
            'sale.order.effect': Value(self.env._("Changes what will be owed by")),
        }
