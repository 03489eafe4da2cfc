from odoo import api, fields, models
from odoo.tools import SQL, format_date

# A rate that is off by no more than this part is the same one, rounded.
SAME_RATE = 0.0001


class ArContractDeviation(models.Model):
    """The execution monitor: a posted invoice whose terms differ from its contract, or that was
    made without the contract in force. A query, so never out of date."""
    _name = 'ar.contract.deviation'
    _description = "Invoice That Differs from Its Contract"
    _inherit = ['ar.live.query']
    _auto = False
    _order = 'invoice_date desc, id desc'
    _rec_name = 'move_id'

    move_id = fields.Many2one('account.move', string="Invoice", readonly=True)
    contract_id = fields.Many2one('ar.contract', readonly=True)
    version_id = fields.Many2one('ar.contract.version', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    invoice_user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    invoice_date = fields.Date(readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(
        string="Total", currency_field='company_currency_id', readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    date_agreed = fields.Date(string="Due by Contract", readonly=True)
    days = fields.Integer(
        string="Days Later", readonly=True, aggregator='max',
        help="Than by the contract; negative: earlier.")
    without_contract = fields.Boolean(readonly=True)
    other_due = fields.Boolean(string="Other Due Date", readonly=True)
    other_term = fields.Boolean(string="Other Payment Term", readonly=True)
    other_currency = fields.Boolean(readonly=True)
    other_rate = fields.Boolean(string="Other Exchange Rate", readonly=True)
    other_discount = fields.Boolean(readonly=True)
    edited_term = fields.Boolean(
        string="Edited Payment Term", readonly=True,
        help="Made by the payment term of the contract after that was made another one.")
    explanation = fields.Text(compute='_compute_explanation')

    _depends = {
        'account.move': [
            'amount_total_signed', 'ar_contract_due', 'ar_contract_id', 'ar_contract_version_id',
            'commercial_partner_id', 'company_id', 'currency_id', 'invoice_currency_rate',
            'invoice_date', 'invoice_date_due', 'invoice_payment_term_id', 'invoice_user_id',
            'move_type', 'state'],
        'account.move.line': ['discount', 'move_id'],
        'ar.contract': ['activated_on', 'ended_on', 'partner_id', 'state'],
        'ar.contract.version': [
            'contract_id', 'currency_clause', 'currency_id', 'currency_rate', 'date_end',
            'date_from', 'discount_days', 'discount_percent', 'max_discount', 'number',
            'payment_term_id', 'state', 'term_changed_on'],
        'account.payment.term': ['discount_days', 'discount_percentage', 'early_discount'],
    }

    # === COMPUTE === #

    @api.depends('move_id', 'version_id')
    @api.depends_context('lang')
    def _compute_explanation(self):
        # All first: reading a row of a query forgets what is in the cache, see `_search`.
        texts = {deviation.id: "\n".join(deviation._lines()) for deviation in self}
        for deviation in self:
            deviation.explanation = texts[deviation.id]

    def _lines(self):
        """Why, one sentence per difference."""
        move, version = self.move_id.sudo(), self.version_id.sudo()
        if self.without_contract:
            yield self.env._("Made without contract %s, which is in force.",
                             self.contract_id.sudo().name)
        if self.other_due:
            yield self._due_line()
        if self.other_term:
            yield self.env._(
                "Payment term “%(term)s” in place of “%(agreed)s”.",
                term=move.invoice_payment_term_id.name or "–",
                agreed=version.payment_term_id.name)
        if self.other_currency:
            yield self.env._(
                "In %(currency)s in place of %(agreed)s.", currency=move.currency_id.name,
                agreed=version.currency_id.name)
        if self.edited_term:
            yield version.term_warning
        if self.other_rate:
            yield self.env._(
                "At a rate of %(rate)s in place of the fixed %(agreed)s %(currency)s.",
                rate=f"{move.invoice_currency_rate:g}", agreed=f"{version.currency_rate:g}",
                currency=version.currency_id.name)
        if self.other_discount:
            yield from self._discount_lines(move, version)

    def _due_line(self):
        values = {
            'day': format_date(self.env, self.date_due),
            'agreed': format_date(self.env, self.date_agreed), 'days': abs(self.days)}
        if self.days > 0:
            return self.env._(
                "Due on %(day)s, %(days)s days later than %(agreed)s by the contract.", **values)
        return self.env._(
            "Due on %(day)s, %(days)s days earlier than %(agreed)s by the contract.", **values)

    def _discount_lines(self, move, version):
        most = max(move.invoice_line_ids.mapped('discount'), default=0.0)
        if version.max_discount and most > version.max_discount:
            yield self.env._(
                "A discount of %(discount)s %%; agreed are %(agreed)s %% at most.",
                discount=f"{most:g}", agreed=f"{version.max_discount:g}")
        term = move.invoice_payment_term_id
        given = version._discount_words(
            term.discount_percentage if term.early_discount else 0.0, term.discount_days)
        agreed = version._discount_words()
        if given != agreed:
            yield self.env._("Agreed: %(agreed)s. Given: %(given)s.", agreed=agreed, given=given)

    # === ACTIONS === #

    def action_open_document(self):
        """Open the invoice, with the user's own rights."""
        self.ensure_one()
        self.move_id.check_access('read')
        return self.move_id._get_records_action()

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT * FROM (%(under)s UNION ALL %(without)s) deviation
             WHERE without_contract OR other_due OR other_term OR other_currency OR other_rate
                OR other_discount OR edited_term
            """,
            under=self._under_sql(), without=self._without_sql())

    @api.model
    def _columns_sql(self):
        return SQL(
            """move.id, move.id AS move_id, contract.id AS contract_id, move.company_id,
               move.commercial_partner_id AS partner_id, move.invoice_user_id, move.invoice_date,
               move.currency_id, company.currency_id AS company_currency_id,
               move.amount_total_signed AS amount, move.invoice_date_due AS date_due""")

    @api.model
    def _under_sql(self):
        """Invoices under a contract, with what differs."""
        return SQL(
            """
            SELECT %s, version.id AS version_id, move.ar_contract_due AS date_agreed,
                   move.invoice_date_due - move.ar_contract_due AS days,
                   FALSE AS without_contract,
                   COALESCE(move.invoice_date_due <> move.ar_contract_due, FALSE) AS other_due,
                   version.payment_term_id IS NOT NULL
                   AND move.invoice_payment_term_id IS DISTINCT FROM version.payment_term_id
                       AS other_term,
                   move.currency_id <> version.currency_id AS other_currency,
                   version.currency_clause = 'fixed' AND move.currency_id = version.currency_id
                   AND ABS(move.invoice_currency_rate - version.currency_rate)
                       > version.currency_rate * %s AS other_rate,
                   (version.max_discount > 0 AND EXISTS (
                        SELECT 1 FROM account_move_line line
                         WHERE line.move_id = move.id AND line.discount > version.max_discount))
                   OR (version.discount_percent > 0 OR term.early_discount) AND (
                        NOT COALESCE(term.early_discount, FALSE)
                        OR term.discount_percentage <> version.discount_percent
                        OR term.discount_days <> version.discount_days) AS other_discount,
                   COALESCE(
                       move.invoice_payment_term_id = version.payment_term_id
                       AND move.create_date >= version.term_changed_on, FALSE) AS edited_term
              FROM account_move move
              JOIN ar_contract contract ON contract.id = move.ar_contract_id
              JOIN ar_contract_version version ON version.id = move.ar_contract_version_id
              JOIN res_company company ON company.id = move.company_id
         LEFT JOIN account_payment_term term ON term.id = move.invoice_payment_term_id
             WHERE move.state = 'posted' AND move.move_type = 'out_invoice'
            """, self._columns_sql(), SAME_RATE)

    @api.model
    def _without_sql(self):
        """Invoices under none, made after a contract with their customer came into force whose
        terms count for their day: those of the version of `tools.settlement.choose`."""
        return SQL(
            """
            SELECT %s, contract.version_id, NULL::date, NULL::int, TRUE, FALSE, FALSE, FALSE,
                   FALSE, FALSE, FALSE
              FROM account_move move
              JOIN res_company company ON company.id = move.company_id
        CROSS JOIN LATERAL (
                   SELECT contract.id, version.id AS version_id
                     FROM ar_contract contract
                     JOIN LATERAL (
                          SELECT version.id, version.date_end
                            FROM ar_contract_version version
                           WHERE version.contract_id = contract.id AND version.state = 'effective'
                             AND version.date_from <= move.invoice_date
                        ORDER BY version.number DESC LIMIT 1) version ON TRUE
                    WHERE contract.partner_id = move.commercial_partner_id
                      AND contract.company_id = move.company_id
                      AND contract.state IN ('active', 'expired', 'ended')
                      AND move.invoice_date <= COALESCE(
                          CASE contract.state WHEN 'ended' THEN contract.ended_on
                                              ELSE version.date_end END, move.invoice_date)
                      AND %s > contract.activated_on
                 ORDER BY contract.sequence, contract.id DESC LIMIT 1) contract
             WHERE move.state = 'posted' AND move.move_type = 'out_invoice'
               AND move.ar_contract_version_id IS NULL
               AND move.commercial_partner_id IN (
                   SELECT partner_id FROM ar_contract
                    WHERE state IN ('active', 'expired', 'ended'))
            """, self._columns_sql(), self.env['res.company']._ar_day_sql(
                SQL("move.create_date"), SQL("move.company_id")))
