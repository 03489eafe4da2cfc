from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, formatLang

# So many reasons are told in a list.
TOLD = 3


class ArWorklist(models.Model):
    """Why a customer is on the list: what each rule gave and from which figures stands on the row
    itself, and is put into words when somebody reads it."""
    _inherit = 'ar.worklist'

    detail = fields.Json(
        readonly=True, help="What each rule gave: its points, amount, number and date, by code.")
    explanation = fields.Json(
        string="Points", compute='_compute_explanation',
        help="What each rule gave, in words. The points add up to the priority.")
    reason = fields.Text(
        string="Why", compute='_compute_reason', help="What gave most of the points.")
    deadline_date = fields.Date(
        string="Deadline", compute='_compute_deadline_date',
        help="The next last day under a cover or a claim: to report, to stop shipping, to claim.")

    # === COMPUTE === #

    @api.depends('detail')
    @api.depends_context('lang')
    def _compute_explanation(self):
        rules = self._rules()
        for row in self:
            told = row._told(rules, sorted(
                (row.detail or {}).items(), key=lambda given: (-given[1][0], given[0])))
            row.explanation = {'rows': told, 'points': sum(each['points'] for each in told)}

    @api.depends('detail')
    @api.depends_context('lang')
    def _compute_reason(self):
        rules = self._rules()
        for row in self:
            first = sorted(
                ((code, given) for code, given in (row.detail or {}).items() if given[0] > 0),
                key=lambda pair: (not rules[pair[0]].is_occasion, -pair[1][0], pair[0]))
            row.reason = "\n".join(
                each['reason'] for each in row._told(rules, first[:TOLD]))

    @api.depends('detail')
    def _compute_deadline_date(self):
        for row in self:
            *__, date = (row.detail or {}).get('deadline') or (False,)
            row.deadline_date = date

    # === BUSINESS === #

    @api.model
    def _rules(self):
        """All rules by code, also those switched off since; an empty one for each other code."""
        rules = self.env['ar.worklist.rule'].sudo().search([('active', 'in', (True, False))])
        return defaultdict(rules.browse, {rule.code: rule for rule in rules})

    def _told(self, rules, given):
        """Points in words.

        :param rules: of `_rules`.
        :param given: pairs (code of the rule, [points, amount, number, date]).
        :return: list of dicts of code, name, reason and points.
        """
        self.ensure_one()
        return [
            {'code': code, 'name': rules[code].name or code, 'points': points,
             'reason': rules[code]._say(*self._figures_told(amount, number, date))}
            for code, (points, amount, number, date) in given]

    def _figures_told(self, amount, number, date):
        """Amount, number and date of a rule as texts."""
        number = round(number or 0.0, 1)
        return (
            format_amount(self.env, amount or 0.0, self.currency_id),
            formatLang(self.env, number, digits=0 if number == round(number) else 1),
            format_date(self.env, date) if date else "–")

