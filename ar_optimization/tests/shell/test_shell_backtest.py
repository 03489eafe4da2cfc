import io
from argparse import Namespace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from unittest import SkipTest, skipUnless

from odoo.tests import BaseCase, tagged

from ...cli.backtest import session
from ...cli.ledger_import import rows
from ...tools import backtest, lateness, ledger_view
from ..common import ARCommon
from .test_shell_real_ledgers import find_data

HAS_NUMPY = find_spec('numpy') is not None
OPEN, NEW, SOON = lateness.OPEN, lateness.NEW, backtest.PAID_SOON


def options(**given):
    return Namespace(**{'file': None, 'as_of': None, 'cut_offs': None, 'new_days': None, **given})


@tagged('post_install', '-at_install')
@skipUnless(HAS_NUMPY, "numpy is not here")
class TestBacktestCommand(ARCommon):

    def test_a_company_without_history_says_so(self):
        self.invoice(self.customer(), 100, -10, due=20)
        out = io.StringIO()
        self.assertEqual(session.print_database(self.env, options(as_of=self.today), out), 0)
        self.assertIn(self.company.name, out.getvalue())
        self.assertIn("too few invoices to judge it", out.getvalue())

    def test_a_file_that_is_none(self):
        said = session.print_file(options(file=Path(__file__)), io.StringIO())
        self.assertTrue(str(said).startswith("error: "), said)


class RealBacktest:
    """What the predictions of a real ledger come to, made on past days from what was known then.
    Mixed into a test class that names the file, the days and the figures."""

    allow_inherited_tests_method = True  # else Odoo's runner passes over a class without its own
    file = None
    days = ()
    new_days = None
    at_least = {}   # (task, figure) → the least that is accepted
    at_most = {}

    @classmethod
    def setUpClass(cls):
        path = find_data(cls.file)
        if not path or not HAS_NUMPY:
            raise SkipTest(f"{cls.file} or numpy is not here")
        super().setUpClass()
        found, __ = rows.read_ledger(path)
        cls.ledger = ledger_view.ledger(
            (row.customer, row.invoice_date, row.due_date, row.pay_date, row.amount)
            for row in found)
        view = ledger_view.known_at(cls.ledger, ledger_view.UNPAID - 1000)
        days = [ledger_view.day_number(day) for day in cls.days]
        tasks = [(OPEN, 0), (NEW, 0), (NEW, 7)]
        cls.found = backtest.backtest(view, days, cls.new_days, tasks)

    def figure(self, task, name):
        return self.found[task].figures[name]

    def test_figures_reached(self):
        for (task, name), least in self.at_least.items():
            with self.subTest(task=task, figure=name):
                self.assertGreaterEqual(self.figure(task, name).model, least)
        for (task, name), most in self.at_most.items():
            with self.subTest(task=task, figure=name):
                self.assertLessEqual(self.figure(task, name).model, most)

    def test_it_beats_what_anybody_could_say(self):
        late, brier = self.figure((OPEN, 0), 'auc'), self.figure((OPEN, 0), 'brier')
        self.assertGreaterEqual(late.model, late.own)
        self.assertLess(brier.model, min(brier.base, brier.own))
        self.assertEqual(self.found[OPEN, 0].verdict, backtest.ON)
        dates, cash = self.figure('date', 'date_error'), self.figure('date', 'cash_error')
        self.assertLessEqual(dates.model, 0.85 * dates.base)
        self.assertLessEqual(cash.model, 0.65 * cash.base)
        self.assertLessEqual(cash.model, 0.90 * cash.own)
        self.assertGreater(self.figure('date', 'in_range').model, 0.75)

    def test_paid_soon_beats_what_customers_have_paid_before(self):
        self.assertEqual(self.found[SOON].verdict, backtest.ON)
        brier = self.figure(SOON, 'brier')
        self.assertLess(brier.model, 0.7 * min(brier.own, brier.base))

    def test_probabilities_mean_what_they_say(self):
        for bin_ in (*self.found[OPEN, 0].bins, *self.found[SOON].bins):
            self.assertAlmostEqual(bin_.said, bin_.came, delta=0.22)


@tagged('post_install', '-at_install')
class TestBacktestLatePaymentHistories(RealBacktest, BaseCase):
    file, new_days = 'ibm.csv', 90
    days = (date(2012, 10, 1), date(2013, 1, 1), date(2013, 4, 1), date(2013, 7, 1),
            date(2013, 9, 1))
    at_least = {
        ((OPEN, 0), 'auc'): 0.865, ((OPEN, 0), 'pr'): 0.85, ((NEW, 0), 'auc'): 0.859,
        ((NEW, 7), 'auc'): 0.862, ('date', 'late_payers'): 0.915, (SOON, 'auc'): 0.86,
    }
    at_most = {
        ((OPEN, 0), 'brier'): 0.150, ('date', 'date_error'): 6.0, ('date', 'cash_error'): 0.158,
        (SOON, 'brier'): 0.155,
    }


@tagged('post_install', '-at_install')
class TestBacktestConsumerGoods(RealBacktest, BaseCase):
    file, new_days = 'hr_s0.csv', 50
    days = (date(2019, 6, 3), date(2019, 8, 5), date(2019, 10, 7))
    at_least = {
        ((OPEN, 0), 'auc'): 0.855, ((OPEN, 0), 'pr'): 0.845, ((NEW, 0), 'auc'): 0.873,
        ((NEW, 7), 'auc'): 0.879, ('date', 'late_payers'): 0.79, (SOON, 'auc'): 0.93,
    }
    at_most = {
        ((OPEN, 0), 'brier'): 0.155, ('date', 'date_error'): 2.97, ('date', 'cash_error'): 0.130,
        (SOON, 'brier'): 0.075,
    }
