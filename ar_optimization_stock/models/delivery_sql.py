"""What left for customers and came back, as statements."""
from odoo.tools import SQL


def moves_sql():
    """Goods of order lines that left for a customer or came back from one: line_id, date, whether
    they `went`, and the quantity in the unit of the line. A kit leaves as its parts, which are no
    quantity of the line (`is_part`)."""
    return SQL(
        """
        SELECT move.id, line.id AS line_id, line.order_id, move.picking_id, move.date,
               there.usage = 'customer' AS went, move.product_id <> line.product_id AS is_part,
               move.quantity * COALESCE(unit.factor / wanted.factor, 1) AS quantity
          FROM stock_move move
          JOIN sale_order_line line ON line.id = move.sale_line_id
          JOIN stock_location here ON here.id = move.location_id
          JOIN stock_location there ON there.id = move.location_dest_id
     LEFT JOIN uom_uom unit ON unit.id = move.product_uom
     LEFT JOIN uom_uom wanted ON wanted.id = line.product_uom_id
         WHERE move.state = 'done'
           AND (here.usage = 'customer') <> (there.usage = 'customer')
        """)


def waiting_sql():
    """The day since which a row `line` of `ar.credit.account._order_lines_sql` waits for an
    invoice: of its oldest delivery that invoices do not cover, see `tools.lags.waiting_since`.
    Empty where nothing was moved, as for a service; of a kit, its first delivery."""
    return SQL(
        """
        SELECT COALESCE(
                   MIN(sent.date) FILTER (
                       WHERE NOT is_part
                         AND ROUND(through - sold.qty_delivered + line.delivered, 4) > 0),
                   MIN(sent.date))::date AS date
          FROM sale_order_line sold
          JOIN (SELECT moved.*, SUM(moved.quantity) OVER (
                           PARTITION BY is_part ORDER BY moved.date, moved.id) AS through
                  FROM (%s) moved
                 WHERE moved.went AND moved.line_id = line.id) sent ON TRUE
         WHERE sold.id = line.id
        """, moves_sql())
