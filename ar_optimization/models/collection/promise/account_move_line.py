from odoo import models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def _ar_take_promise(self):
        """The dialog that takes a promise about those of these items that can be promised.

        :raise UserError: when there is none, or they belong to several customers.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        lines = self._ar_promisable()
        if not lines:
            raise UserError(self.env._(
                "There is nothing to promise: it is paid, promised already, or in a plan."))
        account = lines._ar_one_account()
        if not account:
            raise UserError(self.env._(
                "A promise is about one customer, one company and one currency."))
        return account.sudo(False)._promise_dialog(lines)

    def _ar_one_account(self):
        """The credit account that all of these items belong to, with all rights; none where they
        are of several customers, companies or currencies."""
        customers = {(line.company_id, line.partner_id.commercial_partner_id) for line in self}
        accounts = self.env['ar.credit.account'].sudo()
        if len(customers) > 1 or len(self.currency_id) > 1:
            return accounts
        [(company, customer)] = customers
        return accounts._account_for(customer, company)

    def _ar_promisable(self):
        """Those of these items that are owed and that nothing is agreed about.

        :return: `account.move.line`
        """
        owed = self._ar_owed()
        held = self.env['ar.promise.line'].sudo().search(
            [('move_line_id', 'in', owed.ids), ('state', '=', 'open')])
        return owed - held.move_line_id

    def _ar_owed(self):
        """Those of these items that a customer owes.

        :return: `account.move.line`
        """
        return self.filtered(lambda line: (
            line.parent_state == 'posted' and line.account_type == 'asset_receivable'
            and line.amount_residual > 0 and line.partner_id))
