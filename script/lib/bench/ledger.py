"""A consistent ledger of N documents, written by SQL in seconds instead of posted in hours.

One document of each kind is posted by Odoo; every other row is a copy of its columns in which only
the facts differ. So a column that Odoo adds or fills differently is right here, too.
"""
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.tools import SQL

from .session import odoo_env

RATE = 0.9  # euro for one dollar
PLAN = Path(__file__).with_name('plan.sql')
TABLES = ('account_move', 'account_move_line', 'account_payment', 'account_partial_reconcile',
          'account_full_reconcile', 'res_partner')

CHECKS = {
    "entry that does not balance":
        "SELECT move_id FROM account_move_line GROUP BY move_id HAVING sum(balance) <> 0",
    "line without entry or customer":
        "SELECT line.id FROM account_move_line AS line "
        "LEFT JOIN account_move AS move ON move.id = line.move_id "
        "LEFT JOIN res_partner AS partner ON partner.id = line.partner_id "
        "WHERE move.id IS NULL OR partner.id IS NULL",
    "payment without entry":
        "SELECT payment.id FROM account_payment AS payment LEFT JOIN account_move AS move "
        "ON move.id = payment.move_id AND move.origin_payment_id = payment.id "
        "WHERE move.id IS NULL",
    "residual that is not amount less settled":
        "SELECT line.id FROM account_move_line AS line "
        "JOIN account_account AS account ON account.id = line.account_id "
        "LEFT JOIN (SELECT debit_move_id AS id, -amount AS amount, "
        "                  -debit_amount_currency AS amount_currency "
        "             FROM account_partial_reconcile UNION ALL "
        "           SELECT credit_move_id, amount, credit_amount_currency "
        "             FROM account_partial_reconcile) AS partial ON partial.id = line.id "
        "WHERE account.account_type = 'asset_receivable' GROUP BY line.id "
        "HAVING line.balance + coalesce(sum(partial.amount), 0) <> line.amount_residual "
        "OR line.amount_currency + coalesce(sum(partial.amount_currency), 0) "
        "   <> line.amount_residual_currency",
    "line that is settled and open at once":
        "SELECT id FROM account_move_line WHERE full_reconcile_id IS NOT NULL "
        "AND (amount_residual <> 0 OR reconciled IS NOT TRUE)",
}


