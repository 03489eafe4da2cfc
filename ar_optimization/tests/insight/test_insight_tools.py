"""The pure parts of the insight room: features, freshness, currency risk."""
# pylint: disable=unreachable  # it takes hypothesis.assume for a function that never returns

import statistics
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import freshness, volatility
from ...tools.features_reference import Item, Payment, from_items, sums_from_items
from ..pure import examples

TODAY = date(2026, 6, 30)


def ago(days):
    return TODAY - timedelta(days)


@st.composite
def items(draw):
    """A ledger of one customer: invoices of one or two instalments, paid never to thrice."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        invoiced = ago(draw(st.integers(-3, 600)))
        kind = draw(st.sampled_from(["invoice"] * 4 + ["credit_note"]))
        for term in draw(st.sampled_from([(0,), (30,), (30, 60)])):
            amount = draw(st.integers(1, 10**6)) / 100
            shares = draw(st.sampled_from([(), (1.0,), (0.5,), (0.4, 0.6), (0.1, 0.2, 0.7)]))
            due = invoiced + timedelta(term)
            payments = tuple(
                Payment(due + timedelta(draw(st.integers(-40, 120))), round(amount * share, 2),
                        draw(st.booleans()))
                for share in shares[:-1])
            if shares:
                rest = amount * sum(shares) - sum(payment.amount for payment in payments)
                payments += (Payment(due + timedelta(draw(st.integers(-40, 120))), round(rest, 2)),)
            found.append(Item(number, invoiced, due, amount, payments, kind))
    return found


@tagged('post_install', '-at_install')
class TestFeatures(BaseCase):

    def known(self, *given_items, **kwargs):
        return from_items(given_items, TODAY, 2, **kwargs)

    def paid(self, due, late, amount=100.0, number=1, parts=1):
        """An item due and paid some days ago, in equal parts on days before the last."""
        payments = tuple(
            Payment(ago(due - late + part), amount / parts) for part in reversed(range(parts)))
        return Item(number, ago(due + 30), ago(due), amount, payments)

    def test_one_late_one_early(self):
        known = self.known(self.paid(40, 10, 300.0, 1), self.paid(50, -4, 100.0, 2))
        self.assertEqual(known.on_time_ratio, 0.5)
        self.assertEqual(known.on_time_ratio_amount, 0.25)
        self.assertEqual(known.mean_days_late, 5.0, "early counts as 0")
        self.assertEqual(known.weighted_days_late, 7.5)
        self.assertEqual(known.delay_recent, 3.0, "early counts with its sign")
        self.assertIsNone(known.delay_before)
        self.assertIsNone(known.delay_trend)
        self.assertEqual(known.days_since_payment, 30)
        self.assertEqual(known.days_since_invoice, 70)
        self.assertEqual(known.worst_overdue_days, 0)
        self.assertEqual(known.overdue_share, 0.0)

    def test_edges_of_the_windows(self):
        for age, recent, before in ((0, 1, 0), (89, 1, 0), (90, 0, 1), (454, 0, 1), (455, 0, 0)):
            with self.subTest(age=age):
                sums = sums_from_items([self.paid(age, 0)], TODAY, 2)
                self.assertEqual((sums.recent_count, sums.before_count), (recent, before))
                self.assertEqual(sums.resolved_count, recent + before)
        for age, inside in ((454, 1), (455, 0)):
            sums = sums_from_items([Item(1, ago(age), ago(age), 5.0)], TODAY, 2)
            self.assertEqual(sums.invoice_count, inside)

    def test_overdue_counts_with_its_days_so_far(self):
        known = self.known(Item(1, ago(60), ago(20), 100.0, (Payment(ago(25), 40.0),)))
        self.assertEqual(known.on_time_ratio, 0.0)
        self.assertEqual(known.mean_days_late, 20.0)
        self.assertEqual(known.delay_recent, 20.0)
        self.assertEqual((known.overdue_amount, known.open_amount), (60.0, 60.0))
        self.assertEqual(known.worst_overdue_days, 20)
        self.assertEqual(known.days_since_payment, 25)

    def test_due_today_is_not_overdue(self):
        known = self.known(Item(1, ago(30), TODAY, 100.0))
        self.assertIsNone(known.on_time_ratio)
        self.assertEqual((known.overdue_amount, known.open_amount), (0.0, 100.0))

    def test_getting_slower(self):
        known = self.known(self.paid(30, 15), self.paid(200, 5), self.paid(300, 3))
        self.assertEqual(known.delay_trend, 11.0)

    def test_partial_payment_habit(self):
        known = self.known(*[self.paid(50, 5, parts=parts) for parts in (1, 2, 3, 1)])
        self.assertEqual(known.partial_ratio, 0.5)

    def test_credit_note_is_no_payment(self):
        credited = Payment(ago(35), 40.0, credited=True)
        part = Item(1, ago(70), ago(40), 100.0, (credited, Payment(ago(30), 60.0)))
        known = self.known(part, self.paid(40, 0, 180.0, 2))
        self.assertEqual(known.on_time_ratio_amount, 0.75)
        self.assertEqual(known.partial_ratio, 0.0)
        whole = Item(1, ago(70), ago(40), 40.0, (credited,))
        self.assertIsNone(self.known(whole).on_time_ratio)
        self.assertIsNone(self.known(whole).days_since_payment)

    def test_orders(self):
        amounts_ = [100.0, 250.0, 40.0]
        orders = [Item(n, ago(30 * n), ago(0), a) for n, a in enumerate(amounts_, start=1)]
        note = Item(9, ago(10), ago(10), 39.0, kind="credit_note")
        known = self.known(*orders, note)
        self.assertEqual(known.average_order, 130.0)
        self.assertAlmostEqual(
            known.order_volatility, statistics.stdev(amounts_) / statistics.mean(amounts_))
        self.assertEqual(known.credit_note_ratio, 0.1)
        self.assertAlmostEqual(known.months_known, 90 / 30.4375)
        self.assertEqual(known.monthly_sales, round(351 / (90 / 30.4375), 2))

    def test_instalments_are_one_order(self):
        parts = [Item(1, ago(60), ago(days), 50.0) for days in (30, 0)]
        self.assertEqual(self.known(*parts).average_order, 100.0)

    def test_equal_orders_do_not_vary(self):
        known = self.known(*[Item(n, ago(9), ago(0), 0.1) for n in range(7)])
        self.assertAlmostEqual(known.order_volatility, 0.0)

    def test_nothing_known(self):
        known = self.known()
        self.assertEqual(
            {name for name in known.__slots__ if getattr(known, name) is not None},
            {"invoice_count", "paid_count", "worst_overdue_days", "overdue_amount",
             "overdue_share", "open_amount"})

    @examples
    @given(items())
    def test_ratios_stay_in_range(self, ledger):
        known = self.known(*ledger)
        for name in ("on_time_ratio", "on_time_ratio_amount", "partial_ratio", "overdue_share"):
            value = getattr(known, name)
            self.assertTrue(value is None or 0 <= value <= 1 + 1e-9, name)
        self.assertLessEqual(known.overdue_amount, known.open_amount)

    @examples
    @given(items())
    def test_later_facts_are_not_seen(self, ledger):
        seen = [
            Item(i.document, i.invoice_date, i.due_date, i.amount,
                 tuple(p for p in i.payments if p.date <= TODAY), i.kind)
            for i in ledger if i.invoice_date <= TODAY
        ]
        self.assertEqual(self.known(*seen), self.known(*ledger))


@tagged('post_install', '-at_install')
class TestFreshness(BaseCase):

    @examples
    @given(st.none() | st.integers(-10, 500), st.none() | st.integers(-10, 10),
           st.none() | st.integers(0, 400))
    def test_stale_is_expired_or_older_than_allowed_or_of_unknown_age(self, age, expired, limit):
        dated = None if age is None else ago(age)
        expiry = None if expired is None else ago(expired)
        is_old = bool(limit) and (age is None or age > limit)
        self.assertEqual(
            freshness.is_stale(dated, expiry, limit, TODAY), is_old or (expired or 0) > 0)


@tagged('post_install', '-at_install')
class TestVolatility(BaseCase):

    rates = st.lists(st.floats(0.01, 100), min_size=3, max_size=30)

    @examples
    @given(rates, st.integers(1, 40))
    def test_against_the_textbook(self, rates, step):
        series = [(ago(step * place), rate) for place, rate in enumerate(rates)]
        returns = [
            volatility.math.log(later / earlier)
            for (__, earlier), (__, later) in volatility.pairwise(sorted(series))]
        wanted = statistics.stdev(returns) * (365.25 / step) ** 0.5
        self.assertAlmostEqual(volatility.annual_volatility(series), wanted, places=6)

    @examples
    @given(rates, st.floats(0.1, 10))
    def test_unit_of_the_rate_does_not_matter(self, rates, factor):
        series = [(ago(place), rate) for place, rate in enumerate(rates)]
        scaled = [(day, rate * factor) for day, rate in series]
        self.assertAlmostEqual(
            volatility.annual_volatility(series), volatility.annual_volatility(scaled), places=4)

    @examples
    @given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 2))
    def test_risk_is_between_none_and_all(self, home, away, moves):
        assume(home + away > 0.01)
        found = volatility.currency_risk({"EUR": home, "USD": -away}, {"USD": moves}, "EUR")
        self.assertTrue(0 <= found.risk <= moves)
        self.assertAlmostEqual(found.foreign_share, away / (home + away))
