from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ....tools import kpi_person

# What may still change on a frozen row: a link that is gone. Names and numbers stay.
LINKS = ('user_id', 'tier_id')


class ArKpiResult(models.Model):
    """One key figure of one month, of a company, a tier, a person, a team or an analytic account.
    The running month is computed anew every night; some days after its end it is frozen, and then
    nobody changes it: what is taken back later is in the month in which it is found."""
    _name = 'ar.kpi.result'
    _description = "Result"
    _inherit = ['ar.engine.written', 'ar.kpi.frozen']
    _order = 'date_from desc, subject, subject_name, sequence, id'
    _rec_name = 'subject_name'
    _frozen_links = LINKS

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(string="Month", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    month_name = fields.Char(string="Month in Words", compute='_compute_month_name')
    subject = fields.Selection(
        [
            ('company', "Company"), ('tier', "Tier"), ('collector', "Collector"),
            ('salesperson', "Salesperson"), ('team', "Team"), ('analytic', "Analytic Account"),
        ], string="Of", required=True, readonly=True)
    subject_ref = fields.Integer(
        string="Record ID", readonly=True, aggregator=None,
        help="Of the user, tier, team or analytic account; 0 for the company, and for what "
             "belongs to nobody.")
    subject_name = fields.Char(
        string="Name", readonly=True, help="As it was in that month; empty: nobody.")
    user_id = fields.Many2one(
        'res.users', string="Person", readonly=True, index='btree_not_null', ondelete='set null')
    tier_id = fields.Many2one(
        'ar.credit.tier', readonly=True, index='btree_not_null', ondelete='set null')
    measure = fields.Selection(selection='_measure_selection', required=True, readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    value = fields.Float(digits=(16, 2), readonly=True, aggregator='avg')
    numerator = fields.Float(
        digits=(16, 2), readonly=True, help="Rates are numerator ÷ denominator.")
    denominator = fields.Float(digits=(16, 2), readonly=True)
    unit = fields.Selection(
        [('days', "Days"), ('percent', "Percent"), ('amount', "Amount"), ('count', "Count")],
        compute='_compute_measure')
    better = fields.Selection(
        [('up', "More Is Better"), ('down', "Less Is Better")], compute='_compute_measure')
    value_text = fields.Char(string="Result", compute='_compute_measure')
    benchmark_value = fields.Float(
        string="Benchmark as a Number", compute='_compute_benchmark', compute_sudo=True,
        digits=(16, 2), aggregator=None,
        help="What others reach, as credit managers have entered it.")
    benchmark_text = fields.Char(
        string="Benchmark", compute='_compute_benchmark', compute_sudo=True,
        help="What others reach, as credit managers have entered it.")
    benchmark_source = fields.Char(
        string="Source of Benchmark", compute='_compute_benchmark', compute_sudo=True)

    _one_figure = models.UniqueIndex(
        "(company_id, date_from, subject, subject_ref, measure)",
        "There is a result of this month already.")

    # === COMPUTE === #

    @api.model
    def _measure_selection(self):
        return [(key, label) for key, (label, *__) in self._measure_names().items()]

    @api.depends('date_from')
    @api.depends_context('lang')
    def _compute_month_name(self):
        for row in self:
            row.month_name = row.date_from and self.env['res.lang']._ar_period_name(
                row.date_from, 'yMMMM')

    @api.depends('measure', 'value')
    @api.depends_context('lang')
    def _compute_measure(self):
        names = self._measure_names()
        for row in self:
            __, row.unit, row.better = names.get(row.measure, ("", False, False))
            row.value_text = self._words(row.value, row.unit, row.currency_id)

    @api.model
    def _words(self, value, unit, currency):
        """A figure as a reader expects it: money in its currency, rates with %."""
        if unit == 'amount':
            return formatLang(self.env, value, currency_obj=currency)
        number = formatLang(self.env, value, digits=1)
        if unit == 'percent':
            return self.env._("%s %%", number)
        return self.env._("%s days", number) if unit == 'days' else number

    @api.depends('measure', 'company_id')
    @api.depends_context('lang')
    def _compute_benchmark(self):
        benchmarks = self.env['ar.kpi.benchmark']
        found = benchmarks._latest(self.company_id)
        for row in self:
            benchmark = found.get((row.company_id, row.measure), benchmarks)
            row.benchmark_value = benchmark.value
            row.benchmark_text = self._words(
                benchmark.value, benchmark.unit, row.currency_id) if benchmark else False
            row.benchmark_source = benchmark.source_text

    @api.depends('subject', 'subject_name', 'measure')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = self._measure_names()
        for row in self:
            whom = row.subject_name or self.env._("Nobody")
            row.display_name = f"{whom}: {names.get(row.measure, ('',))[0]}"

    # === BUSINESS === #

    @api.model
    def _measure_names(self):
        """Hook: the key figures that there are. A bridge appends those of its documents.

        :return: dict key → (label, unit 'days', 'percent', 'amount' or 'count', what is better:
            'up' or 'down').
        """
        labels = {**self._ledger_labels(), **self._work_labels()}
        return {
            key: (labels[key], each.unit, each.better)
            for key, each in kpi_person.MEASURES.items() if key in labels}

    @api.model
    def _ledger_labels(self):
        return {
            'collected': self.env._("Collected"),
            'collected_unconfirmed': self.env._("Collected, Not Confirmed by the Bank"),
            'taken_back': self.env._("Taken Back"),
            'completion_rate': self.env._("Collection Completion Rate"),
            'recovery_rate': self.env._("Recovery Rate"),
            'average_collection_days': self.env._("Average Collection Period"),
            'sales': self.env._("Credit Sales"),
            'receivable': self.env._("Receivable"),
            'overdue': self.env._("Overdue"),
            'overdue_rate': self.env._("Overdue Rate"),
            'overdue_rate_count': self.env._("Overdue Rate by Number"),
            'dso': self.env._("DSO"),
            'dso_count_back': self.env._("DSO, Count-Back"),
            'true_dso': self.env._("True DSO"),
            'best_possible_dso': self.env._("Best Possible DSO"),
            'average_days_delinquent': self.env._("Average Days Delinquent"),
            'collection_effectiveness': self.env._("Collection Effectiveness"),
            'turnover': self.env._("Receivables Turnover"),
            'bad_debt_rate': self.env._("Bad-Debt Rate"),
            'working_capital_cost': self.env._("Cost of Receivables"),
            'credit_note_rate': self.env._("Credit Note Rate"),
        }

    @api.model
    def _work_labels(self):
        return {
            'promise_kept_rate': self.env._("Promises Kept"),
            'promise_kept_amount_rate': self.env._("Promised Amounts Kept"),
            'promise_partly_rate': self.env._("Promises Partly Kept"),
            'right_party_rate': self.env._("Right Person Reached, of Attempts"),
            'right_party_reached_rate': self.env._("Right Person Reached, of Answered"),
            'dispute_cycle_days': self.env._("Dispute Cycle Time"),
            'approval_days': self.env._("Approval Turnaround (Working Days)"),
            'weighted_score': self.env._("Weighted Score of Customers"),
            'score_change': self.env._("Change of Weighted Score"),
            'weak_share': self.env._("Share of Weak Tiers"),
        }

    def _engine_words(self):
        return self.env._("Results follow from the ledger: nobody writes them by hand.")
