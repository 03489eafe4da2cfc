from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

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

    def rows(self, form):
        table = etree.fromstring(f"<div>{form.preview}</div>")
        return [" ".join("".join(row.itertext()).split()) for row in table.iter('tr')][1:]

    def test_what_follows_is_shown_first(self):
        """Two of one customer fit alone and not together: the sum of both stands beside each."""
        self.policy('document', bound=5)
        account = self.limited(20)
        invoices = self.draft(account.partner_id, 11) + self.draft(account.partner_id, 12)
        invoices.action_post()
        holds = invoices.mapped('ar_hold_id')
        context = holds.action_release()['context']
        with Form(self.env['ar.hold.decision'].with_context(**context)) as form:
            form.reason = "as agreed"
            for amount, row in zip(("11.00", "12.00"), self.rows(form), strict=True):
                self.assertIn(f"{amount} $ 0.00 → $ 23.00 $ 20.00 goes on", row)
            form.decision = 'prepay'
            form.advance_percent = 50
            self.assertIn("goes on once $ 5.50 are paid", self.rows(form)[0])
            form.decision = 'reject'
            self.assertIn("11.00 $ 0.00 $ 20.00 stays as it is", self.rows(form)[0])
            self.company.ar_lock_terms = True
            form.decision = 'release'
            self.assertIn("is asked for", self.rows(form)[0])
        self.assertEqual(holds.mapped('state'), ['open'] * 2, "nothing happened yet")

    def test_a_preview_costs_the_same_for_many(self):
        self.policy()
        invoices = self.env['account.move']
        for partner in self.customers(6):
            self.account_of(partner).write({'credit_mode': 'limit', 'credit_limit': 1})
            invoices += self.draft(partner, 5)
        invoices.action_post()

        def queries(holds):
            dialog = self.env['ar.hold.decision'].create({
                'hold_ids': holds.ids, 'reason': "as agreed"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(dialog.preview)
            return self.cr.sql_log_count - before

        holds = invoices.mapped('ar_hold_id')
        queries(holds[:1])  # what is cached once
        self.assertEqual(queries(holds), queries(holds[:2]))

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
