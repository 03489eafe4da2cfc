from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL


class ArHoldMark(models.Model):
    """Customers with held documents that something has changed for since they were looked at.

    As with `ar.feature.change`, whoever posts, pays or decides leaves a row and never touches the
    hold itself, so that nobody waits for a confirmation or makes one fail.
    """
    _name = 'ar.hold.mark'
    _description = "Held Customer to Look At Again"
    _log_access = False

    company_id = fields.Integer(string="Company ID", required=True)
    partner_id = fields.Integer(string="Customer ID", required=True)

    @api.model
    def _held_sql(self):
        """Whether a customer has held documents, or shares a limit with one who has: its room has
        changed, too.

        :return: `SQL` condition over `account`.
        """
        self.env['ar.credit.hold'].flush_model(['account_id', 'state'])
        self.env['ar.credit.account'].flush_model(['group_id'])
        return SQL(
            """
            EXISTS (
                SELECT FROM ar_credit_hold hold
                  JOIN ar_credit_account held ON held.id = hold.account_id
                 WHERE hold.state = 'open'
                   AND (held.id = account.id OR held.group_id = account.group_id))
            """)

    @api.model
    def _mark_accounts(self, accounts):
        """Leave a row for the customer of each of these credit accounts."""
        execute_values(
            self.env.cr._obj, "INSERT INTO ar_hold_mark (company_id, partner_id) VALUES %s",
            sorted((account.company_id.id, account.partner_id.id) for account in accounts))

    @api.model
    def _take_all(self):
        """Remove the marks that are there.

        :return: the credit accounts whose holds are to be looked at again: those of the marked
            customers, and of all who share a limit with them.
        """
        rows = self.env.execute_query(SQL(
            """
            WITH taken AS (DELETE FROM ar_hold_mark RETURNING company_id, partner_id)
            SELECT DISTINCT account.id
              FROM taken
              JOIN ar_credit_account account USING (company_id, partner_id)
            """))
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False)
        return accounts.browse(account_id for account_id, in rows)._sharing()
