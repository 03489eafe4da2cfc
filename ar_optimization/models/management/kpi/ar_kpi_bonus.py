from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang


class ArKpiBonus(models.Model):
    """What a person earned in a period by the targets reached, computed by the rules and never by
    hand. What turns out not to have been earned is kept back from bonuses to come."""
    _name = 'ar.kpi.bonus'
    _description = "Bonus"
    _inherit = ['ar.engine.written', 'ar.amount.mixin']
    _order = 'date_from desc, user_id, id'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, readonly=True, index=True,
        ondelete='restrict')
    period = fields.Selection(
        [('month', "Month"), ('quarter', "Quarter")], required=True, readonly=True)
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    state = fields.Selection(
        [('draft', "Draft"), ('approved', "Approved"), ('paid', "Paid Out")],
        required=True, readonly=True, default='draft', index=True)
    basis = fields.Json(readonly=True)  # one dict for each rule, see `_make_lines`
    amount_earned = fields.Monetary(
        string="Earned", readonly=True, help="By the rules, for the targets reached.")
    amount_recovered = fields.Monetary(
        string="Kept Back", readonly=True,
        help="For earlier bonuses that turned out to be too high. Negative: too much was kept "
             "back before, and is given now.")
    amount = fields.Monetary(string="To Be Paid", readonly=True)
    amount_carried = fields.Monetary(
        string="Carried to the Next Bonus", readonly=True,
        help="What is still to be kept back after this one.")
    amount_too_much = fields.Monetary(
        string="Turned Out Too Much", readonly=True,
        help="Money counted then was taken back since: so much less would have been earned. It is "
             "kept back from bonuses to come, never asked back.")
    reward = fields.Char(string="Beside Money", readonly=True)
    is_final = fields.Boolean(
        string="Results Frozen", readonly=True,
        help="The results that it follows from do not change any more.")
    explanation = fields.Text(compute='_compute_explanation')
    flag_count = fields.Integer(
        string="To Be Reviewed", compute='_compute_flag_count', compute_sudo=True,
        groups='ar_optimization.group_credit_manager')
    approved_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    approved_on = fields.Date(readonly=True)
    paid_on = fields.Date(string="Paid Out On", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, user_id, period, date_from)", "There is a bonus of this period already.")
    _positive = models.Constraint(
        'CHECK (amount >= 0 AND amount_earned >= 0 AND amount_too_much >= 0)',
        "A bonus is not negative.")

    # === COMPUTE === #

    @api.depends('user_id', 'date_from', 'period')
    def _compute_display_name(self):
        for bonus in self:
            day = bonus.date_from and self.env['res.lang']._ar_period_name(
                bonus.date_from, 'yQQQ' if bonus.period == 'quarter' else 'yMMM')
            bonus.display_name = f"{bonus.sudo().user_id.name}, {day}"

    @api.depends('basis', 'amount_recovered', 'amount_carried', 'amount_too_much')
    @api.depends_context('lang')
    def _compute_explanation(self):
        for bonus in self:
            lines = [bonus._line_words(line) for line in bonus.basis or ()]
            bonus.explanation = "\n".join(lines + bonus._recovery_words())

    def _line_words(self, line):
        """One rule as a reader can check it."""
        target = self.env['ar.kpi.target'].new({
            'company_id': self.company_id.id, 'measure': line['measure']})
        words = self.env._(
            "%(rule)s: %(result)s of %(target)s is %(percent)s %% and gives %(amount)s.",
            rule=line['rule'], result=target._words(line['value']) or "0",
            target=target._words(line['target']),
            percent=formatLang(self.env, line['percent'], digits=1),
            amount=self._money(line['amount']))
        if line['change']:
            words += " " + self.env._(
                "%s were taken off the result.", self._money(abs(line['change'])))
        return words

    def _recovery_words(self):
        lines = []
        if self.amount_recovered:
            lines.append(self.env._(
                "Kept back for earlier bonuses: %s.", self._money(self.amount_recovered)))
        if self.amount_carried:
            lines.append(self.env._(
                "Carried to the next bonus: %s.", self._money(self.amount_carried)))
        if self.amount_too_much:
            lines.append(self.env._(
                "By what was found out since, this bonus was too high by %s.",
                self._money(self.amount_too_much)))
        return lines

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    @api.depends('user_id', 'date_from')
    def _compute_flag_count(self):
        for bonus in self:
            bonus.flag_count = self.env['ar.kpi.flag'].search_count(
                bonus._origin._flag_domain()) if bonus._origin else 0

    # === ACTIONS === #

    def action_approve(self):
        """Approve these bonuses: a credit manager, and nobody his own. One that comes to something
        else today than was to be seen stays a draft, with its new figures.

        :return: a notification if there is such a one.
        :raise UserError: while results may still change, or entries wait for their review.
        """
        self._check_decision('draft')
        same = self.sudo()._made_again()
        for bonus in same:
            bonus._check_ready()
        same._turn('approved', {
            'state': 'approved', 'approved_by_id': self.env.uid,
            'approved_on': fields.Date.context_today(self)})
        return same != self.sudo() and (self.sudo() - same).exists()._look_again()

    def action_pay(self):
        """Say that these were paid out; from then on they stay as they are."""
        self._check_decision('approved')
        self.sudo()._turn('paid', {
            'state': 'paid', 'paid_on': fields.Date.context_today(self)})

    def action_draft(self):
        """Take an approval back, as long as nothing was paid out."""
        self._check_decision('approved')
        self.sudo()._withdraw()

    def action_flags(self):
        """Open the entries that wait for their review and are about this person's results."""
        self.ensure_one()
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_kpi_flag_action'),
            'domain': self._person_domain(), 'context': {},
        }

    # === BUSINESS === #

    def _engine_words(self):
        return self.env._("A bonus follows from targets, results and rules: nobody types it.")

    def _check_decision(self, state):
        """Refuse who may not decide, his own bonus, and what is not in that state."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        if self.env.user in self._concerned():
            raise AccessError(self.env._("Somebody else decides about your own bonus."))
        if any(bonus.state != state for bonus in self):
            raise UserError(self.env._("This was decided already."))

    def _concerned(self):
        """Who does not decide about these."""
        return self.user_id

    def _made_again(self):
        """Compute these by the rules, targets and results of today.

        :return: those of them whose figures are still the same.
        """
        seen = {bonus.id: (bonus.amount, bonus.basis) for bonus in self}
        for company, bonuses in self.grouped('company_id').items():
            self.browse()._make(company, fields.Date.context_today(self), bonuses.user_id)
        return self.exists().filtered(
            lambda bonus: (bonus.amount, bonus.basis) == seen[bonus.id])

    def _look_again(self):
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'warning', 'sticky': True,
                'message': "\n".join([
                    self.env._("The figures have changed: look again."),
                    *self.mapped('display_name')[:5]]),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'}},
        }

    def _check_ready(self):
        if not self.is_final:
            raise UserError(self.env._(
                "The results of %s may still change: approve it once they are frozen.",
                self.display_name))
        if self.env['ar.kpi.flag'].search_count(self._flag_domain(), limit=1):
            raise UserError(self.env._(
                "Entries that concern %s wait for their review: decide on them first.",
                self.display_name))

    def _turn(self, state, values):
        """Write a decision with its event."""
        before = self._images()
        self.write(values)
        self.env['ar.event']._log(
            f'bonus.{state}', self, before=before, after=self._images(),
            numbers={bonus.id: {'amount_earned': bonus.amount_earned,
                                'amount_recovered': bonus.amount_recovered} for bonus in self})

    def _withdraw(self):
        self._turn('reopened', {
            'state': 'draft', 'approved_by_id': False, 'approved_on': False,
            'amount_too_much': 0.0})

    def _images(self):
        return self.env['ar.event']._images(self, ('state', 'amount', 'amount_too_much'))

    def _person_domain(self):
        return [
            ('company_id', '=', self.company_id.id),
            '|', ('collector_id', '=', self.user_id.id), ('salesperson_id', '=', self.user_id.id),
            '|', '&', ('month', '>=', self.date_from), ('month', '<=', self.date_to),
            '&', ('month_back', '>=', self.date_from), ('month_back', '<=', self.date_to)]

    def _flag_domain(self):
        """What waits for its review and may change this bonus."""
        return [*self._person_domain(), ('state', '=', 'open')]
