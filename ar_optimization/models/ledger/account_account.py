from odoo import api, models
from odoo.tools import SQL


class AccountAccount(models.Model):
    _inherit = 'account.account'

    @api.model
    def _ar_receivable_ids(self):
        """Ids of every receivable account of any chart and company, archived ones too.

        Queries name them as literals: only then does PostgreSQL know how many lines to expect.
        Read each time (a fraction of a millisecond): a cached list that misses an account made a
        moment ago would break the tie-out without a word.

        :return: non-empty tuple of ids; (0,) when there is no chart of accounts yet.
        """
        self.flush_model(['account_type'])
        rows = self.env.execute_query(SQL(
            "SELECT id FROM account_account WHERE account_type = 'asset_receivable' ORDER BY id"))
        return tuple(account_id for account_id, in rows) or (0,)
