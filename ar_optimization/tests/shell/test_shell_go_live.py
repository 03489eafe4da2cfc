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
        """Whatever is chosen for the opening limits, none becomes a limit before it was seen, and
        none that somebody entered is gone before somebody decided."""
        self.wood.credit_limit = 2500
        for opening in ('none', 'file', 'native', 'propose'):
            with self.subTest(opening), self.env.cr.savepoint() as savepoint:
                self._wizard(opening=opening, start='on').action_start()
                account = self.wood._ar_account(self.company)
                self.assertEqual(self.company.ar_position_limits, 'on')
                self.assertEqual((account.credit_mode, account.credit_limit), ('unlimited', 0.0))
                self.assertEqual(account.proposal_state, 'waiting')
                self.assertEqual(self.wood.credit_limit, 2500.0)
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_what_the_tiers_propose_is_not_overwritten_by_the_contacts_limits(self):
        self.wood.credit_limit = 2500
        small = self.customer("No Sales", credit_limit=700)
        action = self._wizard(opening='propose', start='on').action_start()
        wood, small = self.wood._ar_account(self.company), small._ar_account(self.company)
        self.assertEqual(wood.proposal_origin, 'formula')
        self.assertLessEqual({wood.id}, set(action['context']['default_account_ids']))
        action = self._wizard(opening='native', start='on').action_start()
        self.assertEqual((wood + small).mapped('proposed_limit'), [2500.0, 700.0])
        self.assertEqual(set(action['context']['default_account_ids']), {wood.id, small.id})

    def test_whose_limits_were_entered(self):
        """Persons count as companies do; contacts, Odoo's default and what we wrote do not."""
        self.env['ir.default'].set(
            'res.partner', 'credit_limit', 500.0, company_id=self.company.id)
        person = self.customer("Ann", is_company=False, credit_limit=300)
        self.wood.credit_limit = 2500
        self.env['res.partner'].create({'name': "Contact", 'parent_id': self.wood.id})
        self.customer("By Default")
        wizard = self.env['ar.go.live'].with_user(self.manager).create({})
        self.assertEqual(
            wizard._entered_limits(), {self.wood.id: 2500.0, person.id: 300.0})
        self.assertEqual(wizard.native_count, 2)
        wizard.opening, wizard.start = 'native', 'on'
        self._wizard(opening='native', start='on').action_start()
        self.env['ar.credit.account'].search([])._apply_proposals()
        self.assertFalse(wizard._entered_limits())

    def test_nothing_is_decided_before_start(self):
        self.company.write({'ar_position_limits': 'on', 'ar_limit_auto_first': True})
        native = self.wood.credit_limit
        events = self.env['ar.event'].search([])
        self._wizard(opening='propose', start='on')
        account = self.wood._ar_account(self.company)
        self.assertTrue(account.score, "figures are there")
        self.assertEqual((account.credit_mode, account.proposal_state, account.tier_id.id),
                         ('unlimited', False, False))
        self.assertEqual(self.wood.credit_limit, native)
        kinds = (self.env['ar.event'].search([]) - events).mapped('kind')
        self.assertEqual(set(kinds), {'account.created'})

    def test_only_a_credit_manager_goes_live(self):
        analyst = self.role_user('credit_analyst')
        with self.assertRaises(AccessError):
            self.env['ar.go.live'].with_user(analyst).create({})
