from odoo import api, fields, models
from odoo.tools import SQL, split_every

CRON = 'ar_optimization.ir_cron_agreements'
CHUNK = 1000  # customers that are looked at together


class ArAgreementMark(models.Model):
    """Customers with promises or payment plans whose ledger has changed since these were judged.

    As with `ar.feature.change`, whoever posts or reconciles leaves a row and waits for nobody; what
    is judged is in proportion to what was paid, not to what was promised.
    """
    _name = 'ar.agreement.mark'
    _description = "Customer Whose Promises Are to Be Judged"
    _log_access = False

    account_id = fields.Integer(string="Credit Account ID", required=True)

    # === BUSINESS === #

    @api.model
    def _mark(self, pairs):
        """Mark those of some customers that have agreements, and have them judged soon.

        :param pairs: set of (company id, commercial partner id); empty ids are left out.
        """
        accounts = self.env['ar.credit.account'].sudo()
        if agreed := accounts._of_pairs(pairs, self._agreed_sql()):
            self._mark_accounts(agreed)

    @api.model
    def _mark_accounts(self, accounts):
        """The same for customers of whom it is known that they have agreements.

        :param accounts: `ar.credit.account`
        """
        self.env.cr.execute(SQL(
            "INSERT INTO ar_agreement_mark (account_id) SELECT UNNEST(%s)", accounts.ids))
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _agreed_sql(self):
        """Hook: whether a customer has something that payments decide about.

        :return: `SQL` condition over `account`.
        """
        self.env['ar.promise'].flush_model(['account_id', 'state'])
        return SQL(
            "EXISTS (SELECT FROM ar_promise promise"
            " WHERE promise.account_id = account.id AND promise.state <> 'cancelled')")

    @api.model
    def _take_all(self):
        """Remove the marks that are there.

        :return: the credit accounts that were marked.
        """
        rows = self.env.execute_query(SQL(
            """
            WITH taken AS (DELETE FROM ar_agreement_mark RETURNING account_id)
            SELECT DISTINCT account.id
              FROM taken JOIN ar_credit_account account ON account.id = taken.account_id
            """))
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False)
        return accounts.browse(account_id for account_id, in rows)

    # === CRON === #

    @api.model
    def _cron_judge(self):
        """Judge the agreements of customers whose ledger has changed."""
        accounts = self._take_all()
        cron, today = self.env['ir.cron'], fields.Date.context_today(self)
        for chunk in split_every(CHUNK, accounts.ids, accounts.browse):
            chunk._judge_agreements(today)
        cron._commit_progress(len(accounts))
