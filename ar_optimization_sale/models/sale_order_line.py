from odoo import api, models
from odoo.exceptions import ValidationError

from .derived import check_derived

# What may make a confirmed order grow.
WATCHED = {
    'discount', 'order_id', 'price_unit', 'product_id', 'product_uom_id', 'product_uom_qty',
    'tax_ids'}
# What only the system says of a line: which invoices bill it, and which sales of a till.
GIVEN = {'invoice_lines', 'pos_order_line_ids'}


class SaleOrderLine(models.Model):
    _name = 'sale.order.line'
    _inherit = ['sale.order.line', 'ar.extra.tax']

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
        """An order that the guard looks at has the total that its prices make."""
        self.filtered(lambda line: (
            line.extra_tax_data and not line.is_downpayment
            and line.order_id._ar_position('guard') != 'off'))._ar_check_extra_tax_data()

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

    def _ar_taxed_together(self):
        # OVERRIDES 'ar_optimization'
        return self.order_id.order_line

    def _ar_base_line(self, **values):
        # OVERRIDES 'ar_optimization'
        return self._prepare_base_line_for_taxes_computation(**values)
