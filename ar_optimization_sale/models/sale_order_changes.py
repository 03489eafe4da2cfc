from odoo import models

# What an image of a confirmed order says, see `_ar_guard_size`.
NAMES = ('customer', 'total', 'days', 'instalments', 'discount')


class Exposed(dict):
    """What orders counted with in the exposure before their cancellation began. In the context,
    where nobody outside can put one."""


class SaleOrder(models.Model):
    """What becomes of orders after their confirmation, in the log: a change or a cancellation of
    the day after is one of what will be owed, and when."""
    _inherit = 'sale.order'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS 'sale'
        taken_back = self.browse()
        if vals.get('state', 'sale') != 'sale':
            taken_back = self.filtered(lambda order: (
                order.state == 'sale' and order._ar_position('guard') != 'off'))
        exposed = self.env.context.get('ar_exposed')
        if not isinstance(exposed, Exposed):
            exposed = taken_back._ar_exposures()
        result = super().write(vals)
        taken_back._ar_log_exposures('order.cancelled', exposed)
        return result

    # === BUSINESS === #

    def _ar_guard_grown(self, sizes):
        # EXTENDS: what a confirmed order has become is in the log
        result = super()._ar_guard_grown(sizes)
        if sizes:
            self._ar_log_changes(sizes)
        return result

    def _ar_log_changes(self, sizes):
        """Log what has changed of confirmed orders: one event each.

        :param sizes: what `_ar_guard_sizes` gave before the change.
        """
        before = {order.id: self._ar_order_image(size) for order, size in sizes.items()}
        now = self.union(*sizes)._ar_guard_sizes()
        after = {order.id: self._ar_order_image(size) for order, size in now.items()}
        changed = self.browse(
            key for key, image in after.items() if image != before.get(key, image)).sudo(False)
        self.env['ar.event'].sudo()._log(
            'order.changed', changed, before=before, after=after, numbers={
                order.id: {'effect': after[order.id]['total'] - before[order.id]['total']}
                for order in changed})

    def _ar_order_image(self, size):
        """What `_ar_guard_size` gives, as JSON values by name."""
        (__, customer), (total, __, days, instalments, __, discount) = size
        return dict(zip(NAMES, (customer.id, total, days, instalments, discount), strict=True))

    def _ar_exposures(self):
        """What these orders count with in the exposure: {order: amount in company currency}."""
        if not self:
            return {}
        accounts = self.env['ar.credit.account'].sudo()
        accounts._flush_orders()
        return accounts._exposures_of(
            self, self.sudo().partner_invoice_id.commercial_partner_id)

    def _ar_log_exposures(self, kind, exposed):
        """Log what something has done to these orders, when it was anything.

        :param exposed: what `_ar_exposures` gave before it.
        """
        now = self._ar_exposures()
        changed = self.filtered(
            lambda order: kind == 'order.cancelled' or now.get(order) != exposed.get(order))
        self.env['ar.event'].sudo()._log(
            kind, changed,
            before={order.id: {'exposure': exposed.get(order, 0.0)} for order in changed},
            after={order.id: {'exposure': now.get(order, 0.0)} for order in changed},
            numbers={order.id: {'effect': now.get(order, 0.0) - exposed.get(order, 0.0)}
                     for order in changed})
