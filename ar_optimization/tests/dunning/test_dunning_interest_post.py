from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .interest_common import InterestCommon


@tagged('post_install', '-at_install')
class TestInterestPost(InterestCommon):
    """What becomes of a memo: invoice, waiver, reversal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls.invoice(cls.partner, 1000, -40, -30)
        cls.other = cls.invoice(cls.partner, 500, -40, -20)
        cls.accrue()

    def waive(self, charges, user=None, **vals):
        """Ask to let charges go, as somebody."""
        dialog = self.env[charges.action_waive()['res_model']].with_user(user or self.env.user)
        wizard = dialog.create({'charge_ids': charges.ids, 'reason': "Goodwill", **vals})
        wizard.action_apply()
        return charges.request_id

    # === INVOICE === #

    def test_invoice(self):
        charges = self.charges()
        charges.action_post()
        move = charges.move_id
        self.assertRecordValues(move, [{
            'state': 'posted', 'ar_is_interest': True, 'amount_total': 40.0, 'amount_tax': 0.0,
            'invoice_date_due': self.today, 'partner_id': self.partner.id,
            'invoice_payment_term_id': False}])
        self.assertEqual(set(charges.mapped('state')), {'posted'})
        self.assertIn(self.late.name, move.ref)
        self.assertIn("30 days, 0.1 % a day", move.invoice_line_ids[0].name)
        self.assertEqual(move.invoice_line_ids.ar_interest_charge_id, charges)
        self.accrue(10)
        again = self.charges(state='memo')
        self.assertEqual(sum(again.mapped('amount')), 15.0, "from the day after, on principal only")
        self.assertFalse(self.charges(move), "no interest on interest")
        with self.assertRaises(UserError):
            charges.action_post()

    def test_taxes(self):
        """None; those of the invoice, contained in the amount (价外费用); the account's on top."""
        tax = self.company_data['default_tax_sale']
        tax.amount, other = 13.0, tax.copy({'amount': 6.0, 'name': "6 %"})
        mixed = self.invoice(self.partner, 1, -40, -30, invoice_line_ids=[
            Command.create({'name': "Goods", 'price_unit': price, 'tax_ids': taxes.ids})
            for price, taxes in ((1000, tax), (500, other))])
        self.accrue()
        charge = self.charges(mixed)
        self.assertEqual(charge.amount, 49.8, "1,660 with taxes, 30 days")
        self.policy.tax_mode = 'source'
        charge.action_post()
        self.assertEqual(charge.move_id.amount_total, 49.8)
        self.assertEqual(charge.move_id.invoice_line_ids.tax_ids, tax + other)
        # 33.90 with 13 %, 15.90 with 6 %: 3.90 + 0.90
        self.assertAlmostEqual(charge.move_id.amount_tax, 4.8)
        self.company._ar_interest_account('interest').tax_ids = other
        self.policy.tax_mode = 'account'
        late = self.charges(self.late)
        late.action_post()
        self.assertEqual((late.move_id.amount_untaxed, late.move_id.amount_tax), (30.0, 1.8))

    def test_journal_and_accounts(self):
        journal = self.company_data['default_journal_sale'].copy({'code': 'INT', 'name': "Int."})
        income, fees = self.income.copy({'code': '400901'}), self.income.copy({'code': '400902'})
        self.company.write({
            'ar_interest_journal_id': journal.id, 'ar_interest_account_id': income.id,
            'ar_fee_account_id': fees.id})
        self.policy.fee = 40
        self.accrue()
        charges = self.charges(self.late)
        charges.action_post()
        self.assertEqual(charges.move_id.journal_id, journal)
        self.assertEqual(
            {line.account_id: line.price_total for line in charges.move_id.invoice_line_ids},
            {income: 30.0, fees: 40.0})

    def test_threat_is_never_claimed(self):
        self.policy.mode = 'threat'
        self.accrue()
        with self.assertRaisesRegex(UserError, "only mentioned"):
            self.charges(self.late).action_post()
        self.assertFalse(self.account_of().interest_open)

    def test_guard_lets_pass(self):
        """Nothing is delivered for interest."""
        self.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        self.account_of().status = 'blocked'
        self.charges(self.late).action_post()
        self.assertEqual(self.charges(self.late).filtered('move_id').move_id.state, 'posted')

    def test_once_a_month(self):
        """By itself in the first night of a month, once what there is is worth an invoice, and not
        while a payment waits to be matched."""
        night, july = self.env['ar.credit.account']._nightly_interest, self.day('2026-07-01')
        self.policy.write({'mode': 'post', 'minimum': 42})
        night(self.company, self.today)
        night(self.company, july)
        self.assertFalse(self.charges(state='posted'), "41.50 are less than 42")
        self.policy.minimum = 41.5
        payment = self.payment(self.partner, 100, 0)
        night(self.company, july)
        self.assertFalse(self.charges(state='posted'), "100 may be for one of them")
        payment.action_draft()
        night(self.company, july)
        self.assertEqual(len(self.charges(state='posted')), 2)
        for day in range(1, 31):
            night(self.company, july + timedelta(days=day))
            self.assertEqual(len(self.charges(state='posted')), 2, "nothing more within July")
        night(self.company, self.day('2026-08-01'))
        self.assertEqual(len(self.charges(state='posted')), 4)

    def test_when_only_the_principal_is_paid(self):
        night = self.env['ar.credit.account']._nightly_interest
        for choice, state in (('keep', 'memo'), ('drop', 'waived'), ('post', 'posted')):
            with self.subTest(choice=choice):
                self.policy.when_paid = choice
                invoice = self.invoice(self.partner, 1000, -40, -30)
                self.accrue(-1)
                self.pay_on(invoice, 1000, 0)
                night(self.company, self.today)
                self.assertRecordValues(self.charges(invoice), [{
                    'state': state, 'amount': 30.0,
                    'amount_due': 0.0 if choice == 'drop' else 30.0}])
                waits = self.charges(is_settled=True, state='memo')
                self.assertEqual(bool(waits), choice == 'keep')

    def test_cancelled_invoice(self):
        charges = self.charges()
        charges.action_post()
        move = charges.move_id
        move.button_draft()
        move.button_cancel()
        self.assertEqual(set(charges.mapped('state')), {'reversed'})
        self.assertEqual(sum(self.charges(state='memo').mapped('amount')), 40.0)

    # === LET GO === #

    def test_let_go_of_a_memo(self):
        charge = self.charges(self.late)
        request = self.waive(charge, percent=40)
        self.assertEqual((request.type, request.amount, request.state),
                         ('fee_waiver', 12.0, 'approved'))
        self.assertRecordValues(charge, [{
            'state': 'memo', 'amount_waived': 12.0, 'amount_due': 18.0}])
        self.accrue(5)
        self.assertEqual(charge.amount_due, 23.0, "what comes later is claimed")
        self.waive(charge)
        self.assertEqual((charge.state, charge.amount_due), ('waived', 0.0))
        event = self.env['ar.event'].search([('kind', '=', 'interest.waived')], limit=1)
        self.assertEqual(event.reason, "Goodwill")
        self.accrue(8)
        self.assertEqual(self.charges(self.late, state='memo').amount, 3.0, "days after it")
        self.assertTrue(event.can_undo)
        event.action_undo()
        self.assertRecordValues(self.charges(self.late, state='memo'), [{
            'amount': 30.0, 'amount_waived': 12.0, 'amount_due': 18.0}])

    def test_nothing_is_no_answer(self):
        """Who asks to let go of nothing is told so, not that it is done."""
        charge = self.charges(self.late)
        with self.assertRaisesRegex(UserError, "how much"):
            self.waive(charge, percent=0)
        self.assertEqual(charge.state, 'memo')

    def test_let_go_of_an_invoice(self):
        charges = self.charges()
        charges.action_post()
        charge, move = self.charges(self.late), charges.move_id
        self.waive(charge, percent=50)
        self.assertEqual((charge.state, charge.amount_due, move.amount_residual),
                         ('posted', 15.0, 25.0))
        self.waive(charge)
        self.assertEqual((charge.state, move.amount_residual), ('waived', 10.0))
        self.accrue()
        self.assertFalse(self.charges(self.late, state='memo'))
        event = self.env['ar.event'].search([('kind', '=', 'interest.waived')], limit=1)
        self.assertFalse(event.can_undo, "a credit note was made")

    def test_take_back(self):
        charges = self.charges()
        charges.action_post()
        move = charges.move_id
        with self.assertRaises(UserError):
            self.waive(self.charges(self.late), effect='waive', line_ids=[Command.create({
                'charge_id': self.charges(self.late).id, 'amount': 30.01})])
        self.waive(charges, effect='reverse')
        self.assertEqual(set(charges.mapped('state')), {'reversed'})
        self.assertEqual(move.amount_residual, 0.0)
        self.assertEqual(sum(self.charges(state='memo').mapped('amount')), 40.0)

    def test_who_decides(self):
        """Bands of the matrix; nobody decides on what he asked for."""
        collector, analyst = self.role_user('collector'), self.role_user('credit_analyst')
        rule = self.env['ar.approval.rule'].create({
            'name': "Interest", 'type': 'fee_waiver', 'company_id': self.company.id,
            'amount_to': 35, 'own_authority': True, 'step_ids': [Command.create({
                'group_id': self.env.ref('ar_optimization.group_credit_analyst').id})]})
        large = self.env['ar.approval.rule'].create({
            'name': "Much interest", 'type': 'fee_waiver', 'company_id': self.company.id,
            'amount_from': 35, 'step_ids': [Command.create({
                'group_id': self.env.ref('ar_optimization.group_credit_manager').id})]})
        charge = self.charges(self.late)
        request = self.waive(charge, collector)
        self.assertEqual((request.state, request.rule_id), ('waiting', rule))
        self.assertEqual(charge.state, 'memo')
        with self.assertRaises(AccessError):
            request.with_user(collector).action_approve()
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            self.waive(charge, analyst)
        with self.assertRaisesRegex(UserError, "somebody decides"):
            charge.action_post()
        request.with_user(analyst).action_approve()
        self.assertEqual((request.state, charge.state), ('approved', 'waived'))
        self.assertEqual(self.waive(self.charges(self.other), analyst).state, 'approved')
        both = self.invoice(self.partner, 2000, -40, -30)
        self.accrue()
        much = self.waive(self.charges(both), analyst)
        self.assertEqual((much.state, much.rule_id), ('waiting', large))
        with self.assertRaises(AccessError):
            much.with_user(analyst).action_approve()

    def test_the_log_says_what_was_asked_for(self):
        """In words: what a request keeps of interest for the program says nothing to a reader."""
        request = self.waive(self.charges(self.late), percent=40)
        event = self.env['ar.event'].search([
            ('kind', '=', 'request.submitted'), ('res_id', '=', request.id)])
        self.assertIn('amounts', event.after)
        self.assertEqual(event.change, request.summary)
        self.assertIn("12.00", event.change)

    # === RIGHTS === #

    def test_attacks(self):
        """Over RPC nobody changes interest, and nobody makes an invoice one of interest."""
        charge, employee = self.charges(self.late), self.role_user('employee')
        dialog = charge.action_waive()['res_model']
        for role in ('collector', 'credit_analyst', 'credit_manager'):
            user = self.role_user(role, f'attack_{role}')
            mine = charge.with_user(user)
            for attack in (
                    lambda mine=mine: mine.write({'amount_waived': 30}),
                    lambda mine=mine: mine.unlink(),
                    lambda mine=mine: mine.create({'amount': 1, 'mode': 'post'})):
                with self.assertRaises(AccessError):
                    attack()
        collector = self.env['res.users'].search([('login', '=', 'attack_collector')])
        for attack in (
                lambda: charge.with_user(collector).action_post(),
                lambda: self.policy.with_user(collector).write({'rate': 9}),
                lambda: self.account_of().with_user(self.role_user('credit_analyst', 'ana')).write(
                    {'interest_policy_id': self.policy.id}),
                lambda: self.env['ar.interest.stop'].with_user(collector).create(
                    {'account_id': self.account_of().id}),
                lambda: charge.with_user(employee).read(['amount']),
                lambda: self.policy.with_user(employee).read(['rate']),
                lambda: self.env[dialog].with_user(employee).create(
                    {'charge_ids': charge.ids, 'reason': "x"})):
            with self.assertRaises(AccessError):
                attack()
        biller = self.role_user('billing')
        with self.assertRaises(AccessError):
            self.late.with_user(biller).write({'ar_is_interest': True})
        made = self.env['account.move'].with_user(biller).with_context(
            default_ar_is_interest=True).create({
                'move_type': 'out_invoice', 'partner_id': self.partner.id,
                'ar_is_interest': True})
        self.assertFalse(made.ar_is_interest)

    def test_other_companies(self):
        company = self.other_company()
        user = self.role_user('credit_manager', 'elsewhere', companies=company)
        self.assertFalse(self.env['ar.interest.charge'].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.waive(self.charges(self.late), user)

    # === DUTIES === #

    def test_who_lets_go_and_who_makes_the_rules(self):
        """Who asked and got it has let go; a changed policy is a changed rule."""
        analyst, manager = (self.role_user(f'credit_{role}') for role in ('analyst', 'manager'))
        self.charges(self.late).action_post()
        request = self.waive(self.charges(self.late), analyst)
        self.assertEqual(request.state, 'approved')
        self.policy.with_user(manager).minimum = 5
        self.env.flush_all()
        acts = self.env['ar.duty.act'].search([('user_id', 'in', (analyst + manager).ids)])
        self.assertEqual(
            {(act.user_id, act.duty_id.code, act.res_model) for act in acts},
            {(analyst, 'let_go', 'ar.credit.request'), (manager, 'policy', 'ar.interest.policy')},
            "the credit note is no act of its own")
        self.assertIn(manager.id, self.env['ar.duty']._holdings(self.company)[
            self.env.ref('ar_optimization.duty_policy').id])
