from odoo import models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def _ar_in_plan(self):
        """Those of these items that a payment plan in force is about.

        :return: `account.move.line`
        """
        return self.env['ar.payment.plan.item'].sudo().search(
            [('move_line_id', 'in', self.ids), ('state', '=', 'active')]).move_line_id

    def _ar_promisable(self):
        # EXTENDS promise
        return super()._ar_promisable() - self._ar_in_plan()

    def _ar_make_plan(self):
        """A new payment plan about those of these items that can be in one.

        :return: the action that opens it.
        :raise UserError: when there is none, or they belong to several customers.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        lines = self._ar_owed() - self._ar_in_plan()
        if not lines:
            raise UserError(self.env._("There is nothing to plan: it is paid or in a plan."))
        account = lines._ar_one_account()
        if not account:
            raise UserError(self.env._(
                "A plan is about one customer, one company and one currency."))
        return account._plan_form(lines)
