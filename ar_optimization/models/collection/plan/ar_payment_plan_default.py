from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ....tools import plan as rules

ACTIVITY = 'ar_optimization.mail_activity_plan_default'


class ArPaymentPlan(models.Model):
    """A plan that fails: its debts are asked for again, and the rest may be called in where the
    contract says so. That is only ever proposed, and done by a credit manager after a notice."""
    _inherit = 'ar.payment.plan'

    # === ACTIONS === #

    def action_notice(self):
        """Give notice of the default: print the letter, which says by when to pay the arrears."""
        self.ensure_one()
        self.check_access('write')
        if self.state != rules.DEFAULTED:
            raise UserError(self.env._("This plan is not in default."))
        plan = self.sudo()
        if not plan.notice_date:
            plan.notice_date = fields.Date.context_today(plan)
            plan.env['ar.event']._log('plan.notice', plan, numbers={
                plan.id: {'arrears': plan.arrears}})
            plan.env['ar.contact.log'].create({
                'account_id': plan.account_id.id, 'channel': 'letter', 'result': 'told',
                'subject': plan.env._("Notice of default, %s", plan.name),
                'user_id': plan.env.uid})
        return self.env.ref('ar_optimization.ar_payment_plan_notice_report').report_action(self)

    def action_accelerate(self):
        """Call in the rest at once. The posted invoices stay as they are.

        :raise UserError: where the contract does not say so, or its days are not over.
        """
        self.env.user._ar_check_role('credit_manager')
        for plan in self:
            plan.check_access('write')
            if refusal := plan._why_not_accelerate():
                raise UserError(refusal)
            before = plan._images()
            plan.sudo().accelerated_on = fields.Date.context_today(plan)
            plan.sudo()._log('plan.accelerated', before)
            plan.sudo().activity_unlink([ACTIVITY])

    # === BUSINESS === #

    def _why_not_accelerate(self):
        """Why the rest cannot be called in, in words; empty when it can."""
        if self.state != rules.DEFAULTED or self.accelerated_on:
            return self.env._("This plan is not in default, or its rest was called in already.")
        if not self.has_acceleration:
            return self.env._("The contract has no clause that lets you call in the rest.")
        if not self.notice_date:
            return self.env._("Give notice of the default first.")
        if fields.Date.context_today(self) < self.acceleration_from:
            return self.env._(
                "The customer has time until the day before %s.",
                format_date(self.env, self.acceleration_from))
        if self.currency_id.is_zero(self.arrears):
            return self.env._("The arrears were paid.")
        return ""

    def _default(self):
        """End plans of which too much was missed, and tell who looks after the customers."""
        self._end(rules.DEFAULTED, rule=self.env._("Missed instalment"))
        for plan in self:
            plan.activity_schedule(
                ACTIVITY, fields.Date.context_today(plan), user_id=plan._whose().id,
                note=plan.env._(
                    "In default: %(amount)s are missing. Its debts are asked for again.",
                    amount=format_amount(plan.env, plan.arrears, plan.currency_id)))

    def _whose(self):
        """Who looks after a plan: the collector of the customer, or who agreed it."""
        return self.account_id.collector_id.filtered('active') or self.user_id

    @api.model
    def _propose_acceleration(self, companies, today):
        """Tell a credit manager, once, that the rest of a plan may be called in."""
        plans = self.search([
            ('company_id', 'in', companies.ids), ('state', '=', rules.DEFAULTED),
            ('has_acceleration', '=', True), ('notice_date', '!=', False),
            ('proposed_on', '=', False), ('accelerated_on', '=', False)])
        for plan in plans.filtered(
                lambda plan: plan.acceleration_from <= today and plan.arrears):
            plan.proposed_on = today
            plan.activity_schedule(
                ACTIVITY, today, user_id=plan.company_id._ar_credit_manager().id,
                note=self.env._("The notice has run out: the rest may be called in."))
