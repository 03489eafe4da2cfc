from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import process_sql

STEP = 'step.'  # before a step in the key of its benchmark


class ArProcessFigure(models.Model):
    """How long the steps from order to money take, how often they go wrong, and what collecting
    costs: one row per case that is over. Read from the books whenever somebody looks."""
    _name = 'ar.process.figure'
    _description = "Process Figure"
    _inherit = ['ar.amount.mixin']
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'step'

    step = fields.Selection(selection='_step_selection', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    commercial_partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True,
        help="Empty for what is about no single customer.")
    # How long the invoices of single people take is for those who see the results of all.
    invoice_user_id = fields.Many2one(
        'res.users', string="Salesperson", readonly=True,
        groups='ar_optimization.group_credit_manager',
        help="Of the invoice or order. Empty for steps that others take.")
    date = fields.Date(readonly=True, help="When the step was over.")
    case_count = fields.Integer(string="How Many", readonly=True)
    days = fields.Float(
        string="Days Taken", readonly=True, digits=(16, 1), aggregator='avg',
        help="From beginning to end, on average. Empty for a notice that nothing followed yet.")
    error_count = fields.Integer(
        string="Errors", readonly=True,
        help="Requests refused, holds rejected, disputes in which the customer was right, notices "
             "that came back or failed, decisions taken back.")
    error_rate = fields.Float(
        string="Errors %", readonly=True, digits=(16, 1), aggregator='avg',
        help="In percent of the cases.")
    cost = fields.Monetary(readonly=True, help="Of collecting, as typed for the month.")
    collected = fields.Monetary(readonly=True, help="Receipts of a month whose cost was typed.")
    cost_rate = fields.Float(
        string="Cost per 100 Collected", readonly=True, digits=(16, 2), aggregator='avg')
    benchmark_value = fields.Float(
        string="Benchmark", readonly=True, digits=(16, 1), aggregator='avg',
        help="What others reach, as credit managers have entered it: the days of a step, the cost "
             "per 100 collected.")
    benchmark_source = fields.Char(
        string="Source of Benchmark", compute='_compute_benchmark_source', compute_sudo=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True, aggregator=None)

    _depends = {
        'account.move': [
            'commercial_partner_id', 'invoice_date', 'invoice_user_id', 'is_move_sent',
            'move_type', 'state'],
        'account.move.line': ['account_id', 'company_id', 'move_id', 'reconciled'],
        'account.partial.reconcile': ['debit_move_id', 'max_date'],
        'ar.credit.account': ['partner_id'],
        'ar.credit.hold': ['company_id', 'create_date', 'decided_on', 'partner_id', 'state'],
        'ar.credit.request': [
            'company_id', 'date_decided', 'date_submitted', 'partner_id', 'state'],
        'ar.dispute': [
            'closed_on', 'company_id', 'opened_on', 'partner_id', 'state', 'verdict'],
        'ar.dunning.notice': ['account_id', 'company_id', 'delivery', 'sent_date', 'state'],
        'ar.dunning.notice.line': ['is_given', 'move_line_id', 'notice_id'],
        'ir.attachment': ['create_date', 'res_field', 'res_id', 'res_model'],
        'mail.message': ['date', 'model', 'res_id'],
        'mail.notification': ['mail_message_id', 'notification_status', 'notification_type'],
        'ar.process.cost': ['amount', 'company_id', 'month'],
        'ar.snapshot': ['collected_amount', 'company_id', 'date', 'period'],
    }

    @api.depends('step', 'company_id')
    @api.depends_context('lang')
    def _compute_benchmark_source(self):
        benchmarks = self.env['ar.kpi.benchmark']
        found = benchmarks._latest(self.company_id)
        for row in self:
            row.benchmark_source = found.get(
                (row.company_id, f'{STEP}{row.step}'), benchmarks).source_text

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS ledger: the cost of several months is that of all of them together.
        if aggregate_spec != 'cost_rate:avg':
            return super()._read_group_select(aggregate_spec, query)
        cost = super()._read_group_select('cost:sum', query)
        collected = super()._read_group_select('collected:sum', query)
        return SQL("(100 * %s / NULLIF(%s, 0))::float8", cost, collected)

    # === ACTIONS === #

    def action_open_case(self):
        """Open what a row is about, with the user's own rights."""
        self.ensure_one()
        record = self.res_model and self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("There is nothing more to see."))
        return record._get_records_action()

    # === QUERY === #

    @api.model
    def _step_names(self):
        """Hook: the steps that there are, with their names. A bridge appends those of its
        documents, and gives their cases in `_step_sql`.

        :return: dict step → name
        """
        return {
            'request': self.env._("Request to Decision"),
            'hold': self.env._("Hold to Release"),
            'dispute': self.env._("Dispute to Decision"),
            'sent': self.env._("Invoice to Sent"),
            'paid': self.env._("Invoice to Paid"),
            'notice': self.env._("Notice to Payment"),
            'undone': self.env._("Decisions Taken Back"),
            'cost': self.env._("Cost of Collecting"),
        }

    @api.model
    def _step_selection(self):
        return list(self._step_names().items())

    @api.model
    def _benchmark_names(self):
        """The steps that others can be held against, by the keys of their benchmarks.

        :return: dict key → (label, unit)
        """
        return {
            f'{STEP}{step}': (name, 'percent' if step == 'cost' else 'days')
            for step, name in self._step_names().items() if step != 'undone'}

    @property
    def _table_query(self):
        steps = list(self._step_names())
        others = self.env['ar.kpi.benchmark']._latest(self.env.companies)
        return SQL(" UNION ALL ").join(
            process_sql.row(step, place, len(steps), self._step_sql(step), {
                company.id: benchmark.value for (company, measure), benchmark in others.items()
                if measure == f'{STEP}{step}'})
            for place, step in enumerate(steps))

    @api.model
    def _step_sql(self, step):
        """The cases of one step: `SQL` of key, company_id, partner_id, seller_id, date, days,
        error, cost, collected, res_model."""
        return getattr(process_sql, f'{step}_sql')(self.env)
