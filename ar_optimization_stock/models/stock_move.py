from odoo import fields, models


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _ar_guard_value(self):
        """What this move is worth in the company's currency: at the price of its order line with
        taxes, else at the product's sales price."""
        self.ensure_one()
        line, company = self.sale_line_id, self.company_id
        quantity = self.quantity if self.picked or self.quantity else self.product_uom_qty
        if not line or not line.product_uom_qty:
            price = self.product_id.with_company(company).lst_price
            return price * self.product_uom._compute_quantity(quantity, self.product_id.uom_id)
        unit = line.price_total / line.product_uom_qty
        amount = unit * self.product_uom._compute_quantity(quantity, line.product_uom_id)
        return line.currency_id._convert(
            amount, company.currency_id, company, fields.Date.context_today(self))
