from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class ArCreditRequest(models.Model):
    """Payment plans as a type of request: the matrix says up to which debt who decides alone."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('plan', "Payment Plan")], ondelete={'plan': 'cascade'})

    # === BUSINESS === #

    def _plans(self):
        """The plans that these requests are about, as far as they are still there."""
        return self.sudo()._about('plan', 'ar.payment.plan', 'plan_id')

    @api.model
    def _prepare_plan(self, account, values):
        """At stake is the debt that is put off, and what interest is let go, in company currency.

        :param values: `plan_id`.
        :raise UserError: when there is nothing to decide on.
        """
        plan = self.env['ar.payment.plan'].sudo().browse(values['plan_id']).exists()
        if plan.account_id != account or plan.state != 'approval' or plan.approved_on:
            raise UserError(self.env._("There is no plan of this customer to decide on."))
        return {'plan_id': plan.id}, plan._at_stake()

    def _parties_plan(self):
        """Who agreed on a plan, or changed its draft, does not decide on it, whoever submits it."""
        plans = self._plans()
        return (plans.user_id | plans.create_uid | plans.editor_ids) - self.requester_id

    def _apply_plan(self):
        self._plans()._approve()

    def _refused_plan(self):
        self._plans()._refuse()

    def _cancelled_plan(self):
        self._plans()._refuse()

    def _expired_plan(self):
        self._plans()._refuse()

    def _summary_text(self):
        # EXTENDS incentive
        plan = self._plans() if self.type == 'plan' else None
        if not plan:
            return super()._summary_text()
        return self.env._(
            "%(amount)s in %(count)s instalments, the last on %(day)s",
            amount=formatLang(self.env, plan.amount, currency_obj=plan.currency_id),
            count=len(plan.line_ids),
            day=format_date(self.env, max(plan.line_ids.mapped('date'), default=False)))
