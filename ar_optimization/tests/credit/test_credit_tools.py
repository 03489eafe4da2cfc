"""The pure parts of the credit room: tiers, limits, groups of customers."""
# pylint: disable=unreachable  # it takes hypothesis.assume for a function that never returns

import random
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import clustering, counterfactual, limit_change, limits, scorecard, tiers
from ...tools.limits import Cover, Credit, Formula
from ...tools.tiers import Hysteresis, Override, State, Tier, assign, compile_tiers
from ..pure import examples

TODAY = date(2026, 6, 30)

LADDER = (
    Tier("A", min_score=80, min_months_known=12, min_on_time_ratio=0.9, max_overdue_days=10,
         needs_fresh=True),
    Tier("B", min_score=60, min_months_known=3, max_overdue_days=30),
    Tier("C", min_score=40, max_overdue_days=90, max_overdue_share=0.5),
    Tier("D"),
)
GOOD = {
    "score": 90.0, "months_known": 36, "on_time_ratio": 0.97, "worst_overdue_days": 0,
    "overdue_share": 0.0, "stale": (),
}

facts_of_any = st.fixed_dictionaries({
    "score": st.none() | st.floats(0, 100),
    "months_known": st.none() | st.integers(0, 24),
    "on_time_ratio": st.none() | st.floats(0, 1),
    "worst_overdue_days": st.integers(0, 120),
    "overdue_share": st.floats(0, 1),
    "stale": st.sampled_from([(), ("rating",)]),
})


