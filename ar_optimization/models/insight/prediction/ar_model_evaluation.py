from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import float_round

from ....tools import backtest, challenger, lateness, numeric, payment_soon
from ....tools.ledger_view import day_number, known_at
from . import prediction_sql

JUDGED_EVERY = timedelta(days=7)
NUMPY = 'numpy'
DATE = 'date'
RIVAL = 3  # place of the model that was not chosen among the figures

# Stored figure → (measure of `tools.backtest`, whose).
FIGURES = {
    'auc': ('auc', 0), 'auc_own': ('auc', 1), 'pr_auc': ('pr', 0),
    'brier': ('brier', 0), 'brier_own': ('brier', 1), 'brier_base': ('brier', 2),
    'precision_10': ('precision_10', 0), 'recall_10': ('recall_10', 0),
    'precision_20': ('precision_20', 0), 'recall_20': ('recall_20', 0),
    'precision_base': ('precision_20', 2), 'lead_days': ('lead', 0),
    'false_alarms': ('false_alarms', 0), 'date_error': ('date_error', 0),
    'date_error_base': ('date_error', 2), 'cash_error': ('cash_error', 0),
}
PERCENT = {
    'precision_10', 'precision_20', 'recall_10', 'recall_20', 'false_alarms', 'in_range',
    'cash_error',
}
DAYS = {'lead', 'date_error'}


