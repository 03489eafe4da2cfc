from odoo import models


class SaleOrder(models.Model):
    """Confirmed orders that grow are looked at again."""
    _inherit = 'sale.order'

    def _ar_guard_sizes(self, moved=False):
        """What must not grow without being looked at, and who owes it.

        :param bool moved: the orders may come from a company that looks at none.
        :return: {order: (who, (figures))}, without orders that are not confirmed or that are
            looked at by the caller.
        """
        return {
            order: order._ar_guard_size() for order in self.sudo()
            if order.state == 'sale' and order.id not in self._ar_guard_checked_ids()
            and (moved or order._ar_position('guard') != 'off')
        }

    def _ar_guard_size(self):
        """The size of an order: ((company, customer), (total in company currency at the order's
        own rate, whether that is no rate at all, longest terms, number of instalments, what is
        not in the first one, highest discount))."""
        company = self.company_id
        total = company.currency_id.round(self.amount_total / (self.currency_rate or 1.0))
        instalments = self._ar_guard_instalments()
        return (
            (company, self.partner_invoice_id.commercial_partner_id),
            (total,
             not company._ar_knows_rate(self.currency_id),
             max((days for days, __ in instalments), default=0),
             len(instalments), round(100 - min(instalments, default=(0, 100))[1], 2),
             max(self.order_line.mapped('discount'), default=0.0)),
        )

    def _ar_guard_grown(self, sizes):
        """Look again at confirmed orders that have grown, and at the holds of those that have
        shrunk. Nothing is refused: what is ordered already goes on being an order, with a hold
        that its deliveries wait for.

        :param sizes: what `_ar_guard_sizes` gave before the change.
        """
        grown = shrunk = self.browse()
        for order, (customer, figures) in sizes.items():
            new_customer, now = order._ar_guard_sizes().get(order, (customer, figures))
            if new_customer != customer or any(
                    new > old for new, old in zip(now, figures, strict=True)):
                grown |= order
            elif now != figures:
                shrunk |= order
        if grown:
            grown.sudo().ar_guard_date = False
            grown._ar_guard_enforce('change')
        for order in shrunk:
            order._ar_hold().filtered(lambda hold: hold.state == 'open')._reevaluate()
