from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import replay, replay_facts, replay_outcome, replay_terms
from ...tools.guard import Rule
from ...tools.replay import Item, Ledger, Match, Paper, Terms
from ..pure import check_doctests, examples

FIRST = date(2026, 1, 5)  # a Monday
RULES = (Rule("limit", bound=100), Rule("overdue_days", bound=7))
days = st.integers(0, 60).map(lambda number: FIRST + timedelta(number))


@st.composite
def ledgers(draw):
    """Papers with one item each, most of them paid some time later."""
    ledger = Ledger()
    for key in range(draw(st.integers(1, 8))):
        day, amount = draw(days), float(draw(st.integers(1, 9)) * 10)
        ledger.papers.append(Paper(key, day, "order", amount, amount))
        ledger.items.append(Item(key, day, amount, day + timedelta(14), key))
        if draw(st.booleans()):
            paid = max(day, draw(days))
            ledger.items.append(Item(100 + key, paid, -amount))
            ledger.matches.append(Match(paid, key, amount))
    return ledger


def run(ledger, limit=50.0, rules=RULES):
    terms = [Terms(FIRST, "limit", limit, rules=tuple(rules))]
    return replay.replay(replay.timeline(ledger), ledger.opening, terms)


@tagged('post_install', '-at_install')
class TestReplayTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, replay, replay_facts, replay_outcome, replay_terms)

    @examples
    @given(ledgers(), days)
    def test_what_comes_later_changes_nothing_before(self, ledger, day):
        """No look-ahead: what was held up to a day is what is held when the rest is not known."""
        past = Ledger(
            papers=[paper for paper in ledger.papers if paper.day <= day],
            items=[item for item in ledger.items if item.day <= day],
            matches=[match for match in ledger.matches if match.day <= day])
        all_of_it = {
            paper.key: (decision, standing) for paper, decision, standing, __ in run(ledger)
            if paper.day <= day}
        only_past = {paper.key: (decision, standing) for paper, decision, standing, __ in run(past)}
        self.assertEqual(all_of_it, only_past)

    @examples
    @given(ledgers())
    def test_a_paper_is_held_once_at_most_and_never_cleared_before_it_came(self, ledger):
        found = run(ledger)
        keys = [paper.key for paper, *__ in found]
        self.assertEqual(len(keys), len(set(keys)))
        for paper, __, __, cleared in found:
            self.assertTrue(cleared is None or cleared >= paper.day)

    @examples
    @given(ledgers())
    def test_without_rules_nothing_is_held(self, ledger):
        self.assertFalse(run(ledger, rules=()))

    def test_overdue_is_added_up_once_a_day(self):
        """A customer with many open items and many papers of one day."""
        count = 2000
        ledger = Ledger(
            opening=[Item(f"old{key}", FIRST, 1.0, FIRST) for key in range(count)],
            papers=[Paper(key, FIRST + timedelta(9), "order", 1.0) for key in range(count)])
        looked, items = [], dict.values

        class Counted(dict):
            def values(self):
                looked.append(len(self))
                return items(self)
        book = replay._Book(ledger.opening)
        book.items = Counted(book.items)
        rule = Rule("overdue_days", bound=30)
        one = replay._Run((), [Terms(FIRST, rules=(rule,))], 2)
        one.book = book
        one.go(sorted(replay.timeline(ledger).items()))
        self.assertEqual(looked, [count])

    @examples
    @given(ledgers(), days)
    def test_overdue_is_what_the_items_say(self, ledger, day):
        book = replay._Book(())
        for item in ledger.items:
            book.book(item)
        for number, match in enumerate(ledger.matches):
            book.overdue(day)
            if number % 2 and match.item not in book.held:
                book.hold(match.item, None)
            elif match.item in book.held:
                book.free(match.item)
            book.settle(match)
            late = [
                (rest, due) for due, rest, paper in book.items.values()
                if due < day and paper not in book.held]
            oldest = min((due for __, due in late), default=day)
            self.assertAlmostEqual(book.overdue(day)[0], sum(rest for rest, __ in late))
            self.assertEqual(book.overdue(day)[1], (day - oldest).days)

    @examples
    @given(ledgers())
    def test_what_is_paid_has_been_free(self, ledger):
        paid = {match.item: match.day for match in ledger.matches}
        for paper, __, __, cleared in run(ledger):
            if paper.key in paid:
                self.assertIsNotNone(cleared)
                self.assertLessEqual(cleared, paid[paper.key])

    def test_what_is_held_neither_uses_the_limit_nor_becomes_overdue(self):
        """The second paper is held, so that the third one, which fits, passes."""
        ledger = Ledger()
        for key, amount in enumerate((40.0, 20.0, 10.0)):
            day = FIRST + timedelta(key)
            ledger.papers.append(Paper(key, day, "order", amount))
            ledger.items.append(Item(key, day, amount, day, key))
        rules = [Rule("limit", bound=100)]
        self.assertEqual([paper.key for paper, *__ in run(ledger, rules=rules)], [1])
        late = [Rule("overdue_amount", bound=30)]
        held = run(ledger, rules=late)
        self.assertEqual([(paper.key, round(s.overdue)) for paper, __, s, __ in held],
                         [(1, 40), (2, 40)])

    def test_papers_of_one_day_use_the_limit_one_after_the_other(self):
        ledger = Ledger(
            papers=[Paper(key, FIRST, "order", 30.0) for key in "ab"],
            items=[Item(key, FIRST, 30.0, FIRST, key) for key in "ab"])
        self.assertEqual([paper.key for paper, *__ in run(ledger)], ["b"])

    def test_a_payment_of_the_day_is_known_in_the_evening(self):
        ledger = Ledger(
            opening=[Item("old", FIRST, 50.0, FIRST)],
            papers=[Paper("a", FIRST, "order", 10.0)],
            items=[Item("a", FIRST, 10.0, FIRST, "a"), Item("paid", FIRST, -50.0)],
            matches=[Match(FIRST, "old", 50.0), Match(FIRST, "nobody", 1.0)])
        [(paper, __, __, cleared)] = run(ledger)
        self.assertEqual((paper.key, cleared), ("a", FIRST))

    def test_small_papers_pass_up_to_the_sum_of_a_month(self):
        ledger = Ledger(
            opening=[Item("old", FIRST, 90.0, FIRST)],
            papers=[Paper(key, FIRST + timedelta(key), "order", 10.0) for key in range(3)])
        rules = [Rule("limit", bound=100, small=10, small_month=20)]
        # The new month gives a new sum, with the first thing that happens in it.
        ledger.items.append(Item("x", FIRST + timedelta(40), 1.0))
        [(paper, __, __, cleared)] = run(ledger, rules=rules)
        self.assertEqual((paper.key, cleared), (2, FIRST + timedelta(40)))

    def test_new_terms_free_what_is_held(self):
        ledger = Ledger(papers=[Paper("a", FIRST, "order", 80.0)])
        rules = (Rule("limit", bound=100),)
        later = FIRST + timedelta(20)
        terms = [Terms(later, "limit", 90.0, rules=rules), Terms(FIRST, "limit", 50.0, rules=rules)]
        [(__, __, __, cleared)] = replay.replay(replay.timeline(ledger), (), terms)
        self.assertEqual(cleared, later)
        self.assertEqual(replay.replay({}, (), []), [])

    def test_what_was_written_off_or_credited_was_not_paid(self):
        due, end = FIRST + timedelta(14), FIRST + timedelta(60)
        paper = Paper("a", FIRST, "order", 20.0)
        for paid, credited, lost, expected in (
            (9.0, 0.0, 11.0, ("lost", None, 11.0, 0.45)),
            (10.0, 0.0, 10.0, ("good", due, 10.0, 0.5)),
            (0.0, 0.0, 5.0, ("lost", None, 5.0, 0.75)),
            (0.0, 20.0, 0.0, ("credited", None, 0.0, 0.0)),
            (5.0, 15.0, 0.0, ("good", due, 0.0, 0.25)),
        ):
            with self.subTest(paid=paid, credited=credited, lost=lost):
                ledger = Ledger(papers=[paper], items=[Item("a", FIRST, 20.0, due, "a")], matches=[
                    Match(due, "a", paid), Match(due, "a", credited, replay_facts.CREDITED),
                    Match(due, "a", lost, replay_facts.LOST)])
                [held] = replay_outcome.outcomes(ledger, [(paper, None, None, None)], end)
                self.assertEqual((held.outcome, held.paid, held.lost), expected[:3])
                self.assertAlmostEqual(held.paid_share, expected[3])

    def test_a_limit_without_figures_is_tried_again(self):
        scheme = replay_terms.Scheme(
            replay_terms.tiers.compile_tiers([replay_terms.tiers.Tier("A")]),
            {"A": replay_terms.Strategy(
                "limit", replay_terms.limits.Formula(net_worth_share=0.1))})
        place = replay_terms.review(
            scheme, replay_terms.Place(), {"resolved_count": 1}, FIRST, 2)
        self.assertEqual((place.mode, place.next_review), ("unlimited", None))
        place = replay_terms.review(
            scheme, place, {"resolved_count": 1}, FIRST, 2, net_worth=500.0)
        self.assertEqual((place.mode, place.limit), ("limit", 50.0))
        scheme.strategies["A"] = replay_terms.Strategy(
            "unlimited", replay_terms.limits.Formula())
        place = replay_terms.review(
            scheme, place._replace(code=None), {"resolved_count": 1}, FIRST, 2)
        self.assertEqual((place.mode, place.limit), ("unlimited", None))
