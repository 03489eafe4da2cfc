from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon
from .guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestHoldRequests(ApprovalCommon, GuardCommon):
    """The release of a hold where credit terms are locked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy()
        cls.manager.group_ids += cls.env.ref('account.group_account_invoice')
        cls.company.write({'ar_lock_terms': True, 'ar_single_person': False})
        cls.bill = cls.invoice(cls.tested.partner_id, 1_200, post=False)
        cls.bill.with_user(cls.manager).action_post()
        cls.held_bill = cls.bill.ar_hold_id

    def released(self, user, **terms):
        self.held_bill.with_user(user)._release("Regular customer", **terms)
        return self.requests.search([('type', '=', 'hold_release')], limit=1)

    def test_whose_document_it_is_does_not_decide(self):
        self.assertEqual(self.held_bill.requester_id, self.manager)
        request = self.released(self.collector)
        self.assertEqual(request.state, 'waiting')
        self.assertEqual(request.party_ids, self.manager | self.seller)
        self.assertNotIn(self.manager, request.activity_ids.user_id)
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_approve()
        request.with_user(self.chief).action_approve()
        self.assertEqual(self.held_bill.state, 'released')

    def test_his_own_authority_does_not_count(self):
        request = self.released(self.manager)
        self.assertEqual((request.rule_id, request.state), (self.medium, 'waiting'))
        self.assertEqual(self.held_bill.state, 'open')
        request.with_user(self.manager).action_cancel()
        self.assertEqual(self.released(self.chief).decided_how, 'own')
        self.assertEqual(self.held_bill.state, 'released')

    def test_past_its_last_day_who_decides_is_asked_again(self):
        request = self.released(self.manager, until=self.day(3))
        self.held_bill.activity_ids.unlink()
        with freeze_time(self.today + timedelta(days=4)):
            self.requests._cron_deadlines()
        self.assertEqual((request.state, self.held_bill.state), ('expired', 'open'))
        self.assertTrue(self.held_bill.activity_ids)
        self.assertEqual(self.released(self.chief).state, 'approved')
