from odoo.tests import HttpCase, tagged

from .approval_common import ApprovalCommon


@tagged('post_install', '-at_install')
class TestApprovalTour(ApprovalCommon, HttpCase):
    freeze = False

    def test_asked_by_a_salesperson_decided_by_a_manager(self):
        self.medium.amount_to = self.large.amount_from = 50_000
        self.seller.group_ids += self.env.ref('base.group_partner_manager')
        self.company.ar_lock_terms = True
        self.start_tour(
            f'/odoo/res.partner/{self.tested.partner_id.id}', 'ar_credit_request_ask',
            login=self.seller.login)
        self.assertEqual(self.tested.request_ids.state, 'waiting')
        self.start_tour('/odoo/my-approvals', 'ar_credit_request_decide', login=self.manager.login)
        self.assertEqual(self.tested.credit_limit, 20_000)

    def test_asked_small_decided_by_an_analyst(self):
        self.small.amount_to = self.medium.amount_from = 40_000
        self.medium.amount_to = self.large.amount_from = 50_000
        self.ask(20_000)
        self.start_tour('/odoo/my-approvals', 'ar_credit_request_decide', login=self.analyst.login)
        self.assertEqual(self.tested.credit_limit, 20_000)

    def test_an_application_completed_by_a_collector(self):
        self.env['ar.credit.checklist'].search([]).active = False
        self.env['ar.credit.checklist'].create({'name': "Register"})
        application = self.env['ar.credit.application'].with_user(self.collector).create({
            'partner_id': self.customer("Newcomer").id, 'wanted_limit': 800})
        self.start_tour(
            f'/odoo/ar.credit.application/{application.id}', 'ar_credit_application',
            login=self.collector.login)
        application.request_id.with_user(self.analyst).action_approve()
        self.assertEqual(application.account_id.sudo().effective_limit, 800)
