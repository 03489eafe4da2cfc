from odoo.tests import tagged

from ..insight.test_insight_scores import ScoreCommon


@tagged('post_install', '-at_install')
class TestCreditScoreCard(ScoreCommon):
    """What the score card says would change the tier, is what changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card.active = False
        cls.env.ref('ar_optimization.scorecard_standard').active = True
        cls.company.ar_position_limits = 'on'
        for month in range(14):
            due = -400 + 28 * month
            cls.pay(cls.invoice(cls.partner, 100, due - 30, due=due), due)

    def tonight(self):
        self.env['ar.credit.account']._run_nightly(self.company, self.today)
        return self.acc.tier_id.code

    def changes(self):
        return [(change['tier'][:1], change['text']) for change in self.acc.score_card['changes']]

    def test_confirming_old_good_news_makes_an_a(self):
        self.know(self.partner, self.equity, 0.6, when=-3 * 365)
        self.assertEqual(self.tonight(), 'B')
        self.assertIn(('A', "Equity ratio: confirmed, still 60 %"), self.changes())
        self.know(self.partner, self.equity, 0.6, when=-10)
        self.assertEqual(self.tonight(), 'A')

    def test_falling_is_listed_too(self):
        self.assertEqual(self.tonight(), 'A')
        self.assertTrue(self.changes())
        self.assertFalse([text for tier, text in self.changes() if tier == 'A'])
