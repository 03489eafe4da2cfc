from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date

# More is on the lists that the customer's buttons open.
NEWEST = 60


class ArCreditAccount(models.Model):
    """Everything that happened with a customer, over all rooms, newest first."""
    _inherit = 'ar.credit.account'

    timeline = fields.Json(
        compute='_compute_timeline', help="What happened with this customer, newest first.")

    # === COMPUTE === #

    @api.depends('partner_id', 'company_id')
    @api.depends_context('lang', 'tz')
    def _compute_timeline(self):
        rows = self._timeline_rows()
        labels = self._timeline_kinds()
        for account in self:
            account.timeline = {
                'kinds': labels,
                'rows': [account._timeline_row(row, labels)
                         for row in rows.get(account._origin.id, ())]}

    def _timeline_row(self, row, labels):
        """A row of the timeline as the screen shows it, in words."""
        moment = row['date']
        return {
            'key': f"{row['kind']}-{row['id']}", 'kind': row['kind'],
            'label': labels.get(row['kind'], row['kind']),
            'date': format_date(self.env, fields.Datetime.context_timestamp(self, moment)),
            'name': self._timeline_name(row),
            'amount': "" if row['amount'] is None else format_amount(
                self.env, row['amount'], self.currency_id),
            'user': row['user_name'] or "", 'model': row['model'], 'id': row['id'],
        }

    @api.model
    def _timeline_name(self, row):
        """Hook: what a row says; codes that a kind keeps become words.

        :param dict row: with `kind`, `name`, `id`.
        """
        if row['kind'] == 'event':
            names = self.env['ar.event']._kind_names()
            return names.get(row['name'], row['name'])
        return row['name'] or ""

    def _timeline_rows(self):
        """The newest rows of each account, by one query.

        :return: {account id: list of dicts}
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        terms = SQL(" UNION ALL ").join(
            SQL("SELECT %s AS kind, %s AS model, term.* FROM (%s) term"
                " (account_id, date, name, amount, id, user_id)", kind, model, term)
            for kind, model, term in self._timeline_terms())
        found = self.env.execute_query_dict(SQL(
            """
            WITH account AS (
                SELECT id, partner_id, company_id FROM ar_credit_account WHERE id IN %(ids)s)
            SELECT * FROM (
                SELECT entry.*, who.name AS user_name,
                       ROW_NUMBER() OVER (
                           PARTITION BY entry.account_id
                           ORDER BY entry.date DESC, entry.kind, entry.id DESC) AS place
                  FROM (%(terms)s) entry
             LEFT JOIN res_users login ON login.id = entry.user_id
             LEFT JOIN res_partner who ON who.id = login.partner_id
                 WHERE entry.date IS NOT NULL) ranked
             WHERE place <= %(newest)s ORDER BY account_id, place
            """, ids=tuple(self.ids), terms=terms, newest=NEWEST))
        rows = {}
        for row in found:
            rows.setdefault(row['account_id'], []).append(row)
        return rows

    # === HOOKS === #

    @api.model
    def _timeline_kinds(self):
        """Hook: the kinds of `_timeline_terms` in words, in the order of their buttons.

        :return: {kind: words}
        """
        return {
            'invoice': self.env._("Invoice"), 'refund': self.env._("Credit Note"),
            'payment': self.env._("Payment"), 'notice': self.env._("Notice"),
            'contact': self.env._("Contact"), 'request': self.env._("Request"),
            'hold': self.env._("Held Document"), 'event': self.env._("Log")}

    @api.model
    def _timeline_terms(self):
        """Hook: what happens with a customer. Each room adds its own; what is there may be seen by
        everybody who sees the credit account.

        :return: list of (kind of `_timeline_kinds`, model to open, `SQL` select of account id,
            timestamp in UTC, name as text, amount in company currency or NULL, record id, user id
            or NULL). `account` (id, partner_id, company_id) is a table of the accounts asked for.
        """
        return [
            *self._timeline_documents(),
            ('notice', 'ar.dunning.notice', SQL(
                """
                SELECT account.id, notice.sent_date, %s, NULL::numeric,
                       notice.id, NULL::integer
                  FROM account
                  JOIN ar_dunning_notice notice
                    ON notice.account_id = account.id AND notice.state = 'sent'
             LEFT JOIN ar_dunning_level level ON level.id = notice.level_id
                """, self.env['ar.dunning.level']._field_to_sql('level', 'name'))),
            ('contact', 'ar.contact.log', SQL(
                """
                SELECT account.id, log.date,
                       CONCAT_WS(': ', log.subject, NULLIF(log.note, '')), NULL::numeric, log.id,
                       log.user_id
                  FROM account JOIN ar_contact_log log ON log.account_id = account.id
                """)),
            ('request', 'ar.credit.request', SQL(
                """
                SELECT account.id, request.create_date, request.name, NULL::numeric, request.id,
                       request.create_uid
                  FROM account JOIN ar_credit_request request ON request.account_id = account.id
                """)),
            ('hold', 'ar.credit.hold', SQL(
                """
                SELECT account.id, hold.create_date, hold.document_name, hold.amount, hold.id,
                       NULL::integer
                  FROM account JOIN ar_credit_hold hold ON hold.account_id = account.id
                """)),
            ('event', 'ar.event', SQL(
                """
                SELECT account.id, event.date::timestamp, event.kind, NULL::numeric, event.id,
                       event.user_id
                  FROM account
                  JOIN ar_event event
                    ON event.res_model = 'ar.credit.account' AND event.res_id = account.id
                """)),
        ]

    @api.model
    def _timeline_documents(self):
        """Invoices, credit notes and receipts, found by the customer's contacts: Odoo indexes the
        partner of an entry, not its commercial entity."""
        def of_kind(condition):
            return SQL(
                """
                SELECT account.id, COALESCE(move.invoice_date, move.date)::timestamp, move.name,
                       ABS(move.amount_total_signed), move.id, move.invoice_user_id
                  FROM account
                  JOIN res_partner contact
                    ON contact.commercial_partner_id = account.partner_id
                  JOIN account_move move
                    ON move.partner_id = contact.id AND move.company_id = account.company_id
                   AND move.state = 'posted' AND %s
                """, condition)
        return [
            ('invoice', 'account.move', of_kind(SQL("move.move_type = 'out_invoice'"))),
            ('refund', 'account.move', of_kind(SQL("move.move_type = 'out_refund'"))),
            ('payment', 'account.payment', SQL(
                """
                SELECT account.id, payment.date::timestamp, payment.name,
                       payment.amount_company_currency_signed, payment.id, payment.create_uid
                  FROM account
                  JOIN res_partner contact
                    ON contact.commercial_partner_id = account.partner_id
                  JOIN account_payment payment
                    ON payment.partner_id = contact.id AND payment.company_id = account.company_id
                   AND payment.partner_type = 'customer' AND payment.payment_type = 'inbound'
                   AND payment.state IN ('in_process', 'paid')
                """)),
        ]
