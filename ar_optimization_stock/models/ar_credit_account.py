from odoo import api, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _get_exposure_terms(self):
        # EXTENDS 'ar_optimization'
        self.env['stock.move'].flush_model(['sale_line_id', 'state'])
        return super()._get_exposure_terms()

    @api.model
    def _sold_quantity_sql(self):
        # EXTENDS 'ar_optimization_sale': what is invoiced on delivery, and has no delivery left to
        # come, because it was returned or its rest was cancelled, ends with what was delivered.
        return SQL(
            """
            CASE WHEN line.qty_delivered_method = 'stock_move'
                  AND EXISTS (SELECT FROM product_product product
                                JOIN product_template template
                                  ON template.id = product.product_tmpl_id
                               WHERE product.id = line.product_id
                                 AND template.invoice_policy = 'delivery')
                  AND EXISTS (SELECT FROM stock_move move WHERE move.sale_line_id = line.id)
                  AND NOT EXISTS (SELECT FROM stock_move move
                                   WHERE move.sale_line_id = line.id
                                     AND move.state NOT IN ('done', 'cancel'))
                 THEN line.qty_delivered
                 ELSE %s
             END
            """,
            super()._sold_quantity_sql(),
        )
