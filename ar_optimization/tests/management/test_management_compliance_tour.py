from datetime import datetime, time, timedelta

from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestManagementComplianceTour(ARCommon, HttpCase):
    """Breaches and retention, in a browser."""

    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')
        cls.shop = cls.customer("Shop")
        cls.account = cls.env['ar.credit.account']._account_for(cls.shop, cls.company)

    def log(self, days, hour):
        return self.env['ar.contact.log'].sudo().create({
            'account_id': self.account.id, 'channel': 'phone', 'result': 'told', 'note': "Hello",
            'date': datetime.combine(self.today - timedelta(days=days), time(hour))})

    def test_a_manager_explains_a_breach(self):
        self.log(2, 3)
        breach = self.env['ar.compliance.breach'].sudo()._find(
            self.company, self.day(-10), self.today, self.today)
        self.start_tour(
            '/odoo/compliance-breaches', 'ar_compliance_breach', login=self.manager.login)
        self.assertEqual((breach.state, breach.reason), ('explained', "She had asked for it"))

    def test_a_manager_approves_a_run(self):
        self.log(4 * 365, 12)
        self.start_tour('/odoo/retention-runs', 'ar_retention', login=self.manager.login)
        run = self.env['ar.retention.run'].search([])
        self.assertEqual((run.state, run.approved_by_id), ('approved', self.manager))
