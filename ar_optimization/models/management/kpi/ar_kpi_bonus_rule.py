from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import formatLang

from ....tools import bonus as rules


class ArKpiBonusRule(models.Model):
    """What a reached target earns: money by steps or in proportion, and what is no money."""
    _name = 'ar.kpi.bonus.rule'
    _description = "Bonus Rule"
    _inherit = ['ar.logged']
    _order = 'name, id'
    _check_company_auto = True
    _logged_as = 'bonus.rule_'
    _logged_names = (
        'active', 'amount', 'cap', 'date_end', 'date_start', 'floor', 'kind', 'measure', 'name',
        'period', 'reward', 'reward_percent', 'subject', 'user_ids')

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    subject = fields.Selection(
        [('collector', "Collectors"), ('salesperson', "Salespeople")], string="Whose Bonus",
        required=True, default='collector')
    user_ids = fields.Many2many(
        'res.users', string="Only These", domain=[('share', '=', False)],
        help="Empty: everybody who has such a target. Whom it pays does not change it: another "
             "credit manager does.")
    measure = fields.Selection(
        selection=lambda self: self.env['ar.kpi.target']._selection_measure(), required=True,
        default='collected')
    period = fields.Selection(
        [('month', "Month"), ('quarter', "Quarter")], required=True, default='month')
    date_start = fields.Date(string="From", help="Of periods that begin on this day or later.")
    date_end = fields.Date(string="Until", help="Of periods that begin on this day or earlier.")
    kind = fields.Selection(
        [(rules.LINEAR, "In proportion, from the floor to the target"), (rules.STEPS, "By Steps")],
        string="Formula", required=True, default=rules.LINEAR)
    floor = fields.Float(
        string="Floor %", default=80.0, digits=(16, 2),
        help="Below this part of the target nothing is earned.")
    amount = fields.Monetary(
        string="At the Target", help="The bonus of whoever reaches exactly the target.")
    cap = fields.Monetary(
        string="Never More Than",
        help="Empty: in proportion no more than at the target; by steps no more than the highest.")
    step_ids = fields.One2many('ar.kpi.bonus.step', 'rule_id', string="Bonus Steps", copy=True)
    reward = fields.Char(
        string="Beside Money", translate=True,
        help="What is given beside money: a day off, a training, praise in the next meeting.")
    reward_percent = fields.Float(
        string="From % of the Target", default=100.0, digits=(16, 2),
        help="Of the target, for what is given beside money.")
    example = fields.Text(string="What It Gives", compute='_compute_example')

    _sane = models.Constraint(
        'CHECK (floor BETWEEN 0 AND 100 AND amount >= 0 AND cap >= 0 AND reward_percent >= 0)',
        "The floor is between 0 and 100 %, and no bonus is negative.")
    _days_in_order = models.Constraint(
        'CHECK (date_start <= date_end)', "The last day cannot be before the first one.")

    # === COMPUTE === #

    @api.depends('kind', 'floor', 'amount', 'cap', 'step_ids.percent', 'step_ids.amount',
                 'company_id')
    @api.depends_context('lang')
    def _compute_example(self):
        for rule in self:
            digits = rule.currency_id.decimal_places
            bounds = {80.0, 90.0, 100.0, 120.0, rule.floor, *rule.step_ids.mapped('percent')}
            rule.example = "\n".join(
                self.env._(
                    "%(percent)s %% of the target: %(amount)s",
                    percent=formatLang(self.env, percent, digits=1), amount=formatLang(
                        self.env, rules.earned(percent, rule._formula(), digits),
                        currency_obj=rule.currency_id))
                for percent in sorted(bounds))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        made._check_not_own()
        return made

    def write(self, vals):
        self._check_not_own()
        result = super().write(vals)
        self._check_not_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own(self):
        self._check_not_own()

    # === BUSINESS === #

    def _check_not_own(self):
        """Refuse whom the rule pays, unless nobody else is there.

        :raise AccessError: outside single-person mode.
        """
        if self.env.su:
            return
        for rule in self.sudo():
            if not rule.company_id.ar_single_person and rule._pays(self.env.user):
                raise AccessError(self.env._(
                    "“%s” pays you, too, and somebody else decides about your own bonus: ask "
                    "another credit manager to make this change.", rule.name))

    def _pays(self, user):
        """Whether it names somebody, or is for everybody and he has a target whose bonus it makes,
        or would make once that is approved."""
        if self.user_ids:
            return user in self.user_ids
        oldest = self.env['ar.kpi.bonus']._oldest(fields.Date.context_today(self))
        return any(map(self._is_for, self.env['ar.kpi.target'].search([
            ('user_id', '=', user.id), ('company_id', '=', self.company_id.id),
            ('date_to', '>=', oldest)])))

    def _formula(self):
        """This rule as `tools.bonus.Formula`."""
        return rules.Formula(
            self.kind, self.floor, self.amount, self.cap or None,
            tuple((step.percent, step.amount) for step in self.step_ids))

    def _is_for(self, target):
        """Whether it gives something for a target."""
        return (
            (self.company_id, self.subject, self.measure, self.period)
            == (target.company_id, target.subject, target.measure, target.period)
            and (not self.user_ids or target.user_id in self.user_ids)
            and (not self.date_start or self.date_start <= target.date_from)
            and (not self.date_end or target.date_from <= self.date_end))

    def _image(self):
        event = self.env['ar.event']
        return {
            **super()._image(),
            'steps': [[step.percent, event._json_value(step, 'amount')]
                      for step in self.step_ids]}
