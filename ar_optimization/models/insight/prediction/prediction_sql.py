"""The one statement that reads a company's ledger for predictions: as known on the morning of a
day, and of each customer no more than the last instalments, those that are open apart."""
from datetime import timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ....tools import ledger_view
from ....tools.numeric import np
from ..feature_sql import known_factor, ledger_query

# What a credit note settled was never paid: it says nothing of the will to pay. Invoices that are
# known from the own old system are history, never predicted.
ITEM = """
    SELECT ledger.line_id,
           ledger.move_id,
           partner.commercial_partner_id AS customer_id,
           ledger.invoice_date,
           ledger.due_date,
           CASE WHEN ledger.residual <= 0 THEN ledger.last_paid END AS paid_date,
           ledger.balance AS amount,
           ledger.residual
      FROM ledger
      JOIN res_partner partner ON partner.id = ledger.partner_id
     WHERE ledger.balance > 0
       AND (ledger.residual > 0 OR ledger.last_paid IS NOT NULL)
 UNION ALL
    SELECT NULL, NULL, partner.commercial_partner_id, known.invoice_date, known.due_date,
           known.payment_date, known.amount * %(factor)s, 0.0
      FROM ar_payment_experience known
      JOIN ar_payment_experience_batch batch ON batch.id = known.batch_id
      JOIN res_partner partner ON partner.id = known.partner_id
      JOIN res_company company ON company.id = known.company_id
     WHERE known.company_id = %(company)s
       AND known.active
       AND batch.source = 'erp'
       AND batch.weight > 0
       AND known.payment_date < %(today)s
       AND NOT COALESCE(known.disputed, FALSE)
"""

QUERY = """
    WITH ledger AS (%(ledger)s),
         item AS (%(item)s),
         numbered AS (
             SELECT item.*,
                    ROW_NUMBER() OVER (
                        PARTITION BY customer_id ORDER BY invoice_date DESC, line_id DESC) AS place
               FROM item
         )
    SELECT %(columns)s
      FROM (
            SELECT COALESCE(line_id, 0) AS line_id, COALESCE(move_id, 0) AS move_id, customer_id,
                   invoice_date - DATE '1970-01-01' AS invoice,
                   due_date - DATE '1970-01-01' AS due,
                   COALESCE(paid_date - DATE '1970-01-01', %(unpaid)s) AS paid,
                   amount::float8 AS amount, residual::float8 AS residual
              FROM numbered
             WHERE place <= %(last)s OR paid_date IS NULL
           ) AS found
  GROUP BY customer_id %% %(slices)s
"""
# One value per column and slice of the customers, its numbers as PostgreSQL sends them: a million
# rows as Python's own numbers take half a gigabyte, and what is received as one row takes as much
# room in the connection for good.
SLICES = 50
COLUMNS = {
    'line_id': '>i4', 'move_id': '>i4', 'customer_id': '>i4', 'invoice': '>i4', 'due': '>i4',
    'paid': '>i4', 'amount': '>f8', 'residual': '>f8',
}
SENT_BY = {'>i4': SQL("int4send"), '>f8': SQL("float8send")}


class Gathered(NamedTuple):
    """A company's ledger on a day: the `Ledger` of `tools`, and beside it, in the same places, what
    its instalments are in the database; the id of a line is 0 for what is known from elsewhere."""

    ledger: ledger_view.Ledger
    line_ids: object
    move_ids: object
    residual: object
    partner_ids: object  # of the customers, by their numbers

    def open_places(self):
        """Places of the instalments that are open, whether issued before the day or not."""
        return np.flatnonzero((self.line_ids > 0) & (self.ledger.paid == ledger_view.UNPAID))

    def history(self, day):
        """The `View` of a day to learn and to judge from: of a customer's instalments before the
        last, only those that are unpaid now were read, and so much nobody knew before."""
        return ledger_view.recent(ledger_view.known_at(self.ledger, day), ledger_view.LAST)


def gather(env, company, today):
    """Read the ledger of a company as it was known on the morning of a day.

    :param date today: invoices may be dated later, payments are seen when dated before it.
    :return: `Gathered`; amounts in the company's currency.
    """
    env.flush_all()
    env.cr.execute("SET LOCAL jit = off")  # it compiles for longer than it saves
    slices = env.execute_query(SQL(
        QUERY,
        columns=SQL(", ").join(
            SQL("string_agg(%s(%s), ''::bytea)", SENT_BY[kind], SQL.identifier(name))
            for name, kind in COLUMNS.items()),
        ledger=ledger_query(env, company, today - timedelta(days=1)),
        item=SQL(ITEM, company=company.id, today=today, factor=known_factor()),
        unpaid=ledger_view.UNPAID, last=ledger_view.LAST, slices=SLICES,
    ))
    env.cr.execute("SET LOCAL jit = DEFAULT")  # and the cursor lets go of what it has read
    read = {
        name: np.concatenate([
            np.empty(0, kind), *(np.frombuffer(packed[place], kind) for packed in slices)])
        for place, (name, kind) in enumerate(COLUMNS.items())}
    del slices
    order = np.lexsort([read[name] for name in ('line_id', 'invoice', 'customer_id')])
    line, move, partner, invoice, due, paid, amount, residual = (
        column[order] for column in read.values())
    partner_ids, customer = np.unique(partner.astype(np.int64), return_inverse=True)
    return Gathered(
        ledger_view.from_columns(len(partner_ids), customer, invoice, due, paid, amount),
        line.astype(np.int64), move.astype(np.int64), residual.astype(float), partner_ids)
