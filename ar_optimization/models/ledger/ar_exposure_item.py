from odoo import api, fields, models
from odoo.tools import SQL


class ArExposureItem(models.Model):
    """One document in the exposure of a customer: every exposure that is shown opens as a list of
    these, and they add up to it. A query over the terms of `ar.credit.account`."""
    _name = 'ar.exposure.item'
    _description = "Document in the Exposure"
    _inherit = ['ar.live.query']
    _auto = False
    _order = 'amount desc, id'
    _rec_name = 'document'

    document = fields.Char(compute='_compute_document', compute_sudo=True)
    kind = fields.Selection(selection='_kind_selection', string="Counts As", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    credit_account_id = fields.Many2one('ar.credit.account', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(
        readonly=True, help="What the document adds to the exposure; negative when it lowers it.")
    date_maturity = fields.Date(
        string="Due Date", readonly=True, help="Of what is invoiced: of this instalment.")
    days_overdue = fields.Integer(
        readonly=True, aggregator='max', depends_context=('ar_as_of', 'tz'),
        help="Days since the due date; negative before it. Empty for what is not invoiced.")
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)

    # === COMPUTE === #

    @api.depends('res_model', 'res_id')
    def _compute_document(self):
        for item, document in self._documents().items():
            item.document = document.display_name

    def _documents(self):
        """The records that a person knows by name: an open item stands for its entry.

        :return: {item: record}
        """
        documents = {}
        for model, items in self.grouped('res_model').items():
            records = self.env[model].browse(items.mapped('res_id'))
            for item, record in zip(items, records, strict=True):
                documents[item] = record.move_id if model == 'account.move.line' else record
        return documents

    # === QUERY === #

    @api.model
    def _kind_names(self):
        """Hook: the kinds of the exposure, in the order in which they are explained.

        :return: {kind as in `_get_exposure_terms`: name}
        """
        return {
            'receivable': self.env._("Receivable"),
            'draft': self.env._("Draft Invoice"),
        }

    @api.model
    def _kind_selection(self):
        return list(self._kind_names().items())

    @property
    def _table_query(self):
        """A document is in one row per kind, which makes the id. PostgreSQL leaves out the joins of
        which no column is asked for."""
        kinds, items = list(self._kind_names()), self.env['ar.open.item']
        return SQL(
            """
            SELECT term.res_id::bigint * %(kinds)s + array_position(%(names)s, term.kind) AS id,
                   term.kind, term.company_id, term.partner_id, term.amount,
                   term.res_model, term.res_id, company.currency_id,
                   account.id AS credit_account_id,
                   %(due)s AS date_maturity, %(days)s AS days_overdue
              FROM (%(terms)s) term
              JOIN res_company company ON company.id = term.company_id
         LEFT JOIN ar_credit_account account
                ON account.partner_id = term.partner_id
               AND account.company_id = term.company_id
         LEFT JOIN account_move_line line
                ON line.id = term.res_id AND term.kind = 'receivable'
             WHERE term.amount <> 0
            """,
            kinds=len(kinds) + 1, names=kinds, terms=self.env['ar.credit.account']._terms_sql(),
            due=items._due_sql(), days=items._days_sql(),
        )

    # === ACTIONS === #

    def action_open_document(self):
        """Open the document, with the user's own rights."""
        self.ensure_one()
        record = self._documents()[self]
        record.check_access('read')
        return record._get_records_action()
