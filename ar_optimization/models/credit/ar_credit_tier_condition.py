from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ...tools.tiers import CHECKS

_lt = LazyTranslate(__name__)

# Per condition of tools/tiers.py: what it is called and the unit a person enters it in.
CONDITIONS = {
    'min_score': (_lt("Score"), 'points'),
    'min_on_time_ratio': (_lt("Paid on time, by number"), 'percent'),
    'min_on_time_ratio_amount': (_lt("Paid on time, by amount"), 'percent'),
    'min_months_known': (_lt("Customer for"), 'months'),
    'min_invoice_count': (_lt("Invoices in the last 15 months"), 'invoices'),
    'min_coverage': (_lt("Part of the score card that is known"), 'percent'),
    'max_days_late': (_lt("Days late on average, by amount"), 'days'),
    'max_overdue_days': (_lt("Oldest overdue item"), 'days'),
    'max_overdue_share': (_lt("Overdue part of what is open"), 'percent'),
    'max_utilisation': (_lt("Used part of the limit"), 'percent'),
}
UNITS = {
    'points': _lt("points"),
    'percent': _lt("percent"),
    'months': _lt("months"),
    'invoices': _lt("invoices"),
    'days': _lt("days"),
}


class ArCreditTierCondition(models.Model):
    """One line of what it takes to be in a tier: "Score at least 80 points"."""
    _name = 'ar.credit.tier.condition'
    _description = "Condition of a Credit Tier"
    _inherit = ['ar.logged.part', 'ar.approval.locked.row']
    _order = 'tier_id, sequence, id'
    _part_of = 'tier_id'

    tier_id = fields.Many2one('ar.credit.tier', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='tier_id.company_id', store=True)  # for record rules
    sequence = fields.Integer(default=10)
    condition = fields.Selection(
        selection='_selection_condition', string="Look At", required=True, default='min_score')
    sense = fields.Selection(
        [('min', "at least"), ('max', "at most")], string="Must Be", compute='_compute_unit')
    value = fields.Float(required=True)
    unit = fields.Char(compute='_compute_unit')
    name = fields.Char(string="In Words", compute='_compute_name')

    _condition_unique = models.UniqueIndex(
        '(tier_id, condition)', "A tier looks at the same thing only once.")
    _value_positive = models.Constraint(
        'CHECK (value >= 0)', "A condition cannot be negative.")

    # === CONSTRAINTS === #

    @api.constrains('condition', 'value')
    def _check_value(self):
        for condition in self:
            full = condition.condition == 'min_score' or condition._unit_key() == 'percent'
            if full and condition.condition != 'max_utilisation' and condition.value > 100:
                raise ValidationError(self.env._(
                    "%(condition)s cannot be more than 100.", condition=condition.name))

    # === COMPUTE === #

    @api.model
    def _selection_condition(self):
        return [(name, self.env._(label)) for name, (label, __) in CONDITIONS.items()]

    @api.depends('condition')
    @api.depends_context('lang')
    def _compute_unit(self):
        for condition in self:
            unit = condition._unit_key()
            condition.unit = self.env._(UNITS[unit]) if unit else False
            condition.sense = condition.condition and condition.condition[:3]

    @api.depends('condition', 'value')
    @api.depends_context('lang')
    def _compute_name(self):
        for condition in self:
            condition.name = condition.condition and self._in_words(
                condition.condition, condition._plain_value())

    # === BUSINESS === #

    @api.model
    def _changes(self, rules):
        # OVERRIDES ledger: of a tier its strategy is logged, as values to be written back
        return rules._policy_logged()

    def _unit_key(self):
        return CONDITIONS[self.condition][1] if self.condition else None

    def _plain_value(self):
        """The bound as the tools and the account have it: ratios 0-1, not percent."""
        return self.value / 100 if self._unit_key() == 'percent' else self.value

    @api.model
    def _entered_value(self, condition, value):
        """A bound of the tools as a person enters it, the opposite of `_plain_value`."""
        percent = CONDITIONS[condition][1] == 'percent'
        return round(value * 100, 2) if percent else round(value, 2)

    @api.model
    def _in_words(self, condition, bound):
        """A condition as a sentence in the user's language.

        :param str condition: a key of `CHECKS`.
        :param float bound: as the tools have it.
        """
        label = self.env._(CONDITIONS[condition][0])
        text = self._figure(condition, bound)
        if CHECKS[condition][1]:
            return self.env._("%(fact)s at least %(bound)s", fact=label, bound=text)
        return self.env._("%(fact)s at most %(bound)s", fact=label, bound=text)

    @api.model
    def _figure(self, condition, value):
        """A fact or bound with its unit, in the user's language; what is not known as such."""
        if value is None:
            return self.env._("not known")
        return self.env['ar.scorecard']._figure_text(value, CONDITIONS[condition][1])
