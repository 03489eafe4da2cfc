from odoo import api, fields, models
from odoo.tools import format_amount, format_date
from odoo.tools.i18n import format_list

from ....tools import strategy

# What a rule says: every change of these is logged.
TERMS = (
    'active', 'sequence', 'company_id', 'tier_ids', 'amount_from', 'amount_to', 'paid_least',
    'on_time_percent', 'behaviour', 'usual_from', 'usual_to', 'days', 'step', 'wait_days')


class ArDunningStrategy(models.Model):
    """What suits a customer whose turn it is: to be left alone until it pays as it always does, to
    be called, to be written to. Of several rules the first that fits counts; where none does, the
    procedure alone says what happens."""
    _name = 'ar.dunning.strategy'
    _description = "Dunning Strategy"
    _inherit = ['ar.reviewed', 'ar.logged']
    _check_company_auto = True
    _order = 'sequence, id'
    _logged_as = 'dunning.strategy_'
    _logged_names = TERMS

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")

    # For whom
    tier_ids = fields.Many2many(
        'ar.credit.tier', string="Tiers", check_company=True, help="Empty: any.")
    amount_from = fields.Float(
        string="From an Amount of", digits='Account',
        help="Of what a notice would ask for, in the company's currency. 0: any.")
    amount_to = fields.Float(
        string="Below an Amount of", digits='Account', help="0: any amount.")
    behaviour = fields.Selection(
        [
            (strategy.ANY, "Any"), (strategy.AS_USUAL, "Late as Usual"),
            (strategy.SUDDEN, "Later Than Usual"), (strategy.SLOWER, "Getting Slower"),
        ],
        string="Pays", required=True, default=strategy.ANY,
        help="Usual is the mean delay of the 12 months before the last three.\n"
             "Late as Usual: always about so many days late, and not yet much later than that.\n"
             "Later Than Usual: the oldest item is overdue for much longer than usual.\n"
             "Getting Slower: the last three months are much slower than the twelve before.")
    usual_from = fields.Integer(
        string="Usual Delay From", help="In days; negative when paid early.")
    usual_to = fields.Integer(string="Usual Delay To", default=30)
    days = fields.Integer(
        string="Days More", default=5,
        help="Late as Usual: less than so many days later than usual. Else at least so many.")
    paid_least = fields.Integer(
        string="Paid Instalments", default=6,
        help="At least so many in the last 15 months: who has paid less has no habit yet. 0: any.")
    on_time_percent = fields.Float(
        string="On Time at Least", help="In percent of the instalments. 0: not looked at.")

    # What then
    step = fields.Selection(
        selection='_step_selection', string="Next Step", required=True, default=strategy.WAIT)
    wait_days = fields.Integer(
        string="Wait at Most", default=14,
        help="In days from the one on which the customer's turn came. A final notice never waits, "
             "and nobody waits when a deadline of an insurance or of the law is near.")
    owner_id = fields.Many2one(
        'res.users', string="Answers for It", domain=[('share', '=', False)],
        default=lambda self: self.env.user)
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="The owner is reminded to look at this rule again.")
    text = fields.Text(string="In Words", compute='_compute_text')

    _figures_positive = models.Constraint(
        'CHECK (amount_from >= 0 AND amount_to >= 0 AND paid_least >= 0 AND days >= 0 '
        'AND on_time_percent >= 0 AND on_time_percent <= 100)',
        "Amounts and days of a strategy are not negative, and a share is at most 100 percent.")
    _wait_bounded = models.Constraint(
        'CHECK (wait_days BETWEEN 1 AND 60)', "A wait lasts from 1 to 60 days.")

    # === COMPUTE === #

    @api.model
    def _step_selection(self):
        return [
            (strategy.WAIT, self.env._("Wait")),
            *self.env['ar.dunning.notice']._channel_selection()]

    @api.depends(
        'tier_ids', 'amount_from', 'amount_to', 'behaviour', 'usual_from', 'usual_to', 'days',
        'paid_least', 'on_time_percent', 'step', 'wait_days')
    @api.depends_context('lang', 'company')
    def _compute_text(self):
        for rule in self:
            rule.text = " ".join([*rule._conditions(), rule._consequence()])

    def _conditions(self):
        currency = (self.company_id or self.env.company).currency_id
        if self.tier_ids:
            yield self.env._(
                "Tier %s.", format_list(self.env, self.tier_ids.mapped('name'), style='or'))
        if self.amount_from:
            yield self.env._(
                "From %s on.", format_amount(self.env, self.amount_from, currency))
        if self.amount_to:
            yield self.env._("Below %s.", format_amount(self.env, self.amount_to, currency))
        if self.behaviour != strategy.ANY:
            yield self._behaviour_words()
        if self.paid_least:
            yield self.env._("At least %s paid instalments.", self.paid_least)
        if self.on_time_percent:
            yield self.env._("At least %s %% on time.", f"{self.on_time_percent:g}")

    def _behaviour_words(self):
        if self.behaviour == strategy.AS_USUAL:
            return self.env._(
                "Usually %(first)s to %(last)s days late, and now less than %(days)s days later "
                "than usual.", first=self.usual_from, last=self.usual_to, days=self.days)
        if self.behaviour == strategy.SUDDEN:
            return self.env._(
                "Usually at most %(last)s days late, and now at least %(days)s days later than "
                "usual.", last=self.usual_to, days=self.days)
        return self.env._(
            "In the last three months at least %s days slower than before.", self.days)

    def _consequence(self):
        if self.step != strategy.WAIT:
            return self.env._("Next step: %s.", self._step_label(self.step))
        if self.behaviour == strategy.AS_USUAL:
            return self.env._(
                "Wait until %(days)s days after the usual day, %(most)s days at most.",
                days=self.days, most=self.wait_days)
        return self.env._("Wait for %s days.", self.wait_days)

    @api.model
    def _step_label(self, code):
        return dict(self._step_selection()).get(code, code)

    # === CRUD === #

    def copy_data(self, default=None):
        return [
            {**vals, 'name': self.env._("%s (copy)", rule.name)}
            for rule, vals in zip(self, super().copy_data(default), strict=True)]

    # === BUSINESS === #

    @api.model
    def _rules(self, company):
        """The rules of a company, in their order, as `tools.strategy` wants them; without those
        whose next step went with the addon that brought it.

        :return: list of `tools.strategy.Rule`
        """
        known = {code for code, __ in self._step_selection()}
        rules = self.sudo().search([('company_id', 'in', (company.id, False))])
        return [rule._rule() for rule in rules if rule.step in known]

    def _rule(self):
        self.ensure_one()
        return strategy.Rule(
            self.id, self.step, frozenset(self.tier_ids.ids), self.amount_from, self.amount_to,
            self.paid_least, self.on_time_percent / 100, self.behaviour, self.usual_from,
            self.usual_to, self.days, self.wait_days)

    def _reason(self, facts, company, *, until=None, channel=None):
        """Why a rule decided as it did, in the reader's language, with the figures of that moment.
        An empty rule was deleted since.

        :param dict facts: of `tools.strategy.facts`.
        :param company: `res.company` of the amounts.
        :param date until: the day on which a wait is over.
        :param str channel: code of the way that was chosen.
        """
        step = self.env._("wait until %s", format_date(self.env, until)) if until else (
            self._step_label(channel))
        return self.env._(
            "%(rule)s: %(facts)s. Next step: %(step)s.", step=step,
            rule=self.sudo().name or self.env._("Strategy"),
            facts="; ".join(self._fact_words(facts or {}, company)) or self.env._("always"))

    @api.model
    def _fact_words(self, facts, company):
        if 'usual' in facts:
            usual = facts['usual']
            yield self.env._(
                "usually %(usual)s days late, now %(days)s", usual=f"{usual:g}", days=facts['days'],
            ) if usual >= 0 else self.env._(
                "usually paid %(usual)s days early, now %(days)s days late",
                usual=f"{-usual:g}", days=facts['days'])
        if 'slower' in facts:
            yield self.env._("%s days slower than before", f"{facts['slower']:g}")
        if 'paid' in facts:
            yield self.env._("%s instalments paid in 15 months", facts['paid'])
        if 'on_time' in facts:
            yield self.env._("%s %% on time", facts['on_time'])
        if 'amount' in facts:
            yield self.env._(
                "%s asked for", format_amount(self.env, facts['amount'], company.currency_id))
