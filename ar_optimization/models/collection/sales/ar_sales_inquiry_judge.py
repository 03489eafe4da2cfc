from odoo import api, models
from odoo.tools import SQL

from ....tools import promise as rules
from ....tools import sales

STATES = {rules.OPEN: sales.ANSWERED}  # of ours, where they are others than those of promises


class ArSalesInquiry(models.Model):
    """Judging: an answer is worth what reached us by its day, as `tools.promise` says of what
    customers promise. A payment that is taken back turns it back."""
    _inherit = 'ar.sales.inquiry'

    # === CRON === #

    @api.model
    def _judge_due(self, company, today):
        """Judge the answers whose day has come."""
        self._judge_found([
            ('company_id', '=', company.id), ('state', '=', sales.ANSWERED),
            ('expected_date', '<=', today)], today)

    @api.model
    def _judge_accounts(self, accounts, today):
        """Judge again all answers about customers whose ledger has changed."""
        self._judge_found([
            ('account_id', 'in', accounts.ids), ('state', '!=', 'closed'),
            ('state', '!=', sales.ASKED)], today)

    # === BUSINESS === #

    def _judge(self, today):
        """Judge these answers by what the ledger says now.

        :param date today: the day of the question.
        """
        before, changed = self._images(), self.browse()
        for inquiry, verdict in self._verdicts(today).items():
            values = {
                'state': STATES.get(verdict.state, verdict.state), 'kept_amount': verdict.paid,
                'evidence': verdict.evidence or False}
            if values['state'] == sales.ANSWERED and inquiry._is_asked_again():
                continue
            if any(inquiry[name] != value for name, value in values.items()):
                changed |= inquiry
                inquiry.write({**values, 'judged_on': today})
        turned = changed.filtered(lambda inquiry: inquiry.state != before[inquiry.id]['state'])
        for state, inquiries in turned.grouped('state').items():
            kind = 'reopened' if state == sales.ANSWERED else state
            self.env['ar.event']._log(
                f'sales.{kind}', inquiries, rule=self.env._("Judged by the ledger"),
                before=before, after=inquiries._images())

    def _is_asked_again(self):
        """Whether there is a newer question already: of a pair there is one open one only."""
        return self.state != sales.ANSWERED and bool(self.search_count([
            ('account_id', '=', self.account_id.id), ('user_id', '=', self.user_id.id),
            ('state', 'in', (sales.ASKED, sales.ANSWERED))], limit=1))

    def _verdicts(self, today):
        """What became of each answer: {question: `tools.promise.Verdict`}."""
        receipts = self._receipts()
        known = self.company_id.sudo()._ar_last_bank_dates(today)
        return {
            inquiry: rules.judge(
                rules.Promise(inquiry.expected_amount, inquiry.expected_date),
                receipts.get(inquiry.id, ()), known.get(inquiry.company_id.id), today,
                inquiry.company_id.sudo().ar_promise_confirm_days,
                inquiry.currency_id.decimal_places)
            for inquiry in self}

    # === GATHER === #

    def _receipts(self):
        """What settled the items of each answer since it was given, in company currency at the
        rate of that day: a rate that moves makes nobody's answer false.

        :return: {question id: list of `tools.promise.Receipt`}
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        found = SQL(
            """
            SELECT line.inquiry_id AS promise_id, part.credit_move_id AS line_id,
                   SUM(part.debit_amount_currency * line.amount_company / line.amount) AS amount
              FROM ar_sales_inquiry inquiry
              JOIN ar_sales_inquiry_line line ON line.inquiry_id = inquiry.id AND line.amount > 0
              JOIN account_partial_reconcile part
                ON part.debit_move_id = line.move_line_id AND part.id > inquiry.baseline
             WHERE inquiry.id IN %s
          GROUP BY line.inquiry_id, part.credit_move_id
            """, tuple(self.ids))
        receipts = {}
        for inquiry_id, day, amount, kind, own in self.env.execute_query(
                self.env['ar.promise']._evidence_sql(found, self._table)):
            receipts.setdefault(inquiry_id, []).append(
                rules.Receipt(day, float(amount), kind, bool(own)))
        return receipts
