from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """Where the allowance for receivables is booked."""
    _inherit = 'res.company'

    ar_provision_account_id = fields.Many2one(
        'account.account', string="Allowance for Receivables", check_company=True,
        groups='base.group_user',
        domain=[('account_type', 'in', (
            'asset_current', 'asset_non_current', 'liability_current'))],
        help="Its credit balance is what is expected not to come in. Not a receivable account: "
             "the open items would no longer add up to it.")
    ar_provision_expense_account_id = fields.Many2one(
        'account.account', string="Impairment Losses", check_company=True,
        groups='base.group_user',
        domain=[('account_type', 'in', ('expense', 'expense_direct_cost'))],
        help="What a higher allowance costs; a lower one is booked back on the same account.")
    ar_provision_journal_id = fields.Many2one(
        'account.journal', string="Journal of the Allowance", check_company=True,
        domain=[('type', '=', 'general')], groups='base.group_user',
        help="Empty: the first journal of miscellaneous entries.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS collection
        return super()._ar_logged_settings() | {
            'ar_provision_account_id', 'ar_provision_expense_account_id',
            'ar_provision_journal_id'}

    def _ar_provision_accounts(self):
        """The account of the allowance and that of the losses.

        :raise UserError: names the one that is missing and where to choose it.
        """
        company = self.sudo()
        for name in ('ar_provision_account_id', 'ar_provision_expense_account_id'):
            if not company[name]:
                raise UserError(self.env._(
                    "%(company)s has no account “%(account)s”: choose one in the settings of "
                    "Receivables, under Advanced.", company=company.name,
                    account=self._fields[name]._description_string(self.env)))
        return company.ar_provision_account_id, company.ar_provision_expense_account_id

    def _ar_provision_journal(self):
        """The journal of the allowance.

        :raise UserError: when the company has no journal of miscellaneous entries.
        """
        journal = self.sudo().ar_provision_journal_id or self._ar_discount_journal()
        if not journal:
            raise UserError(self.env._(
                "%s has no journal for miscellaneous entries: make one in the accounting "
                "configuration.", self.name))
        return journal
