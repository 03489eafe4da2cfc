from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..incentive.common import IncentiveCommon


@tagged('post_install', '-at_install')
class TestShellIncentive(IncentiveCommon):
    """Discounts on open invoices, offered in bulk after a look, by request above a threshold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')
        cls.analyst = cls.role_user('credit_analyst')
        cls.bulk = cls.policy.copy({'name': "Quarter end", 'automatic': False})

    def propose(self, user=None, **vals):
        return self.env['ar.incentive.propose'].with_user(user or self.analyst).create({
            'company_id': self.company.id, 'policy_id': self.bulk.id, **vals})

    def prepared(self, user=None, **vals):
        action = self.propose(user, **vals).action_prepare()
        return self.env['ar.incentive.offer'].with_user(user or self.analyst).search(
            action['domain'])

    def test_in_bulk_with_preview(self):
        self.company.ar_incentive_policy_id = False
        first = self.invoice(self.partner, 10000.0, 0, 30)
        self.invoice(self.partner, 500.0, 0, 5)  # due too soon
        self.bulk.step_ids.percent = 1.2
        wizard = self.propose()
        self.assertEqual(wizard.offer_count, 1)
        self.assertIn("9,880.00", wizard.summary)
        self.assertIn("1 ×", wizard.left_out)
        offer = self.prepared()
        self.assertEqual((offer.move_id, offer.state), (first, 'draft'))
        self.assertFalse(first.ar_incentive_text)  # nothing is promised yet
        offer.action_offer()
        self.assertEqual((offer.state, offer.is_untold, offer.problem), ('open', True, False))
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            offer.action_tell()
        first.partner_id.email = 'buyer@example.com'
        offer.action_tell()
        self.assertFalse(offer.is_untold)
        mail = self.env['mail.mail'].sudo().search(
            [('model', '=', 'account.move'), ('res_id', '=', first.id)])
        self.assertIn("120.00", mail.body_html)
        self.assertNotIn("1.2", mail.body_html)
        with self.assertRaises(UserError):
            self.prepared()  # one offer at a time
        self.pay(first, 12, 9880.0)
        self.assertEqual((first.amount_residual, offer.taken_amount), (0.0, 120.0))

    def test_above_the_threshold_somebody_else_decides(self):
        self.company.write({'ar_incentive_policy_id': False, 'ar_incentive_threshold': 100.0})
        invoice = self.invoice(self.partner, 10000.0, 0, 30)
        rule = self.env['ar.approval.rule'].create({
            'name': "Offers", 'type': 'incentive', 'sequence': 1, 'step_ids': [
                Command.create({'group_id': self.env.ref(
                    'ar_optimization.group_credit_manager').id})]})
        offer = self.prepared()
        offer.action_offer()
        request = offer.sudo().request_id
        self.assertEqual(
            (offer.state, request.type, request.amount, request.rule_id),
            ('waiting', 'incentive', 120.0, rule))
        self.assertFalse(invoice.ar_incentive_text)
        request.with_user(self.manager)._decide('approved', "Cash is short")
        self.assertEqual(offer.state, 'open')
        refused = self.invoice(self.partner, 20000.0, 0, 30)
        offer = self.prepared()
        offer.action_offer()
        offer.sudo().request_id.with_user(self.manager)._decide('refused', "Too dear")
        self.assertEqual(offer.state, 'refused')
        self.assertFalse(refused.ar_incentive_text)

    def test_observing_offers_nothing(self):
        self.company.ar_position_incentive = 'observe'
        self.invoice(self.partner, 10000.0, 0, 30)
        with self.assertRaises(UserError):
            self.prepared()

    @mute_logger('odoo.addons.base.models.ir_model')
    def test_nobody_below_an_analyst_prepares_offers(self):
        self.invoice(self.partner, 10000.0, 0, 30)
        for role in ('collector', 'billing', 'employee'):
            with self.assertRaises(AccessError):
                self.propose(self.role_user(role))
