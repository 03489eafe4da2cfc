"""Gradient boosting as a challenger of the fitted correction, only where scikit-learn is installed.

It learns from the same lessons as `lateness`, is judged on the same days, and is used where it has
been better. Nothing here imports scikit-learn before it is used.
"""
import importlib
from typing import NamedTuple

from . import lateness
from .numeric import np

RIDGE, BOOSTED = 'ridge', 'boosted'
OWN = 'own'              # the log odds that the correction starts from: here an input like others
SEED = 7                 # the same forecasts every night
TREES, LEAVES, FEWEST_IN_LEAF, STEP = 120, 12, 40, 0.06
SURE = 1e-4              # trees may be certain, nobody else is


class Boosted(NamedTuple):
    """Fitted trees; the names and the means of their inputs."""

    names: tuple
    mean: object
    trees: object

    def score(self, offset, rows, explain):
        """Return the `lateness.Scored` items of `lateness.inputs`.

        :param bool explain: also what each reason adds: how the log odds fall when its inputs are
            put to what they are on average. It takes as long as a dozen scorings.
        """
        matrix = np.column_stack([rows, offset])
        said = self._said(matrix)
        return lateness.Scored(said, self._parts(matrix, said) if explain else None)

    def _said(self, matrix):
        return np.clip(self.trees.predict_proba(matrix)[:, 1], SURE, 1 - SURE)

    def _parts(self, matrix, said):
        parts = np.zeros(matrix.shape)
        for group in lateness.REASONS.values():
            places = [self.names.index(name) for name in group if name in self.names]
            if places:
                without = matrix.copy()
                without[:, places] = self.mean[places]
                parts[:, places[0]] = lateness.log_odds(said) - lateness.log_odds(
                    self._said(without))
        return parts


def available():
    """Return whether scikit-learn can be used here.

    >>> import sys
    >>> from unittest.mock import patch
    >>> with patch.dict(sys.modules, {'sklearn.ensemble': None}):
    ...     available()
    False
    """
    try:
        importlib.import_module('sklearn.ensemble')
    except ImportError:
        return False
    return True


def learn(lessons):
    """Return the `Boosted` trees of each task.

    :param dict lessons: of `lateness.lessons`
    """
    return {(kind, horizon): fit(lateness.names_of(kind), *lesson)
            for (kind, horizon), lesson in lessons.items()}


def fit(names, offset, rows, late):
    """Return `Boosted` trees: few leaves, many customers in each, so that they find habits that
    many share and no single invoice.

    :param names: of the inputs
    :param offset: log odds that the correction starts from
    :param rows: inputs, rows × names
    :param late: 0 or 1 per row
    """
    ensemble = importlib.import_module('sklearn.ensemble')
    matrix = np.column_stack([rows, offset])
    trees = ensemble.HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=STEP, max_leaf_nodes=LEAVES,
        min_samples_leaf=FEWEST_IN_LEAF, l2_regularization=5.0, early_stopping=False,
        random_state=SEED)
    trees.fit(matrix, late)
    return Boosted((*names, OWN), matrix.mean(0), trees)
