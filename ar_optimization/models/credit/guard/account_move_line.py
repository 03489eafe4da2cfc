from odoo import api, models


class AccountMoveLine(models.Model):
    _name = 'account.move.line'
    _inherit = ['account.move.line', 'ar.extra.tax']

    # === CONSTRAINTS === #

    @api.constrains('discount', 'extra_tax_data', 'price_unit', 'quantity', 'tax_ids')
    def _check_ar_extra_tax_data(self):
        """An invoice that the guard looks at has the total that its prices make."""
        self.filtered(lambda line: (
            line.extra_tax_data and line.display_type == 'product'
            and line.move_id._ar_guard_is_guarded()))._ar_check_extra_tax_data()

    # === TAXES === #

    def _ar_taxed_together(self):
        # OVERRIDES
        return self.move_id.invoice_line_ids

    def _ar_base_line(self, **values):
        # OVERRIDES: as `account.move._prepare_product_base_line_for_taxes_computation` makes it
        return self.env['account.tax']._prepare_base_line_for_taxes_computation(
            self, rate=self.move_id.invoice_currency_rate, sign=self.move_id.direction_sign,
            **values)