@tagged('post_install', '-at_install')
class TestTiers(BaseCase):

    def ladder(self, margin=0.0, scorings=0):
        return compile_tiers(LADDER, "C", Hysteresis(margin, scorings))

    def tier(self, ladder=None, state=None, **facts):
        return assign(ladder or self.ladder(), {**GOOD, **facts}, state and State(state))

    def test_first_match_from_best_to_worst(self):
        for changed, code in (
            ({}, "A"), ({"score": 79.9}, "B"), ({"score": 60}, "B"), ({"score": 59}, "C"),
            ({"score": 39}, "D"), ({"months_known": 11}, "B"), ({"months_known": None}, "C"),
            ({"on_time_ratio": None}, "B"), ({"worst_overdue_days": 11}, "B"),
            ({"worst_overdue_days": 31}, "C"), ({"worst_overdue_days": 91}, "D"),
            ({"overdue_share": 0.51, "score": 50}, "D"), ({"score": None}, "D"),
            ({"stale": ("balance_sheet",)}, "B"),
        ):
            with self.subTest(**changed):
                self.assertEqual(self.tier(**changed).code, code)

    def test_reasons_are_data(self):
        decision = self.tier(stale=("balance_sheet",), score=70)
        self.assertEqual((decision.kind, decision.rank, decision.earned), ("conditions", 1, "B"))
        self.assertEqual([tuple(reason) for reason in decision.reasons], [
            ("B", "min_score", 60, 70, True), ("B", "min_months_known", 3, 36, True),
            ("B", "max_overdue_days", 30, 0, True), ("A", "min_score", 80, 70, False),
            ("A", "needs_fresh", (), ("balance_sheet",), False),
        ])

    def test_fallback_when_even_the_worst_has_conditions(self):
        ladder = compile_tiers([Tier("A", min_score=80), Tier("B", min_score=50)])
        decision = assign(ladder, {"score": 10})
        self.assertEqual((decision.code, decision.kind), ("B", "fallback"))

    def test_no_history(self):
        decision = assign(self.ladder(), {}, history=False)
        self.assertEqual((decision.code, decision.kind), ("C", "starter"))
        worst = assign(compile_tiers(LADDER), {}, history=False)
        self.assertEqual(worst.code, "D")

    def test_override_until_its_end(self):
        override = Override("A", TODAY)
        for today, code, kind in (
            (TODAY, "A", "override"), (date(2026, 7, 1), "D", "fallback"),
        ):
            decision = assign(self.ladder(), {"score": 5}, None, today, override)
            self.assertEqual((decision.code, decision.kind, decision.earned), (code, kind, "D"))
        gone = assign(self.ladder(), GOOD, None, TODAY, Override("Z", TODAY))
        self.assertEqual(gone.code, "A", "a tier that was deleted is no override")

    def test_margin(self):
        ladder = self.ladder(margin=3)
        for held, score, code in (
            ("B", 82.9, "B"), ("B", 83, "A"), ("A", 77, "A"), ("A", 76.9, "B"),
            ("A", 58, "B"), ("A", 56.9, "C"), (None, 80, "A"), ("gone", 80, "A"),
        ):
            with self.subTest(held=held, score=score):
                self.assertEqual(self.tier(ladder, held, score=score).code, code)
        self.assertEqual(self.tier(ladder, "B", score=81).kind, "held")

    def test_hard_conditions_act_at_once(self):
        ladder = self.ladder(margin=50, scorings=9)
        self.assertEqual(self.tier(ladder, "A", worst_overdue_days=11).code, "B")
        self.assertEqual(self.tier(ladder, "A", stale=("rating",)).code, "B")

    def run_scores(self, ladder, code, scores):
        """Return the tiers that a row of scores leads to, and the last decision."""
        state, codes = State(code), []
        for score in scores:
            decision = assign(ladder, {**GOOD, "score": score}, state)
            state, codes = decision.state, [*codes, decision.code]
        return codes, decision

    def test_rises_after_some_scorings(self):
        ladder = self.ladder(margin=10, scorings=3)
        codes, __ = self.run_scores(ladder, "C", (65, 66, 67, 68))
        self.assertEqual(codes, ["C", "C", "B", "B"])
        codes, __ = self.run_scores(ladder, "C", (65, 66, 39.5, 65, 66, 67))
        self.assertEqual(codes, ["C"] * 5 + ["B"], "a bad scoring starts the count again")
        codes, __ = self.run_scores(ladder, "C", (85, 65))
        self.assertEqual(codes, ["B", "B"], "85 clears the entry of B by the margin at once")

    def test_rises_only_to_what_was_always_earned(self):
        ladder = self.ladder(margin=50, scorings=2)
        codes, decision = self.run_scores(ladder, "C", (65, 85))
        self.assertEqual((codes, decision.earned), (["C", "B"], "A"))
        self.assertEqual(decision.state, State("B"))

    def test_better_tier_is_no_reason_to_fall(self):
        """Conditions need not be nested: meeting a better tier's keeps at least the present."""
        ladder = compile_tiers(
            [Tier("A", min_score=80), Tier("B", max_overdue_days=5), Tier("C")],
            hysteresis=Hysteresis(10))
        decision = assign(ladder, {"score": 85, "worst_overdue_days": 9}, State("B"))
        self.assertEqual((decision.code, decision.kind), ("B", "held"))

    @examples
    @given(facts_of_any, st.sampled_from([None, "A", "B", "C", "D"]), st.floats(0, 20))
    def test_conditions_besides_score_always_hold(self, facts, held, margin):
        decision = assign(self.ladder(margin), facts, State(held))
        if decision.rank < len(LADDER) - 1:
            mine = [reason for reason in decision.reasons if reason.tier == decision.code]
            self.assertTrue(all(r.met for r in mine if r.condition != "min_score"))
            if held == decision.code and decision.kind == "held":
                self.assertGreaterEqual(facts["score"], mine[0].wanted - margin)

    @examples
    @given(facts_of_any, st.floats(0.1, 20), st.lists(st.floats(-1, 1), min_size=2, max_size=12))
    def test_no_flapping_inside_the_margin(self, facts, margin, waves):
        """A score that swings by less than the margin never changes the tier."""
        assume(facts["score"] is not None)
        ladder, state, codes = self.ladder(margin), State(), []
        for wave in waves:
            swung = {**facts, "score": facts["score"] + wave * margin * 0.49}
            decision = assign(ladder, swung, state)
            state, codes = decision.state, [*codes, decision.code]
        self.assertEqual(len(set(codes)), 1)

    @examples
    @given(facts_of_any, facts_of_any)
    def test_better_facts_never_give_a_worse_tier(self, one, other):
        best = {
            "score": max(filter(None, (one["score"], other["score"])), default=None),
            "months_known": max(one["months_known"] or 0, other["months_known"] or 0),
            "on_time_ratio": max(one["on_time_ratio"] or 0, other["on_time_ratio"] or 0),
            "worst_overdue_days": min(one["worst_overdue_days"], other["worst_overdue_days"]),
            "overdue_share": min(one["overdue_share"], other["overdue_share"]),
            "stale": (),
        }
        self.assertLessEqual(assign(self.ladder(), best).rank, assign(self.ladder(), one).rank)

    def test_bad_ladders(self):
        for arguments in (([],), ([Tier("A"), Tier("A")],), ([Tier("A")], "B")):
            with self.subTest(arguments=arguments), self.assertRaises(ValueError):
                compile_tiers(*arguments)

    def test_what_would_change_the_tier(self):
        """A characteristic that is also a fact moves the score and the hard condition."""
        card = scorecard.compile_card([
            scorecard.Characteristic("on_time_ratio", 1, (
                scorecard.Bin(5, None, 0.8), scorecard.Bin(8, 0.8, 0.95), scorecard.Bin(10, 0.95))),
            scorecard.Characteristic("rating", 1, (
                scorecard.Bin(10, choice="A"), scorecard.Bin(8, choice="B")),
                stale_days=30, mandatory=True),
        ])
        values = {
            "on_time_ratio": scorecard.Value(0.85),
            "rating": scorecard.Value("A", "bureau", date(2025, 1, 1)),
        }
        facts = {**GOOD, "on_time_ratio": 0.85, "score": 90.0}
        for fact, changes in ((0.85, []), (0.97, ["rating"])):
            values["on_time_ratio"] = scorecard.Value(fact)
            decide = tiers.decider(self.ladder(), {**facts, "on_time_ratio": fact})
            found = counterfactual.what_would_change(card, values, TODAY, decide)
            better = [change.code for change in found if change.direction == "better"]
            self.assertEqual(better, changes)
            self.assertFalse([c for c in found if c.direction == "worse"])


