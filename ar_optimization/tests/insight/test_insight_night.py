from unittest.mock import patch

from odoo.tests import tagged

from ...models.insight import ar_credit_account_score
from .common import InsightCommon


@tagged('post_install', '-at_install')
class TestInsightNight(InsightCommon):
    """A night that is run for a past day sees what was known on that day."""

    def test_a_debt_paid_since_was_overdue_then(self):
        wood = self.customer()
        self.pay(self.invoice(wood, 100, -200, due=-170), -170)
        self.pay(self.invoice(wood, 500, -120, due=-90), -40)
        account = self.account(wood)
        self.env['ar.credit.account']._run_nightly(self.company, self.day(-60))
        self.assertEqual(self._value(account, 'worst_overdue_days'), 30)
        self.env['ar.credit.account']._run_nightly(self.company, self.day(0))
        self.assertEqual(self._value(account, 'worst_overdue_days'), 0)

    def _value(self, account, code):
        account.invalidate_recordset()
        return next(line['value'] for line in account.score_id.lines if line['code'] == code)

    def test_a_large_step_commits_after_each_chunk_and_only_at_night(self):
        accounts = self.env['ar.credit.account']
        for partner in self.customers(5):
            self.account(partner)
            self.pay(self.invoice(partner, 100, -60, due=-30), -30)
        self.nightly_features()
        commits = []
        with (
            patch.object(ar_credit_account_score, 'CHUNK', 2),
            patch.object(self.env.registry['ir.cron'], '_commit_progress',
                         lambda cron, *args, **kwargs: commits.append(
                             accounts.search_count([('score_id', '!=', False)]))),
        ):
            accounts._nightly_scores(self.company, self.today)
            self.assertEqual(commits, [])
            accounts.search([]).sudo().score_id.unlink()
            accounts.with_context(ir_cron_progress_id=1)._nightly_scores(self.company, self.today)
        self.assertEqual([commits[1] - commits[0], len(commits)], [2, 2])
