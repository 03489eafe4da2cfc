"""What left for customers and came back, as statements."""
from odoo.tools import SQL

# The first delivery after the last move that invoices cover.
FIRST = SQL(
    "MIN(told.day) FILTER (WHERE told.went AND told.place > COALESCE(told.covered, 0))")


def moves_sql(env):
    """Goods of order lines that left for a customer or came back from one: line_id, date, its day
    in the company, whether they `went`, whether the delivered quantity of the line `counts` them,
    and the quantity in the unit of the line, as that adds them up. A kit leaves as its parts,
    which are no quantity of the line (`is_part`)."""
    return SQL(
        """
        SELECT move.id, line.id AS line_id, line.order_id, move.picking_id, move.date,
               %(day)s AS day,
               there.usage = 'customer' AS went, move.product_id <> line.product_id AS is_part,
               ROUND(move.quantity * COALESCE(unit.factor / wanted.factor, 1), %(digits)s)
                   AS quantity,
               (COALESCE(move.to_refund, FALSE)
                OR there.usage = 'customer' AND move.origin_returned_move_id IS NULL) AS counts,
               line.qty_delivered AS delivered
          FROM stock_move move
          JOIN sale_order_line line ON line.id = move.sale_line_id
          JOIN stock_location here ON here.id = move.location_id
          JOIN stock_location there ON there.id = move.location_dest_id
     LEFT JOIN uom_uom unit ON unit.id = move.product_uom
     LEFT JOIN uom_uom wanted ON wanted.id = line.product_uom_id
         WHERE move.state = 'done'
           AND (here.usage = 'customer') <> (there.usage = 'customer')
        """, day=env['res.company']._ar_day_sql(SQL("move.date"), SQL("line.company_id")),
        digits=env['decimal.precision'].precision_get('Product Unit'))


def waiting_sql(env, line, billed):
    """The day since which an order line waits for an invoice, as `tools.lags.waiting_since` has it:
    of the first delivery after the last move by which no more than what is `billed` had been
    delivered, net of what had come back.

    :param line: `SQL` of the id of the line
    :param billed: `SQL` of its quantity that invoices cover
    :return: `SQL` select of one row with `date`, empty when all is billed or nothing was moved
    """
    return SQL(
        """
        SELECT %(first)s AS date
          FROM (SELECT net.*, MAX(net.place) FILTER (WHERE %(covers)s) OVER () AS covered
                  FROM (%(levels)s) net) told
        """,
        first=FIRST, covers=_covers_sql(billed),
        levels=_levels_sql(env, SQL("its.line_id = %s", line)))


def waited_sql(env, bills):
    """The same of many bills at once, each as of its own day: a delivery that comes later waits
    since it comes, and what comes back on the day itself is taken to come after the bill.

    :param bills: `SQL` select of line_id, move_id, date, and of the quantity billed `before` it
    :return: `SQL` select of line_id, move_id and `date`, without those that nothing was moved for
    """
    return SQL(
        """
        SELECT told.line_id, told.move_id, %(first)s AS date
          FROM (SELECT bill.line_id, bill.move_id, net.went, net.day, net.place,
                       MAX(net.place) FILTER (
                           WHERE (net.day < bill.date OR net.went AND net.day = bill.date)
                             AND %(covers)s
                       ) OVER (PARTITION BY bill.line_id, bill.move_id) AS covered
                  FROM (%(bills)s) bill
                  JOIN (%(levels)s) net ON net.line_id = bill.line_id) told
      GROUP BY told.line_id, told.move_id
        """,
        first=FIRST, covers=_covers_sql(SQL("bill.before")), bills=bills,
        levels=_levels_sql(env, SQL("TRUE")))


def _covers_sql(billed):
    """Whether a move of `net` leaves no more delivered than what is billed."""
    return SQL("ROUND(net.level - (%s), 4) <= 0", billed)


def _levels_sql(env, which):
    """The moves of order lines that their delivered quantity counts, by line in the order of time,
    each with what was delivered by then net of what had come back. Parts of a kit make as much of
    it as they are of all its parts; of one that is not complete nobody knows (NULL).

    :param which: `SQL` condition on `its`, which is pushed down to an index
    """
    return SQL(
        """
        SELECT moved.line_id, moved.went, moved.day, ROW_NUMBER() OVER by_time AS place,
               SUM(moved.signed) OVER by_time * CASE WHEN moved.is_part
                   THEN NULLIF(moved.delivered, 0)
                        / NULLIF(SUM(moved.signed) OVER (PARTITION BY moved.line_id), 0)
                   ELSE 1 END AS level
          FROM (SELECT its.*, CASE WHEN its.went THEN its.quantity ELSE -its.quantity END AS signed
                  FROM (%s) its
                 WHERE its.counts AND %s) moved
        WINDOW by_time AS (PARTITION BY moved.line_id ORDER BY moved.date, moved.id)
        """, moves_sql(env), which)
