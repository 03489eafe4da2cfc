from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import incentive, incentive_lab
from ...tools.incentive import Case, Receipt, Rules, Step, Terms, Verdict, propose, recognise
from ...tools.incentive_lab import Capital, Outcome, measure
from ..pure import check_doctests, examples

TODAY = date(2026, 6, 30)
cents = st.integers(1, 5_000_000).map(lambda n: n / 100)
percents = st.integers(1, 4_900).map(lambda n: n / 100)


def day(number):
    return TODAY + timedelta(days=number)


TWO_STEPS = Terms(10_000.0, 10_000.0, (Step(day(10), 2.0), Step(day(20), 1.0)))


@tagged('post_install', '-at_install')
class TestIncentiveTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, incentive, incentive_lab)

    def test_rates_known_from_textbooks(self):
        self.assertAlmostEqual(incentive.annual_rate(2, 20), 37.2449, 4)  # 2/10 net 30
        self.assertAlmostEqual(incentive.annual_rate(1, 10), 36.8687, 4)
        self.assertIsNone(incentive.annual_rate(100, 10))
        self.assertEqual(incentive.percent_for(0, 10), 0.0)

    @examples
    @given(percents, st.integers(1, 365))
    def test_rate_and_percent_are_inverse(self, percent, days):
        rate = incentive.annual_rate(percent, days)
        self.assertAlmostEqual(incentive.percent_for(rate, days), percent, 6)

    # === OFFER === #

    def why(self, rules=None, **case):
        case = {'start': TODAY, 'due': day(30), 'amount': 1_000.0, **case}
        return propose(rules or Rules(steps=((10, 1.0), (20, 2.0))), Case(**case), TODAY).reason

    def test_why_nothing_is_offered(self):
        steps = ((10, 1.0),)
        self.assertEqual(self.why(), '')
        self.assertEqual(self.why(disputed=True), 'disputed')
        self.assertEqual(self.why(barred=True), 'status')
        self.assertEqual(self.why(instalments=2), 'instalments')
        self.assertEqual(self.why(Rules(steps=steps, amount_from=2_000)), 'amount')
        self.assertEqual(self.why(Rules(steps=steps, amount_to=500)), 'amount')
        self.assertEqual(self.why(Rules(steps=steps, season_from=day(1))), 'season')
        self.assertEqual(self.why(Rules(steps=steps, season_to=day(-1))), 'season')
        self.assertEqual(self.why(Rules()), 'nothing')
        self.assertEqual(self.why(due=day(5)), 'past')
        self.assertEqual(self.why(habit=-25.0), 'early')
        self.assertEqual(self.why(Rules(steps=steps, margin_floor=20.0), margin=20.5), 'margin')

    def test_a_step_that_rewards_nothing_is_left_out(self):
        """Who uses to pay 15 days before the due date is offered the step of 20 days alone."""
        rules = Rules(steps=((10, 1.0), (20, 2.0)))
        case = Case(TODAY, day(30), 1_000.0, habit=-15.0)
        self.assertEqual(propose(rules, case, TODAY).steps, (Step(day(10), 2.0),))

    def test_days_from_the_start_and_no_more_for_paying_later(self):
        rules = Rules(steps=((5, 1.0), (10, 1.0), (15, 0.5), (40, 9.0)), before_due=False)
        steps = propose(rules, Case(TODAY, day(30), 1_000.0), TODAY).steps
        self.assertEqual(steps, (Step(day(10), 1.0), Step(day(15), 0.5)))

    def test_margin_is_of_what_is_left(self):
        """A margin of 22 of 100 is 20 of 98 after 2 %: 20.41 %."""
        rules = Rules(steps=((10, 2.0),), margin_floor=20.4)
        case = Case(TODAY, day(30), 1_000.0, margin=22.0)
        self.assertTrue(propose(rules, case, TODAY).steps)
        self.assertEqual(self.why(Rules(steps=((10, 2.0),), margin_floor=20.5), margin=22.0),
                         'margin')

    # === RECOGNITION === #

    def verdict(self, *receipts, terms=TWO_STEPS, **kwargs):
        return recognise(terms, [Receipt(day(when), amount) for when, amount in receipts], **kwargs)

    def test_the_step_of_the_day(self):
        self.assertEqual(self.verdict((10, 9_800.0)).granted, 200.0)
        self.assertEqual(self.verdict((20, 9_900.0)).granted, 100.0)
        late = self.verdict((21, 9_900.0))
        self.assertEqual((late.granted, late.claim, late.percent), (0.0, 100.0, 0.0))

    def test_more_than_the_step_allows_is_a_claim(self):
        verdict = self.verdict((15, 9_800.0))
        self.assertEqual((verdict.granted, verdict.claim), (100.0, 100.0))

    def test_who_deducts_less_is_granted_less(self):
        self.assertEqual(self.verdict((5, 9_950.0)).granted, 50.0)

    def test_nothing_to_decide(self):
        self.assertEqual(self.verdict(), Verdict())
        self.assertEqual(self.verdict((5, 10_000.0)), Verdict())
        self.assertEqual(self.verdict((5, 3_000.0)), Verdict())
        self.assertEqual(Terms(0.0, 0.0, ()).discount(1.0), 0.0)
        self.assertEqual(
            recognise(Terms(100.0, 100.0, ()), [Receipt(TODAY, 99.0)]), Verdict())

    def test_the_day_on_which_enough_had_come(self):
        """The small rest of a payment came late: the day of the large part counts."""
        self.assertEqual(self.verdict((9, 9_800.0), (30, 50.0)).granted, 150.0)
        self.assertEqual(self.verdict((9, 5_000.0), (15, 4_900.0)).granted, 100.0)

    def test_parts(self):
        terms = Terms(10_000.0, 10_000.0, (Step(day(10), 2.0),), parts=True)
        half = self.verdict((5, 4_900.0), terms=terms)
        self.assertEqual(half.granted, 100.0)
        late = self.verdict((5, 4_900.0), (15, 4_900.0), terms=terms, granted=100.0)
        self.assertEqual((late.granted, late.claim), (0.0, 100.0))

    @examples
    @given(cents, percents, st.lists(st.tuples(st.integers(-5, 40), cents), max_size=4),
           st.booleans())
    def test_never_more_than_promised_nor_than_open(self, total, percent, receipts, parts):
        terms = Terms(
            total, total, (Step(day(10), percent), Step(day(20), percent / 2)), parts=parts)
        verdict = self.verdict(*receipts, terms=terms)
        left = round(total - sum(amount for __, amount in receipts), 2)
        self.assertGreaterEqual(verdict.granted, 0.0)
        self.assertLessEqual(verdict.granted, max(0.0, left) + 0.005)
        self.assertLessEqual(verdict.granted, terms.discount(percent) + 0.005)
        self.assertLessEqual(verdict.granted + verdict.claim, max(0.0, left) + 0.005)
        if all(when > 20 for when, __ in receipts):
            self.assertEqual(verdict.granted, 0.0)

    def test_taken_back(self):
        self.assertEqual(incentive.taken_back(120.0, 10_000.0, 30_000.0), 120.0)
        self.assertEqual(incentive.taken_back(120.0, 0.0, 10.0), 0.0)

    def test_rebate(self):
        self.assertEqual(incentive.rebate(0.0, 0.0, 1.0, 0.0), (0.0, 0.0))

    # === LAB === #

    def test_money_given_to_who_pays_early_anyway(self):
        """Both keep 1 %: one pays 20 days earlier than he used to, the other as ever."""
        lab = measure([
            Outcome(10_000.0, 100.0, True, 20, False, 36.9),
            Outcome(10_000.0, 100.0, True, -5, True, 36.9),
            Outcome(10_000.0),
        ], Capital(8.0, 1.0))
        self.assertEqual((lab.offered, lab.taken, round(lab.take_up, 1)), (3, 2, 66.7))
        self.assertEqual((lab.cost, lab.wasted, lab.days), (200.0, 100.0, 7.5))
        self.assertAlmostEqual(lab.saved_capital + lab.saved_risk, 36.99, 2)  # 15 days net
        self.assertTrue(lab.loses)
        self.assertAlmostEqual(lab.net, -163.01, 2)

    def test_cheap_discount_pays(self):
        lab = measure([Outcome(10_000.0, 10.0, True, 30, False, 1.2)], Capital(8.0, 1.0))
        self.assertFalse(lab.loses)
        self.assertAlmostEqual(lab.break_even, 0.74, 2)
        self.assertEqual(lab.suggested, 0.66)

    def test_without_a_habit_nothing_is_claimed(self):
        lab = measure([Outcome(10_000.0, 10.0, True, None)], Capital(8.0))
        self.assertEqual((lab.days, lab.break_even, lab.suggested), (None, None, None))
        self.assertEqual(lab.net, -10.0)
        self.assertIsNone(measure([], Capital(8.0)).take_up)
        self.assertEqual(measure([Outcome(1.0)], Capital(8.0)).take_up, 0.0)
