from odoo.tests import HttpCase, tagged

from .worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestCollectionPlaybookTour(WorklistCommon, HttpCase):
    """The script where the collector works, in a browser."""

    freeze = False

    def test_a_collector_reads_the_script_and_logs_the_call(self):
        self.invoice(self.shop, 1000, -60, -40)
        self.rebuild()
        self.start_tour('/odoo/worklist', 'ar_playbook', login='ar_lena')
        [log] = self.shop_account.contact_log_ids
        self.assertEqual((log.result, log.note), ('call_back', "The boss is back on Friday"))

    def test_a_collector_confirms_what_she_has_read(self):
        self.start_tour('/odoo/playbook', 'ar_playbook_read', login='ar_lena')
        [training] = self.env['ar.playbook.training'].search([('user_id', '=', self.lena.id)])
        self.assertEqual(
            training.entry_id, self.env.ref('ar_optimization.playbook_broken_promise'))

    def test_an_employee_makes_a_suggestion(self):
        clerk = self.role_user('employee')
        self.start_tour('/odoo/feedback-box', 'ar_feedback', login=clerk.login)
        self.assertEqual(self.env['ar.feedback'].search([]).user_id, clerk)
