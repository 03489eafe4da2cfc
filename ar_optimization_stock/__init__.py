from . import models
from . import demo


def _pre_init(env):
    """Find out which order lines have nothing left to come, in one statement before the ORM sees
    the field, which would compute it line by line."""
    env.cr.execute("""
        ALTER TABLE sale_order_line ADD COLUMN IF NOT EXISTS ar_delivery_ended boolean;
        UPDATE sale_order_line line
           SET ar_delivery_ended = TRUE
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE product.id = line.product_id
           AND template.invoice_policy = 'delivery'
           AND line.qty_delivered_method = 'stock_move'
           AND line.state = 'sale'
           AND line.invoice_status <> 'invoiced'
           AND (SELECT bool_and(move.state IN ('done', 'cancel'))
                  FROM stock_move move
                  JOIN stock_location here ON here.id = move.location_id
                 WHERE move.sale_line_id = line.id
                   AND (line.product_uom_qty < 0 OR here.usage <> 'customer'))
    """)


def _uninstall(env):
    """End the holds of deliveries: nothing is left that they could stop."""
    env['ar.credit.hold'].search([
        ('res_model', '=', 'stock.picking'), ('state', '=', 'open')])._cancel()
