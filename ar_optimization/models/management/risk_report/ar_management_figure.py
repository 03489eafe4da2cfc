from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import formatLang

OWN = 'own'


class ArManagementFigure(models.AbstractModel):
    """The figures that goals and decisions are measured by: how they are called, their unit, and
    whether less is better. Their values are those of `res.company._ar_month_figures`."""
    _name = 'ar.management.figure'
    _description = "Figure of a Goal or Decision"

    unit = fields.Char(compute='_compute_unit')

    # === COMPUTE === #

    @api.depends('measure')
    @api.depends_context('lang')
    def _compute_unit(self):
        figures = self._figures()
        for record in self:
            record.unit = figures[record.measure][1] if record.measure in figures else ""

    # === HOOKS === #

    @api.model
    def _figures(self):
        """Hook: what can be measured.

        :return: {code: (name, unit, whether less is better)}
        """
        env, days = self.env, self.env._("days")
        return {
            'dso': (env._("DSO"), days, True),
            'dso_count_back': (env._("DSO, Count-Back"), days, True),
            'average_days_delinquent': (env._("Average Days Delinquent"), days, True),
            'overdue_rate': (env._("Overdue Rate"), "%", True),
            'bad_debt_rate': (env._("Bad-Debt Rate"), "%", True),
            'collection_effectiveness': (env._("Collection Effectiveness"), "%", False),
            'turnover': (env._("Receivables Turnover"), env._("per year"), False),
            'cost_rate': (env._("Cost of Collecting"), env._("% of receipts"), True),
        }

    # === BUSINESS === #

    @api.model
    def _figure_selection(self):
        return [(code, name) for code, (name, *__) in self._figures().items()]

    @api.model
    def _latest_figures(self, company, today, count=1):
        """The figures of the last months that are over.

        :return: list of dicts as `res.company._ar_month_figures` gives them, empty ones for a
            company that is not one of the user's.
        """
        if not self.env.su and company._origin not in self.env.companies:
            return [{} for _month in range(count)]
        return company.sudo()._ar_month_figures(today.replace(day=1) - timedelta(days=1), count)

    @api.model
    def _figure_text(self, code, value):
        """A figure as people read it: with its unit, or a dash where nobody knows it."""
        if value is None or value is False:
            return "–"
        unit = self._figures().get(code, ("", "", True))[1]
        return " ".join(filter(None, [formatLang(self.env, value, digits=1), unit]))
