from unittest.mock import patch

from odoo.tests import tagged

from ...models.insight import score_values
from ...models.insight.feature_sql import FEATURE_COLUMNS
from ...tools import features
from .common import InsightCommon


@tagged('post_install', '-at_install')
class TestInsightFeatures(InsightCommon):
    """What the ledger says about how a customer pays. Today is 2026-06-30."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.customer()
        cls.acc = cls.account(cls.partner)

    def test_one_paid_late_one_overdue(self):
        """100 paid 10 days late, 300 overdue for 20 days, 500 not due yet."""
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -20)
        self.invoice(self.partner, 300, -50, due=-20)
        self.invoice(self.partner, 500, -1, due=29)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'invoice_count': 3, 'paid_count': 1, 'resolved_count': 2, 'on_time_ratio': 0.0,
            'mean_days_late': 15.0, 'weighted_days_late': 17.5, 'average_order': 300.0,
            'net_sales': 900.0, 'partial_ratio': 0.0, 'features_date': self.today,
            'features_next_date': self.day(1), 'first_invoice_date': self.day(-60),
            'last_payment_date': self.day(-20), 'last_invoice_date': self.day(-1),
        }])

    def test_what_moves_with_the_calendar(self):
        """The tool defines months known and monthly sales; SQL reads them for the score card."""
        for since in (None, 0, -10, -31, -454, -455, -456, -900):
            first = since if since is None else self.day(since)
            wanted = [
                features.months_known(first, self.today),
                features.monthly_sales(9_876.54, first, self.today, 2),
            ]
            with self.subTest(since):
                self.acc.sudo().write({'first_invoice_date': first, 'net_sales': 9_876.54})
                self.env.flush_all()
                [row] = score_values.ledger_rows(
                    self.acc, self.company, self.today, ['months_known', 'monthly_sales'])
                for found, value in zip(row[-2:], wanted, strict=True):
                    self.assertEqual(found is None, value is None)
                    self.assertAlmostEqual(found or 0, value or 0, 2)
                self.assertEqual(
                    [self.acc.months_known, self.acc.monthly_sales],
                    [value or 0 for value in wanted])

    def test_early_payment_is_no_days_late_but_a_negative_delay(self):
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -40)
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -26)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'on_time_ratio': 0.5, 'mean_days_late': 2.0, 'delay_recent': -3.0,
        }])

    def test_trend_compares_three_months_with_the_year_before(self):
        """Used to pay on the day, pays 12 days late now."""
        for days in (-300, -250, -200):
            self.pay(self.invoice(self.partner, 100, days - 30, due=days), days)
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -18)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'delay_recent': 12.0, 'delay_before': 0.0, 'delay_trend': 12.0,
        }])

    def test_credit_note_is_no_payment(self):
        """An invoice that was taken back says nothing; half taken back, half paid counts half."""
        back = self.invoice(self.partner, 1000, -60, due=-30)
        self.match(back, self.credit_note(self.partner, 1000, -10))
        half = self.invoice(self.partner, 1000, -60, due=-30)
        self.match(half, self.credit_note(self.partner, 500, -10))
        self.pay(half, -30)
        late = self.invoice(self.partner, 500, -60, due=-30)
        self.pay(late, -20)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'paid_count': 2, 'on_time_ratio': 0.5, 'on_time_ratio_amount': 0.5,
            'weighted_days_late': 5.0, 'credit_note_ratio': 0.6, 'net_sales': 1000.0,
        }])

    def test_a_payment_or_credit_note_in_draft_settles_nothing(self):
        """The general ledger has no such entry, so the invoice is open and overdue again."""
        paid = self.pay(self.invoice(self.partner, 100, -60, due=-30), -30)
        back = self.invoice(self.partner, 300, -60, due=-30)
        note = self.credit_note(self.partner, 300, -10)
        self.match(back, note)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{'paid_count': 1, 'on_time_ratio': 1.0}])
        (paid.move_id | note).button_draft()
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'paid_count': 0, 'resolved_count': 2, 'on_time_ratio': 0.0, 'mean_days_late': 30.0,
            'credit_note_ratio': 0.0, 'last_payment_date': False,
        }])
        self.assertMatchesReference(self.acc, 0)
        (paid.move_id | note).action_post()
        self.nightly_features()
        self.assertRecordValues(self.acc, [{'paid_count': 1, 'on_time_ratio': 1.0}])

    def test_refund_is_no_claim(self):
        """Money sent back to a customer is a debit on the receivable, not something they owe."""
        self.credit_note(self.partner, 100, -20)
        refund = self.payment(self.partner, 100, -10)
        refund.action_draft()
        refund.payment_type = 'outbound'
        refund.action_post()
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'invoice_count': 0, 'resolved_count': 0, 'last_payment_date': False,
        }])

    def test_instalments_are_judged_one_by_one(self):
        term = self.term((30, 0), (70, 60))
        bill = self.invoice(self.partner, 1000, -80, term=term)
        first = self.receivable_lines(bill).sorted('date_maturity')[0]
        self.pay(first, -80)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'invoice_count': 1, 'average_order': 1000.0, 'resolved_count': 2,
            'on_time_ratio': 0.5, 'on_time_ratio_amount': 0.3, 'weighted_days_late': 14.0,
        }])

    def test_paid_in_parts(self):
        bill = self.invoice(self.partner, 100, -60, due=-30)
        self.pay(bill, -31, amount=40)
        self.pay(bill, -30, amount=60)
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -30)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{'partial_ratio': 0.5, 'on_time_ratio': 1.0}])

    def test_currency_difference_is_neither_claim_nor_payment(self):
        """Invoiced when the euro was 2 dollars, paid when it was 1.60."""
        euro = self.other_currency(rates=(('1900-01-01', 0.5), ('2026-06-01', 0.625)))
        self.pay(self.invoice(self.partner, 100, -60, due=-10, currency=euro), -10)
        gain = self.other_currency('CHF', rates=(('1900-01-01', 0.5), ('2026-06-01', 0.4)))
        self.pay(self.invoice(self.partner, 100, -60, due=-10, currency=gain), -10)
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'invoice_count': 2, 'resolved_count': 2, 'paid_count': 2, 'on_time_ratio': 1.0,
            'average_order': 200.0,
        }])
        self.assertMatchesReference(self.acc, 0)

    def test_contacts_count_for_their_company_and_companies_apart(self):
        contact = self.env['res.partner'].create({'name': "Anna", 'parent_id': self.partner.id})
        other = self.other_company(name="Sister")
        sister = self.account(self.partner, other)
        self.pay(self.invoice(contact, 100, -60, due=-30), -30)
        self.invoice(self.partner, 100, -60, due=-30, company=other)
        self.nightly_features(companies=self.company | other)
        self.assertRecordValues(self.acc | sister, [
            {'invoice_count': 1, 'on_time_ratio': 1.0}, {'invoice_count': 1, 'on_time_ratio': 0.0},
        ])

    def test_as_of_a_past_day_sees_no_later_fact(self):
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -20)
        self.nightly_features(-25)
        self.assertRecordValues(self.acc, [{
            'paid_count': 0, 'resolved_count': 1, 'mean_days_late': 5.0, 'last_payment_date': False,
        }])
        self.nightly_features()
        self.assertRecordValues(self.acc, [{'paid_count': 1, 'mean_days_late': 10.0}])

    def test_nothing_known(self):
        self.nightly_features()
        self.assertEqual(self.stored(self.acc)[self.acc.id]['on_time_ratio'], None)
        self.assertRecordValues(self.acc, [{'invoice_count': 0, 'months_known': 0}])

    # === EXPERIENCE FROM ELSEWHERE === #

    def _known(self, source, weight, lines):
        return self.env['ar.payment.experience.batch'].create({
            'name': source, 'source': source, 'weight': weight, 'date': self.day(-100),
            'line_ids': [(0, 0, {
                'partner_id': self.partner.id, 'reference': str(number),
                'invoice_date': self.day(-200), 'due_date': self.day(-170),
                'payment_date': paid is not None and self.day(paid),
                'amount': 100, 'currency_id': self.company.currency_id.id, **more,
            }) for number, (paid, more) in enumerate(lines)],
        })

    def test_bureau_counts_by_weight_and_is_no_sale(self):
        """One own invoice on time; two elsewhere at 0.5, 40 days late and unpaid for 70 days."""
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -30)
        self._known('bureau', 0.5, [(-130, {}), (None, {}), (-30, {'disputed': True})])
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'invoice_count': 1, 'resolved_count': 2.0, 'paid_count': 1.5, 'on_time_ratio': 0.5,
            'mean_days_late': 27.5, 'net_sales': 100.0, 'first_invoice_date': self.day(-60),
        }])

    def test_a_file_that_is_withdrawn_counts_no_more(self):
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -30)
        self.nightly_features()
        batch = self._known('peer', 1.0, [(-130, {})])
        self.nightly_features()
        self.assertEqual(self.acc.on_time_ratio, 0.5)
        batch.weight = 0.5
        self.nightly_features()
        self.assertAlmostEqual(self.acc.on_time_ratio, 2 / 3, 5)
        batch.action_withdraw()
        self.nightly_features()
        self.assertEqual(self.acc.on_time_ratio, 1.0)
        batch.action_restore()
        batch.unlink()
        self.nightly_features()
        self.assertEqual(self.acc.on_time_ratio, 1.0)

    def test_old_system_counts_as_our_own_sales(self):
        euro = self.other_currency()
        self._known('erp', 1.0, [(-170, {'currency_id': euro.id})])
        self.nightly_features()
        self.assertRecordValues(self.acc, [{
            'invoice_count': 1, 'net_sales': 200.0, 'first_invoice_date': self.day(-200),
            'on_time_ratio': 1.0, 'last_payment_date': self.day(-170),
        }])

    # === SPEED === #

    def test_number_of_queries_does_not_grow(self):
        counts = []
        for size in (1, 1, 30):
            partners = self.customers(size, f"Many {len(counts)}")
            for partner in partners:
                self.account(partner)
            self.pay(self.invoice(partners[0], 100, -60, due=-30), -20)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.nightly_features()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_posting_leaves_one_row_and_never_touches_the_account(self):
        """One insert for a whole batch; a draft, a bill and a second look at it write nothing."""
        bills = self.env['account.move'].union(*[
            self.invoice(self.partner, 100, -5, post=False) for __ in range(3)])
        self.nightly_features()
        marks = self.env['ar.feature.change']
        before = self.acc.read()[0]
        real = type(marks)._mark
        with patch.object(type(marks), '_mark', autospec=True, side_effect=real) as mark:
            bills.action_post()
        self.assertEqual(len([call for call in mark.call_args_list if call.args[1]]), 1)
        self.assertEqual(marks.search_count([('company_id', '=', self.company.id)]), 1)
        self.assertEqual(
            {name: before[name] for name in (*FEATURE_COLUMNS, 'write_date')},
            {name: self.acc.read()[0][name] for name in (*FEATURE_COLUMNS, 'write_date')})

    def test_a_quiet_night_touches_nobody(self):
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -20)
        self.nightly_features()
        accounts = self.env['ar.credit.account']
        self.assertFalse(accounts._get_stale_accounts(self.company, self.today))
        self.assertEqual(self.acc.features_next_date, self.day(70), "paid 90 days ago then")
        self.pay(self.invoice(self.partner, 100, -60, due=-30), -20)
        self.assertEqual(accounts._get_stale_accounts(self.company, self.today), self.acc.ids)
