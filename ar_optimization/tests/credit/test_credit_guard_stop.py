from odoo.exceptions import UserError
from odoo.tests import tagged

from .guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestHoldByHand(GuardCommon):
    """Somebody with authority stops a document or a customer, whatever the policies say."""

    def test_a_document_stopped_by_hand(self):
        fits = self.draft(self.limited(1_000).partner_id, 10)
        hold = self.holds._stop(fits, "the address is not theirs")
        self.assertEqual((hold.state, hold.stopped_by_id), ('open', self.env.user))
        self.assertEqual(self.events('hold.stopped', hold).reason, "the address is not theirs")
        self.assertIn("has stopped this invoice: the address is not theirs", hold.reasons_text)
        self.payment(fits.partner_id, 10)  # money does not end it
        hold.sudo()._reevaluate()
        billing = self.role_user('billing')
        fits.with_user(billing).action_post()
        self.assertEqual((fits.state, hold.state, hold.requester_id), ('draft', 'open', billing))
        self.assertIn("the address is not theirs", fits.ar_guard_message)
        hold._release("confirmed by phone")
        fits.action_post()
        self.assertEqual(fits.state, 'posted')

    def test_stopped_again_after_a_release_and_against_prepayment(self):
        over, hold = self.held(10, 100)
        hold._release("known for long")
        stopped = self.holds._stop(over, "another doubt")
        self.assertNotEqual(stopped, hold)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        stopped._release("a part first", advance=30)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        self.payment(over.partner_id, 30)
        over.action_post()
        self.assertEqual((over.state, stopped.state), ('posted', 'cleared'))

    def test_a_held_document_is_stopped_by_hand_too(self):
        over, hold = self.held()
        self.assertEqual(self.holds._stop(over, "and it is a fraud"), hold)
        self.payment(over.partner_id, 100)
        hold.sudo()._reevaluate()
        self.assertEqual(hold.state, 'open')

    def test_a_customer_stopped_by_hand(self):
        self.policy('status')
        account = self.limited(1_000)
        account._stop_credit("rumours")
        self.assertEqual(account.status, 'hold')
        self.assertEqual(self.events('hold.customer_stopped', account).reason, "rumours")
        over = self.draft(account.partner_id, 1)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        with self.assertRaises(UserError):
            account._stop_credit("again")

    def test_what_cannot_be_stopped(self):
        fits = self.draft(self.limited(1_000).partner_id, 10)
        for reason in ("", "  ", None):
            with self.assertRaises(UserError):
                self.holds._stop(fits, reason)
        refund = self.draft(fits.partner_id, 5, move_type='out_refund')
        with self.assertRaises(UserError):
            self.holds._stop(refund, "no")
        self.company.ar_position_guard = 'observe'
        with self.assertRaises(UserError):
            self.holds._stop(fits, "no")
