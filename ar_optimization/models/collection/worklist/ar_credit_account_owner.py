from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import worklist


class ArCreditAccount(models.Model):
    """Who answers for what a customer owes: sales while it is fresh, then the collector, then the
    lawyers. It changes hands by itself, and every change is in the log."""
    _inherit = 'ar.credit.account'

    debt_owner = fields.Selection(
        selection='_owner_selection', required=True, default='collector', readonly=True,
        copy=False, index=True,
        help="Follows every night from the status and from the days overdue; the settings say "
             "after how many days.")

    @api.model
    def _owner_selection(self):
        return [
            (worklist.SALES, self.env._("Sales")), (worklist.COLLECTOR, self.env._("Collector")),
            (worklist.LEGAL, self.env._("Legal"))]

    # === CRUD === #

    @api.model
    def _derived_names(self):
        # EXTENDS credit: a debt changes hands by itself
        return (*super()._derived_names(), 'debt_owner')

    # === BUSINESS === #

    @api.model
    def _owner_sql(self, company, days):
        """As `tools.worklist.owner`.

        :param days: `SQL` of the days overdue; `account` can be named.
        """
        company = company.sudo()
        return SQL(
            """
            CASE WHEN account.status IN %(statuses)s
                      OR (%(legal)s > 0 AND %(days)s >= %(legal)s) THEN 'legal'
                 WHEN %(sales)s > 0 AND %(days)s <= %(sales)s THEN 'sales'
                 ELSE 'collector' END
            """, statuses=worklist.LEGAL_STATUSES, days=days,
            legal=company.ar_owner_legal_days, sales=company.ar_owner_sales_days)

    @api.model
    def _owner_changes(self, company):
        """The overdue accounts of a company that belong into other hands.

        :return: {account id: (owner, owner to be)}
        """
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT id, debt_owner, owner FROM (
                SELECT account.id, account.debt_owner, %(owner)s AS owner
                  FROM (%(late)s) late JOIN ar_credit_account account
                    ON account.id = late.account_id) account
             WHERE debt_owner IS DISTINCT FROM owner
            """,
            late=self.env['ar.worklist']._late_sql(company),
            owner=self._owner_sql(company, SQL("late.days"))))
        return {account: (before, after) for account, before, after in rows}

    @api.model
    def _hand_over(self, company):
        """Give overdue debts to whom they belong by now, with an event for each.

        :return: the accounts that changed hands.
        """
        changes = self._owner_changes(company)
        accounts = self.browse(sorted(changes))
        for owner in {after for __, after in changes.values()}:
            accounts.filtered(lambda account, to=owner: changes[account.id][1] == to).write(
                {'debt_owner': owner})
        self.env['ar.event']._log(
            'worklist.handed_over', accounts, rule=self.env._("Status and days overdue"),
            before={key: {'debt_owner': before} for key, (before, __) in changes.items()},
            after={key: {'debt_owner': after} for key, (__, after) in changes.items()})
        return accounts
