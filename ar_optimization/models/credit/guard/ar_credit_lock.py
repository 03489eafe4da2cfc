from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...ledger.ar_credit_account_exposure import Rare
from ...ledger.ar_open_item_lines import LedgerFacts


class Taken(NamedTuple):
    """What comes with the lock: the small amount of the month by account id, the ids of the
    documents' holds that are open or decided, the latest first, what is known of the ledger (None
    without accounts), what these customers and those who share a limit with them have of the rare
    parts of the exposure, and what of the documents has passed before as a small amount, by
    (account id, model, id)."""

    small: dict
    hold_ids: list
    ledger: LedgerFacts | None
    rare: Rare
    small_passed: dict


class ArCreditLock(models.Model):
    """One narrow row per credit account, written at each confirmation before the exposure is read.

    Under REPEATABLE READ a mere row lock lets two confirmations pass that each fit and together do
    not: the second one waits, and then reads the exposure as its snapshot has it. A write makes the
    second one fail and be run again by Odoo, with a new snapshot. Nightly jobs never write here, so
    that they neither wait for a confirmation nor make one fail.

    The row also adds up what passed in the month only because it was small.
    """
    _name = 'ar.credit.lock'
    _description = "Lock of a Credit Account"
    _log_access = False

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, ondelete='cascade')
    seq = fields.Integer(default=0, help="Number of confirmations.")
    month = fields.Date(help="First day of the month that the small amounts belong to.")
    small_amount = fields.Float(help="What passed in that month only because it was small.")

    _account_unique = models.Constraint('UNIQUE (account_id)', "An account has one lock.")

    @api.model
    def _take(self, accounts, documents, today, lock):
        """Lock accounts and those that share a limit with them, and read, in the same statement,
        what a decision needs beside them: of shared limits into the cache.

        :param accounts: the credit accounts of the documents, in any number.
        :param documents: set of (model, id) whose holds are asked for.
        :param date today: the day; its month counts.
        :param bool lock: False only reads.
        :return: `Taken`
        """
        self.flush_model()
        self.env['ar.credit.hold'].flush_model(['res_model', 'res_id', 'state'])
        groups = accounts.group_id.with_context(active_test=False)
        rows = self.env.execute_query(SQL(
            """
            WITH taken AS (%(taken)s)
            SELECT taken.account_id, taken.small_amount, hold.id, %(shared)s, %(facts)s, %(rare)s,
                   %(passed)s
              FROM taken
         LEFT JOIN ar_credit_hold hold
                ON hold.state IN ('open', 'released', 'rejected')
               AND (hold.res_model, hold.res_id) IN %(documents)s
          ORDER BY hold.id DESC NULLS LAST
            """,
            taken=self._taken_sql(accounts, today.replace(day=1), lock),
            shared=groups._guard_sql(),
            documents=tuple(documents) or (('', 0),),
            facts=self.env['ar.open.item']._facts_sql(),
            rare=self._rare_sql(accounts), passed=self._small_passed_sql(accounts, documents),
        ))
        small = {account_id: amount for account_id, amount, *__ in rows}
        hold_ids = list(dict.fromkeys(hold_id for __, __, hold_id, *__ in rows if hold_id))
        if not rows:
            return Taken(small, hold_ids, None, Rare(), {})
        *__, shared, receivable_ids, undoes, rare, passed = rows[0]
        groups._guard_remember(shared)
        return Taken(
            small, hold_ids, LedgerFacts(tuple(receivable_ids or (0,)), undoes),
            Rare(rare or {}), {tuple(key): amount for *key, amount in passed or ()})

    @api.model
    def _rare_sql(self, accounts):
        """`SQL` of one JSON value: what there is of the rare parts of the exposure."""
        parts = [
            part for name, condition in accounts._rare_parts().items()
            for part in (SQL("%s", name), condition)]
        return SQL("json_build_object(%s)", SQL(", ").join(parts))

    @api.model
    def _small_passed_sql(self, accounts, documents):
        """What of some documents has passed before only because it was small, as the log says.

        :param accounts: their credit accounts: where no rule spares what is small, nobody asks.
        :param documents: set of (model, id)
        :return: `SQL` of one JSON value: rows of account id, model, id and amount in company
            currency.
        """
        policies = self.env['ar.credit.policy']
        if not any(rule.small for company in accounts.company_id
                   for __, __, rule in policies._compiled(company.id)):
            return SQL("NULL")
        return SQL(
            """
            (SELECT json_agg(json_build_array(account_id, res_model, res_id, amount))
               FROM (
                     SELECT (numbers->>'account_id')::int AS account_id, res_model, res_id,
                            SUM((numbers->>'amount_total')::float8) AS amount
                       FROM ar_event
                      WHERE kind = 'guard.small_passed' AND (res_model, res_id) IN %s
                   GROUP BY 1, 2, 3
                    ) passed)
            """, tuple(documents) or (('', 0),))

    @api.model
    def _taken_sql(self, accounts, month, lock):
        # One order of locking for everybody, so that two transactions never wait for each other.
        these = SQL("account.id IN %s", tuple(accounts.ids) or (0,))
        if groups := accounts.group_id:
            accounts.flush_model(['group_id'])
            these = SQL("(%s OR account.group_id IN %s)", these, tuple(groups.ids))
        if not lock:
            return SQL(
                """
                SELECT account.id AS account_id,
                       CASE WHEN lock.month = %s THEN lock.small_amount ELSE 0 END AS small_amount
                  FROM ar_credit_account account
             LEFT JOIN ar_credit_lock lock ON lock.account_id = account.id
                 WHERE %s
                """, month, these)
        return SQL(
            """
            INSERT INTO ar_credit_lock AS lock (account_id, seq, month, small_amount)
                 SELECT account.id, 1, %s, 0 FROM ar_credit_account account WHERE %s
               ORDER BY account.id
            ON CONFLICT (account_id) DO UPDATE
                    SET seq = lock.seq + 1,
                        month = EXCLUDED.month,
                        small_amount = CASE WHEN lock.month = EXCLUDED.month
                                            THEN lock.small_amount ELSE 0 END
              RETURNING account_id, small_amount
            """, month, these)

    @api.model
    def _spend(self, account, amount):
        """Add to what passed this month only because it was small. The lock must be taken.

        :param amount: in company currency.
        """
        self.env.cr.execute(SQL(
            "UPDATE ar_credit_lock SET small_amount = small_amount + %s WHERE account_id = %s",
            amount, account.id))
