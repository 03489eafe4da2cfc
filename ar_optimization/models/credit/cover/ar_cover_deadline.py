from odoo import api, fields, models
from odoo.tools import SQL

from .ar_cover_mark import KINDS

# An id is made of cover, item and kind, inside the whole numbers that a browser knows exactly.
COVERS, ITEMS = 2**33, 2**3


class ArCoverDeadline(models.Model):
    """The last day to do something: to report an overdue item, to stop shipping, to claim; the end
    of a cover; the end of the limitation period. Computed from terms and open items whenever
    somebody looks; nothing here can be out of date."""
    _name = 'ar.cover.deadline'
    _description = "Deadline"
    _inherit = ['ar.live.query']
    _auto = False
    _order = 'date, id'
    _rec_name = 'kind'

    kind = fields.Selection(KINDS, string="What", readonly=True)
    date = fields.Date(string="Last Day", readonly=True)
    state = fields.Selection(
        [('open', "To Come"), ('past', "Past"), ('done', "Done")], readonly=True)
    days_left = fields.Integer(readonly=True, aggregator='min', help="Negative when past.")
    cover_id = fields.Many2one('ar.cover', readonly=True)
    line_id = fields.Many2one('account.move.line', string="Open Item", readonly=True)
    move_id = fields.Many2one('account.move', string="Invoice or Entry", readonly=True)
    date_maturity = fields.Date(string="Due Date", readonly=True)
    account_id = fields.Many2one('ar.credit.account', readonly=True, string="Credit Account")
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(string="Open Amount", readonly=True)
    responsible_id = fields.Many2one('res.users', readonly=True)
    done_date = fields.Date(string="Done On", readonly=True)
    reference = fields.Char(readonly=True)
    told_for = fields.Date(readonly=True)

    _depends = {
        'ar.cover': [
            'account_id', 'claim_days', 'company_id', 'date_end', 'last_shipment', 'partner_id',
            'report_days', 'responsible_id', 'state', 'stop_days'],
        'ar.cover.mark': ['cover_id', 'done_date', 'kind', 'line_id', 'reference', 'told_for'],
        'res.company': ['ar_limitation_years', 'ar_credit_manager_id'],
    }

    @api.depends('kind', 'cover_id', 'move_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for deadline in self:
            about = deadline.move_id or deadline.cover_id
            deadline.display_name = f"{kinds.get(deadline.kind)}: {about.display_name}"

    # === ACTIONS === #

    def action_done(self):
        """Note that today what had to be done was done."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        today = fields.Date.context_today(self)
        self._mark(lambda deadline: {'done_date': today, 'user_id': self.env.uid})
        self.invalidate_model()

    def action_open_document(self):
        """Open the entry, or the cover where there is none."""
        self.ensure_one()
        record = self.move_id or self.cover_id
        record.check_access('read')
        return record._get_records_action()

    # === BUSINESS === #

    def _mark(self, values):
        """Write something about these deadlines where it is kept.

        :param values: method that gives the values for a deadline.
        """
        Mark = self.env['ar.cover.mark'].sudo()
        marks = Mark.search([
            ('kind', 'in', self.mapped('kind')), '|', ('cover_id', 'in', self.cover_id.ids),
            ('line_id', 'in', self.line_id.ids)])
        known = {(mark.kind, mark.cover_id, mark.line_id): mark for mark in marks}
        fresh = []
        for deadline in self.sudo():
            key = deadline.kind, deadline.cover_id, deadline.line_id
            if mark := known.get(key):
                mark.write(values(deadline))
            else:
                fresh.append({
                    'kind': deadline.kind, 'cover_id': deadline.cover_id.id,
                    'line_id': deadline.line_id.id, **values(deadline)})
        Mark.create(fresh)

    # === QUERY === #

    @property
    def _table_query(self):
        today = self._today()
        return SQL(
            """
            SELECT COALESCE(deadline.cover_id, 0)::bigint * %(covers)s
                   + COALESCE(deadline.line_id, 0)::bigint * %(items)s
                   + array_position(%(kinds)s, deadline.kind) AS id,
                   deadline.kind, deadline.date, deadline.cover_id, deadline.line_id,
                   deadline.move_id, deadline.date_maturity, deadline.account_id,
                   deadline.amount, account.partner_id, account.company_id, company.currency_id,
                   deadline.date - %(today)s::date AS days_left,
                   COALESCE(cover.responsible_id, company.ar_credit_manager_id) AS responsible_id,
                   mark.done_date, mark.reference, mark.told_for,
                   CASE WHEN mark.done_date IS NOT NULL THEN 'done'
                        WHEN deadline.date < %(today)s THEN 'past' ELSE 'open' END AS state
              FROM (%(deadlines)s) deadline
              JOIN ar_credit_account account ON account.id = deadline.account_id
              JOIN res_company company ON company.id = account.company_id
         LEFT JOIN ar_cover cover ON cover.id = deadline.cover_id
         LEFT JOIN ar_cover_mark mark
                ON mark.kind = deadline.kind
               AND COALESCE(mark.cover_id, 0) = COALESCE(deadline.cover_id, 0)
               AND COALESCE(mark.line_id, 0) = COALESCE(deadline.line_id, 0)
            """,
            covers=COVERS, items=ITEMS, kinds=[kind for kind, __ in KINDS], today=today,
            deadlines=SQL(" UNION ALL ").join([*self._item_terms(), *self._cover_terms()]),
        )

    @api.model
    def _today(self):
        return self.env['ar.open.item']._today()

    @api.model
    def _days_of_item_sql(self, due, account, company):
        """The deadlines of one item: kind, date and cover_id.

        :param due: `SQL` of its due date; account, company: of the ids of its credit account and
            its company.
        """
        return SQL(
            """
            SELECT day.kind, %(due)s + day.days AS date, cover.id AS cover_id
              FROM ar_cover cover
        CROSS JOIN LATERAL (VALUES ('report', cover.report_days), ('claim', cover.claim_days))
                   day (kind, days)
             WHERE cover.account_id = %(account)s AND cover.state IN ('active', 'called')
               AND day.days > 0
         UNION ALL
            SELECT 'limitation', %(limitation)s, NULL
              FROM res_company company
             WHERE company.id = %(company)s AND company.ar_limitation_years > 0
            """,
            due=due, account=account, company=company, limitation=self._limitation_sql(due),
        )

    @api.model
    def _limitation_sql(self, due):
        """Hook: when a debt can no longer be enforced. A table of countries may say more.

        :param due: `SQL` of the due date; `company` can be named.
        """
        return SQL(
            "(%s + make_interval(years => company.ar_limitation_years))::date", due)

    @api.model
    def _item_terms(self):
        """Selects of the deadlines of each overdue item."""
        return [SQL(
            """
            SELECT day.kind, day.date, day.cover_id, item.id AS line_id, item.move_id,
                   item.date_maturity, item.credit_account_id AS account_id,
                   item.amount_residual AS amount
              FROM %s item
        CROSS JOIN LATERAL (%s) day
             WHERE item.amount_residual > 0 AND item.days_overdue > 0
            """,
            self.env['ar.open.item']._table_sql,
            self._days_of_item_sql(
                SQL("item.date_maturity"), SQL("item.credit_account_id"), SQL("item.company_id")),
        )]

    @api.model
    def _cover_terms(self):
        """Selects of the deadlines of each cover as a whole."""
        return [
            SQL(
                """
                SELECT 'expiry', cover.date_end, cover.id, NULL, NULL, NULL::date,
                       cover.account_id, NULL::numeric
                  FROM ar_cover cover
                 WHERE cover.state = 'active' AND cover.date_end IS NOT NULL
                """),
            SQL(
                """
                SELECT 'stop', LEAST(cover.last_shipment, oldest.due + NULLIF(cover.stop_days, 0)),
                       cover.id, NULL, NULL, oldest.due, cover.account_id, oldest.amount
                  FROM ar_cover cover
                  LEFT JOIN LATERAL (
                        SELECT MIN(item.date_maturity) AS due, SUM(item.amount_residual) AS amount
                          FROM %s item
                         WHERE item.credit_account_id = cover.account_id
                           AND item.amount_residual > 0 AND item.days_overdue > 0
                       ) oldest ON cover.stop_days > 0
                 WHERE cover.state = 'active'
                   AND (cover.last_shipment IS NOT NULL OR oldest.due IS NOT NULL)
                """,
                self.env['ar.open.item']._table_sql,
            ),
        ]
