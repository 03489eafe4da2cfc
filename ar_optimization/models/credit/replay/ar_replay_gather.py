from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import replay

# Fields of an account of which the log knows what they were on a day.
LOGGED = (
    'credit_mode', 'credit_limit', 'temporary_limit', 'temporary_limit_from',
    'temporary_limit_to', 'status')


class ArReplay(models.Model):
    """What a replay reads: the documents of the past and what the ledger knew on each day, of many
    customers by one statement for each kind of fact."""
    _inherit = 'ar.replay'

    # === HOOKS === #

    @api.model
    def _get_paper_terms(self):
        """Hook: the documents that a replay looks at. Bridges append theirs.

        :return: list of `SQL` selects with the columns company_id, partner_id (the commercial
            entity), kind (`order` or `invoice`), res_model (text), res_id, name, day (date), total
            (with taxes, company currency, what it adds to the exposure), revenue (without),
            discount (the highest of its lines, percent) and payment_term_id. Here: the invoices.
        """
        return [self._invoice_term()]

    @api.model
    def _direct_invoice_sql(self):
        """Hook: which invoices (`move`) come without a document that was looked at before.

        :return: `SQL` condition; all of them here.
        """
        return SQL("TRUE")

    @api.model
    def _get_entry_terms(self):
        """Hook: which entries bill which documents, where these are not the entries themselves.

        :return: list of `SQL` selects with the columns move_id, res_model and res_id; none here.
        """
        return []

    @api.model
    def _get_movement_terms(self):
        """Hook: what else than journal items has changed the exposure: an order adds its total when
        it comes, and takes it away as it is invoiced.

        :return: list of `SQL` selects with the columns company_id, partner_id, day, amount (company
            currency), res_model and res_id of the document; none here.
        """
        return []

    @api.model
    def _invoice_term(self):
        """Posted invoices. Taxes of instalments are no matter: a document is decided on whole."""
        self.env['account.move'].flush_model()
        self.env['account.move.line'].flush_model(['discount', 'display_type', 'move_id'])
        return SQL(
            """
            SELECT move.company_id, partner.commercial_partner_id AS partner_id,
                   'invoice' AS kind, 'account.move' AS res_model, move.id AS res_id, move.name,
                   move.date AS day, move.amount_total_signed AS total,
                   move.amount_untaxed_signed AS revenue,
                   (SELECT MAX(line.discount)
                      FROM account_move_line line
                     WHERE line.move_id = move.id AND line.display_type = 'product') AS discount,
                   NULL::int AS payment_term_id
              FROM account_move move
              JOIN res_partner partner ON partner.id = move.partner_id
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND %s
            """,
            self._direct_invoice_sql(),
        )

    # === GATHER === #

    def _gather(self, accounts):
        """What happened with the customers of some accounts, up to the last day.

        :param accounts: `ar.credit.account` of the company.
        :return: {customer id: `tools.replay.Ledger`}, {key of a paper: row of its document}
        """
        self.env.flush_all()
        partners = accounts.partner_id.ids
        contacts = self._contacts_of(partners)
        ledgers = defaultdict(replay.Ledger)
        rows = self._paper_rows(partners)
        keys = {(row['res_model'], row['res_id']): key for key, row in rows.items()}
        entries = self._entry_papers(keys)
        instalments = self._read_items(ledgers, contacts, entries)
        self._read_opening(ledgers, partners)
        self._read_movements(ledgers, partners, keys)
        self._read_matches(ledgers, contacts)
        for key, row in rows.items():
            ledgers[row['partner_id']].papers.append(self._paper(key, row, instalments.get(key)))
        return ledgers, rows

    def _contacts_of(self, partner_ids):
        """Ids of customers with all their contacts."""
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)", partner_ids))]

    def _paper_rows(self, partner_ids):
        """Documents of the months looked at, in the order in which they came.

        :return: {number in this order: row as dict}
        """
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT paper.*
              FROM (%s) paper
             WHERE paper.company_id = %s AND paper.partner_id = ANY(%s)
               AND paper.day BETWEEN %s AND %s AND paper.total > 0
          ORDER BY paper.day, paper.res_model, paper.res_id
            """,
            SQL(" UNION ALL ").join(self._get_paper_terms()), self.company_id.id, partner_ids,
            self.date_from, self.date_to,
        ))
        return dict(enumerate(rows))

    def _paper(self, key, row, instalments):
        kind = self.judge_as if row['kind'] == 'invoice' else row['kind']
        total = float(row['total'])
        if instalments and row['res_model'] == 'account.move':  # an order knew its term only
            parts = tuple(sorted(
                ((due - row['day']).days, 100 * amount / total) for due, amount in instalments))
        else:
            term = self.env['account.payment.term'].browse(row['payment_term_id'] or ())
            parts = ((term._ar_longest_days(), 100.0),) if term else ()
        return replay.Paper(
            key, row['day'], kind, total, float(row['revenue']), row['discount'] or 0.0, parts)

    def _entry_papers(self, keys):
        """Which entry belongs to which paper.

        :param dict keys: (model, id) → paper
        :return: {id of the entry: paper}
        """
        entries = {
            res_id: key for (model, res_id), key in keys.items() if model == 'account.move'}
        if terms := self._get_entry_terms():
            entries.update({
                move_id: keys[model, res_id]
                for move_id, model, res_id in self.env.execute_query(SQL(" UNION ALL ").join(terms))
                if (model, res_id) in keys})
        return entries

    def _read_items(self, ledgers, contacts, entries):
        """Receivable journal items of the months looked at.

        :return: {paper: list of (due date, amount)} of the papers that are invoices themselves.
        """
        instalments = defaultdict(list)
        for item_id, move_id, partner_id, day, due, amount in self.env.execute_query(SQL(
            """
            SELECT line.id, line.move_id, partner.commercial_partner_id, line.date,
                   COALESCE(line.date_maturity, line.date), line.balance::float8
              FROM account_move_line line
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.account_id IN %s AND line.parent_state = 'posted'
               AND line.company_id = %s AND line.partner_id = ANY(%s)
               AND line.date BETWEEN %s AND %s AND line.balance <> 0
          ORDER BY line.date, line.id
            """,
            self.env['account.account']._ar_receivable_ids(), self.company_id.id, contacts,
            self.date_from, self.date_to,
        )):
            paper = entries.get(move_id)
            ledgers[partner_id].items.append(replay.Item(item_id, day, amount, due, paper))
            if paper is not None and amount > 0:
                instalments[paper].append((due, amount))
        return instalments

    def _read_opening(self, ledgers, partner_ids):
        """What was open on the evening before the first day."""
        before = self.date_from - timedelta(days=1)
        items = self.env['ar.open.item'].with_context(ar_as_of=before.isoformat())._table_sql
        for item_id, partner_id, amount, due in self.env.execute_query(SQL(
            """
            SELECT item.id, item.commercial_partner_id, item.amount_residual::float8,
                   item.date_maturity
              FROM %s item
             WHERE item.company_id = %s AND item.commercial_partner_id = ANY(%s)
            """, items, self.company_id.id, partner_ids,
        )):
            ledgers[partner_id].opening.append(replay.Item(item_id, before, amount, due))

    def _read_movements(self, ledgers, partner_ids, keys):
        """What bridges know of the exposure; what came before the first day belongs to the opening.
        """
        if not (terms := self._get_movement_terms()):
            return
        for partner_id, day, amount, model, res_id in self.env.execute_query(SQL(
            """
            SELECT partner_id, day, amount::float8, res_model, res_id
              FROM (%s) movement
             WHERE company_id = %s AND partner_id = ANY(%s) AND day <= %s
          ORDER BY day
            """,
            SQL(" UNION ALL ").join(terms), self.company_id.id, partner_ids, self.date_to,
        )):
            ledger, key = ledgers[partner_id], (model, res_id)
            kept = ledger.opening if day < self.date_from else ledger.items
            kept.append(replay.Item(key, day, amount, None, keys.get(key)))

    def _read_matches(self, ledgers, contacts):
        """Matchings of the months looked at, by the date that Odoo gives them: the later one of
        their two entries. What settles a debt is money, unless it is a credit note or an entry of
        the accountant: that is a loss."""
        exchange = self.company_id.sudo().currency_exchange_journal_id.ids
        for partner_id, day, item_id, amount, kind in self.env.execute_query(SQL(
            """
            SELECT partner.commercial_partner_id, part.max_date, part.debit_move_id,
                   part.amount::float8,
                   CASE WHEN move.move_type = 'out_refund' THEN %s
                        WHEN move.move_type = 'entry' AND move.origin_payment_id IS NULL
                             AND journal.type NOT IN ('bank', 'cash', 'credit')
                             AND journal.id <> ALL(%s) THEN %s
                        ELSE %s END
              FROM account_partial_reconcile part
              JOIN account_move_line debit ON debit.id = part.debit_move_id
              JOIN account_move_line credit ON credit.id = part.credit_move_id
              JOIN account_move move ON move.id = credit.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
              JOIN res_partner partner ON partner.id = debit.partner_id
             WHERE debit.account_id IN %s AND debit.company_id = %s
               AND debit.partner_id = ANY(%s)
               AND debit.parent_state = 'posted' AND credit.parent_state = 'posted'
               AND part.max_date BETWEEN %s AND %s
            """,
            replay.CREDITED, exchange, replay.LOST, replay.PAID,
            self.env['account.account']._ar_receivable_ids(), self.company_id.id, contacts,
            self.date_from, self.date_to,
        )):
            ledgers[partner_id].matches.append(replay.Match(day, item_id, amount, kind))

    # === THE LOG === #

    def _logged_changes(self, accounts):
        """What the log says that limits and statuses of accounts were.

        :return: {account id: {field: [(day of the change, value before it)]}}, days rising.
        """
        changes = defaultdict(lambda: defaultdict(list))
        for account_id, day, before in self.env.execute_query(SQL(
            """
            SELECT res_id, date::date, before
              FROM ar_event
             WHERE res_model = 'ar.credit.account' AND res_id = ANY(%s)
               AND kind NOT LIKE 'observed.%%' AND before ?| %s
          ORDER BY id
            """, accounts.ids, list(LOGGED),
        )):
            for name in LOGGED:
                if name in before:
                    changes[account_id][name].append((day, before[name]))
        return changes
