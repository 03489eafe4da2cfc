from datetime import date

from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestStory(CreditCommon):
    """From real invoices and payments through the whole nightly chain to tiers and limits."""

    def buyer(self, name, months, days_late, amount=1_000):
        """A customer invoiced on the 1st of the last months, payable within 14 days.

        :param days_late: days after the due date on which each is paid; None: not at all.
        """
        partner = self.customer(name)
        for month in range(6 - months, 6):
            day = date(2026, month + 1, 1) if month >= 0 else date(2025, month + 13, 1)
            due = day.replace(day=15)
            invoice = self.invoice(partner, amount, day, due)
            if days_late is not None:
                self.pay(invoice, date.fromordinal(due.toordinal() + days_late))
        return partner

    def test_customers_sort_themselves_by_how_they_pay(self):
        punctual = self.buyer("Punctual", 9, 0)
        slow = self.buyer("Slow", 9, 6)
        young = self.buyer("Young", 2, 0)
        gone = self.buyer("Gone", 4, None)
        fresh = self.customer("Fresh")
        self.accounts.sudo()._run_nightly(self.company, self.today)
        partners = punctual, slow, young, gone, fresh
        accounts = [partner._ar_account(self.company) for partner in partners]
        self.assertEqual([account.tier_code for account in accounts], ['A', 'B', 'C', 'D', 'C'])
        self.assertEqual(
            [account.tier_basis['kind'] for account in accounts],
            ['conditions', 'conditions', 'conditions', 'fallback', 'starter'])
        # 9,000 in 272 days since the first invoice: 1,007.12 a month; A gets 3 times, B 2 times.
        self.assertEqual(
            [(account.proposed_mode, account.proposed_limit) for account in accounts],
            [('limit', 3_000), ('limit', 2_000), ('limit', 1_000), ('prepay', 0), ('limit', 0)])
        # A bad month: the oldest item of the best customer is 46 days overdue.
        self.invoice(punctual, 500, -60, due=-46)
        self.accounts.sudo()._run_nightly(self.company, self.today)
        self.assertEqual(accounts[0].tier_code, 'C')
        self.assertIn("✗ B: Oldest overdue item at most 45 days (46 days)", accounts[0].tier_reason)

    def test_a_second_night_changes_nothing(self):
        self.buyer("Punctual", 3, 0)
        chain = self.accounts.sudo()
        chain._run_nightly(self.company, self.today)
        events = self.env['ar.event'].search_count([])
        chain._run_nightly(self.company, self.today)
        chain._run_nightly(self.company, self.today, full=True)
        self.assertEqual(self.env['ar.event'].search_count([]), events)

    def test_the_cron_does_the_same(self):
        account = self.buyer("Punctual", 9, 0)._ar_account(self.company) or self.account_of(
            self.buyer("Second", 9, 0), resolved_count=None)
        with self.enter_registry_test_mode():
            for room in ('ledger', 'insight', 'credit'):
                cron = self.env.ref(f'ar_optimization.ir_cron_nightly_{room}')
                cron.with_user(self.env.ref('base.user_root')).method_direct_trigger()
        account.invalidate_recordset()
        self.assertEqual(account.tier_code, 'A')
