from odoo.tests import HttpCase, tagged

from .provision_common import ProvisionCommon


@tagged('post_install', '-at_install')
class TestManagementProvisionTour(HttpCase, ProvisionCommon):

    freeze = False

    def test_prepared_by_one_and_approved_by_another(self):
        self.aged(1_000)
        url = f'/odoo/provision-matrix?cids={self.company.id}'
        self.start_tour(url, 'ar_provision', login='ar_credit_analyst')
        matrix = self.env['ar.provision.matrix'].search(
            [('company_id', '=', self.company.id)])
        self.assertRecordValues(matrix, [{
            'total_amount': 50, 'state': 'draft', 'prepared_by_id': self.analyst.id}])
        self.start_tour(url, 'ar_provision_book', login='ar_credit_manager')
        self.assertRecordValues(matrix, [{'entry_amount': 50, 'state': 'approved'}])
        self.assertEqual(matrix.move_id.state, 'draft')