money = st.integers(0, 10**8).map(lambda cents: cents / 100)


@tagged('post_install', '-at_install')
class TestLimits(BaseCase):

    def test_basis(self):
        temporary = {"temporary_limit": 500.0, "temporary_from": date(2026, 6, 1)}
        for credit, wanted in (
            (Credit(limit=100.0), (100.0, "limit")),
            (Credit("unlimited", 100.0), (None, "unlimited")),
            (Credit("prepay", 100.0), (0.0, "prepay")),
            (Credit(limit=100.0, status="blocked"), (0.0, "blocked")),
            (Credit("unlimited", status="legal"), (0.0, "blocked")),
            (Credit(limit=100.0, status="hold"), (100.0, "limit")),
            (Credit(limit=-5.0), (0.0, "limit")),
            (Credit(limit=100.0, **temporary), (500.0, "temporary")),
            (Credit(limit=100.0, **temporary, temporary_to=TODAY), (500.0, "temporary")),
            (Credit(limit=100.0, **temporary, temporary_to=date(2026, 6, 29)), (100.0, "limit")),
            (Credit(limit=100.0, temporary_limit=0.0), (0.0, "temporary")),
            (Credit(limit=100.0, temporary_limit=9.0, temporary_from=date(2026, 7, 1)),
             (100.0, "limit")),
            (Credit("prepay", 100.0, **temporary), (0.0, "prepay")),
        ):
            with self.subTest(credit=credit):
                found = limits.position(credit, 0.0, TODAY, 2)
                self.assertEqual((found.effective_limit, found.basis), wanted)

    @examples
    @given(st.builds(
        Credit, st.sampled_from(["unlimited", "limit", "prepay"]), money,
        st.sampled_from(["open", "hold", "blocked"]), st.none() | money),
        st.floats(-1e6, 1e6), st.lists(st.builds(
            Cover, money, st.floats(-10, 120), st.sampled_from(["limit", "exposure"]))))
    def test_position_is_consistent(self, credit, exposure, covers):
        found = limits.position(credit, exposure, TODAY, 2, covers)
        self.assertTrue(0 <= found.utilisation <= limits.MAX_UTILISATION)
        if found.effective_limit is None:
            self.assertIsNone(found.available)
            return
        self.assertAlmostEqual(
            found.available + found.exposure, found.effective_limit, delta=0.011)
        self.assertEqual(found.utilisation > 1, found.available < 0)
        self.assertLessEqual(found.exposure, limits.round_half_up(exposure, 2))

    @examples
    @given(st.builds(
        Formula, st.none() | st.floats(0, 12), st.none() | st.floats(0, 1), st.none() | money,
        st.none() | money, st.none() | money, st.sampled_from([None, 1, 50, 1000]),
        st.none() | st.floats(0, 50), st.none() | st.floats(0, 50)),
        st.none() | money, st.none() | st.floats(-1e5, 1e6), st.none() | st.floats(-1e5, 1e6))
    def test_proposal_keeps_its_bounds(self, formula, present, sales, net_worth):
        found = limits.propose(formula, present, 2, sales, net_worth)
        if found.amount is None:
            self.assertFalse(any(method.amount is not None for method in found.methods))
            self.assertFalse(found.automatic)
            return
        known = [method for method in found.methods if method.amount is not None]
        self.assertEqual(min(known, key=lambda m: m.amount).name, found.method)
        self.assertGreaterEqual(found.amount, 0)
        if formula.cap is not None:
            self.assertLessEqual(found.amount, formula.cap)
        if formula.floor is not None and (formula.cap is None or formula.floor <= formula.cap):
            self.assertGreaterEqual(found.amount, formula.floor)
        if found.automatic and found.amount != present:
            allowed = formula.max_up if found.amount > present else formula.max_down
            self.assertLessEqual(abs(found.change), allowed + 1e-6)

    def test_automatic_inside_the_bounds_only(self):
        formula = Formula(fixed=120.0, max_up=20, max_down=10)
        for present, automatic in (
            (100.0, True), (99.0, False), (120.0, True), (133.0, True), (134.0, False),
            (0.0, False), (None, False),
        ):
            with self.subTest(present=present):
                self.assertEqual(limits.propose(formula, present, 2).automatic, automatic)
        self.assertFalse(limits.propose(Formula(fixed=101.0), 100.0, 2).automatic)
        self.assertTrue(limits.propose(Formula(fixed=0.0), 0.0, 2).automatic)

    def test_above_the_cap_a_person_decides(self):
        formula, present = Formula(fixed=120.0, max_up=20), limit_change.Present("limit", 100.0)
        for cap, automatic in ((120.0, True), (119.99, False)):
            found = limit_change.decide(
                "limit", formula, limit_change.Bounds(cap=cap), present, 2)
            self.assertEqual(found[:4], ("limit", 120.0, True, automatic))

    def test_lowest_method_counts(self):
        formula = Formula(sales_multiple=2, net_worth_share=0.1, fixed=5_000)
        found = limits.propose(formula, None, 2, monthly_sales=1_000, net_worth=100_000)
        self.assertEqual((found.amount, found.method), (2_000.0, "sales"))
        self.assertEqual(len(found.methods), 3)
        self.assertEqual(limits.propose(formula, None, 2, net_worth=-5).amount, 0.0)

    def test_bound_that_decided(self):
        for fixed, floor, cap, wanted in (
            (70, 100, 500, (100, "floor")), (700, 100, 500, (500, "cap")),
            (300, 100, 500, (300, None)), (70, 900, 500, (500, "floor")),
            (70, 90, None, (90, "floor")),
        ):
            found = limits.propose(Formula(fixed=fixed, floor=floor, cap=cap), 1.0, 2)
            self.assertEqual((found.amount, found.bound), wanted)