class LedgerWriter:
    """Fills the books of `env.company` with `documents` invoices and credit notes."""

    def __init__(self, env, documents):
        self.env = env
        self.cr = env.cr
        self.company = env.company
        self.documents = documents
        self.today = fields.Date.context_today(env['account.move'])
        self.template = {}   # kind → id of the move to copy
        self.next_id = {}    # table → first free id

    def run(self):
        """Write it all; the caller commits."""
        self._post_templates()
        self.next_id = {table: self._scalar(f"SELECT max(id) + 1 FROM {table}") or 1
                        for table in TABLES}
        # Rows refer to each other in circles; what the foreign keys would say, _check says at once.
        self.cr.execute("SET LOCAL session_replication_role = replica")
        self._script(PLAN, documents=self.documents, today=self.today, company_rate=RATE)
        with self._without_indexes():
            self._partners()
            self._documents()
            self._payments()
            self._lines()
            self._reconciliations()
        self._check()
        for table in TABLES:
            self.cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
        for table in ('doc', 'item', 'pay', 'credit', 'partial', 'residual'):
            self.cr.execute(f"DROP TABLE bench_{table}")
        self.cr.execute(f"ANALYZE {', '.join(TABLES)}")

    # === ONE OF EACH === #

    def _post_templates(self):
        """Post an invoice in both currencies, a credit note and a payment, by Odoo itself."""
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.env['res.currency.rate'].create({
            'currency_id': euro.id, 'rate': RATE, 'name': self.today - timedelta(days=1000)})
        partner = self.env['res.partner'].create(
            {'name': "Template", 'is_company': True, 'customer_rank': 1})
        usd = self.company.currency_id
        for kind, move_type, currency in (
            ('plain', 'out_invoice', usd), ('foreign', 'out_invoice', euro),
            ('refund', 'out_refund', usd),
        ):
            self.template[kind] = self._post(partner, move_type, currency).id
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': partner.id,
            'amount': 1.0, 'date': self.today,
        })
        payment.outstanding_account_id = payment.journal_id.default_account_id
        payment.action_post()
        self.template.update(payment=payment.move_id.id, partner=partner.id, pay=payment.id)
        self.euro, self.usd = euro.id, usd.id
        self.receivable = partner.property_account_receivable_id.id
        self.env.flush_all()

    def _post(self, partner, move_type, currency):
        move = self.env['account.move'].create({
            'move_type': move_type, 'partner_id': partner.id, 'currency_id': currency.id,
            'invoice_date': self.today, 'invoice_payment_term_id': False,
            'invoice_line_ids': [Command.create(
                {'name': "Goods", 'price_unit': 1.0, 'tax_ids': False})],
        })
        move.action_post()
        return move

    # === COPIES === #

    def _clone(self, table, source, values):
        """INSERT … SELECT of a template row per row of the source.

        :param table: table to fill.
        :param source: what follows FROM; names the template row `template`.
        :param dict values: column → SQL expression; every other column is the template's.
        """
        self.cr.execute(SQL(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND table_schema = 'public' ORDER BY ordinal_position", table))
        columns = [name for name, in self.cr.fetchall()]
        assert values.keys() <= set(columns), values.keys() - set(columns)
        picked = ', '.join(values.get(name, f'template.{name}') for name in columns)
        names = ', '.join(columns)
        self.cr.execute(f"INSERT INTO {table} ({names}) SELECT {picked} FROM {source}")

    def _partners(self):
        first, count = self.next_id['res_partner'], max(self.documents // 20, 1)
        name = "'Customer ' || lpad(n::text, 6, '0')"
        self._clone('res_partner', f"""
            generate_series(1, {count}) AS n
            JOIN res_partner AS template ON template.id = {self.template['partner']}
            ORDER BY n""", {
                'id': f"{first} + n - 1", 'commercial_partner_id': f"{first} + n - 1",
                'name': name, 'complete_name': name, 'ref': "'C' || n",
        })

    def _partner(self, customer):
        return f"({self.next_id['res_partner']} + {customer} - 1)"

    def _documents(self):
        first = self.next_id['account_move']
        prefix = "(CASE WHEN kind = 'refund' THEN 'RINV/' ELSE 'INV/' END " \
                 "|| extract(year FROM invoice_date) || '/')"
        self._clone('account_move', f"""(
                SELECT bench_doc.*, sums.*, {prefix} AS prefix,
                       10 + row_number() OVER (PARTITION BY {prefix} ORDER BY i) AS number
                  FROM bench_doc
                  JOIN (SELECT item.i AS doc, max(maturity) AS maturity,
                               sum(residual) AS residual,
                               sum(residual_currency) AS residual_currency
                          FROM bench_item AS item JOIN bench_residual USING (item)
                         GROUP BY 1) AS sums ON sums.doc = i
            ) AS doc
            JOIN account_move AS template ON template.id = {self._template_of('kind')}
            ORDER BY i""", {
                'id': f"{first} + i - 1",
                'name': "prefix || lpad(number::text, greatest(5, length(number::text)), '0')",
                'sequence_prefix': "prefix", 'sequence_number': "number",
                'ref': "'D' || i", 'payment_reference': "'D' || i",
                'partner_id': self._partner('customer'),
                'commercial_partner_id': self._partner('customer'),
                'partner_shipping_id': self._partner('customer'),
                'invoice_partner_display_name': "'Customer ' || lpad(customer::text, 6, '0')",
                'date': "doc.invoice_date", 'invoice_date': "doc.invoice_date",
                'invoice_date_due': "maturity",
                'delivery_date': "NULL", 'taxable_supply_date': "NULL", 'access_token': "NULL",
                'create_date': "doc.invoice_date", 'write_date': "doc.invoice_date",
                'amount_untaxed': "abs(amount_currency)", 'amount_total': "abs(amount_currency)",
                'amount_residual': "abs(residual_currency)",
                'amount_untaxed_signed': "balance", 'amount_total_signed': "balance",
                'amount_untaxed_in_currency_signed': "amount_currency",
                'amount_total_in_currency_signed': "amount_currency",
                'amount_residual_signed': "residual",
                'payment_state': "CASE WHEN residual = 0 THEN 'paid' "
                                 "WHEN residual = balance THEN 'not_paid' ELSE 'partial' END",
        })

    def _template_of(self, kind):
        return (f"CASE {kind} WHEN 'refund' THEN {self.template['refund']} "
                f"WHEN 'foreign' THEN {self.template['foreign']} ELSE {self.template['plain']} END")

    def _payments(self):
        """Every payment and its journal entry; the entry's id follows the documents'."""
        number = "10 + row_number() OVER (PARTITION BY extract(year FROM day) ORDER BY pay)"
        prefix = "'PBNK1/' || extract(year FROM day) || '/'"
        source = f"""(
                SELECT *, prefix || lpad(number::text, greatest(5, length(number::text)), '0')
                          AS entry
                  FROM (SELECT *, {prefix} AS prefix, {number} AS number FROM bench_pay) AS pay
            ) AS paid"""
        currency = f"CASE WHEN kind = 'foreign' THEN {self.euro} ELSE {self.usd} END"
        common = {
            'name': "entry", 'date': "day", 'create_date': "day", 'write_date': "day",
            'partner_id': self._partner('customer'), 'currency_id': currency,
        }
        self._clone('account_payment', f"""{source}
            JOIN account_payment AS template ON template.id = {self.template['pay']}
            ORDER BY pay""", {
                **common,
                'id': self._pay('pay'), 'move_id': self._pay_move('pay'), 'memo': "NULL",
                'amount': "paid.amount_currency", 'amount_company_currency_signed': "balance",
                'is_reconciled': "item IS NOT NULL",
        })
        amount = {
            name: "paid.amount_currency" for name in (
                'amount_total', 'amount_total_in_currency_signed')
        } | {'amount_total_signed': "balance"}
        self._clone('account_move', f"""{source}
            JOIN account_move AS template ON template.id = {self.template['payment']}
            ORDER BY pay""", {
                **common, **amount,
                'id': self._pay_move('pay'), 'origin_payment_id': self._pay('pay'),
                'commercial_partner_id': self._partner('customer'), 'ref': "NULL",
                'sequence_prefix': "prefix", 'sequence_number': "number",
        })

    def _pay(self, pay):
        return f"({self.next_id['account_payment']} + {pay} - 1)"

    def _pay_move(self, pay):
        return f"({self.next_id['account_move'] + self.documents} + {pay} - 1)"

    # === JOURNAL ITEMS === #

    def _lines(self):
        """Line ids: receivable lines of documents, then of payments, then all counterparts."""
        self.items = self._scalar("SELECT count(*) FROM bench_item")
        self.pays = self._scalar("SELECT count(*) FROM bench_pay")
        matching = "CASE WHEN full_reconcile IS NOT NULL THEN full_reconcile::text " \
                   "WHEN partial IS NOT NULL THEN 'P' || partial END"
        documents = f"""
            JOIN account_move AS move ON move.id = {self.next_id['account_move']} + i - 1
            JOIN account_move_line AS template
              ON template.move_id = {self._template_of('kind')} AND template.account_id"""
        self._clone('account_move_line', f"""bench_item AS item
            JOIN bench_residual USING (item, i) {documents} = {self.receivable}
            ORDER BY item""", {
                **self._line_values("item.balance", "item.amount_currency"),
                'id': self._item_line('item'), 'date_maturity': "item.maturity",
                'name': "move.name || CASE WHEN kind = 'instalments' "
                        "THEN ' installment #' || part ELSE '' END",
                'amount_residual': "residual", 'amount_residual_currency': "residual_currency",
                'reconciled': "residual = 0", 'full_reconcile_id': "full_reconcile",
                'matching_number': matching,
        })
        self._clone('account_move_line', f"""bench_doc AS doc {documents} <> {self.receivable}
            ORDER BY i""", {
                **self._line_values("-doc.balance", "-doc.amount_currency"),
                'id': f"{self._item_line('0')} + {self.items + self.pays} + i",
                'price_unit': "abs(doc.amount_currency)",
                'price_subtotal': "abs(doc.amount_currency)",
                'price_total': "abs(doc.amount_currency)",
        })
        payments = f"""bench_pay AS pay
            LEFT JOIN bench_residual USING (item)
            JOIN account_move AS move ON move.id = {self._pay_move('pay.pay')}
            JOIN account_move_line AS template
              ON template.move_id = {self.template['payment']} AND template.account_id"""
        unapplied = "pay.item IS NULL"
        self._clone('account_move_line', f"{payments} = {self.receivable} ORDER BY pay.pay", {
            **self._line_values("-pay.balance", "-pay.amount_currency"), **self._pay_values(),
            'id': self._pay_line('pay.pay'),
            'amount_residual': f"CASE WHEN {unapplied} THEN -pay.balance ELSE 0 END",
            'amount_residual_currency':
                f"CASE WHEN {unapplied} THEN -pay.amount_currency ELSE 0 END",
            'reconciled': f"NOT ({unapplied})", 'full_reconcile_id': "full_reconcile",
            'matching_number': matching,
        })
        self._clone('account_move_line', f"{payments} <> {self.receivable} ORDER BY pay.pay", {
            **self._line_values("pay.balance", "pay.amount_currency"), **self._pay_values(),
            'id': f"{self._item_line('0')} + {self.items + self.pays + self.documents} + pay.pay",
            'amount_residual': "pay.balance", 'amount_residual_currency': "pay.amount_currency",
        })

    def _line_values(self, balance, amount_currency):
        """What every line takes from its move, and its amounts."""
        return {
            'move_id': "move.id", 'move_name': "move.name", 'ref': "move.ref",
            'date': "move.date", 'invoice_date': "move.invoice_date",
            'partner_id': "move.partner_id", 'currency_id': "move.currency_id",
            'create_date': "move.create_date", 'write_date': "move.write_date",
            'balance': balance, 'amount_currency': amount_currency,
            'debit': f"greatest({balance}, 0)", 'credit': f"greatest(-({balance}), 0)",
        }

    def _pay_values(self):
        return {'payment_id': "move.origin_payment_id", 'date_maturity': "pay.day"}

    def _item_line(self, item):
        return f"({self.next_id['account_move_line']} + {item} - 1)"

    def _pay_line(self, pay):
        return f"({self.next_id['account_move_line'] + self.items} + {pay} - 1)"

    # === RECONCILIATIONS === #

    def _reconciliations(self):
        """Full reconciliations first: partials point to them. Ids start at 1 in a new database."""
        self.cr.execute(
            "INSERT INTO account_full_reconcile (id, create_date, write_date) "
            "SELECT DISTINCT full_reconcile, now()::timestamp, now()::timestamp "
            "FROM bench_residual WHERE full_reconcile IS NOT NULL")
        self.cr.execute(f"""
            INSERT INTO account_partial_reconcile
                   (id, debit_move_id, credit_move_id, full_reconcile_id, debit_currency_id,
                    credit_currency_id, company_id, max_date, amount, debit_amount_currency,
                    credit_amount_currency, create_uid, write_uid, create_date, write_date)
            SELECT partial.partial, {self._item_line('partial.item')},
                   CASE WHEN refund_item IS NULL THEN {self._pay_line('pay')}
                        ELSE {self._item_line('refund_item')} END,
                   full_reconcile, currency, currency, {self.company.id}, max_date,
                   partial.balance, partial.amount_currency, partial.amount_currency,
                   1, 1, max_date, max_date
              FROM bench_partial AS partial
              JOIN bench_residual AS residual USING (item)
              JOIN LATERAL (SELECT CASE WHEN kind = 'foreign' THEN {self.euro}
                                        ELSE {self.usd} END AS currency
                              FROM bench_item WHERE bench_item.item = partial.item) AS money ON true
             ORDER BY partial.partial""")

    @contextmanager
    def _without_indexes(self):
        """Build the indexes once at the end: row by row the search ones take most of the time."""
        self.cr.execute(SQL(
            "SELECT format('DROP INDEX %%I', indexname), indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' AND tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)", list(TABLES)))
        indexes = self.cr.fetchall()
        for drop, _create in indexes:
            self.cr.execute(drop)
        yield
        for _drop, create in indexes:
            self.cr.execute(create)

    # === CHECK === #

    def _check(self):
        """Fail when the ledger is not one: entries that do not balance, lines without entry,
        residuals that are not amount less what was settled."""
        for problem, query in CHECKS.items():
            count = self._scalar(f"SELECT count(*) FROM ({query}) AS wrong")
            if count:
                raise SystemExit(f"the generated ledger is wrong: {count} × {problem}")

    # === SQL === #

    def _script(self, path, **values):
        self.cr.execute(path.read_text() % {
            name: f"'{value}'" if not isinstance(value, (int, float)) else value
            for name, value in values.items()
        })

    def _scalar(self, query):
        self.cr.execute(query)
        return self.cr.fetchone()[0]


if __name__ == '__main__':
    with odoo_env(sys.argv[1]) as env:
        LedgerWriter(env, int(sys.argv[2])).run()
        env.cr.commit()
