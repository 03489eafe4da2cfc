from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .outside_common import OutsideCommon


@tagged('post_install', '-at_install')
class TestCollectionWriteOff(OutsideCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.losses = cls.company_data['default_account_expense'].copy({'name': "Bad debts"})
        cls.recovered = cls.income.copy({'name': "Recovered", 'account_type': 'income_other'})
        cls.company.write({
            'ar_bad_debt_account_id': cls.losses.id, 'ar_recovery_account_id': cls.recovered.id})

    @classmethod
    def asked(cls, *documents, amount=None, account=None, **vals):
        """A draft of the analyst over documents, in whole or of one of them a part."""
        return cls.env['ar.write.off'].with_user(cls.analyst).create({
            'account_id': (account or cls.account).id, 'cause': 'insolvent',
            'reason': "Closed down, report of the agency",
            'line_ids': [
                Command.create({
                    'move_line_id': item.id, **({'amount': amount} if amount else {})})
                for item in cls.items(*documents)],
            **vals})

    @classmethod
    def booked(cls, *documents, **kwargs):
        case = cls.asked(*documents, **kwargs)
        case.action_submit()
        case.sudo().request_id.with_user(cls.manager).action_approve()
        return case.sudo()

    def taxed(self, amount=1000, percent=19.0):
        tax = self.company_data['default_tax_sale']
        tax.amount = percent
        return self.invoice(self.partner, amount, -90, invoice_line_ids=[Command.create({
            'name': "Goods", 'price_unit': amount, 'tax_ids': [Command.set(tax.ids)]})])

    def balances(self, moves):
        """{account: balance}, tax apart."""
        found = {}
        for line in moves.line_ids:
            key = 'tax' if line.tax_line_id else line.account_id
            found[key] = round(found.get(key, 0.0) + line.balance, 2)
        return found

    def recover(self, case, payment, user=None, **vals):
        dialog = self.env[case.action_recover()['res_model']]
        wizard = dialog.with_user(user or self.analyst).create({
            'write_off_id': case.id, 'credit_id': self.receivable_lines(payment).id, **vals})
        wizard.action_apply()

    # === BOOKING === #

    def test_booked_after_approval_and_matched(self):
        before = self.gl_balance()
        case = self.asked(self.older, self.newer)
        self.assertEqual(case.amount_company, 1333.33)
        case.action_submit()
        request = case.sudo().request_id
        self.assertEqual((request.type, request.amount, request.state),
                         ('write_off', 1333.33, 'waiting'))
        self.assertEqual(self.older.amount_residual, 1000)
        with self.assertRaises(AccessError):
            request.with_user(self.analyst).action_approve()
        request.with_user(self.manager).action_approve()
        self.assertEqual(case.state, 'booked')
        self.assertEqual((self.older | self.newer).mapped('amount_residual'), [0.0, 0.0])
        self.assertEqual(self.balances(case.sudo().move_ids),
                         {self.receivable: -1333.33, self.losses: 1333.33})
        self.assertEqual(self.gl_balance(), round(before - 1333.33, 2), "ties to the ledger")
        self.assertEqual(self.account.written_off_amount, 1333.33)
        event = self.env['ar.event'].search([('kind', '=', 'write_off.booked')], limit=1)
        self.assertEqual((event.res_id, event.numbers['cause']), (case.id, 'insolvent'))

    def test_a_part(self):
        case = self.booked(self.older, amount=400.01)
        self.assertEqual((self.older.amount_residual, case.amount_company), (599.99, 400.01))

    def test_the_next_credit_note_is_no_loss(self):
        """Odoo proposes the account that was used most often with the customer."""
        self.booked(self.older)
        self.assertEqual(
            self.credit_note(self.partner, 10).invoice_line_ids.account_id, self.income)

    def test_more_than_is_open(self):
        """Neither in the draft, nor when the customer has paid while somebody decided."""
        with self.assertRaises(UserError):
            self.asked(self.older, amount=1000.01).action_submit()
        case = self.asked(self.older)
        case.action_submit()
        self.pay(self.items(self.older), 0, 0.01)
        with self.assertRaises(UserError):
            case.sudo().request_id.with_user(self.manager).action_approve()
        self.assertEqual((case.state, self.older.amount_residual), ('waiting', 999.99))

    def test_an_item_is_in_a_case_once(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.asked(self.older, self.newer).line_ids.move_line_id = self.items(self.older)

    def test_two_cases_of_one_item_approved_together(self):
        cases = self.asked(self.older, amount=600) | self.asked(self.older, amount=600)
        cases.action_submit()
        with self.assertRaises(UserError), self.cr.savepoint():
            cases.sudo().request_id.with_user(self.manager).action_approve()
        self.assertEqual(cases.mapped('state'), ['waiting', 'waiting'])
        self.assertFalse(cases.sudo().move_ids)
        self.assertEqual(self.older.amount_residual, 1000)

    def test_who_filled_it_in_does_not_approve(self):
        case = self.asked(self.older).with_user(self.manager)
        case.line_ids.amount = 900
        case.with_user(self.analyst).action_submit()
        request = case.sudo().request_id
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_approve()
        other = self.role_user('credit_manager', login='ar_second_manager')
        request.with_user(other).action_approve()
        self.assertEqual(case.state, 'booked')

    def test_taxes_as_chosen(self):
        """Leave the tax: all of it is a loss; take it back: base and tax of the invoice."""
        for mode, parts in (
            ('none', {self.losses: 1190.0}), ('included', {self.losses: 1000.0, 'tax': 190.0}),
        ):
            with self.subTest(mode=mode):
                bill = self.taxed()
                case = self.booked(bill, tax_mode=mode)
                self.assertEqual(
                    self.balances(case.move_ids), {self.receivable: -1190.0, **parts})
                self.assertEqual(bill.amount_residual, 0.0)

    def test_a_part_with_its_tax(self):
        bill = self.taxed()
        case = self.booked(bill, amount=100.01, tax_mode='included')
        self.assertEqual(self.balances(case.move_ids), {
            self.receivable: -100.01, self.losses: 84.04, 'tax': 15.97})
        self.assertEqual(bill.amount_residual, 1089.99)

    def test_currencies(self):
        """100 euros at two dollars each, a quarter of them written off."""
        bill = self.invoice(self.partner, 100, -60, currency=self.other_currency())
        case = self.booked(bill, amount=25)
        self.assertEqual((bill.amount_residual, case.amount_company), (75.0, 50.0))
        self.assertEqual(self.balances(case.move_ids), {self.receivable: -50.0, self.losses: 50.0})

    def test_two_companies(self):
        other = self.other_company()
        bill = self.invoice(self.partner, 80, -90, company=other)
        with self.assertRaises(ValidationError):
            self.asked(bill)
        there = self.env['ar.credit.account']._account_for(self.partner, other)
        case = self.env['ar.write.off'].sudo().create({
            'account_id': there.id, 'reason': "X",
            'line_ids': [Command.create({'move_line_id': self.items(bill).id})]})
        with self.assertRaises(UserError, msg="no account for bad debts there"):
            case._check_ready()

    def test_reversed(self):
        case = self.booked(self.older)
        with self.assertRaises(AccessError):
            case.with_user(self.analyst).action_reverse()
        case.with_user(self.manager).action_reverse()
        self.assertEqual((case.state, self.older.amount_residual), ('reversed', 1000.0))
        self.assertFalse(self.account.written_off_amount)
        self.assertEqual(self.balances(case.move_ids)[self.losses], 0.0)

    def test_reversed_by_an_accountant_before(self):
        before, case = self.gl_balance(), self.booked(self.older)
        case.move_ids._reverse_moves(cancel=True)
        case.with_user(self.manager).action_reverse()
        self.assertEqual((case.state, self.older.amount_residual), ('reversed', 1000.0))
        self.assertEqual(self.gl_balance(), before)

    def test_refused_is_a_draft_again(self):
        case = self.asked(self.older)
        case.action_submit()
        case.sudo().request_id.with_user(self.manager)._decide('refused', "Try the agency first")
        self.assertEqual(case.state, 'draft')

    # === RECOVERY === #

    def test_recovered_with_its_tax_and_never_twice(self):
        bill = self.taxed()
        case = self.booked(bill, tax_mode='included')
        payment = self.payment(self.partner, 595, 5)
        with freeze_time(self.today + timedelta(days=6)):
            self.recover(case, payment)
        entry = case.move_ids.sorted('id')[-1]
        self.assertEqual(self.balances(entry), {
            self.receivable: 595.0, self.recovered: -500.0, 'tax': -95.0})
        self.assertEqual(entry.date, self.day(5))
        self.assertTrue(self.receivable_lines(payment).reconciled)
        self.assertEqual((case.recovered_amount, self.account.written_off_amount), (595.0, 595.0))
        with self.assertRaises(UserError):
            self.recover(case, payment, amount=1)
        more = self.payment(self.partner, 1000, 7)
        with self.assertRaises(UserError):
            self.recover(case, more, amount=595.01)
        self.recover(case, more)
        self.assertEqual(case.recovered_amount, 1190.0)
        self.assertEqual(self.receivable_lines(more).amount_residual, -405.0)
        with self.assertRaises(UserError):
            case.with_user(self.manager).action_reverse()

    def test_a_reversed_recovery_is_none(self):
        case = self.booked(self.older)
        self.recover(case, self.payment(self.partner, 100, 0))
        self.assertEqual((case.line_ids.recovered, case.recovered_amount), (100.0, 100.0))
        case.line_ids.recovery_ids._reverse_moves(cancel=True)
        self.assertEqual((case.line_ids.recovered, case.recovered_amount), (0.0, 0.0))
        case.with_user(self.manager).action_reverse()
        self.assertEqual(self.older.amount_residual, 1000.0)

    def test_only_this_customers_money(self):
        case = self.booked(self.older)
        stranger = self.payment(self.customer("Steel Works"), 100, 1)
        with self.assertRaises(UserError):
            self.recover(case, stranger, amount=100)

    # === MERGE AND RIGHTS === #

    def test_merged_in_mid_case(self):
        case, target = self.asked(self.older), self.customer("Wood Corner Ltd")
        case.action_submit()
        kept = self.env['ar.credit.account']._account_for(target, self.company)
        merge = self.env['base.partner.merge.automatic.wizard'].create({})
        merge._merge((self.partner | target).ids, target)
        self.assertEqual((case.account_id, case.sudo().request_id.account_id), (kept, kept))
        case.sudo().request_id.with_user(self.manager).action_approve()
        self.assertEqual((case.state, self.older.amount_residual), ('booked', 0.0))

    def test_nobody_gets_round_the_steps(self):
        case = self.asked(self.older)
        for vals in ({'state': 'booked'}, {'amount_company': 1}, {'request_id': False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                case.with_user(self.manager).write(vals)
        line = case.line_ids.with_user(self.analyst)
        line.write({'recovered': 5, 'move_id': self.older.id})
        self.assertEqual((line.recovered, line.move_id.id), (0.0, False))
        made = self.env['ar.write.off.line'].with_user(self.analyst).with_context(
            default_recovered=-500, default_move_id=self.older.id).create({
                'write_off_id': case.id, 'move_line_id': self.items(self.newer).id})
        self.assertEqual((made.recovered, made.move_id.id), (0.0, False))
        other = self.env['ar.credit.account']._account_for(self.customer("Mill"), self.company)
        with self.assertRaises(ValidationError):
            case.account_id = other
        for user in (self.collector, self.role_user('employee')):
            with self.assertRaises(AccessError):
                case.with_user(user).action_submit()
        case.action_submit()
        case.sudo().request_id.with_user(self.manager).action_approve()
        for call in (
            lambda: case.with_user(self.manager).unlink(),
            lambda: case.line_ids.with_user(self.manager).write({'amount': 1}),
            lambda: case.with_user(self.manager).write({'tax_mode': 'included'}),
        ):
            with self.assertRaises(UserError):
                call()
        payment = self.payment(self.partner, 100, 1)
        with self.assertRaises(AccessError):
            self.recover(case.sudo(), payment, user=self.collector)
