from odoo import Command
from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestIncentiveTour(HttpCase, ARCommon):

    freeze = False

    def test_tour(self):
        """An analyst offers one percent on what is open."""
        self.company.ar_position_incentive = 'on'
        self.env['ar.incentive.policy'].create({
            'name': "Tour Policy", 'automatic': False, 'counted': 'from_start',
            'step_ids': [Command.create({'days': 7, 'percent': 1.0})]})
        invoice = self.invoice(self.customer("Tour Early"), 1000.0, 0, 30)
        self.role_user('credit_analyst', 'analyst')
        self.start_tour('/odoo/open-items', 'ar_incentive', login='analyst')
        self.assertEqual(invoice.ar_incentive_offer_ids.state, 'open')
