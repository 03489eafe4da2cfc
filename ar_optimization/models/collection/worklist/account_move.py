from odoo import models


class AccountMove(models.Model):
    """From an invoice to the page of its customer."""
    _inherit = 'account.move'

    def action_ar_customer(self):
        """Open the credit account of the customer in the company of this entry, with the user's
        own rights."""
        self.ensure_one()
        self.check_access('read')
        accounts = self.env['ar.credit.account']
        account = self.commercial_partner_id._ar_account(self.company_id)
        if not account:
            accounts.sudo()._ensure_accounts(self.company_id, self.commercial_partner_id)
            account = self.commercial_partner_id._ar_account(self.company_id)
        return account._get_records_action()
