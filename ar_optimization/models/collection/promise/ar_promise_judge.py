from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import promise as rules

KINDS = {
    rules.OPEN: 'promise.reopened', rules.KEPT: 'promise.kept', rules.PARTLY: 'promise.partly',
    rules.SETTLED: 'promise.settled', rules.BROKEN: 'promise.broken'}


class ArPromise(models.Model):
    """Judging promises: what the ledger says of all of them is read by one statement, decided by
    `tools.promise` one by one, and kept where it is new. A payment that is taken back turns a
    promise back."""
    _inherit = 'ar.promise'

    # === CRON === #

    @api.model
    def _judge_due(self, companies, today):
        """Judge what can have changed by itself: open promises past their last day, and those with
        payments that wait to be confirmed."""
        self._judge_found([
            ('company_id', 'in', companies.ids), ('state', '=', rules.OPEN),
            '|', ('deadline', '<=', today), ('pending_amount', '>', 0)], today)

    @api.model
    def _judge_accounts(self, accounts, today):
        """Judge again all promises of customers whose ledger has changed."""
        self._judge_found(
            [('account_id', 'in', accounts.ids), ('state', '!=', 'cancelled')], today)

    # === BUSINESS === #

    def _judge(self, today):
        """Judge these promises by what the ledger says now.

        :param date today: the day of the question.
        """
        verdicts, changed = self._verdicts(today), self.browse()
        before, taken = self._images(), self._taken_over(verdicts)
        for promise, verdict in verdicts.items():
            values = promise._verdict_values(verdict)
            if promise in taken:
                values['state'] = rules.PARTLY if verdict.paid else rules.BROKEN
            if any(promise[name] != value for name, value in values.items()):
                changed |= promise
                promise.write({**values, 'judged_on': today})
        changed._tell(before)

    def _verdict_values(self, verdict):
        return {
            'state': verdict.state, 'kept_amount': verdict.paid,
            'pending_amount': verdict.pending, 'evidence': verdict.evidence or False}

    def _verdicts(self, today):
        """What became of each promise: {promise: `tools.promise.Verdict`}."""
        receipts = self._receipts()
        known = self.company_id.sudo()._ar_last_bank_dates(today)
        return {
            promise: rules.judge(
                rules.Promise(promise.amount, promise.date, promise.tolerance_days),
                receipts.get(promise.id, ()), known.get(promise.company_id.id), today,
                promise.company_id.sudo().ar_promise_confirm_days,
                promise.currency_id.decimal_places)
            for promise in self}

    def _taken_over(self, verdicts):
        """Those that would be open again while another open promise is about one of their items,
        and an item is promised once.

        :param dict verdicts: what `_verdicts` gave.
        """
        again = self.filtered(lambda promise: (
            promise.state != rules.OPEN and verdicts[promise].state == rules.OPEN))
        taken = self.env['ar.promise.line'].search([
            ('move_line_id', 'in', again.line_ids.move_line_id.ids),
            ('state', '=', rules.OPEN)]).move_line_id
        found = self.browse()
        for promise in again:
            items = promise.line_ids.move_line_id
            if items & taken:
                found |= promise
            taken |= items
        return found

    def _tell(self, before):
        """Write what is new into the log, and have broken promises looked after.

        :param dict before: what `_images` gave.
        """
        turned = self.filtered(lambda promise: promise.state != before[promise.id]['state'])
        for state, promises in turned.grouped('state').items():
            self.env['ar.event']._log(
                KINDS[state], promises, rule=self.env._("Judged by the ledger"), before=before,
                after=promises._images())
        turned._plan_activities()

    def _plan_activities(self):
        """Somebody looks after what was not kept; what turned out well needs nobody any more."""
        failed = self.filtered(lambda promise: promise.state in (rules.BROKEN, rules.PARTLY))
        for promise in failed:
            promise.account_id.activity_schedule(
                'ar_optimization.mail_activity_promise_broken',
                fields.Date.context_today(self), note=promise._failure_text(),
                user_id=promise._whose().id)
        accounts = (self - failed).account_id
        late = self.sudo().search([
            ('account_id', 'in', accounts.ids), ('state', 'in', (rules.BROKEN, rules.PARTLY))])
        if accounts := accounts - late.account_id:
            accounts.activity_unlink(['ar_optimization.mail_activity_promise_broken'])

    def _whose(self):
        """Who is told that it was broken: the collector of the customer, or who took it."""
        return self.account_id.collector_id.filtered('active') or self.user_id

    def _failure_text(self):
        if self.kept_amount:
            return self.env._("Partly kept: %s", self.display_name)
        return self.env._("Broken: %s", self.display_name)

    # === GATHER === #

    def _receipts(self):
        """What settled the promised debts since each promise was taken.

        :return: {promise id: list of `tools.promise.Receipt`}
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        found = {}
        for promise_id, *facts in self.env.execute_query(self._receipts_sql()):
            day, amount, kind, own = facts
            found.setdefault(promise_id, []).append(
                rules.Receipt(day, float(amount), kind, bool(own)))
        return found

    def _receipts_sql(self):
        return self._evidence_sql(
            SQL("%s UNION ALL %s", self._item_receipts_sql(), self._amount_receipts_sql()),
            self._table)

    @api.model
    def _evidence_sql(self, found, table):
        """How sure what settled a debt is, and when it came. A payment that a bank line confirms is
        of the day of the bank line.

        :param found: `SQL` select of promise_id (of the table), line_id (of the journal item that
            settled), amount.
        :param str table: of the word that was given; its `user_id` must not confirm it.
        :return: `SQL` select of promise id, day, amount, kind, and whether its user entered it.
        """
        return SQL(
            """
            SELECT found.promise_id, COALESCE(found.bank_date, found.item_date), found.amount,
                   CASE WHEN found.is_bank OR found.bank_date IS NOT NULL THEN %(bank)s
                        WHEN found.is_payment THEN %(payment)s
                        ELSE %(other)s END,
                   found.entered_by = promise.user_id
              FROM (%(found)s) found
              JOIN %(table)s promise ON promise.id = found.promise_id
            """,
            found=self._settled_sql(found), table=SQL.identifier(table),
            bank=rules.BANK, payment=rules.PAYMENT, other=rules.OTHER)

    @api.model
    def _settled_sql(self, found):
        """What is known of journal items that settled a debt: whether they are money, what the bank
        says of it, and who entered it.

        :param found: `SQL` select of line_id (of the journal item), amount, and what is wanted
            besides.
        :return: `SQL` select of the same and item_date, move_id, journal_id, is_bank (a bank line
            itself), bank_date (of the bank lines that cover a payment, of the last of them),
            is_payment, entered_by; of posted items and positive amounts only.
        """
        return SQL(
            """
            SELECT settled.*, item.date AS item_date, move.id AS move_id, move.journal_id,
                   move.statement_line_id IS NOT NULL AS is_bank, bank.date AS bank_date,
                   move.origin_payment_id IS NOT NULL
                       OR journal.type IN ('bank', 'cash', 'credit') AS is_payment,
                   COALESCE(payment.create_uid, move.create_uid) AS entered_by
              FROM (%s) settled
              JOIN account_move_line item
                ON item.id = settled.line_id AND item.parent_state = 'posted'
              JOIN account_move move ON move.id = item.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
         LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
         LEFT JOIN LATERAL (
                SELECT MAX(date) AS date
                  FROM (SELECT MAX(told.date) AS date,
                               SUM(part.debit_amount_currency) >= mine.amount_currency AS is_covered
                          FROM account_move_line mine
                          JOIN account_partial_reconcile part ON part.debit_move_id = mine.id
                          JOIN account_move_line told
                            ON told.id = part.credit_move_id AND told.parent_state = 'posted'
                          JOIN account_move bank_move
                            ON bank_move.id = told.move_id
                           AND bank_move.statement_line_id IS NOT NULL
                         WHERE mine.move_id = move.id AND move.origin_payment_id IS NOT NULL
                      GROUP BY mine.id) line
                HAVING BOOL_AND(is_covered)) bank ON TRUE
             WHERE settled.amount > 0
            """, found)

    def _item_receipts_sql(self):
        """What was matched with promised items."""
        return SQL(
            """
            SELECT line.promise_id, part.credit_move_id AS line_id,
                   SUM(part.debit_amount_currency) AS amount
              FROM ar_promise promise
              JOIN ar_promise_line line ON line.promise_id = promise.id
              JOIN account_partial_reconcile part
                ON part.debit_move_id = line.move_line_id AND part.id > promise.baseline
             WHERE promise.id IN %s AND promise.basis = 'items'
          GROUP BY line.promise_id, part.credit_move_id
            """, tuple(self.ids))

    def _amount_receipts_sql(self):
        """What came in from customers who promised an amount, without what was matched with items
        that another promise is about."""
        return SQL(
            """
            SELECT promise.id AS promise_id, item.id AS line_id,
                   -item.amount_currency - COALESCE(elsewhere.amount, 0) AS amount
              FROM ar_promise promise
              JOIN res_partner contact ON contact.commercial_partner_id = promise.partner_id
              JOIN account_move_line item
                ON item.partner_id = contact.id AND item.company_id = promise.company_id
               AND item.currency_id = promise.currency_id AND item.id > promise.baseline
               AND item.balance < 0 AND item.account_id IN %(accounts)s
         LEFT JOIN LATERAL (
                SELECT SUM(part.credit_amount_currency) AS amount
                  FROM account_partial_reconcile part
                  JOIN ar_promise_line held
                    ON held.move_line_id = part.debit_move_id AND held.promise_id <> promise.id
                  JOIN ar_promise holder
                    ON holder.id = held.promise_id AND holder.basis = 'items'
                   AND holder.state <> 'cancelled' AND part.id > holder.baseline
                 WHERE part.credit_move_id = item.id) elsewhere ON TRUE
             WHERE promise.id IN %(ids)s AND promise.basis = 'amount'
            """,
            ids=tuple(self.ids), accounts=self.env['account.account']._ar_receivable_ids())
