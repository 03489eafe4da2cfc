from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import plan as rules

JUDGED = (rules.ACTIVE, rules.KEPT, rules.DEFAULTED)


class ArPaymentPlan(models.Model):
    """Judging plans: what is still open of their debts is read by one statement, `tools.plan` says
    which instalments that means, and what is new is kept."""
    _inherit = 'ar.payment.plan'
    _judged_together = 2000

    # === CRON === #

    @api.model
    def _judge_due(self, companies, today):
        """Judge the plans of which an instalment can have been missed."""
        self._judge_found([
            ('company_id', 'in', companies.ids), ('state', '=', rules.ACTIVE),
            ('next_date', '<=', today)], today)
        self._propose_acceleration(companies, today)

    @api.model
    def _judge_accounts(self, accounts, today):
        """Judge the plans of customers whose ledger has changed."""
        self._judge_found(
            [('account_id', 'in', accounts.ids), ('state', 'in', JUDGED)], today)

    # === BUSINESS === #

    def _judge(self, today):
        """Bring these plans up to what the ledger says now.

        :param date today: the day of the question.
        """
        left, before, turned = self._left(), self._images(), defaultdict(self.browse)
        known = self.company_id.sudo()._ar_last_bank_dates(today)
        for plan in self:
            state = plan._apply_standing(left.get(plan.id, {}), plan._known_until(known, today))
            if plan._turns(state):
                turned[state] |= plan
                plan._follow(state, today)
        self._tell(turned, before)

    def _known_until(self, known, today):
        """The day up to which receipts are known; where no bank tells, some days ago."""
        wait = timedelta(self.company_id.sudo().ar_promise_confirm_days + 1)
        return known.get(self.company_id.id) or today - wait

    def _left(self):
        """What is still open of each debt.

        :return: {plan id: {journal item id: amount in the plan's currency}}
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        found = {}
        for plan_id, line_id, amount in self.env.execute_query(SQL(
                """
                SELECT item.plan_id, item.move_line_id,
                       CASE WHEN line.parent_state = 'posted'
                            THEN GREATEST(0, LEAST(item.amount, line.amount_residual_currency))
                            ELSE 0 END
                  FROM ar_payment_plan_item item
                  JOIN account_move_line line ON line.id = item.move_line_id
                 WHERE item.plan_id IN %s
              ORDER BY item.plan_id, COALESCE(line.date_maturity, line.date), line.id
                """, tuple(self.ids))):
            found.setdefault(plan_id, {})[line_id] = float(amount)
        return found

    def _apply_standing(self, left, known_until):
        """Keep how the plan stands, where that is new.

        :param dict left: {journal item id: open amount}, what is due first first.
        :return: the state that follows from it.
        """
        lines, digits = self.line_ids.sorted('date'), self.currency_id.decimal_places
        standing = rules.evaluate(
            [(line.date, line.amount) for line in lines], sum(left.values()), known_until,
            self.grace_days, self.missed_allowed, digits)
        for line, verdict in zip(lines, standing.lines, strict=True):
            line._keep({'state': verdict.state, 'paid': verdict.paid})
        rest = [(line.date, line.amount - line.paid) for line in lines if line.state != rules.PAID]
        days = rules.item_days(rest, list(left.items()), digits)
        for item in self.item_ids:
            key = item.move_line_id.id
            item._keep({'plan_date': days.get(key) if left.get(key) else False})
        self._keep({
            'paid': sum(lines.mapped('paid')), 'arrears': standing.arrears,
            'next_date': rest[0][0] if rest else False})
        return standing.state

    def _keep(self, values):
        if any(self[name] != value for name, value in values.items()):
            self.write(values)

    def _turns(self, state):
        """Whether a plan follows the verdict on it: paid, open again because a payment was taken
        back, or in default. What is in default stays so, unless it is paid or agreed anew; and what
        was paid does, where another plan has its debts by now."""
        if state == self.state or (self.state == rules.DEFAULTED and state == rules.ACTIVE):
            return False
        return state != rules.ACTIVE or not self.item_ids._busy()

    def _follow(self, state, today):
        """A plan that was paid, or is open again; one in default is ended with the others."""
        if state != rules.DEFAULTED:
            self.write({'state': state, 'ended_on': today if state == rules.KEPT else False})

    @api.model
    def _tell(self, turned, before):
        """End the plans in default, and write what is new into the log.

        :param dict turned: plans by their new state.
        :param dict before: what `_images` gave.
        """
        turned[rules.DEFAULTED]._default()
        for state, kind in ((rules.KEPT, 'plan.kept'), (rules.ACTIVE, 'plan.reopened')):
            turned[state]._log(kind, before, rule=self.env._("Judged by the ledger"))
