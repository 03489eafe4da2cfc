from odoo import Command, fields, models
from odoo.exceptions import UserError

from ....tools import plan as rules


class ArPaymentPlan(models.Model):
    """From the approval over the signature to a plan in force, and its early end."""
    _inherit = 'ar.payment.plan'

    # === ACTIONS === #

    def action_sign(self):
        """Note that the customer has signed: an approved plan begins."""
        self.check_access('write')
        for plan in self:
            if plan.state != 'approval':
                raise UserError(self.env._("Only a submitted plan is signed."))
            plan.sudo().signed_on = fields.Date.context_today(plan)
            plan.sudo()._begin()

    def action_cancel(self, reason=None):
        """Take a plan back: its debts are asked for again. A plan in force is an analyst's.

        :param str reason: why, in words.
        """
        self.check_access('write')
        if any(plan.state not in ('draft', 'approval', 'active') for plan in self):
            raise UserError(self.env._("This plan is over already."))
        if any(plan.state == 'active' for plan in self):
            self.env.user._ar_check_role('credit_analyst')
        waiting = self.request_id.filtered(lambda request: request.state == 'waiting')
        self.sudo()._end('cancelled', reason)
        waiting.sudo()._close('cancelled')

    # === BUSINESS === #

    def _at_stake(self):
        """The debt that is put off and the interest that would be let go, in company currency at
        today's rate."""
        today = fields.Date.context_today(self)
        stake = self.currency_id._convert(
            self.principal, self.company_id.currency_id, self.company_id, today)
        if self.interest_mode != 'waive':
            return stake
        memos = self.env['ar.interest.charge'].search([
            ('move_line_id', 'in', self.item_ids.move_line_id.ids), ('state', '=', 'memo')])
        return stake + memos._in_company_currency()

    def _approve(self):
        """An approved plan begins, as soon as it is signed."""
        for plan in self:
            plan.approved_on = fields.Date.context_today(plan)
            plan._begin()

    def _refuse(self):
        """What was not approved is a draft again."""
        for plan in self.filtered(lambda plan: plan.state == 'approval'):
            plan.write({'state': 'draft', 'signed_on': False})

    def _begin(self):
        """Put plans in force that are approved and signed, in place of the version before."""
        today = fields.Date.context_today(self)
        ready = self.filtered(lambda plan: plan.state == 'approval' and plan.approved_on and (
            plan.signed_on or not plan.needs_signature))
        for plan in ready:
            plan.parent_id.filtered(lambda old: old.state in ('active', 'defaulted'))._end(
                'cancelled', self.env._("Agreed anew"))
            before = plan._images()
            plan.item_ids._check_free()
            plan.write({
                'state': rules.ACTIVE, 'active_from': today,
                'has_acceleration': plan._contract_accelerates()})
            plan._settle_interest(today)
            plan._log('plan.begun', before)
        ready._judge(today)

    def _contract_accelerates(self):
        """Whether the contract in force says that the rest may be called in."""
        clauses = self.account_id.contract_id.version_id.clause_ids
        return 'acceleration' in clauses.mapped('kind')

    def _settle_interest(self, today):
        """Invoice the interest of the plan, which becomes one of its debts; or let go of what late
        interest has come to."""
        if self.interest_mode == 'plan' and self.interest:
            self._invoice_interest(today)
        elif self.interest_mode == 'waive':
            self._let_interest_go(today)

    def _invoice_interest(self, today):
        charge = self.env['ar.interest.charge'].create({
            'kind': 'plan', 'mode': 'accrue', 'company_id': self.company_id.id,
            'account_id': self.account_id.id, 'currency_id': self.currency_id.id,
            'amount': self.interest, 'date_from': fields.Date.add(today, days=1),
            'date_to': max(self.line_ids.mapped('date')), 'plan_id': self.id})
        move = charge._post()
        lines = move._ar_receivable_lines()
        self.item_ids = [
            Command.create({'move_line_id': line.id, 'is_interest': True}) for line in lines]
        taxes = self.currency_id.round(
            sum(lines.mapped('amount_residual_currency')) - self.interest)
        if taxes:
            self.line_ids.sorted('date')[-1].interest += taxes

    def _let_interest_go(self, today):
        charges = self.env['ar.interest.charge']
        lines = self.item_ids.move_line_id
        charges._accrue(self.company_id, today, lines.ids)
        memos = charges.search([
            ('move_line_id', 'in', lines.ids), ('state', '=', 'memo'), ('amount_due', '>', 0),
        ]).filtered(lambda charge: charge.request_id.state != 'waiting')
        self.waived = {str(charge.id): charge.amount_due for charge in memos}
        memos._let_go(reason=self.name, rule=self.env._("Payment plan"))

    def _claim_interest(self):
        """Claim again what was let go for the sake of this plan."""
        amounts = {int(key): amount for key, amount in (self.waived or {}).items()}
        for charge in self.env['ar.interest.charge'].browse(amounts).exists():
            if charge.state == 'waived' and not charge.move_id:
                charge._claim_again(max(0.0, charge.amount_waived - amounts[charge.id]))
        self.waived = False

    def _end(self, state, reason=None, rule=None):
        """End plans that were not paid: their debts are asked for again, late interest runs.

        :param str state: `cancelled` or `defaulted`.
        """
        before, today = self._images(), fields.Date.context_today(self)
        for plan in self:
            plan.write({
                'state': state, 'ended_on': plan.ended_on or today, 'end_reason': reason or False,
                **({'defaulted_on': today} if state == rules.DEFAULTED else {})})
            plan._claim_interest()
        self._log(f'plan.{state}', before, reason=reason, rule=rule)
