from odoo.tests import HttpCase, tagged

from .test_insight_scores import ScoreCommon


@tagged('post_install', '-at_install')
class TestInsightScoreTour(ScoreCommon, HttpCase):
    freeze = False

    def test_a_collector_reads_a_score(self):
        """The score of `test_old_good_news_loses_weight_and_caps_the_tier`, in a browser."""
        self.half_on_time(self.partner)
        self.know(self.partner, self.equity, 0.6, when=-4 * 365)
        self.nightly()
        self.role_user('collector', login='ar_score_reader')
        self.start_tour(
            f'/odoo/credit-accounts/{self.acc.id}', 'ar_score_card', login='ar_score_reader')
