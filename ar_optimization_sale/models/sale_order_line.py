from odoo import api, models
from odoo.exceptions import ValidationError

from .derived import check_derived, not_by_hand

# What may make a confirmed order grow.
WATCHED = {
    'discount', 'order_id', 'price_unit', 'product_id', 'product_uom_id', 'product_uom_qty',
    'tax_ids'}
# What only the system says of a line: which invoices bill it.
GIVEN = {'invoice_lines'}


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # What is ordered and not invoiced: few lines of many, and the exposure reads no others.
    _ar_open_idx = models.Index(
        "(order_id) WHERE state = 'sale' AND invoice_status <> 'invoiced'")
    _ar_down_payment_idx = models.Index("(order_id) WHERE state = 'sale' AND is_downpayment")

    # === CONSTRAINTS === #

    @api.constrains('is_downpayment', 'product_uom_qty')
    def _check_ar_down_payment(self):
        """A down payment is no goods: it is not in the exposure as an order."""
        if any(line.is_downpayment and line.product_uom_qty
               and line.order_id._ar_position('guard') != 'off' for line in self):
            raise ValidationError(self.env._("A down payment has no quantity."))

    @api.constrains('currency_id', 'extra_tax_data', 'price_total')
    def _check_ar_extra_tax_data(self):
        """What Odoo keeps of taxes that were computed over several lines rounds a total; whoever
        writes it must not make one."""
        for line in self.filtered(lambda line: line.extra_tax_data and not line.is_downpayment):
            if line.order_id._ar_position('guard') != 'off' and line._ar_rounded_off() < 0:
                raise not_by_hand(line, 'extra_tax_data')

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': nor does a default in the context or of a user
        return super().default_get([name for name in fields if name not in GIVEN])

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'sale': a line more makes a confirmed order grow.
        check_derived(self, GIVEN, *vals_list)
        default = self.default_get(['order_id']).get('order_id')
        orders = self.env['sale.order'].browse(
            {vals.get('order_id', default) for vals in vals_list} - {None, False})
        sizes = orders._ar_guard_sizes()
        lines = super().create(vals_list)
        orders._ar_guard_grown(sizes)
        return lines

    def write(self, vals):
        # EXTENDS 'sale'
        check_derived(self, self._ar_derived(), vals)
        orders = self.order_id if WATCHED & vals.keys() else self.order_id.browse()
        orders |= orders.browse(vals.get('order_id') or ())
        sizes = orders._ar_guard_sizes()
        result = super().write(vals)
        orders._ar_guard_grown(sizes)
        return result

    @api.model
    def _ar_derived(self):
        """Hook: stored fields that the exposure reads and nobody writes by hand.

        :return: set of field names.
        """
        return GIVEN | {
            'company_id', 'currency_id', 'invoice_status', 'is_downpayment', 'price_subtotal',
            'price_tax', 'price_total', 'qty_invoiced', 'state'}

    def _ar_rounded_off(self):
        """What the extra tax data take from the total of this line beyond what rounding explains: a
        unit for each line and tax of the order.

        :return: amount in the order's currency, negative when the line gives less than it says.
        """
        self.ensure_one()
        currency, lines = self.currency_id, self.order_id.order_line
        most = currency.rounding * len(lines) * (1 + len(lines.tax_ids.flatten_taxes_hierarchy()))
        difference = self._ar_total() - self._ar_total(extra_tax_data=False)
        return min(0.0, currency.round(difference + most))

    def _ar_total(self, **values):
        """The total of this line with taxes, as it would be with other values."""
        taxes = self.env['account.tax']
        base_line = self._prepare_base_line_for_taxes_computation(**values)
        taxes._add_tax_details_in_base_line(base_line, self.company_id)
        taxes._round_base_lines_tax_details([base_line], self.company_id)
        return base_line['tax_details']['total_included_currency']
