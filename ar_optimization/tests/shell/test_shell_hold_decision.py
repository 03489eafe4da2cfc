from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..credit.guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestHoldDecision(GuardCommon):
    """The dialog that decides on holds, and the notice that is printed."""

    def decide(self, holds, user=None, **vals):
        dialog = self.env['ar.hold.decision'].with_user(user or self.env.user)
        context = holds.action_release()['context']
        dialog.with_context(**context).create({'reason': "as agreed", **vals}).action_apply()

    def test_many_at_once(self):
        self.policy()
        invoices = self.env['account.move']
        for partner in self.customers(3):
            self.account_of(partner).write({'credit_mode': 'limit', 'credit_limit': 1})
            invoices += self.draft(partner, 5)
        invoices.action_post()
        holds = invoices.mapped('ar_hold_id')
        self.decide(holds)
        self.assertEqual(holds.mapped('state'), ['released'] * 3)
        self.assertEqual(set(holds.mapped('release_until')), {self.day(30)})
        self.assertEqual(self.events('hold.released', holds).mapped('reason'), ["as agreed"] * 3)
        with self.assertRaises(UserError):
            holds._release("again")

    def test_rejected_and_against_prepayment(self):
        __, hold = self.held(10, 100)
        self.decide(hold, decision='prepay', advance_percent=40)
        self.assertEqual((hold.state, hold.payment_needed), ('open', 40))
        self.decide(hold, decision='reject')
        self.assertEqual((hold.state, hold.decision_reason), ('rejected', "as agreed"))

    def test_bad_terms(self):
        __, hold = self.held()
        for vals in (
            {'release_until': self.day(-1)}, {'release_percent': -1},
            {'decision': 'prepay', 'advance_percent': 101}, {'release_until': False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.decide(hold, **vals)
        self.assertEqual(hold.state, 'open')

    def test_lesser_roles(self):
        __, hold = self.held()
        for role in ('collector', 'credit_analyst', 'billing', 'employee'):
            with self.subTest(role), self.assertRaises(AccessError):
                self.decide(hold, user=self.role_user(role))

    def test_the_notice_names_grounds_and_no_limits(self):
        self.policy('overdue_days', bound=10)
        account = self.limited(4_321)
        self.company.ar_position_guard = 'off'
        bill = self.invoice(account.partner_id, 80, -40, due=-20)
        self.company.ar_position_guard = 'on'
        over = self.draft(account.partner_id, 50)
        over.action_post()
        hold = over.ar_hold_id
        action = hold.action_print_notice()
        self.assertEqual(action['report_name'], 'ar_optimization.ar_hold_notice')
        self.assertEqual(self.events('hold.notice_printed', hold).expiry_date, self.day(7))
        html = self.env['ir.actions.report']._render_qweb_html(
            action['report_name'], hold.ids)[0].decode()
        self.assertIn("have not been paid", html)
        self.assertIn(bill.name, html)
        self.assertIn("07/07/2026", html)
        self.assertNotIn("4,321", html)
