from odoo.tests import HttpCase, tagged

from .targets_common import TargetsCommon


@tagged('post_install', '-at_install')
class TestTargetTour(TargetsCommon, HttpCase):
    freeze = False

    def test_a_manager_approves_a_target_that_is_out_of_reach(self):
        for ahead in range(-4, 0):
            self.result(20_000, self.lena, ahead)
        self.start_tour(
            f'/odoo/receivables-targets?cids={self.company.id}', 'ar_target',
            login='ar_credit_manager')
        target = self.targets.search([('user_id', '=', self.lena.id)])
        self.assertRecordValues(target, [
            {'state': 'approved', 'value': 90_000, 'is_out_of_reach': True}])