AXES = (
    clustering.Axis("on_time", True, "min_on_time_ratio"),
    clustering.Axis("late", False, "max_days_late", 0),
)


@tagged('post_install', '-at_install')
class TestClustering(BaseCase):

    def customers(self, *centres, size=40, spread=0.3):
        """Customers around made-up groups, from worst to best."""
        rng = random.Random(5)
        return {
            (place, number): {
                "on_time": centre / 10 + rng.gauss(0, spread / 10),
                "late": 60 - 6 * centre + rng.gauss(0, 6 * spread),
            }
            for place, centre in enumerate(centres) for number in range(size)
        }

    def test_finds_the_groups_that_are_there(self):
        for centres in ((1, 5, 9), (0, 3, 6, 9), (0, 2.5, 5, 7.5, 10)):
            with self.subTest(centres=centres):
                found = clustering.suggest(self.customers(*centres), AXES)
                self.assertEqual([group.size for group in found.groups], [40] * len(centres))
                members = [{place for place, __ in group.keys} for group in found.groups]
                self.assertEqual(members, [{p} for p in reversed(range(len(centres)))])
                self.assertGreater(found.silhouette, 0.6)
                self.assertGreater(found.agreement, 0.97)
                self.assertFalse(found.groups[-1].conditions)

    def test_same_ledger_same_groups(self):
        customers = self.customers(1, 4, 8, size=200, spread=2)
        self.assertEqual(
            clustering.suggest(customers, AXES), clustering.suggest(customers, AXES))

    @examples
    @given(st.dictionaries(st.integers(), st.fixed_dictionaries({
        "on_time": st.none() | st.floats(0, 1), "late": st.none() | st.integers(0, 90)}),
        max_size=25), st.none() | st.integers(1, 6))
    def test_everybody_is_somewhere(self, customers, k):
        found = clustering.suggest(customers, AXES, k)
        known = {key: values for key, values in customers.items() if None not in values.values()}
        if found is None:
            self.assertLess(len({tuple(v.values()) for v in known.values()}), k or 26)
            return
        grouped = [key for group in found.groups for key in group.keys]
        self.assertEqual(sorted(grouped), sorted(known))
        self.assertEqual(set(found.left_out), customers.keys() - known.keys())
        self.assertTrue(0 <= found.agreement <= 1)
        self.assertTrue(-1 <= found.silhouette <= 1)
        for group in found.groups[:-1]:
            self.assertTrue(group.conditions, "only the last tier takes everybody")

    def test_centre_without_points_stays(self):
        labels, centres = clustering.k_means([(0.0,), (1.0,)], [(0.5,), (99.0,)])
        self.assertEqual((labels, centres), ([0, 0], [(0.5,), (99.0,)]))

    def test_silhouette_of_lonely_points(self):
        self.assertEqual(clustering.silhouette([(0.0,), (5.0,)], [0, 1]), 0.0)
        self.assertEqual(clustering.silhouette([(1.0,)] * 4, [0, 0, 1, 1]), 0.0)
