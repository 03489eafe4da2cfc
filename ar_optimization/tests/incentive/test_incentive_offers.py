from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import IncentiveCommon


@tagged('post_install', '-at_install')
class TestIncentiveOffers(IncentiveCommon):
    """Who is offered what, who decides on it, and what it has brought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')
        cls.analyst = cls.role_user('credit_analyst')

    # === WHICH POLICY === #

    def test_contract_before_tier_before_company(self):
        tier = self.env['ar.credit.tier'].create({
            'name': "Tier", 'code': 'Z', 'credit_mode': 'unlimited',
            'incentive_policy_id': self.policy.id, 'company_id': self.company.id})
        account = self.env['ar.credit.account']._account_for(self.partner, self.company)
        account.sudo()._write_set({account.id: {'tier_id': tier.id}}, ('tier_id',))
        other = self.policy.copy({'name': "Usual"})
        __, offer = self.offered(policy=other)
        self.assertEqual(offer.policy_id, self.policy)
        __, offer = self.offered(policy=other, partner=self.customer("Elsewhere"))
        self.assertEqual(offer.policy_id, other)

    def test_margin_is_that_of_the_products(self):
        """Bought for 79, sold for 100: 21 %; after 1.2 % off it is 20.04 %."""
        product = self.env['product.product'].create({'name': "Beam", 'standard_price': 79.0})
        lines = [Command.create({
            'product_id': product.id, 'quantity': 10, 'price_unit': 100.0, 'tax_ids': False})]
        self.policy.margin_floor = 20.0
        self.assertTrue(self.offered(invoice_line_ids=lines)[1])
        self.policy.margin_floor = 20.1
        self.assertFalse(self.offered(invoice_line_ids=lines)[1])

    def test_an_early_payer_is_offered_nothing(self):
        """He always pays 20 days before the due date: 18 days early are no gain."""
        self.policy.skip_early = True
        for number in range(3):
            paid = self.invoice(self.partner, 100.0, -90 + number, -60 + number)
            self.pay(paid, -80 + number)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.env['ar.credit.account']._nightly_features(self.company, self.today, full=True)
        self.assertFalse(self.offered()[1])
        self.policy.step_ids = [Command.create({'days': 25, 'percent': 2.0})]
        offer = self.offered()[1]
        self.assertEqual((offer.percent, offer.date_last), (2.0, self.day(5)))
        self.assertEqual((offer.habit_known, offer.habit_days), (True, -20.0))

    def test_a_step_is_part_of_its_policy_in_the_log(self):
        other = self.policy.copy()
        step = self.policy.step_ids.with_context(default_policy_id=self.policy.id).create(
            {'days': 25, 'percent': 2.0})
        step.percent = 3.0
        step.policy_id = other
        step.unlink()
        for policy, steps in (
                (self.policy, [[[18, 1.2], [25, 2.0]], [[18, 1.2], [25, 3.0]], [[18, 1.2]]]),
                (other, [[[18, 1.2], [25, 3.0]], [[18, 1.2]]])):
            events = self.env['ar.event'].search(
                [('kind', '=', 'incentive.policy_changed'), ('res_id', '=', policy.id)],
                order='id')
            self.assertEqual([event.after['steps'] for event in events], steps)

    def test_queries_do_not_grow_with_the_invoices(self):
        self.company.ar_incentive_policy_id = False
        offers = self.env['ar.incentive.offer'].sudo()

        def queries(moves):
            self.env.invalidate_all()
            policies = dict.fromkeys(moves.sudo(), self.policy.sudo())
            before = self.env.cr.sql_log_count
            offers._propose(policies, self.today)
            return self.env.cr.sql_log_count - before

        moves = self.env['account.move'].union(*(
            self.invoice(partner, 1000.0, 0, 30) for partner in self.customers(6)))
        queries(moves)
        self.assertEqual(queries(moves[:1]), queries(moves))

    # === CLAIMS === #

    def test_a_claim_is_given_up(self):
        invoice, offer = self.offered()
        self.pay(invoice, 20, 9880.0)
        self.assertEqual(offer.claim_state, 'open')
        with self.assertRaises(AccessError):
            offer.with_user(self.analyst).action_waive()
        offer.with_user(self.manager).action_waive()
        self.assertEqual((offer.claim_state, offer.taken_amount), ('waived', 120.0))
        self.assertEqual(invoice.amount_residual, 0.0)
        self.undo(offer, 'incentive.waived')
        self.assertEqual(
            (offer.state, offer.claim_state, offer.taken_amount), ('missed', 'open', 0.0))
        self.assertEqual(invoice.amount_residual, 120.0)

    def undo(self, offer, kind):
        """Take back the last decision of a kind about an offer, as a manager."""
        event = self.env['ar.event'].search([
            ('kind', '=', kind), ('res_id', '=', offer.id)], order='id desc', limit=1)
        self.assertTrue(event.with_user(self.manager).can_undo)
        event.with_user(self.manager).action_undo()

    def test_duties(self):
        """Giving up a claim grants a discount; a changed policy is a changed rule."""
        invoice, offer = self.offered()
        self.pay(invoice, 20, 9880.0)
        offer.with_user(self.manager).action_waive()
        self.policy.with_user(self.manager).grace_days = 3
        self.env.flush_all()
        acts = self.env['ar.duty.act'].search([('user_id', '=', self.manager.id)])
        self.assertEqual(
            {(act.duty_id.code, act.res_model) for act in acts},
            {('discount', 'ar.incentive.offer'), ('policy', 'ar.incentive.policy')})

    def test_a_withdrawal_is_taken_back(self):
        invoice, offer = self.offered()
        offer.with_user(self.manager).action_cancel()
        self.undo(offer, 'incentive.cancelled')
        self.assertEqual(offer.state, 'open')
        self.pay(invoice, 12, 9880.0)
        self.assertEqual((invoice.amount_residual, offer.taken_amount), (0.0, 120.0))

    def test_a_withdrawal_stays_when_the_invoice_is_paid(self):
        invoice, offer = self.offered()
        offer.with_user(self.manager).action_cancel()
        self.pay(invoice, 12)
        event = self.env['ar.event'].search([('kind', '=', 'incentive.cancelled')], limit=1)
        self.assertFalse(event.with_user(self.manager).can_undo)

    # === REBATE === #

    def test_rebate_for_paying_on_time(self):
        """Of 3,000 due in the quarter 2,500 were paid on time, 83 %: 0.5 % of 2,500."""
        policy = self.policy.create({
            'name': "Rebate", 'kind': 'rebate', 'rebate_percent': 0.5, 'rebate_least': 80.0})
        self.company.ar_incentive_policy_id = policy
        self.env['ar.credit.account']._account_for(self.partner, self.company)
        for amount, paid in ((1500.0, -60), (1000.0, -59), (500.0, -40)):
            invoice = self.invoice(self.partner, amount, -70, -55)
            self.pay(invoice, paid)
        july = date(2026, 7, 2)
        for __ in range(2):  # a night run twice makes one rebate
            self.env['ar.credit.account'].sudo()._nightly_incentives(self.company, july)
        found = self.env['ar.incentive.rebate'].search([('policy_id', '=', policy.id)])
        self.assertEqual(
            (found.base, found.on_time, found.amount, found.date_to),
            (3000.0, 2500.0, 12.5, date(2026, 6, 30)))
        found.with_user(self.manager).action_draft_credit_notes()
        self.assertEqual((found.move_id.state, found.move_id.amount_untaxed), ('draft', 12.5))

    # === LAB === #

    def test_lab_against_the_customers_own_habit(self):
        """He used to pay ten days late: paying 18 days early gains 28 days. 120 of 10,000 cost
        more than 28 days at 9 % are worth, 69.04."""
        late = self.invoice(self.partner, 100.0, -90, -60)
        self.pay(late, -50)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.env['ar.credit.account']._nightly_features(self.company, self.today, full=True)
        invoice, offer = self.offered()
        self.pay(invoice, 12, 9880.0)
        self.assertEqual((offer.days_gained, offer.cost, offer.was_early), (28.0, 120.0, False))
        self.policy.invalidate_recordset()
        self.assertEqual((self.policy.lab_taken, self.policy.lab_take_up), (1, 100.0))
        self.assertAlmostEqual(self.policy.lab_net, -50.96, 2)
        self.assertAlmostEqual(self.policy.lab_break_even, 0.690, 3)
        self.assertEqual(self.policy.lab_suggested, 0.62)
        self.assertTrue(self.policy.lab_loses)
        self.assertIn("0.69 %", self.policy.lab_warning)
        self.assertIn(self.policy, self.policy.search([('lab_loses', '=', True)]))
        stream = BytesIO()
        self.policy.with_user(self.role_user('collector'))._export_lab(stream)
        book = load_workbook(stream)
        self.assertIn(120.0, [cell.value for row in book.worksheets[0] for cell in row])
        self.assertIn(invoice.name, [cell.value for row in book.worksheets[1] for cell in row])

    # === PRINTED === #

    def test_printed_and_mailed_in_the_customers_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        invoice, __ = self.offered()
        html = self.env['ir.actions.report']._render_qweb_html(
            'account.report_invoice', invoice.ids)[0].decode()
        self.assertIn("9,880.00", html)
        self.assertIn("for invoice", html)
        template = self.env.ref('account.email_template_edi_invoice')
        body = self.env['account.move.send']._get_default_mail_body(invoice, template, 'en_US')
        self.assertIn("you keep", body)
        chinese = invoice.with_context(lang='zh_CN')._ar_incentive_clause()
        self.assertIn("9,880.00", chinese[0])

    # === ATTACKS === #

    @mute_logger('odoo.addons.base.models.ir_model', 'odoo.addons.base.models.ir_rule')
    def test_attacks(self):
        invoice, offer = self.offered()
        collector, employee = self.role_user('collector'), self.role_user('employee')
        clerk = self.role_user('billing')
        for user in (self.manager, self.analyst, collector, clerk, employee):
            with self.subTest(user=user.login):
                theirs = offer.with_user(user)
                for attack in (
                    lambda theirs=theirs: theirs.write({'state': 'taken', 'taken_amount': 9.0}),
                    lambda theirs=theirs: theirs.copy(),
                    lambda theirs=theirs: theirs.unlink(),
                    lambda theirs=theirs: theirs.create({'move_id': invoice.id}),
                ):
                    with self.assertRaises(AccessError):
                        attack()
        for user in (collector, clerk, employee):
            for name in ('action_offer', 'action_cancel', 'action_waive', 'action_retry'):
                with self.subTest(user=user.login, name=name), self.assertRaises(AccessError):
                    getattr(offer.with_user(user), name)()
            with self.assertRaises(AccessError):
                self.policy.with_user(user).write({'grace_days': 300})
        with self.assertRaises(AccessError):
            offer.with_user(self.analyst).action_cancel()  # the customer was told of it
        with self.assertRaises(AccessError):
            self.policy.with_user(self.analyst).write({'grace_days': 300})
        portal = self.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Portal", 'login': 'ar_portal_incentive',
            'group_ids': [Command.set(self.env.ref('base.group_portal').ids)]})
        with self.assertRaises(AccessError):
            offer.with_user(portal).read(['discount'])
        with self.assertRaises(AccessError):
            self.env['ar.incentive.policy'].with_user(employee)._export_lab(BytesIO())

    def test_another_company_sees_nothing(self):
        offer = self.offered()[1]
        other = self.other_company(name="Other")
        stranger = self.role_user('credit_manager', 'stranger', companies=other)
        self.assertFalse(self.env['ar.incentive.offer'].with_user(stranger).search([
            ('id', '=', offer.id)]))

    def test_a_clerk_matches_and_the_discount_is_booked(self):
        """Who matches needs no right on offers."""
        invoice, offer = self.offered()
        payment = self.payment(self.partner, 9880.0, 12)
        clerk = self.role_user('billing')
        invoice.with_user(clerk).js_assign_outstanding_line(self.receivable_lines(payment).id)
        self.assertEqual((invoice.amount_residual, offer.taken_amount), (0.0, 120.0))

    def test_back_in_draft(self):
        """An invoice that is posted again is offered its discount anew."""
        invoice, offer = self.offered()
        invoice.button_draft()
        self.assertEqual(offer.state, 'cancelled')
        invoice.invoice_line_ids.price_unit = 20000.0
        invoice.action_post()
        new = invoice.ar_incentive_offer_ids - offer
        self.assertEqual((new.state, new.discount), ('open', 240.0))