class ArModelEvaluation(models.Model):
    """The published backtest of a prediction: what it would have said on past days, beside what
    came and beside what anybody could have said. It decides whether the prediction is shown."""
    _name = 'ar.model.evaluation'
    _description = "Evaluation of a Prediction"
    _order = 'company_id, kind desc, horizon, id'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        [
            (lateness.OPEN, "Open invoices"),
            (lateness.NEW, "Invoices to be issued"),
            (payment_soon.SOON, "Paid within 14 days of the next step"),
            (DATE, "Date of payment and cash"),
        ],
        string="Prediction", required=True, readonly=True)
    horizon = fields.Integer(
        string="More Than Days Late", readonly=True, aggregator=None,
        help="Days after the due date that do not count as late.")
    date = fields.Date(string="Judged On", required=True, readonly=True)
    state = fields.Selection(
        [
            (backtest.ON, "On"),
            (backtest.OWN, "Switched off: does not beat the customer's own late rate"),
            (backtest.BASE, "Switched off: does not beat a constant guess"),
            (backtest.SAME, "Switched off: all invoices came out the same"),
            (backtest.FEW, "Switched off: too few invoices to judge it"),
            (NUMPY, "Switched off: numpy missing"),
        ],
        string="Verdict", required=True, readonly=True)
    champion = fields.Selection(
        [
            (challenger.RIDGE, "Customer's rate with a fitted correction"),
            (challenger.BOOSTED, "Gradient boosting"),
        ],
        string="Model", readonly=True,
        help="Where the Python library scikit-learn is installed, gradient boosting is tried on "
             "the same past days. It is used where its probabilities came nearer to what happened "
             "and ranked no worse.")
    champion_reason = fields.Text(compute='_compute_reason', string="Chosen Because")
    is_on = fields.Boolean(compute='_compute_is_on', search='_search_is_on')
    reason = fields.Text(compute='_compute_reason', string="Why")
    cut_off_count = fields.Integer(
        string="Cut-offs", readonly=True, aggregator=None,
        help="Past days on which it was made from what was known that morning.")
    count = fields.Integer(
        string="Invoices Judged", readonly=True, aggregator=None,
        help="Instalments whose outcome is known by now, over all cut-offs.")
    late_count = fields.Integer(string="Of Them Late", readonly=True, aggregator=None)

    auc = fields.Float(
        string="ROC-AUC", digits=(4, 3), readonly=True, aggregator=None,
        help="How often a late invoice was ranked above one in time. 0.5 is chance, 1 is perfect.")
    auc_own = fields.Float(
        string="ROC-AUC, Own Rate", digits=(4, 3), readonly=True, aggregator=None,
        help="The same when the customer's own late rate ranks them.")
    pr_auc = fields.Float(
        string="PR-AUC", digits=(4, 3), readonly=True, aggregator=None,
        help="Mean precision over recall; chance gives the share of late invoices.")
    brier = fields.Float(
        string="Brier Score", digits=(4, 3), readonly=True, aggregator=None,
        help="Mean squared error of the probability: 0 is perfect.")
    brier_own = fields.Float(
        string="Brier Score, Own Rate", digits=(4, 3), readonly=True, aggregator=None)
    brier_base = fields.Float(
        string="Brier Score, Base Rate", digits=(4, 3), readonly=True, aggregator=None,
        help="When every invoice gets the company's late rate.")
    precision_10 = fields.Float(
        string="Precision at 10 %", readonly=True, aggregator=None,
        help="Of the tenth of invoices with the highest probability, how many were late.")
    recall_10 = fields.Float(
        string="Recall at 10 %", readonly=True, aggregator=None,
        help="Of the late invoices, how many were in that tenth.")
    precision_20 = fields.Float(string="Precision at 20 %", readonly=True, aggregator=None)
    recall_20 = fields.Float(string="Recall at 20 %", readonly=True, aggregator=None)
    precision_base = fields.Float(
        string="Precision by Chance", readonly=True, aggregator=None,
        help="The share of late invoices.")
    lead_days = fields.Float(
        string="Days of Lead", digits=(6, 1), readonly=True, aggregator=None,
        help="Mean days from the warning until the invoice was late, for the fifth that was "
             "flagged.")
    false_alarms = fields.Float(
        string="False Alarms, Best Customers", readonly=True, aggregator=None,
        help="Invoices of the best quarter of customers that were flagged and paid in time ÷ all "
             "invoices of these customers.")
    date_error = fields.Float(
        string="Error of the Date", digits=(6, 2), readonly=True, aggregator=None,
        help="Mean days between the expected and the real day of payment.")
    date_error_base = fields.Float(
        string="Error of the Due Date", digits=(6, 2), readonly=True, aggregator=None)
    cash_error = fields.Float(
        string="Error of Weekly Cash", readonly=True, aggregator=None,
        help="Absolute errors of the next four weeks ÷ the cash that came in them (WAPE).")
    figures = fields.Json(readonly=True)      # name → [model, own, base]
    bins = fields.Json(readonly=True)         # [[said, came, count]] of the calibration
    comparison = fields.Json(compute='_compute_comparison')

    _unique_task = models.UniqueIndex(
        "(company_id, kind, horizon)", "This prediction has been judged for the company.")

    # === COMPUTE === #

    @api.depends('kind', 'horizon')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for evaluation in self:
            name = kinds.get(evaluation.kind, "")
            if evaluation.kind in (lateness.OPEN, lateness.NEW):
                name = self.env._(
                    "%(prediction)s: more than %(days)s days late",
                    prediction=name, days=evaluation.horizon)
            evaluation.display_name = name

    @api.depends('state')
    def _compute_is_on(self):
        for evaluation in self:
            evaluation.is_on = evaluation.state == backtest.ON

    def _search_is_on(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('state', '=' if True in value else '!=', backtest.ON)]

    @api.depends('state', 'figures', 'champion')
    @api.depends_context('lang')
    def _compute_reason(self):
        for evaluation in self:
            evaluation.reason = evaluation._reason()
            evaluation.champion_reason = evaluation._champion_reason()

    def _champion_reason(self):
        """Why which model is used, with the figures of both."""
        self.ensure_one()
        if self.kind not in (lateness.OPEN, lateness.NEW) or not self.figures:
            return False
        if not self._has_rival():
            return self.env._("There was no challenger: the Python library scikit-learn is not "
                              "installed on this server.")
        return self.env._(
            "Brier score %(brier)s against %(brier_other)s of the other model; ROC-AUC %(auc)s "
            "against %(auc_other)s.",
            brier=self._text('brier', 0), brier_other=self._text('brier', RIVAL),
            auc=self._text('auc', 0), auc_other=self._text('auc', RIVAL))

    def _has_rival(self):
        values = (self.figures or {}).get('brier', ())
        return len(values) > RIVAL and values[RIVAL] is not None

    def _reason(self):
        """Why the prediction is on or off, in the user's language, with the figures that say so."""
        self.ensure_one()
        texts = {
            NUMPY: self.env._("The Python library numpy is not installed on this server."),
            backtest.FEW: self.env._(
                "Fewer than %s invoices have an outcome that can be judged. Until then the "
                "customer's own late rate is shown.", lateness.FEWEST),
            backtest.SAME: self.env._("There is nothing to tell apart: all were in time, or all "
                                      "were late."),
        }
        if self.state in texts:
            return texts[self.state]
        if self.kind == DATE:
            return self.env._(
                "Off by %(model)s days on average; the due date is off by %(base)s.",
                model=self._text('date_error', 0), base=self._text('date_error', 2))
        figures = {
            'model': self._text('brier', 0), 'own': self._text('brier', 1),
            'base': self._text('brier', 2), 'auc': self._text('auc', 0),
            'auc_own': self._text('auc', 1)}
        if self.kind == payment_soon.SOON:
            return self.env._(
                "Brier score %(model)s against %(own)s of how often the customer has paid so soon "
                "and %(base)s of a constant guess; ROC-AUC %(auc)s against %(auc_own)s.", **figures)
        return self.env._(
            "Brier score %(model)s against %(own)s of the customer's own late rate and %(base)s "
            "of a constant guess; ROC-AUC %(auc)s against %(auc_own)s.", **figures)

    @api.depends('figures', 'bins')
    @api.depends_context('lang')
    def _compute_comparison(self):
        names = self._measure_names()
        for evaluation in self:
            evaluation.comparison = {
                'rows': [
                    {'name': name, 'label': names[name],
                     'values': [evaluation._text(name, whose) for whose in evaluation._shown()],
                     'best': evaluation._best(name)}
                    for name in names if name in (evaluation.figures or {})],
                'plain': evaluation._plain_names(),
                'bins': [evaluation._bin(*bin_) for bin_ in evaluation.bins or ()],
            }

    @api.model
    def _bin(self, said, came, count):
        text = self.env._(
            "Said %(said)s %%, came %(came)s %% (%(count)s invoices)",
            said=round(100 * said), came=round(100 * came), count=count)
        return {'said': said, 'came': came, 'count': count, 'text': text}

    @api.model
    def _measure_names(self):
        return {
            'auc': self.env._("ROC-AUC"), 'pr': self.env._("PR-AUC"),
            'brier': self.env._("Brier score (lower is better)"),
            'precision_10': self.env._("Precision at 10 %"),
            'recall_10': self.env._("Recall at 10 %"),
            'precision_20': self.env._("Precision at 20 %"),
            'recall_20': self.env._("Recall at 20 %"),
            'lead': self.env._("Days of lead"),
            'false_alarms': self.env._("False alarms, best customers (lower is better)"),
            'date_error': self.env._("Error of the date in days (lower is better)"),
            'in_range': self.env._("Paid within the range that holds 80 %"),
            'cash_error': self.env._("Error of weekly cash (lower is better)"),
            'late_payers': self.env._("ROC-AUC of customers a week late next month"),
        }

    def _shown(self):
        """Whose figures are shown, in this order: the model's, its challenger's, the plain ones."""
        return (0, RIVAL, 1, 2) if self._has_rival() else (0, 1, 2)

    def _plain_names(self):
        """What the model is compared with: the heads of the columns behind it."""
        if self.kind == DATE:
            return [self.env._("Customer's mean delay"), self.env._("Due date")]
        names = dict(self._fields['champion']._description_selection(self.env))
        other = [name for code, name in names.items() if code != self.champion]
        if self.kind == payment_soon.SOON:
            return [self.env._("Customer's own rate"), self.env._("All customers' rate")]
        return [*(other if self._has_rival() else ()), self.env._("Customer's own late rate"),
                self.env._("Base rate")]

    def _text(self, name, whose):
        """A figure as people read it; a dash for what cannot be said."""
        values = (self.figures or {}).get(name, ())
        value = values[whose] if whose < len(values) else None
        if value is None:
            return "–"
        if name in PERCENT:
            return f"{100 * value:.1f} %"
        return f"{value:.1f}" if name in DAYS else f"{value:.3f}"

    def _best(self, name):
        """Which of the figures shown is the best: 0 the model's; None when it cannot be said."""
        found = self.figures[name]
        values = {place: found[whose] for place, whose in enumerate(self._shown())
                  if whose < len(found) and found[whose] is not None}
        if len(values) < 2:
            return None
        choose = min if name in backtest.LOWER_IS_BETTER else max
        best = choose(values.values())
        return next(place for place, value in values.items() if value == best)

    # === BUSINESS === #

    @api.model
    def _verdicts(self, company):
        """The verdicts that hold for a company: {(kind, horizon): code of `state`}."""
        return {
            (evaluation.kind, evaluation.horizon): evaluation.state
            for evaluation in self.search([('company_id', '=', company.id)])}

    @api.model
    def _champions(self, company):
        """The models that were chosen for a company: {(kind, horizon): code of `champion`}."""
        return {
            (evaluation.kind, evaluation.horizon): evaluation.champion
            for evaluation in self.search([('company_id', '=', company.id)])}

    @api.model
    def _is_due(self, company, today):
        """Whether a company has to be judged: weekly, when numpy came or went, when the model that
        was chosen cannot be used any more, and when there is something new to judge."""
        newest = self.search([('company_id', '=', company.id)], order='date desc', limit=1)
        if not newest or (newest.state == NUMPY) == numeric.available():
            return True
        known = self.search([('company_id', '=', company.id)])
        boosted = known.filtered(lambda evaluation: evaluation.champion == challenger.BOOSTED)
        if len(known) != len(self._tasks()) or (boosted and not challenger.available()):
            return True
        return not timedelta(0) <= today - newest.date < JUDGED_EVERY

    @api.model
    def _tasks(self):
        """What is judged, as (kind, horizon)."""
        return [*lateness.TASKS, backtest.PAID_SOON, (DATE, 0)]

    @api.model
    def _judge(self, company, today):
        """Judge every prediction on a company's own ledger, as known on the morning of a day.

        :return: the company's evaluations.
        """
        tasks = self._tasks()
        if not numeric.available():
            return self._store(company, [
                {'kind': kind, 'horizon': horizon, 'date': today, 'state': NUMPY}
                for kind, horizon in tasks])
        found = backtest.backtest(known_at(self._ledger(company, today), day_number(today)))
        return self._store(company, [
            {'kind': kind, 'horizon': horizon, 'date': today,
             **self._values(found[DATE if kind == DATE else (kind, horizon)])}
            for kind, horizon in tasks])

    @api.model
    def _ledger(self, company, today):
        """The `tools.ledger_view.Ledger` of a company as booked before a day, of each customer
        the last instalments."""
        gathered = prediction_sql.gather(self.env, company, today)
        return gathered.history(day_number(today)).ledger

    @api.model
    def _values(self, judgement):
        figures = {
            name: [None if value is None else float_round(value, precision_digits=6)
                   for value in figure]
            for name, figure in judgement.figures.items()}
        return {
            'state': judgement.verdict, 'champion': judgement.champion,
            'cut_off_count': judgement.cut_offs, 'count': judgement.count,
            'late_count': judgement.late,
            'figures': figures, 'bins': [list(bin_) for bin_ in judgement.bins],
            **{field: figures.get(name, [None] * 3)[whose]
               for field, (name, whose) in FIGURES.items()},
        }

    @api.model
    def _store(self, company, vals_list):
        """Write what is new of a company's evaluations; a verdict that turns is an event."""
        found = {
            (evaluation.kind, evaluation.horizon): evaluation
            for evaluation in self.search([('company_id', '=', company.id)])}
        before = {evaluation.id: {'state': evaluation.state} for evaluation in found.values()}
        blank = dict.fromkeys([
            *FIGURES, 'champion', 'figures', 'bins', 'cut_off_count', 'count', 'late_count'])
        missing = []
        for vals in vals_list:
            known = found.get((vals['kind'], vals['horizon']))
            if known:
                known.write({**blank, **vals})
            else:
                missing.append({**vals, 'company_id': company.id})
        self.env['ar.event']._log_changes(
            'model.judged', self.union(*found.values()), before,
            {evaluation.id: {'state': evaluation.state} for evaluation in found.values()})
        return self.union(*found.values()) | self.create(missing)
