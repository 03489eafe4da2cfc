from odoo import api, models


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

    def _labels(self, names):
        # EXTENDS 'ar_optimization'
        known = {
            'customer': (self.env._("Customer"), self.env['sale.order']._fields['partner_id']),
            'total': (self.env._("Total"), None),
            'days': (self.env._("Last payment after days"), None),
            'instalments': (self.env._("Instalments"), None),
            'discount': (self.env._("Highest discount, percent"), None),
            'exposure': (self.env._("Exposure"), None),
            'effect': (self.env._("Changes what will be owed by"), None),
        } if self.kind and self.kind.startswith('order.') else {}
        names = list(names)
        for name in names:
            if name in known:
                yield name, *known[name]
        yield from super()._labels([name for name in names if name not in known])
