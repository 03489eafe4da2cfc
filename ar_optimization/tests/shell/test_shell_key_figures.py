from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ARCommon


class KeyFiguresCommon(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.wood = cls.customer()

    @classmethod
    def story(cls):
        """Sales of 700, 800 and 900 from March to May; 900 of it paid in May, 100 credited but
        not matched. March is overdue at the end of May, though its due date was moved."""
        march = cls.invoice(cls.wood, 700, date(2026, 3, 10), date(2026, 4, 10))
        april = cls.invoice(cls.wood, 800, date(2026, 4, 10), date(2026, 5, 10))
        cls.invoice(cls.wood, 1000, date(2026, 5, 10), date(2026, 6, 10))
        cls.credit_note(cls.wood, 100, date(2026, 5, 20))
        cls.pay(april, date(2026, 5, 15))
        cls.pay(march, date(2026, 5, 15), 100)
        march.invoice_date_due = date(2026, 7, 31)

    def keep(self, *companies):
        for company in companies or [self.company]:
            self.env['ar.snapshot']._build_missing(company, self.today)

    def report(self, companies=None, **options):
        companies = companies or self.company
        return self.env['ar.key.figures'].with_user(self.collector).with_context(
            allowed_company_ids=companies.ids).get_report(options)

    def months(self, **options):
        [section] = self.report(**options)['sections']
        return section['months']


@tagged('post_install', '-at_install')
class TestShellKeyFigures(KeyFiguresCommon):

    def assertFigures(self, month, **figures):
        self.assertEqual(
            {name: month[name] if month[name] is None else round(month[name], 2)
             for name in figures}, figures)

    def test_by_original_due_dates(self):
        self.story()
        self.keep()
        months = self.months(original=True, until='2026-05-31')
        self.assertEqual([month['date'] for month in months], [
            '2026-03-31', '2026-04-30', '2026-05-31'])
        self.assertFigures(
            months[-1], receivable_amount=1500, overdue_amount=600, sales_amount=900,
            collected_amount=900, dso=57.5, dso_count_back=31 + 22.5, best_possible_dso=34.5,
            average_days_delinquent=23, collection_effectiveness=60, overdue_rate=37.5,
            turnover=round(2400 * 365 / 92 / ((0 + 700 + 1500 + 1500) / 4), 2))
        self.assertEqual(1500 / 2400 * 92, 57.5)
        self.assertEqual(600 / 800 * 30, 22.5)
        self.assertEqual((1500 + 900 - 1500) / (1500 + 900 - 900) * 100, 60)
        self.assertEqual(600 / (1500 + 100) * 100, 37.5)

    def test_what_others_reach_stands_beside(self):
        other = self.other_company()
        self.collector.company_ids |= other
        benchmarks = self.env['ar.kpi.benchmark'].create([
            {'measure': measure, 'value': 50, 'source': "Survey", 'date': '2026-01-31',
             'company_id': company.id}
            for measure, company in (
                ('dso', other.browse()), ('turnover', self.company), ('overdue', other.browse()))])
        [section] = self.report()['sections']
        beside = {'value': 50, 'source': "Survey, 01/31/2026"}
        self.assertEqual(section['benchmarks'], {'dso': beside, 'turnover': beside})
        [both] = self.report(self.company | other)['sections']
        self.assertEqual(both['benchmarks'], {'dso': beside}, "what is of both")
        benchmarks.unlink()
        self.assertEqual(self.report()['sections'][0]['benchmarks'], {})

    def test_by_the_due_dates_of_today(self):
        self.story()
        self.keep()
        self.assertFigures(
            self.months()[-1], overdue_amount=0, dso=57.5, best_possible_dso=57.5,
            average_days_delinquent=0, collection_effectiveness=100, overdue_rate=0)

    def test_sales_of_other_periods(self):
        self.story()
        self.keep()
        self.assertFigures(self.months(span=1)[-1], dso=round(1500 / 900 * 31, 2))
        self.assertFigures(self.months(span=6)[-1], dso=round(1500 / 2400 * 182, 2))
        self.assertFigures(
            self.months(span=1)[0], dso=31, dso_count_back=31, collection_effectiveness=None,
            overdue_rate=0)

    def test_the_ageing_of_the_day_says_the_same(self):
        self.story()
        self.keep()
        for original, basis in ((False, 'due'), (True, 'original')):
            month = self.months(original=original)[-1]
            [section] = self.env['ar.ageing'].get_report(
                {'as_of': month['date'], 'basis': basis})['sections']
            self.assertEqual(
                (section['totals']['total'], section['totals']['overdue']),
                (month['receivable_amount'], month['overdue_amount']))

    def test_what_is_booked_later_moves_nothing(self):
        self.story()
        self.keep()
        before = self.months()
        self.invoice(self.wood, 5000, date(2026, 4, 1))
        self.env['ar.credit.account']._nightly_snapshots(self.company, self.today)
        self.assertEqual(self.months(), before)

    def test_months_of_the_past_only_and_thirteen_at_most(self):
        self.invoice(self.wood, 10, date(2024, 6, 10))
        self.keep()
        months = self.months(until='2030-01-01')
        self.assertEqual((months[0]['date'], months[-1]['date']), ('2025-05-31', '2026-05-31'))
        self.assertEqual(self.months(until='2024-07-01')[-1]['date'], '2024-07-31')
        self.assertEqual(self.months(until='2024-02-01'), [])

    def test_companies_of_one_currency_are_added_up_others_never(self):
        euro = self.other_currency('EUR')
        same = self.other_company(name="Second")
        other = self.other_company(name="Third", currency_id=euro.id)
        self.collector.company_ids |= same | other
        self.story()
        self.invoice(self.wood, 300, date(2026, 5, 10), date(2026, 5, 20), company=same)
        self.invoice(self.wood, 50, date(2026, 5, 10), date(2026, 5, 20), company=other)
        every = self.company | same | other
        self.keep(self.company, other)
        dollars, euros = self.report(every)['sections']
        self.assertEqual(dollars['months'], [], "one of both companies is not known")
        self.keep(same)
        dollars, euros = self.report(every)['sections']
        self.assertEqual(dollars['companies'], [self.company.name, "Second"])
        self.assertFigures(
            dollars['months'][-1], receivable_amount=1800, overdue_amount=300, sales_amount=1200)
        self.assertEqual(euros['currency'], 'EUR')
        self.assertFigures(
            euros['months'][-1], receivable_amount=50, overdue_amount=50, overdue_rate=100)
        self.assertFigures(
            self.report(same)['sections'][0]['months'][-1], receivable_amount=300)

    def test_every_figure_has_a_label_and_its_formula(self):
        self.story()
        self.keep()
        report = self.report()
        for figure in report['figures']:
            self.assertIn(figure['key'], report['sections'][0]['months'][-1])
            self.assertTrue(figure['label'] and figure['unit'])
            self.assertGreater(len(figure['help']), 40)

    def test_options_that_cannot_be_used(self):
        for options in ({'span': 2}, {'span': 'x'}, {'until': 'soon'}, {'until': 7},
                        {'until': '0001-01-01'}):
            with self.subTest(options=options), self.assertRaises(UserError):
                self.report(**options)

    def test_who_may_ask(self):
        for role in ('employee', 'billing'):
            with self.assertRaises(AccessError):
                self.env['ar.key.figures'].with_user(self.role_user(role)).get_report()

    def test_two_queries_for_any_number_of_companies_of_a_currency(self):
        same = self.other_company(name="Second")
        self.collector.company_ids |= same
        self.story()
        self.keep(self.company, same)

        def queries(companies):
            self.report(companies)  # warm
            start = self.env.cr.sql_log_count
            self.report(companies)
            return self.env.cr.sql_log_count - start
        # the figures, and what others reach
        self.assertEqual(queries(self.company), 2)
        self.assertEqual(queries(self.company | same), 2)
