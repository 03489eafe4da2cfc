from importlib.util import find_spec
from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ...tools import ledger_view
from .common import InsightCommon
from .test_insight_prediction_tools import TODAY, made_ledger


@tagged('post_install', '-at_install')
@skipUnless(find_spec('numpy'), "numpy is not here")
class TestPredictionTour(HttpCase, InsightCommon):
    """A collector's look at predictions, in a browser."""

    freeze = False

    def judged(self):
        """Judge predictions on a ledger that teaches something, without posting it."""
        evaluations = self.env['ar.model.evaluation'].sudo()
        shift = ledger_view.day_number(self.today) - TODAY
        shift -= shift % ledger_view.WEEK
        made = made_ledger()
        made = made._replace(
            invoice=made.invoice + shift, due=made.due + shift, paid=made.paid + shift)
        with patch.object(type(evaluations), '_ledger', lambda *args: made):
            return evaluations._judge(self.company, self.today)

    def test_who_is_likely_late_and_how_good_that_is(self):
        slow = self.customer("Tour Slow")
        for number in range(4):
            issued = -200 + 20 * number
            self.pay(self.invoice(slow, 100, issued, due=issued + 30), issued + 50)
        self.invoice(slow, 300, -10, due=20)
        self.role_user('collector')
        self.judged()
        self.env['ar.prediction'].sudo()._build(self.company, self.today)
        self.start_tour(
            f'/odoo/receivables-predictions?cids={self.company.id}', 'ar_prediction',
            login='ar_collector')
