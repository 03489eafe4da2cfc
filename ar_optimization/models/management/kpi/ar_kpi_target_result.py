from odoo import api, fields, models
from odoo.fields import Domain

from ....tools import bonus
from ....tools import target as rules


class ArKpiTarget(models.Model):
    """How far a target has come: the results so far, less what managers took off."""
    _inherit = 'ar.kpi.target'

    result = fields.Float(
        compute='_compute_result', compute_sudo=True, digits=(16, 2), aggregator=None,
        help="Of the period so far, less what was taken off it.")
    has_result = fields.Boolean(compute='_compute_result', compute_sudo=True)
    light = fields.Selection(
        [
            (rules.GREEN, "On Target"), (rules.YELLOW, "Nearly"), (rules.RED, "Off Target"),
            (rules.UNKNOWN, "Nothing yet"),
        ],
        string="Traffic Light", compute='_compute_result', search='_search_light',
        compute_sudo=True,
        help="Of money and numbers, as much of the target is asked for as of the period is over. "
             "Yellow: less than a tenth is missing.")
    percent = fields.Float(
        string="Reached %", compute='_compute_result', compute_sudo=True, digits=(16, 1),
        aggregator=None, help="Of the whole target; 100 is reached.")
    taken_off = fields.Float(
        compute='_compute_result', compute_sudo=True, digits=(16, 2), aggregator=None,
        help="Money that a manager took off the result.")
    flag_count = fields.Integer(
        string="To Be Reviewed", compute='_compute_flag_count', compute_sudo=True,
        groups='ar_optimization.group_credit_manager')
    value_words = fields.Char(string="Target in Words", compute='_compute_words')
    result_words = fields.Char(string="So Far", compute='_compute_words')
    range_words = fields.Char(
        string="Likely", compute='_compute_words',
        help="Eight cases of ten lie between both.")

    # === COMPUTE === #

    @api.depends('date_from', 'measure', 'period', 'subject', 'user_id', 'value')
    @api.depends_context('uid')
    def _compute_result(self):
        # What is stored: a form over RPC may name anybody.
        stored = self._origin
        figures, today = stored._results(), fields.Date.context_today(self)
        for target in self:
            origin = target._origin
            value, off, _frozen = figures.get(origin, (None, 0.0, False))
            part = rules.elapsed(origin.date_from, origin.date_to, today) if (
                origin and origin._adds_up()) else 1.0
            target.has_result = value is not None
            target.result = value or 0.0
            target.taken_off = abs(off)
            target.light = rules.light(
                value, origin.value, origin._better(), part) if origin else rules.UNKNOWN
            target.percent = bonus.achievement(
                value, origin.value, origin._better()) if origin else 0.0

    @api.depends('value', 'result', 'has_result', 'low', 'high', 'has_range', 'measure')
    @api.depends_context('lang')
    def _compute_words(self):
        for target in self:
            target.value_words = target._words(target.value)
            target.result_words = target._words(target.result if target.has_result else None)
            target.range_words = target.has_range and (
                f"{target._words(target.low)} – {target._words(target.high)}")

    @api.depends('date_from', 'subject', 'user_id')
    def _compute_flag_count(self):
        for target in self:
            target.flag_count = self.env['ar.kpi.flag'].search_count(
                [*target._origin._flag_domain(), ('state', '=', 'open')]) if target._origin else 0

    def _search_light(self, operator, value):
        if operator != 'in':
            return NotImplemented
        running = self.search([('state', '=', 'approved')])
        return Domain('id', 'in', running.filtered(lambda target: target.light in value).ids)

    # === BUSINESS === #

    def _flag_domain(self):
        """What was noticed in the months of this target, about its person if it has one."""
        mine = {
            'collector': [('collector_id', '=', self.user_id.id)],
            'salesperson': [('salesperson_id', '=', self.user_id.id)],
        }.get(self.subject, [])
        return [('company_id', '=', self.company_id.id), ('month', '>=', self.date_from),
                ('month', '<=', self.date_to), *mine]

    def _results(self):
        """The result of each target's period so far.

        :return: {target: (value or None, what was taken off it, whether all months are frozen)}
        """
        if not self:
            return {}
        first, last = min(self.mapped('date_from')), max(self.mapped('date_to'))
        rows = self._result_rows(self.company_id, first, last)
        changes = self.env['ar.kpi.flag'].sudo()._taken_off(self.company_id, first, last)
        frozen = self._frozen_months(rows)
        return {target: target._result(rows, changes, frozen) for target in self}

    @api.model
    def _frozen_months(self, rows):
        """The months that are frozen, which a company does as a whole: someone of whom nothing was
        measured has no row.

        :param dict rows: see `_result_rows`.
        :return: {(company id, first day of month)}
        """
        return {
            (company, month) for (company, *_key), months in rows.items()
            for month, (*_figures, frozen) in months.items() if frozen}

    def _result(self, rows, changes, frozen):
        """One of `_results`.

        :param dict changes: see `ar.kpi.flag._taken_off`.
        :param set frozen: see `_frozen_months`.
        """
        known = rows.get(self._result_key(), {})
        months = [month for month in self._months() if month in known]
        who = (self.company_id.id, self.subject, self.user_id.id or 0)
        found, total = [], 0.0
        for month in months:
            value, numerator, denominator, _frozen = known[month]
            change = self.env['ar.kpi.flag']._change_of(self.measure, changes.get((*who, month)))
            found.append((bonus.corrected(value, numerator, change), denominator or 0.0))
            total += change
        final = all((self.company_id.id, month) in frozen for month in self._months())
        return rules.together(found, self._adds_up()), total, final
