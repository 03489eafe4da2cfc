import importlib.util
import sys
from types import SimpleNamespace
from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools import backtest, challenger, lateness
from ...tools.ledger_view import UNPAID, known_at
from ...tools.numeric import np
from ..pure import check_doctests
from .test_insight_prediction_tools import HAS_NUMPY, TODAY, made_ledger

HAS_SKLEARN = importlib.util.find_spec('sklearn') is not None


class OneSplit:
    """A tree of two leaves with the interface of scikit-learn's classifier, where that is not
    installed: it learns the one split that explains most."""

    def __init__(self, **settings):
        self.split = None

    def fit(self, matrix, late):
        found = []
        for column in range(matrix.shape[1]):
            bound = np.median(matrix[:, column])
            above = matrix[:, column] > bound
            if above.any() and not above.all():
                leaves = late[~above].mean(), late[above].mean()
                found.append((abs(leaves[1] - leaves[0]), column, bound, leaves))
        __, *self.split = max(found)
        return self

    def predict_proba(self, matrix):
        column, bound, leaves = self.split
        said = np.where(matrix[:, column] > bound, leaves[1], leaves[0])
        return np.column_stack([1 - said, said])


@tagged('post_install', '-at_install')
@skipUnless(HAS_NUMPY, "numpy is not here")
class TestChallengerTools(BaseCase):
    """Gradient boosting beside the fitted correction. Where scikit-learn is not installed, a tree
    of two leaves stands for it: what is chosen and what is said of it is the same code."""

    def setUp(self):
        super().setUp()
        if not HAS_SKLEARN:
            self.installed(SimpleNamespace(HistGradientBoostingClassifier=OneSplit))

    def installed(self, ensemble):
        """Have this for scikit-learn, or nothing."""
        whole = ensemble and SimpleNamespace(ensemble=ensemble)
        patcher = patch.dict(sys.modules, {'sklearn': whole, 'sklearn.ensemble': ensemble})
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_doctests(self):
        check_doctests(self, challenger)

    def test_without_it_there_is_no_challenger(self):
        self.assertTrue(challenger.available())
        self.installed(None)
        self.assertFalse(challenger.available())
        found = backtest.backtest(known_at(made_ledger(300), TODAY), [TODAY - 60])
        judged = found[lateness.OPEN, 0]
        self.assertEqual(judged.champion, challenger.RIDGE)
        self.assertTrue(all(figure.rival is None for figure in judged.figures.values()))

    def test_it_learns_the_same_lessons_and_is_judged_on_the_same_days(self):
        view = known_at(made_ledger(), TODAY)
        tasks = [(lateness.OPEN, 0), (lateness.NEW, 0)]
        found = backtest.backtest(view, [TODAY - 160, TODAY - 100], tasks=tasks)
        for task in tasks:
            figures = found[task].figures
            self.assertTrue(0 < figures['brier'].rival < 0.5)
            better = (figures['brier'].model < figures['brier'].rival,
                      figures['auc'].model >= figures['auc'].rival)
            if found[task].champion == challenger.BOOSTED:
                self.assertEqual(better, (True, True))
            self.assertTrue(any(better))
        again = backtest.backtest(view, [TODAY - 160, TODAY - 100], tasks=tasks)
        self.assertEqual(again[tasks[0]], found[tasks[0]], "the same every night")

    def test_reasons_are_what_would_change(self):
        """Of customers who are late more often than the average, the own rate is a reason to be
        late; what is not looked at is none."""
        view = known_at(made_ledger(), TODAY - 60)
        seen = lateness.picture(view)
        lessons = lateness.lessons(view, [(lateness.OPEN, 0)])
        model = challenger.learn(lessons)[lateness.OPEN, 0]
        items = view.ledger.where(
            (view.ledger.paid == UNPAID) & (view.ledger.due >= view.day))
        scored = lateness.score(model, seen, items, 0, lateness.OPEN)
        self.assertTrue(((scored.probability > 0) & (scored.probability < 1)).all())
        told = lateness.reasons(model, scored, seen, items, 0, lateness.OPEN)
        self.assertTrue(any(told))
        self.assertTrue(all(abs(added) >= lateness.LEAST_SHOWN
                            for reasons in told for __, added, __ in reasons))
        quick = lateness.score(model, seen, items, 0, lateness.OPEN, explain=False)
        self.assertIsNone(quick.parts)
        self.assertEqual(quick.probability.tolist(), scored.probability.tolist())

    def test_the_better_one_is_chosen_and_the_other_shown(self):
        def forecasts(said, rival):
            came = np.array([0, 1] * 20, float)
            plain = np.full(40, 0.5)
            return backtest.Forecasts(
                came, said, plain, plain, plain, plain > 0, rival)

        came = np.array([0, 1] * 20, float)
        good, fair = 0.1 + 0.8 * came, 0.3 + 0.4 * came
        judged = backtest.judge([forecasts(fair, good)])
        self.assertEqual((judged.champion, judged.verdict), (challenger.BOOSTED, backtest.ON))
        self.assertLess(judged.figures['brier'].model, judged.figures['brier'].rival)
        self.assertEqual(judged.bins[0].said, 0.1, "calibration is the champion's")
        judged = backtest.judge([forecasts(good, fair)])
        self.assertEqual(judged.champion, challenger.RIDGE)
        self.assertLess(judged.figures['brier'].model, judged.figures['brier'].rival)
        judged = backtest.judge([forecasts(fair, good), forecasts(fair, None)])
        self.assertEqual(judged.champion, challenger.RIDGE, "judged on all days or not at all")
