from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_bad_debt_account_id = fields.Many2one(
        'account.account', string="Bad Debts", check_company=True, groups='base.group_user',
        domain=[('account_type', 'in', ('expense', 'expense_direct_cost', 'asset_current'))],
        help="Where write-offs are booked: a loss, or the allowance made for it before.")
    ar_recovery_account_id = fields.Many2one(
        'account.account', string="Recovered Bad Debts", check_company=True,
        groups='base.group_user',
        domain=[('account_type', 'in', ('income_other', 'income', 'expense', 'asset_current'))],
        help="Where payments after a write-off are recognised. Empty: the account of bad debts.")
    ar_write_off_journal_id = fields.Many2one(
        'account.journal', string="Journal of Write-Offs", check_company=True,
        domain=[('type', '=', 'general')], groups='base.group_user',
        help="Empty: the first journal of miscellaneous entries.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS dunning
        return super()._ar_logged_settings() | {
            'ar_bad_debt_account_id', 'ar_recovery_account_id', 'ar_write_off_journal_id'}

    def _ar_bad_debt_account(self):
        """The account of bad debts.

        :raise UserError: when none is chosen.
        """
        account = self.sudo().ar_bad_debt_account_id
        if not account:
            raise UserError(self.env._(
                "%s has no account for bad debts: choose one in the settings of Receivables.",
                self.name))
        return account

    def _ar_recovery_account(self):
        return self.sudo().ar_recovery_account_id or self._ar_bad_debt_account()

    def _ar_write_off_journal(self):
        """The journal of write-offs.

        :raise UserError: when the company has no journal of miscellaneous entries.
        """
        journal = self.sudo().ar_write_off_journal_id or self._ar_discount_journal()
        if not journal:
            raise UserError(self.env._(
                "%s has no journal for miscellaneous entries.", self.name))
        return journal
