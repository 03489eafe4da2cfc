from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_interest_journal_id = fields.Many2one(
        'account.journal', string="Journal of Interest", check_company=True,
        domain=[('type', '=', 'sale')], groups='base.group_user',
        help="Invoices over late interest and fees are posted here. Empty: the first sales "
             "journal.")
    ar_interest_account_id = fields.Many2one(
        'account.account', string="Account of Interest", check_company=True,
        domain=[('account_type', 'in', ('income', 'income_other'))], groups='base.group_user',
        help="Empty: the income account of the journal.")
    ar_fee_account_id = fields.Many2one(
        'account.account', string="Account of Fees", check_company=True,
        domain=[('account_type', 'in', ('income', 'income_other'))], groups='base.group_user',
        help="Empty: that of interest.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS dunning
        return super()._ar_logged_settings() | {
            'ar_interest_journal_id', 'ar_interest_account_id', 'ar_fee_account_id'}

    def _ar_interest_journal(self):
        """The journal of interest invoices.

        :raise UserError: when the company has no sales journal.
        """
        journal = self.ar_interest_journal_id or self.env['account.journal'].search([
            *self.env['account.journal']._check_company_domain(self), ('type', '=', 'sale')],
            limit=1)
        if not journal:
            raise UserError(self.env._("%s has no sales journal for interest.", self.name))
        return journal

    def _ar_interest_account(self, kind):
        """The income account of a kind of charge."""
        fee = kind != 'interest' and self.ar_fee_account_id
        return (fee or self.ar_interest_account_id
                or self._ar_interest_journal().default_account_id)
