from odoo import Command, fields
from odoo.tests import freeze_time

from ..dunning.common import DunningCommon


class PromiseCommon(DunningCommon):
    """A shop that owes, a collector who takes its promises, and a bank that tells what came in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.role_user('collector', login='ar_ann', name="Ann")
        cls.bob = cls.role_user('collector', login='ar_bob', name="Bob")
        cls.account = cls.account_of(cls.shop)
        cls.company.write({'ar_promise_tolerance': 0, 'ar_promise_confirm_days': 5})

    def promise(self, documents=None, when=5, user=None, **vals):
        """A promise about all that is open of documents, or an `amount`, taken by Ann."""
        lines = self.receivable_lines(documents) if documents else self.env['account.move.line']
        return self.env['ar.promise'].with_user(user or self.ann).create({
            'account_id': self.account.id, 'date': self.day(when),
            'basis': 'items' if documents else 'amount',
            'line_ids': [Command.create({'move_line_id': line.id}) for line in lines],
            **vals}).sudo()

    def bank_line(self, amount, when, partner=None, match=None):
        """A line of the bank statement that is booked against the receivables of documents."""
        line = self.env['account.bank.statement.line'].create({
            'journal_id': self.bank_journal.id, 'date': self.day(when), 'amount': amount,
            'payment_ref': "Transfer", 'partner_id': (partner or self.shop).id})
        if match:
            suspense = line.move_id.line_ids.filtered(
                lambda each: each.account_id == self.bank_journal.suspense_account_id)
            suspense.account_id = self.receivable
            self.match(match, line.move_id)
        return line

    def judge(self, when):
        """Judge as the night of a day does."""
        with freeze_time(self.day(when)):
            self.env['ar.credit.account']._nightly_agreements(
                self.company, fields.Date.context_today(self.account))
            self.env.invalidate_all()

    def look_again(self, when):
        """Judge those whose ledger has changed, as after a payment."""
        with freeze_time(self.day(when)), self.enter_registry_test_mode():
            self.env.ref('ar_optimization.ir_cron_agreements').sudo().method_direct_trigger()
        self.env.invalidate_all()
