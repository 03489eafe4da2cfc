from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ....tools import interest as interest_rules
from ....tools import plan as rules


class ArPaymentPlan(models.Model):
    """Making a plan: its instalments from its debts, to the smallest unit of the currency."""
    _inherit = 'ar.payment.plan'

    # === COMPUTE === #

    @api.depends('item_ids.amount', 'count', 'interval', 'first_date', 'down_payment',
                 'interest_mode', 'interest_rate')
    def _compute_line_ids(self):
        for plan in self:
            plan.line_ids = plan.line_ids if plan.state != 'draft' else [Command.clear(), *(
                Command.create({
                    'date': each.day, 'principal': each.principal, 'interest': each.interest})
                for each in plan._schedule())]

    def _schedule(self):
        """The instalments that the terms come to, none where they cannot be.

        :return: list of `tools.plan.Instalment`
        """
        debts = sum(item.amount for item in self.item_ids if not item.is_interest)
        if not debts or not self.first_date or not 0 < self.count <= 360:
            return []
        try:
            return rules.schedule(
                debts, fields.Date.context_today(self), self.first_date, self.count,
                self.interval, self.currency_id.decimal_places, self.down_payment,
                self.interest_rate if self.interest_mode == 'plan' else 0.0)
        except ValueError:  # less than the smallest unit each: said when it is submitted
            return []

    @api.onchange('interest_mode')
    def _onchange_interest_mode(self):
        if self.interest_mode == 'plan' and not self.interest_rate:
            self.interest_rate = self._usual_rate()

    def _usual_rate(self):
        """The rate of late interest on these debts, in percent a year; 0 where there is none."""
        charge = self.env['ar.interest.charge'].sudo().search([
            ('move_line_id', 'in', self.item_ids.move_line_id.ids), ('kind', '=', 'interest'),
            ('state', '=', 'memo')], order='date_to desc, id desc', limit=1)
        spans = [span for span in charge.basis or () if span['rate'] is not None]
        return spans[-1]['rate'] * interest_rules.PERIODS[spans[-1]['period']] if spans else 0.0

    # === ACTIONS === #

    def action_submit(self):
        """Ask for the plan; it is approved at once where the user may decide.

        :raise UserError: for a plan that cannot be.
        """
        self.check_access('write')
        for plan in self:
            plan._check_complete()
            plan.sudo().state = 'approval'
            request = self.env['ar.credit.request']._submit(
                'plan', plan.account_id, {'plan_id': plan.id}, plan._why(), document=plan)
            plan.sudo().request_id = request

    def action_reschedule(self):
        """Make another version of this plan, for what is still open of its debts."""
        self.ensure_one()
        self.check_access('write')
        if self.state not in ('active', 'defaulted'):
            raise UserError(self.env._("Only a plan in force, or in default, is agreed anew."))
        today = fields.Date.context_today(self)
        version = self.sudo().copy({
            'name': self.name, 'version': self.version + 1, 'parent_id': self.id,
            'user_id': self.env.uid, 'first_date': fields.Date.add(today, days=14),
            'down_payment': 0.0, 'count': max(1, len(self.line_ids.filtered(
                lambda line: line.state != rules.PAID))),
            'item_ids': [Command.create({'move_line_id': line.id})
                         for line in self.item_ids.move_line_id._ar_owed()]})
        return version.sudo(False)._get_records_action()

    # === BUSINESS === #

    def _why(self):
        return self.note or self.env._(
            "%(count)s instalments from %(day)s", count=len(self.line_ids), day=self.first_date)

    def _check_complete(self):
        """Refuse a plan that is not of its debts, or not of days to come.

        :raise UserError:
        """
        if self.state != 'draft':
            raise UserError(self.env._("This plan was submitted already."))
        if not self.item_ids:
            raise UserError(self.env._("Say which debts the plan is about."))
        self.item_ids._check_owed()
        if changed := self.item_ids.filtered(lambda item: item._has_changed())[:1]:
            raise UserError(self.env._(
                "%s is not open as the plan has it any more: take it out and choose it again.",
                changed.display_name))
        self._check_schedule()

    def _check_schedule(self):
        compare = self.currency_id.compare_amounts
        lines = self.line_ids.sorted('date')
        debts = sum(item.amount for item in self.item_ids if not item.is_interest)
        if not lines or compare(sum(lines.mapped('principal')), debts):
            raise UserError(self.env._("The instalments do not come to the debts."))
        if any(compare(line.amount, 0.0) <= 0 or line.interest < 0 for line in lines):
            raise UserError(self.env._("Each instalment pays something."))
        if lines[0].date < fields.Date.context_today(self) or len(
                set(lines.mapped('date'))) < len(lines):
            raise UserError(self.env._("Each instalment has a day of its own, from today on."))
        expected = rules.with_interest(
            [(line.date, line.principal) for line in lines], fields.Date.context_today(self),
            self.interest_rate if self.interest_mode == 'plan' else 0.0,
            self.currency_id.decimal_places)
        if compare(sum(each.interest for each in expected), sum(lines.mapped('interest'))):
            raise UserError(self.env._(
                "The interest of the instalments is not that of the rate: it comes to %s.",
                self.currency_id.format(sum(each.interest for each in expected))))
