from odoo import api, models


class AccountAccount(models.Model):
    """What was written off is no habit of a customer: for the next credit note Odoo proposes the
    expense that was booked most often with it, which would be the loss."""
    _inherit = 'account.account'

    @api.model
    def _get_most_frequent_accounts_for_partner(
            self, company_id, partner_id, move_type, filter_never_user_accounts=False, limit=None):
        # EXTENDS 'account': the account of bad debts comes last, or not at all
        found = super()._get_most_frequent_accounts_for_partner(
            company_id, partner_id, move_type, filter_never_user_accounts)
        losses = self.env['res.company'].sudo().browse(company_id).ar_bad_debt_account_id
        others = [account_id for account_id in found if account_id != losses.id]
        rest = [] if filter_never_user_accounts or len(others) == len(found) else losses.ids
        return [*others, *rest][:limit]
