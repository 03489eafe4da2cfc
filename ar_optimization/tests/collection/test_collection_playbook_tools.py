from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import playbook, relation
from ...tools.playbook import Entry, Situation
from ..pure import check_doctests, examples

figures = strategies.integers(0, 3)
sets = strategies.frozensets(figures, max_size=2)
bounds = strategies.tuples(figures, figures).map(sorted).map(tuple) | strategies.just((None, None))
entries = strategies.lists(strategies.builds(
    Entry, strategies.integers(1, 99), strategies.sampled_from(sorted(playbook.SHOWN)), sets, sets,
    bounds, bounds, sets, strategies.sampled_from([None, 'zh_CN']), strategies.booleans()),
    max_size=8, unique_by=lambda entry: entry.key)
situations = strategies.builds(
    Situation, sets, sets, figures, figures, figures, strategies.sampled_from(['zh_CN', 'en_US']))
answers = strategies.lists(strategies.tuples(
    strategies.integers(0, 900), strategies.floats(0, 100)), max_size=6)
complaints = strategies.lists(strategies.integers(0, 900), max_size=6)


@tagged('post_install', '-at_install')
class TestPlaybookTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, playbook, relation)

    @examples
    @given(entries, situations)
    def test_what_is_shown_fits_and_the_most_specific_comes_first(self, given_entries, situation):
        known = {entry.key: entry for entry in given_entries}
        chosen = playbook.choose(given_entries, situation)
        for match in chosen:
            self.assertEqual(playbook.reasons(known[match.key], situation), match.why)
        for kind, most in playbook.SHOWN.items():
            weights = [match.weight for match in chosen if match.kind == kind]
            self.assertEqual(weights, sorted(weights, reverse=True))
            fitting = [entry for entry in given_entries if entry.kind == kind
                       and playbook.reasons(entry, situation) is not None]
            self.assertEqual(len(weights), min(most, len(fitting)))

    @examples
    @given(answers, complaints)
    def test_a_complaint_never_raises_a_score_and_all_stay_in_bounds(self, said, complained):
        score = relation.score(said, complained)
        if score is not None:
            self.assertTrue(0 <= score <= 100)
            self.assertLessEqual(relation.score(said, [*complained, 10]), score)
        self.assertIsNone(relation.score([(days + 731, value) for days, value in said], []))
