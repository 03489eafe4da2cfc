from odoo import api, fields, models
from odoo.tools import SQL


class ArCorrectionFigure(models.Model):
    """What had to be corrected after it was settled with the customer, beside what was not: one row
    per document, with the amounts and numbers that rates are made of. The core knows credit notes;
    bridges add changed and cancelled orders, and goods that came back. Read from the books
    whenever somebody looks, by customer and by salesperson."""
    _name = 'ar.correction.figure'
    _description = "Correction"
    _inherit = ['ar.amount.mixin']
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'document'

    document = fields.Char(compute='_compute_document', compute_sudo=True)
    kind = fields.Selection(selection='_kind_selection', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    date = fields.Date(
        readonly=True, help="Of the document: its accounting date. Of a correction: when it came.")
    commercial_partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    # How often single people correct is for those who see the results of all.
    invoice_user_id = fields.Many2one(
        'res.users', string="Salesperson", readonly=True,
        groups='ar_optimization.group_credit_manager')
    invoiced_amount = fields.Monetary(string="Invoiced", readonly=True, help="With taxes.")
    credited_amount = fields.Monetary(
        string="Credited", readonly=True, help="By credit notes, with taxes.")
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    credit_note_count = fields.Integer(string="Credit Notes", readonly=True)
    credit_note_rate = fields.Float(
        readonly=True, aggregator='avg', digits=(16, 1),
        help="Credited, in percent of what was invoiced in the same time.")
    credit_note_count_rate = fields.Float(
        string="Credit Notes per 100 Invoices", readonly=True, aggregator='avg', digits=(16, 1))
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True, aggregator=None)

    _depends = {
        'account.move': [
            'amount_total_signed', 'commercial_partner_id', 'company_id', 'date',
            'invoice_user_id', 'move_type', 'state'],
        'res.company': ['currency_id'],
    }

    # === COMPUTE === #

    @api.depends('res_model', 'res_id')
    def _compute_document(self):
        for model, rows in self.grouped('res_model').items():
            names = {
                record.id: record.display_name
                for record in self.env[model].browse(rows.mapped('res_id')).exists()}
            for row in rows:
                row.document = names.get(row.res_id)

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS ledger: a rate of several rows is that of their sums
        name = aggregate_spec.partition(':')[0]
        if name not in self._rates():
            return super()._read_group_select(aggregate_spec, query)
        part, whole = self._rates()[name]
        parts = super()._read_group_select(f'{part}:sum', query)
        wholes = super()._read_group_select(f'{whole}:sum', query)
        return SQL("(100.0 * %s / NULLIF(%s, 0))::float8", parts, wholes)

    # === ACTIONS === #

    def action_open_document(self):
        """Open the document, with the user's own rights."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._get_records_action()

    # === QUERY === #

    @api.model
    def _kind_names(self):
        """Hook: the kinds of documents that there are, with their names.

        :return: dict kind → name
        """
        return {
            'invoice': self.env._("Invoice"), 'credit_note': self.env._("Credit Note")}

    @api.model
    def _kind_selection(self):
        return list(self._kind_names().items())

    @api.model
    def _rates(self):
        """Hook: the rates that there are, in percent: `tools.lags.rate` of the sums.

        :return: dict field → (field of the part, field of the whole)
        """
        return {
            'credit_note_rate': ('credited_amount', 'invoiced_amount'),
            'credit_note_count_rate': ('credit_note_count', 'invoice_count'),
        }

    @api.model
    def _fact_terms(self):
        """Hook: the documents that count. A bridge appends those of its own.

        :return: list of (names of the figures, `SQL` select of key, kind, company_id, date,
            partner_id, seller_id, res_model, res_id and the figures); keys are unique in a term
        """
        return [self._invoice_term()]

    @api.model
    def _invoice_term(self):
        names = ('invoiced_amount', 'credited_amount', 'invoice_count', 'credit_note_count')
        return names, SQL(
            """
            SELECT move.id AS key, move.company_id, move.date, move.invoice_user_id AS seller_id,
                   CASE move.move_type WHEN 'out_refund' THEN 'credit_note' ELSE 'invoice' END
                       AS kind,
                   move.commercial_partner_id AS partner_id,
                   'account.move' AS res_model, move.id AS res_id,
                   CASE move.move_type WHEN 'out_refund' THEN 0 ELSE move.amount_total_signed END
                       AS invoiced_amount,
                   CASE move.move_type WHEN 'out_refund' THEN -move.amount_total_signed ELSE 0 END
                       AS credited_amount,
                   (move.move_type <> 'out_refund')::int AS invoice_count,
                   (move.move_type = 'out_refund')::int AS credit_note_count
              FROM account_move move
             WHERE move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.state = 'posted'
            """)

    @property
    def _table_query(self):
        terms = self._fact_terms()
        names = list(dict.fromkeys(name for has, __ in terms for name in has))
        return SQL(
            """
            SELECT fact.*, company.currency_id, %(rates)s
              FROM (%(facts)s) fact
              JOIN res_company company ON company.id = fact.company_id
            """,
            rates=SQL(", ").join(
                SQL("NULL::float8 AS %s", SQL.identifier(name)) for name in self._rates()),
            facts=SQL(" UNION ALL ").join(
                self._term_sql(place, len(terms), names, *term)
                for place, term in enumerate(terms)))

    @api.model
    def _term_sql(self, place, terms, names, has, term):
        """Rows of a term, with 0 in the figures that it does not have. Their ids never meet those
        of another one."""
        return SQL(
            """
            SELECT term.key::int8 * %(terms)s + %(place)s AS id, term.kind, term.company_id,
                   term.date, term.partner_id AS commercial_partner_id,
                   term.seller_id AS invoice_user_id, term.res_model, term.res_id, %(columns)s
              FROM (%(term)s) term
            """, terms=terms, place=place, term=term,
            columns=SQL(", ").join(
                SQL("term.%s", SQL.identifier(name)) if name in has
                else SQL("0 AS %s", SQL.identifier(name)) for name in names))
