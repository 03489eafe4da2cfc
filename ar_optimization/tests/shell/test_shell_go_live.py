from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellGoLive(ARCommon):
    """Three questions, opening limits, a look at what the figures rest on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')
        cls.wood = cls.customer("Wood Corner")
        cls.invoice(cls.wood, 1000, when=-60, due=-30)

    def _wizard(self, **vals):
        wizard = self.env['ar.go.live'].with_user(self.manager).create(vals)
        wizard.action_next()
        wizard.action_next()
        return wizard

    def test_answers_become_settings(self):
        wizard = self._wizard(caution='cautious', decides='app', start='observe', opening='none')
        self.assertEqual(wizard.step, 'review')
        self.assertEqual((wizard.customer_count, wizard.receivable), (1, 1000.0))
        self.assertIn("Rather lose a sale", wizard.summary)
        wizard.action_start()
        self.assertRecordValues(self.company, [{
            'ar_limit_auto': True,
            'ar_limit_auto_up': 0.0,
            'ar_limit_auto_down': 50.0,
            'ar_position_limits': 'observe',
            'ar_position_ledger': 'observe',
            'ar_credit_manager_id': self.manager.id,
        }])
        event = self.env['ar.event'].search([('kind', '=', 'company.went_live')], limit=1)
        self.assertEqual(event.user_id, self.manager.id)

    def test_who_comes_back_finds_the_present_answers(self):
        answers = {'caution': 'generous', 'decides': 'app', 'start': 'on',
                   'credit_manager_id': self.manager.id}
        self._wizard(**answers, opening='none').action_start()
        again = self.env['ar.go.live'].create({})
        self.assertEqual({name: again[name].id if name.endswith('_id') else again[name]
                          for name in answers}, answers)

    def test_limits_of_the_contacts_wait_for_a_look_while_observing(self):
        self.wood.credit_limit = 2500
        action = self._wizard(opening='native', start='observe').action_start()
        self.assertIn('default_account_ids', action['context'])
        account = self.wood._ar_account(self.company)
        self.assertEqual((account.proposed_mode, account.proposed_limit), ('limit', 2500.0))
        self.assertEqual(account.credit_mode, 'unlimited', "nothing changes before the preview")

    def test_limits_of_the_contacts_stay_in_force_when_work_begins(self):
        self.wood.credit_limit = 2500
        self._wizard(opening='native', start='on').action_start()
        account = self.wood._ar_account(self.company)
        self.assertEqual((account.credit_mode, account.credit_limit), ('limit', 2500.0))
        self.assertEqual(self.wood.credit_limit, 2500.0)

    def test_only_a_credit_manager_goes_live(self):
        analyst = self.role_user('credit_analyst')
        with self.assertRaises(AccessError):
            self.env['ar.go.live'].with_user(analyst).create({})
