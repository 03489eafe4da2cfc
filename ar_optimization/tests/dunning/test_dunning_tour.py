from odoo.tests import HttpCase, tagged

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningTour(DunningCommon, HttpCase):
    freeze = False

    def test_a_collector_prepares_and_approves_a_run(self):
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.mill, 50, -60, -30)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.role_user('collector', login='ar_dunning_collector')
        self.start_tour('/odoo/dunning-runs', 'ar_dunning', login='ar_dunning_collector')
        [run] = self.runs.search([('company_id', '=', self.company.id)])
        states = {notice.partner_id: notice.state for notice in run.notice_ids}
        self.assertEqual(states, {self.shop: 'approved', self.mill: 'cancelled'})
        self.assertEqual(run.skip_ids.mapped('reason'), ['hand'])
        event = self.env['ar.event'].search([('kind', '=', 'dunning.removed')], limit=1)
        self.assertEqual(event.reason, "they called and pay tomorrow")
