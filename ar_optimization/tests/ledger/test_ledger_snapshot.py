from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import ARCommon

FIGURES = (
    'receivable_amount', 'overdue_amount', 'overdue_original_amount', 'unapplied_amount',
    'worst_overdue_days',
    'open_item_count', 'sales_amount', 'collected_amount', 'buckets',
)


@tagged('post_install', '-at_install')
class TestLedgerSnapshot(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env['ar.snapshot']
        cls.wood, cls.iron = cls.customer("Wood Corner"), cls.customer("Iron Works")

    def story(self):
        """April: two invoices and a credit note; May: a payment; June: the rest."""
        first = self.invoice(self.wood, 1000, date(2026, 4, 2), date(2026, 5, 2))
        second = self.invoice(self.iron, 500, date(2026, 4, 20), date(2026, 6, 1))
        self.credit_note(self.iron, 40, date(2026, 4, 25))
        self.pay(first, date(2026, 5, 15), 600)
        self.payment(self.wood, 10, date(2026, 5, 31))
        self.pay(first, date(2026, 6, 3))
        self.entry(None, 7, date(2026, 5, 10))
        self.env['ar.credit.account']._ensure_accounts(self.company)
        return first, second

    def rows(self, period, when):
        return self.snapshots.search([
            ('company_id', '=', self.company.id), ('period', '=', period), ('date', '=', when),
        ], order='credit_account_id')

    def figures(self, snapshot):
        return {name: snapshot[name] for name in FIGURES}

    def test_month_of_a_customer(self):
        self.story()
        self.snapshots._build(self.company, date(2026, 5, 1), 'month')
        rows = self.rows('month', date(2026, 5, 31))
        by_partner = {row.credit_account_id.partner_id: row for row in rows}
        self.assertEqual(self.figures(by_partner[self.wood]), {
            'receivable_amount': 390, 'overdue_amount': 400, 'overdue_original_amount': 400,
            'unapplied_amount': 10,
            'worst_overdue_days': 29, 'open_item_count': 1,
            'sales_amount': 0, 'collected_amount': 610,
            'buckets': {'bounds': [30, 60, 90, 120], 'amounts': [-10, 400, 0, 0, 0, 0]},
        })
        self.assertEqual(self.figures(by_partner[self.iron]), {
            'receivable_amount': 460, 'overdue_amount': 0, 'overdue_original_amount': 0,
            'unapplied_amount': 40,
            'worst_overdue_days': 0, 'open_item_count': 1,
            'sales_amount': 0, 'collected_amount': 0,
            'buckets': {'bounds': [30, 60, 90, 120], 'amounts': [500, 0, -40, 0, 0, 0]},
        })
        self.assertEqual(set(by_partner), {self.wood, self.iron})

    def test_day_of_the_company_ties_to_the_general_ledger(self):
        self.story()
        for when, sales, collected in (
            (date(2026, 4, 20), 500, 0), (date(2026, 5, 15), 0, 600), (date(2026, 6, 3), 0, 400),
        ):
            self.snapshots._build(self.company, when, 'day')
            row = self.rows('day', when)
            self.assertEqual(row.receivable_amount, self.gl_balance(when=when))
            self.assertEqual((row.sales_amount, row.collected_amount), (sales, collected))
            self.assertAlmostEqual(sum(row.buckets['amounts']), row.receivable_amount, 2)
            self.assertFalse(row.credit_account_id)

    def test_month_of_the_company_holds_what_has_no_customer(self):
        self.story()
        for when, sales, collected in (
            (date(2026, 4, 30), 1460, 0), (date(2026, 5, 31), 0, 610),
        ):
            self.snapshots._build(self.company, when, 'company')
            row = self.rows('company', when)
            self.assertEqual(row.receivable_amount, self.gl_balance(when=when))
            self.assertEqual((row.sales_amount, row.collected_amount), (sales, collected))
            self.assertFalse(row.credit_account_id or row.status)

    def test_overdue_by_the_due_date_of_the_first_posting(self):
        first, second = self.story()
        first.invoice_date_due = date(2026, 12, 31)  # later than agreed
        second.invoice_date_due = date(2026, 5, 20)  # earlier
        self.snapshots._build(self.company, date(2026, 5, 1), 'company')
        self.assertRecordValues(self.rows('company', date(2026, 5, 31)), [{
            'receivable_amount': 857, 'overdue_amount': 500 + 7, 'overdue_original_amount': 407}])
        self.snapshots._build(self.company, date(2026, 5, 1), 'month')
        self.assertRecordValues(self.rows('month', date(2026, 5, 31)), [
            {'overdue_amount': 500, 'overdue_original_amount': 0},  # Iron Works
            {'overdue_amount': 0, 'overdue_original_amount': 400},
        ])

    def test_two_years_of_company_months_in_the_first_night(self):
        self.entry(self.wood, 100, date(2024, 7, 2))
        accounts = self.env['ar.credit.account']

        def months():
            return self.snapshots.search([
                ('company_id', '=', self.company.id), ('period', '=', 'company')], order='date')
        accounts._nightly_snapshots(self.company, date(2026, 6, 3))
        self.assertEqual(len(months()), 25)
        self.assertEqual(months()[:3].mapped('receivable_amount'), [0, 0, 100])
        self.assertEqual(months()[-1].date, date(2026, 5, 31))
        accounts._nightly_snapshots(self.company, date(2026, 6, 4))
        self.assertEqual(len(months()), 25)
        accounts._nightly_snapshots(self.company, date(2026, 9, 1))
        self.assertEqual(
            months()[25:].mapped('date'), [date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)])

    def test_credit_notes_lower_the_sales(self):
        self.story()
        self.snapshots._build(self.company, date(2026, 4, 30), 'month')
        self.assertEqual(
            self.rows('month', date(2026, 4, 30)).mapped('sales_amount'), [460, 1000])

    def test_only_invoices_are_sales(self):
        self.entry(self.wood, 1000, date(2026, 4, 2))
        self.invoice(self.wood, 30, date(2026, 4, 2), move_type='out_receipt')
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.snapshots._build(self.company, date(2026, 4, 30), 'month')
        self.assertRecordValues(self.rows('month', date(2026, 4, 30)), [
            {'receivable_amount': 1030, 'sales_amount': 30, 'collected_amount': 0}])

    def test_same_result_when_built_again_later(self):
        first, _second = self.story()
        may = date(2026, 5, 31)
        periods = ('month', 'company')

        def figures():
            return [self.figures(row) for period in periods for row in self.rows(period, may)]
        for period in periods:
            self.snapshots._build(self.company, may, period)
        before = figures()
        self.assertEqual(len(before), 3)
        self.pay(first | self.invoice(self.wood, 5))  # today
        with freeze_time('2026-12-24'):
            for refresh in (False, True):
                for period in periods:
                    self.snapshots._build(self.company, may, period, refresh=refresh)
                self.assertEqual(figures(), before)

    def test_a_late_entry_shows_only_on_refresh(self):
        self.story()
        when = date(2026, 5, 31)
        self.snapshots._build(self.company, when, 'day')
        self.entry(self.iron, 3, date(2026, 5, 20))
        self.snapshots._build(self.company, when, 'day')
        self.assertEqual(self.rows('day', when).receivable_amount, 857)
        self.snapshots._build(self.company, when, 'day', refresh=True)
        self.assertEqual(self.rows('day', when).receivable_amount, 860)

    def test_terms_are_frozen_and_never_guessed(self):
        self.story()
        account = self.wood._ar_account(self.company)
        account.write({'credit_mode': 'limit', 'credit_limit': 900, 'status': 'watch'})
        may, june = date(2026, 5, 31), date(2026, 6, 30)
        for when in (may, june):
            self.snapshots._build(self.company, when, 'month')
        account.write({'credit_limit': 1, 'status': 'blocked'})
        self.snapshots._build(self.company, june, 'month', refresh=True)

        def terms(when):
            row = self.rows('month', when).filtered(lambda r: r.credit_account_id == account)
            return (row.credit_mode, row.effective_limit, row.status)
        self.assertEqual(terms(june), ('limit', 900, 'watch'))
        self.assertEqual(terms(may), (False, 0, False))

    def test_nightly_takes_what_is_due_once(self):
        self.story()
        accounts = self.env['ar.credit.account']

        def dates(period):
            return self.snapshots.search([
                ('company_id', '=', self.company.id), ('period', '=', period),
            ], order='date').mapped('date')
        accounts._nightly_snapshots(self.company, date(2026, 6, 3))
        self.assertEqual(dates('day'), [date(2026, 6, 2)])
        self.assertEqual(set(dates('month')), {date(2026, 4, 30), date(2026, 5, 31)})
        accounts._nightly_snapshots(self.company, date(2026, 6, 3))
        accounts._nightly_snapshots(self.company, date(2026, 6, 6))
        self.assertEqual(dates('day'), [date(2026, 6, day) for day in (2, 3, 4, 5)])
        accounts._nightly_snapshots(self.company, date(2026, 7, 1))
        self.assertEqual(len(dates('day')), 29)
        self.assertEqual(
            set(dates('month')), {date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)})

    def test_a_server_that_was_off_loses_no_month(self):
        self.story()
        accounts = self.env['ar.credit.account']

        def months():
            return sorted(set(self.snapshots.search([
                ('company_id', '=', self.company.id), ('period', '=', 'month'),
            ]).mapped('date')))
        self.entry(self.wood, 100, date(2026, 1, 2))
        accounts._nightly_snapshots(self.company, date(2026, 3, 3))
        self.assertEqual(months(), [date(2026, 1, 31), date(2026, 2, 28)])
        accounts._nightly_snapshots(self.company, date(2026, 6, 3))
        self.assertEqual(months()[2:], [
            date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)])
        accounts._nightly_snapshots(self.company, date(2027, 10, 3))
        self.assertEqual(len(months()), 5 + 12, "no more than a year back")
        self.assertEqual(months()[5], date(2026, 10, 31))

    def test_history_from_the_first_day_on(self):
        self.story()
        self.snapshots._build_missing(self.company, self.today)
        months = self.snapshots.search([
            ('company_id', '=', self.company.id), ('period', '=', 'company')], order='date')
        self.assertEqual(len(months), 25)
        self.assertEqual(months[-3:].mapped('date'), [
            date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)])
        self.assertEqual(months[-3:].mapped('receivable_amount'), [0, 1460, 857])

    def test_balances_are_added_over_customers_and_averaged_over_dates(self):
        self.story()
        self.snapshots._build_missing(self.company, self.today)
        months = [('company_id', '=', self.company.id), ('period', '=', 'month')]
        self.assertEqual(
            self.snapshots._read_group(
                months, ['date:month'], ['receivable_amount:sum', 'sales_amount:sum']),
            [(date(2026, 4, 1), 1460, 1460), (date(2026, 5, 1), 850, 0)])
        self.assertEqual(
            self.snapshots._read_group(months, [], ['receivable_amount:sum', 'sales_amount:sum']),
            [(1155, 1460)])

    def test_folding_two_accounts_adds_their_history(self):
        self.story()
        for when in (date(2026, 4, 30), date(2026, 5, 31)):
            self.snapshots._build(self.company, when, 'month')
        extra = self.iron._ar_account(self.company)
        kept = self.wood._ar_account(self.company)
        self.snapshots._fold_accounts(extra, kept)
        rows = self.snapshots.search([('credit_account_id', '=', kept.id)], order='date')
        self.assertEqual(rows.mapped('receivable_amount'), [1460, 850])
        self.assertEqual(rows.mapped('worst_overdue_days'), [0, 29])
        self.assertFalse(self.snapshots.search([('credit_account_id', '=', extra.id)]))

    def test_one_statement_for_any_number_of_customers(self):
        def build(when):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            count = self.snapshots._build(self.company, when, 'month')
            return count, self.env.cr.sql_log_count - start
        self.entry(self.wood, 5, date(2026, 3, 5))
        for customer in self.customers(50):
            self.entry(customer, 5, date(2026, 4, 5))
        self.env['ar.credit.account']._ensure_accounts(self.company)
        build(date(2026, 2, 28))  # warm
        few, many = build(date(2026, 3, 31)), build(date(2026, 4, 30))
        self.assertEqual((few[0], many[0]), (1, 51))
        self.assertEqual(few[1], many[1])

    def test_nobody_writes_history_by_hand(self):
        self.story()
        self.snapshots._build(self.company, date(2026, 5, 31), 'day')
        row = self.rows('day', date(2026, 5, 31)).with_user(self.role_user('credit_manager'))
        self.assertEqual(row.receivable_amount, 857)
        for change in (lambda: row.write({'receivable_amount': 1}), row.unlink):
            with self.assertRaises(AccessError):
                change()
