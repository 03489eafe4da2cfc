from dateutil.relativedelta import relativedelta

from odoo import api, models

from ..approval.ar_credit_account_review_events import WINDOW_DAYS


class ArCreditAccount(models.Model):
    """A cover that has ended puts the limit that leaned on it on the table."""
    _inherit = 'ar.credit.account'

    # === BUSINESS === #

    @api.model
    def _review_grounds(self, company, today):
        # EXTENDS approval
        ended = self.env['ar.cover'].sudo()._read_group(
            [('company_id', '=', company.id), ('state', '=', 'expired'),
             ('date_end', '>=', today - relativedelta(days=WINDOW_DAYS))],
            ['account_id'], ['date_end:max'])
        return [
            *super()._review_grounds(company, today),
            (self.env._("One of its covers has ended."),
             {account.id: day for account, day in ended})]
