"""The card of today and the cards of the past."""

from unittest.mock import patch

from odoo.tests import tagged

from ...tools import scorecard
from .test_insight_scores import ScoreCommon


@tagged('post_install', '-at_install')
class TestInsightScoreCard(ScoreCommon):

    def test_the_card_shows_what_is_known_today(self):
        """New accounts in the same range give the same points: the score stays, its values do not.
        What would change the tier is told from them, too."""
        self.half_on_time(self.partner)
        self.know(self.partner, self.equity, 0.25, when=-90)
        self.nightly(-20)
        score = self.acc.score_id
        self.pay(self.invoice(self.partner, 10, -60, due=-30), -20)
        new = self.know(self.partner, self.equity, 0.3, when=-5, source="interim report")
        self.nightly(0)
        self.assertEqual(self.acc.score_id, score)
        card = self.acc.score_card
        self.assertEqual([line['value'] for line in card['lines']], ["58.8 %", "30 %"])
        line = card['lines'][1]
        self.assertEqual(
            (line['source'], line['source_text']), (f'input,{new.id}', "interim report"))
        self.assertEqual((card['total'], card['date']), (56.0, "06/10/2026"), "since then")
        self.assertEqual(score.card['lines'][1]['value'], "25 %", "that score keeps its own")
        self.know(self.partner, self.equity, 0.5, when=-1)
        self.env.invalidate_all()
        card = self.acc.score_card
        self.assertEqual((card['total'], card['date']), (76.0, "06/30/2026"), "before the night")

    def test_an_old_score_shows_its_stored_lines(self):
        """Also when the sums are made in another way one day, or somebody changed what it says."""
        self.half_on_time(self.partner)
        self.know(self.partner, self.equity, 0.6, when=-4 * 365)
        self.nightly()
        score, shown = self.acc.score_id, self.acc.score_card
        self.env.invalidate_all()
        with patch.object(scorecard, 'score', side_effect=AssertionError("made again")):
            card = score.card
        for name in ('total', 'coverage', 'lines', 'capped', 'date'):
            self.assertEqual(card[name], shown[name], name)
        self.assertEqual(card['changes'], [], "nothing can be changed any more")
        self.env.cr.execute(
            "UPDATE ar_score SET lines = jsonb_set(lines, '{0,score}', '1') WHERE id = %s",
            [score.id])
        self.env.invalidate_all()
        self.assertEqual(score.card['lines'][0]['score'], 1)
