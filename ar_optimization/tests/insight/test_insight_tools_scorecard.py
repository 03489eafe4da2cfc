"""The score card adds up, can be repeated, and says truly what would change it."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import counterfactual, scorecard, scorecard_store
from ...tools.scorecard import Bin, Characteristic, Value, compile_card, score
from ..pure import examples

TODAY = date(2026, 6, 30)


def ago(days):
    return TODAY - timedelta(days)


@st.composite
def cards(draw):
    """A card of numeric lines over edges 0, 1, 2 …, with every rule for missing values."""
    rules = []
    for number in range(draw(st.integers(1, 6))):
        points = draw(st.lists(st.integers(0, 20), min_size=1, max_size=5).filter(any))
        edges = [None, *range(1, len(points)), None]
        bins = tuple(
            Bin(value, low, high)
            for value, low, high in zip(points, edges, edges[1:], strict=False))
        rules.append(Characteristic(
            f"c{number}", draw(st.floats(0.1, 50)), bins,
            missing=draw(st.sampled_from(["points", "neutral", "exclude"])),
            missing_points=draw(st.integers(0, max(points))),
            stale_days=draw(st.sampled_from([None, 30])),
            stale_factor=draw(st.sampled_from([0.0, 0.5, 1.0])),
            mandatory=draw(st.booleans())))
    return compile_card(rules)


values_of = st.dictionaries(
    st.sampled_from([f"c{number}" for number in range(6)]),
    st.builds(Value, st.none() | st.floats(-1, 6), st.just("test"),
              st.none() | st.integers(-5, 60).map(ago), st.none() | st.integers(-5, 5).map(ago)))


def tenths(number):
    return round(number * 10)


@tagged('post_install', '-at_install')
class TestScorecard(BaseCase):

    @examples
    @given(cards(), values_of)
    def test_card_adds_up(self, card, values):
        result = score(card, values, TODAY)
        self.assertEqual([line.code for line in result.lines],
                         [rule.code for rule in card.characteristics])
        for line in result.lines:
            self.assertAlmostEqual(line.score * 10, tenths(line.score), msg="one decimal")
            self.assertTrue(0 <= line.score <= line.max_score)
            wanted = line.max_score * line.points / line.best_points
            self.assertLessEqual(abs(line.score - wanted), 0.0500001)
        if result.total is None:
            self.assertFalse(any(line.weight for line in result.lines))
        else:
            self.assertEqual(sum(tenths(line.score) for line in result.lines), tenths(result.total))
            self.assertEqual(sum(tenths(line.max_score) for line in result.lines), 1000)
        self.assertTrue(0 <= result.coverage <= 1 + 1e-9)

    @examples
    @given(cards(), values_of)
    def test_scoring_can_be_repeated(self, card, values):
        """Shown as it was stored, or made again from what was stored: the same scoring."""
        values = {code: given for code, given in values.items() if given.value is not None}
        first = score(card, values, TODAY)
        stored = json.loads(json.dumps({
            "card": scorecard_store.card_to_dict(card),
            "lines": scorecard_store.lines_to_dict(first, values)}))
        again = scorecard_store.card_from_dict(stored["card"])
        self.assertEqual(
            score(again, scorecard_store.values_from_dict(stored["lines"]), TODAY), first)
        self.assertEqual(
            scorecard_store.result_from_dict(again, stored["lines"], first.total, first.coverage),
            first)

    @examples
    @given(cards(), values_of, st.data())
    def test_more_points_never_score_less(self, card, values, data):
        compiled = data.draw(st.sampled_from(card.compiled))
        low, high = data.draw(st.lists(st.floats(-1, 6), min_size=2, max_size=2))
        totals = []
        for value in (low, high):
            result = score(card, {**values, compiled.code: Value(value, "", TODAY)}, TODAY)
            points = compiled.cells[scorecard.bin_of(compiled, value)][0]
            totals.append((points, result.total))
        if totals[0][0] <= totals[1][0]:
            self.assertLessEqual(totals[0][1] or 0, totals[1][1] or 0)

    def card(self, **kwargs):
        return compile_card([
            Characteristic("late", 30, (Bin(10, 0, 5), Bin(5, 5, 30), Bin(0, 30))),
            Characteristic("rating", 10, (Bin(4, choice="A"), Bin(2, choice="B")), **kwargs),
        ])

    def lines(self, card, **values):
        result = score(card, {code: Value(*args) for code, args in values.items()}, TODAY)
        return result, {line.code: line for line in result.lines}

    def test_missing_is_left_out(self):
        result, lines = self.lines(self.card(), late=(10,))
        self.assertEqual(result.total, 50.0)
        self.assertEqual((lines["late"].max_score, lines["rating"].max_score), (100.0, 0.0))
        self.assertTrue(lines["rating"].missing)
        self.assertEqual(result.coverage, 0.75)

    def test_missing_is_neutral(self):
        result, lines = self.lines(self.card(missing="neutral"), late=(10,))
        self.assertEqual((result.total, lines["rating"].score), (50.0, 12.5))

    def test_missing_has_points(self):
        card = self.card(missing="points", missing_points=1, mandatory=True)
        result, lines = self.lines(card, late=(10,), rating=("unheard of",))
        self.assertEqual((lines["rating"].points, lines["rating"].score), (1, 6.3))
        self.assertEqual(lines["late"].score, 37.5)
        self.assertEqual((result.total, result.caps), (43.8, (("rating", "missing"),)))

    def test_stale_loses_weight(self):
        card = self.card(stale_days=365, stale_factor=0.2, mandatory=True)
        result, lines = self.lines(card, late=(10,), rating=("A", "bureau", ago(366)))
        self.assertEqual(lines["rating"].weight, 2.0)
        self.assertEqual((lines["late"].max_score, lines["rating"].max_score), (93.8, 6.2))
        self.assertEqual(result.caps, (("rating", "stale"),))
        self.assertEqual(result.coverage, 0.8)
        self.assertTrue(lines["rating"].stale)
        fresh, __ = self.lines(card, late=(10,), rating=("A", "bureau", ago(365)))
        self.assertEqual((fresh.caps, fresh.total), ((), 62.5))

    def test_mandatory_when_given(self):
        """With `may_miss` no rating is no reproach, an old one is."""
        card = self.card(stale_days=365, mandatory=True, may_miss=True)
        self.assertEqual(self.lines(card, late=(10,))[0].caps, ())
        old, __ = self.lines(card, late=(10,), rating=("A", "bureau", ago(366)))
        self.assertEqual(old.caps, (("rating", "stale"),))

    def test_expired_and_undated_are_stale(self):
        card = self.card(stale_days=365)
        for source in (("A", "", TODAY, ago(1)), ("A", "", None), ("A", "", ago(400), ago(-9))):
            self.assertTrue(self.lines(card, rating=source)[1]["rating"].stale)
        lasting = self.card()
        self.assertTrue(self.lines(lasting, rating=("A", "", None, ago(1)))[1]["rating"].stale)
        self.assertFalse(self.lines(lasting, rating=("A", "", None, TODAY))[1]["rating"].stale)

    def test_value_outside_all_bins_is_missing(self):
        self.assertTrue(self.lines(self.card(), late=(-1,))[1]["late"].missing)

    def test_nothing_known(self):
        result, __ = self.lines(self.card())
        self.assertEqual((result.total, result.coverage), (None, 0.0))

    def test_bad_cards(self):
        good = (Bin(1, 0, 5), Bin(0, 5))
        for bins, kwargs in (
            ((), {}), (good, {"weight": -1}), (good, {"stale_factor": 1.5}),
            ((Bin(-1, 0), Bin(1, None, 0)), {}), ((Bin(0, 0),), {}),
            ((Bin(1, 0, 5), Bin(2, 6)), {}), ((Bin(1, 0, 5), Bin(2, 4)), {}),
            ((Bin(1, 0), Bin(2, choice="A")), {}),
            (good, {"missing": "points", "missing_points": 2}),
        ):
            with self.subTest(bins=bins, **kwargs), self.assertRaisesRegex(ValueError, "^bad: "):
                compile_card([Characteristic("bad", kwargs.pop("weight", 1), bins, **kwargs)])
        with self.assertRaisesRegex(ValueError, "^c: stands twice"):
            compile_card([Characteristic("c", 1, good)] * 2)


@tagged('post_install', '-at_install')
class TestWhatWouldChange(BaseCase):

    @staticmethod
    def by_score(result, __):
        return 9 if result.total is None else int(10 - result.total // 10)

    @examples
    @given(cards(), values_of)
    def test_what_is_listed_is_true(self, card, values):
        rank = self.by_score(score(card, values, TODAY), values)
        changes = counterfactual.what_would_change(card, values, TODAY, self.by_score)
        keys = [(change.direction, change.distance) for change in changes]
        self.assertEqual(keys, sorted(keys))
        for change in changes:
            wanted = change.wanted - 1e-3 if change.edge == "below" else change.wanted
            changed = {**values, change.code: Value(wanted, "", TODAY)}
            result = score(card, changed, TODAY)
            self.assertEqual(result.total, change.total)
            self.assertEqual(self.by_score(result, changed), change.rank)
            self.assertEqual(change.direction, "better" if change.rank < rank else "worse")
            self.assertTrue(0 <= change.distance <= 1)

    def changes(self, card, values, **options):
        found = counterfactual.what_would_change(card, values, TODAY, self.by_score, **options)
        return [(c.direction, c.kind, c.code, c.edge, c.wanted) for c in found]

    def test_what_only_grows_is_not_asked_to_shrink(self):
        bins = (Bin(0, None, 6), Bin(5, 6, 24), Bin(9, 24))
        card = compile_card([Characteristic("months", 1, bins)])
        values = {"months": Value(12)}
        better = ("better", "value", "months", "at_least", 24)
        self.assertEqual(self.changes(card, values), [
            better, ("worse", "value", "months", "below", 6)])
        self.assertEqual(self.changes(card, values, growing={"months"}), [better])

    def test_kinds_of_changes(self):
        card = compile_card([
            Characteristic("late", 50, (Bin(10, None, 5), Bin(5, 5, 30), Bin(0, 30))),
            Characteristic("rating", 30, (Bin(4, choice="A"), Bin(2, choice="B"))),
            Characteristic("assets", 20, (Bin(0, None, 0), Bin(1, 0)), stale_days=30,
                           stale_factor=0.0),
        ])
        self.assertEqual(self.changes(card, {"late": Value(12), "assets": Value(3, "", ago(99))}), [
            ("better", "refresh", "assets", "equal", 3),
            ("better", "value", "late", "below", 5),
            ("better", "input", "rating", "equal", "A"),
            ("worse", "value", "late", "at_least", 30),
            ("worse", "value", "assets", "below", 0),
        ])
        values = {"rating": Value("B"), "assets": Value(3, "", TODAY)}
        self.assertEqual(self.changes(card, values), [
            ("better", "input", "late", "below", 5),
            ("better", "value", "rating", "equal", "A"),
            ("worse", "value", "assets", "below", 0),
            ("worse", "input", "late", "at_least", 5),
        ])

    def test_one_open_bin(self):
        card = compile_card([
            Characteristic("any", 1, (Bin(5),)),
            Characteristic("top", 1, (Bin(0, 0, 10), Bin(5, 10, 20))),
        ])
        self.assertEqual(self.changes(card, {"top": Value(0)}), [
            ("better", "value", "top", "at_least", 10),
            ("better", "input", "any", "at_least", 0.0),
        ])

    def test_given_rank(self):
        card = compile_card([Characteristic("late", 1, (Bin(5, None, 5), Bin(0, 5)))])
        found = counterfactual.what_would_change(
            card, {"late": Value(1)}, TODAY, self.by_score, rank=5)
        self.assertEqual([change.direction for change in found], ["worse"])
