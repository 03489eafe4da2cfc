from odoo import api, fields, models

from ....tools.risk_hints import Bound


class ArRiskBound(models.Model):
    """From where on the risk report speaks of a figure, and what it advises then."""
    _name = 'ar.risk.bound'
    _description = "Bound of a Risk Hint"
    _inherit = ['ar.logged']
    _order = 'sequence, id'
    _rec_name = 'code'
    _logged_as = 'risk.bound_'
    _logged_names = ('active', 'advice', 'code', 'company_id', 'grave', 'watch')

    sequence = fields.Integer(default=100)
    code = fields.Selection(selection='_code_selection', string="Figure", required=True)
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', ondelete='cascade',
        help="Empty: for every company that has no bound of its own.")
    watch = fields.Float(string="Worth a Look From", required=True, digits=(16, 2))
    grave = fields.Float(string="Cannot Wait From", required=True, digits=(16, 2))
    unit = fields.Char(compute='_compute_unit')
    advice = fields.Text(translate=True, help="What is proposed when the bound is crossed.")
    active = fields.Boolean(default=True)

    _code_once = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active", "This figure has a bound.")
    _rising = models.Constraint(
        'CHECK (grave >= watch)', "What cannot wait is not below what is worth a look.")

    # === COMPUTE === #

    @api.model
    def _code_selection(self):
        return [(code, name) for code, (name, *__) in self._figures().items()]

    @api.depends('code')
    @api.depends_context('lang')
    def _compute_unit(self):
        figures = self._figures()
        for bound in self:
            bound.unit = figures[bound.code][1] if bound.code else ""

    # === BUSINESS === #

    @api.model
    def _figures(self):
        """The figures that have bounds, as `tools.risk_hints.figures` names them.

        :return: {code: (name, unit, words of a hint with %(value)s and %(bound)s)}
        """
        env, days, points = self.env, self.env._("days"), self.env._("% points")
        return {
            'overdue_rate': (env._("Overdue Rate"), "%", env._(
                "%(value)s %% of what customers owe is overdue (bound: %(bound)s %%).")),
            'overdue_rise': (env._("Rise of the Overdue Rate"), points, env._(
                "The overdue rate rose by %(value)s percentage points in 3 months "
                "(bound: %(bound)s).")),
            'dso_rise': (env._("Rise of the DSO"), days, env._(
                "The DSO rose by %(value)s days in 3 months (bound: %(bound)s days).")),
            'delinquent': (env._("Average Days Delinquent"), days, env._(
                "Late payment costs %(value)s days of sales (bound: %(bound)s days).")),
            'old_share': (env._("Overdue for More Than 90 Days"), "%", env._(
                "%(value)s %% of what customers owe is overdue for more than 90 days "
                "(bound: %(bound)s %%).")),
            'disputed_share': (env._("Disputed"), "%", env._(
                "%(value)s %% of what customers owe is disputed (bound: %(bound)s %%).")),
            **self._concentration_figures(), **self._forecast_figures(),
            **self._work_figures(),
        }

    @api.model
    def _concentration_figures(self):
        env = self.env
        return {
            'top_customer': (env._("Largest Customer"), "%", env._(
                "One customer owes %(value)s %% of everything (bound: %(bound)s %%).")),
            'top_ten': (env._("Ten Largest Customers"), "%", env._(
                "Ten customers owe %(value)s %% of everything (bound: %(bound)s %%).")),
            'herfindahl': (env._("Herfindahl Index"), "", env._(
                "The Herfindahl index of the receivables is %(value)s (bound: %(bound)s).")),
        }

    @api.model
    def _forecast_figures(self):
        env = self.env
        return {
            'cash_fall': (env._("Less Cash to Come"), "%", env._(
                "In the coming 13 weeks %(value)s %% less cash is expected than the last 3 months "
                "brought (bound: %(bound)s %%).")),
            'forecast_bias': (env._("Bias of the Forecast"), "%", env._(
                "The forecasts were off by %(value)s %% to one side (bound: %(bound)s %%).")),
            'forecast_error': (env._("Error of the Forecast"), "%", env._(
                "The forecasts missed by %(value)s %% of what came, WAPE (bound: %(bound)s %%).")),
        }

    @api.model
    def _work_figures(self):
        env = self.env
        return {
            'red_alerts': (env._("Red Warnings"), "", env._(
                "%(value)s red early warnings are open (bound: %(bound)s).")),
            'late_alerts': (env._("Warnings Nobody Took Up"), "", env._(
                "%(value)s early warnings were not taken up in time (bound: %(bound)s).")),
            'unreviewed_risks': (env._("High Risks Not Reviewed"), "", env._(
                "%(value)s high risks of the register are past their review "
                "(bound: %(bound)s).")),
            'late_measures': (env._("Measures Past Their Day"), "", env._(
                "%(value)s measures are past their day (bound: %(bound)s).")),
            'bank_data': (env._("Age of Bank Data"), env._("days"), env._(
                "The bank has told nothing for %(value)s days (bound: %(bound)s days): what is "
                "called overdue may be paid.")),
        }

    @api.model
    def _for_company(self, company):
        """The bounds that hold in a company, its own before those of all, in their order.

        :return: dict code → `ar.risk.bound`, one each.
        """
        found = {}
        for bound in self.sudo().search([('company_id', 'in', (company.id, False))]):
            if bound.code not in found or bound.company_id:
                found[bound.code] = bound
        return found

    def _bound(self):
        """This bound as `tools.risk_hints` reads it."""
        return Bound(self.watch, self.grave)
