from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContractInvoices(ContractCommon):
    """What contracts make of invoices. Today is 30 June 2026."""

    # === SETTLEMENT === #

    def test_due_dates_follow_the_settlement_day(self):
        self.contract(settlement_day=25)
        for when, due in (
                ('2026-05-25', '2026-06-24'), ('2026-05-26', '2026-07-25'),
                ('2026-06-01', '2026-07-25')):
            move = self.posted(when)
            with self.subTest(when=when):
                self.assertEqual(self.due_dates(move), [self.day(due)])
                self.assertEqual(move.invoice_date_due, self.day(due))
                self.assertEqual(move.invoice_payment_term_id, self.days30)
                self.assertEqual(move.ar_contract_due, self.day(due))

    def test_month_ends(self):
        for day, when, due in (
                (31, '2026-02-01', '2026-03-30'), (30, '2026-02-28', '2026-03-30'),
                (29, '2026-01-30', '2026-03-30'), (31, '2026-01-31', '2026-03-02')):
            account = self.account(f"Day {day} {when}")
            self.contract(start=-300, settlement_day=day, account=account)
            with self.subTest(day=day, when=when):
                self.assertEqual(
                    self.posted(when, account=account).invoice_date_due, self.day(due))

    def test_payment_day(self):
        self.contract(settlement_day=31, payment_day=10)
        self.assertEqual(self.posted('2026-06-05').invoice_date_due, self.day('2026-08-10'))

    def test_instalments(self):
        self.contract(
            settlement_day=20, payment_day=5,
            payment_term_id=self.term((30, 0), (40, 30), (30, 60)).id)
        move = self.posted('2026-06-03')
        self.assertEqual(self.due_dates(move), [
            self.day(day) for day in ('2026-07-05', '2026-08-05', '2026-09-05')])
        self.assertEqual(sum(self.receivable_lines(move).mapped('balance')), 100)

    def test_instalments_that_fall_on_one_day_are_one(self):
        self.contract(payment_day=28, payment_term_id=self.term((50, 0), (50, 5)).id)
        move = self.posted('2026-06-10')
        self.assertEqual(self.due_dates(move), [self.day('2026-06-28')])
        self.assertEqual(self.receivable_lines(move).balance, 100)

    def test_the_discount_is_counted_from_the_invoice(self):
        term = self.env['account.payment.term'].create({
            'name': "2 % in 10 days", 'early_discount': True, 'discount_percentage': 2,
            'discount_days': 10,
            'line_ids': [Command.create({'value': 'percent', 'value_amount': 100, 'nb_days': 30})]})
        self.contract(settlement_day=30, payment_term_id=term.id)
        line = self.receivable_lines(self.posted('2026-06-10'))
        self.assertEqual(
            (line.discount_date, line.date_maturity), (self.day('2026-06-20'), self.day(30)))

    def test_a_change_of_the_date_moves_a_draft(self):
        self.contract(settlement_day=25)
        move = self.draft('2026-05-25')
        self.assertEqual(move.invoice_date_due, self.day('2026-06-24'))
        move.invoice_date = self.day('2026-05-26')
        self.assertEqual(move.invoice_date_due, self.day('2026-07-25'))
        self.assertEqual(self.due_dates(move), [self.day('2026-07-25')])

    def test_without_a_date_today_counts(self):
        self.contract(settlement_day=25)
        move = self.draft(None)
        move.action_post()
        self.assertEqual(move.invoice_date_due, self.day('2026-08-24'))

    def test_credit_notes_are_not_settled(self):
        contract = self.contract(settlement_day=25)
        note = self.credit_note(self.partner, 10, '2026-06-01')
        self.assertEqual(note.ar_contract_id, contract)
        self.assertEqual(note.invoice_date_due, self.day('2026-06-01'))

    def test_vendor_bills_and_others_are_left_alone(self):
        self.contract(settlement_day=25)
        bill = self.invoice(self.partner, 10, '2026-06-01', move_type='in_invoice')
        entry = self.entry(self.partner, 10, '2026-06-01', due='2026-06-09')
        other = self.posted('2026-06-01', account=self.account("Other"))
        self.assertFalse((bill | entry | other).ar_contract_id)
        self.assertEqual(self.due_dates(entry), [self.day('2026-06-09')])

    # === WHICH CONTRACT === #

    def test_backdated_and_later_invoices(self):
        contract = self.contract(start=-30, end=-10, settlement_day=25)
        for when, found in ((-31, False), (-30, contract), (-10, contract), (-9, False)):
            with self.subTest(when=when):
                self.assertEqual(self.posted(when).ar_contract_id, found or self.contracts)

    def test_the_version_of_the_day(self):
        contract = self.contract(settlement_day=25)
        self.change(contract, '2026-06-15', settlement_day=10)
        self.assertEqual(self.posted('2026-06-14').invoice_date_due, self.day('2026-07-25'))
        self.assertEqual(self.posted('2026-06-15').invoice_date_due, self.day('2026-08-09'))

    def test_several_contracts(self):
        one = self.contract(sequence=1, settlement_day=25)
        other = self.contract(sequence=2, payment_term_id=self.term((100, 10)).id)
        move = self.draft('2026-06-01')
        self.assertEqual(move.ar_contract_id, one)
        with Form(move) as form:
            form.ar_contract_id = other
        self.assertEqual(move.invoice_payment_term_id, other.payment_term_id)
        self.assertEqual(move.invoice_date_due, self.day('2026-06-11'))
        move.invoice_date = self.day('2026-06-02')
        self.assertEqual(move.ar_contract_id, other, "it was chosen")
        move.action_post()
        self.assertEqual(
            (move.ar_contract_id, move.invoice_date_due), (other, self.day('2026-06-12')))

    def test_drafts_follow_what_becomes_of_a_contract(self):
        draft = self.draft('2026-06-20', term=self.days30)
        self.assertFalse(draft.ar_contract_id)
        contract = self.contract(settlement_day=25)
        self.assertEqual(draft.ar_contract_id, contract)
        self.assertEqual(self.due_dates(draft), [self.day('2026-07-25')])
        self.change(contract, -30, settlement_day=31)
        self.assertEqual(self.due_dates(draft), [self.day('2026-07-30')])
        contract._end(self.day('2026-06-19'), "x")
        self.assertFalse(draft.ar_contract_id)
        self.assertEqual(self.due_dates(draft), [self.day('2026-07-20')])

    def test_the_term_of_a_draft_moves_with_its_version(self):
        before, agreed, other = (self.term((100, days)) for days in (14, 60, 90))
        self.partner.property_payment_term_id = before
        draft, chosen = self.draft('2026-06-20'), self.draft('2026-06-20', term=other)
        self.assertEqual(draft.invoice_payment_term_id, before)
        note = self.credit_note(self.partner, 10, '2026-06-20', post=False)
        contract = self.contract(payment_term_id=agreed.id, settlement_day=25)
        self.assertEqual(draft.invoice_payment_term_id, agreed)
        self.assertEqual(note.ar_contract_id, contract)
        self.assertFalse(note.invoice_payment_term_id, "credit notes are not settled")
        self.assertEqual(self.due_dates(draft), [self.day('2026-08-24')])
        self.change(contract, payment_term_id=self.days30.id, date_from=self.day('2026-06-01'))
        self.assertEqual(draft.invoice_payment_term_id, self.days30)
        self.assertEqual(self.due_dates(draft), [self.day('2026-07-25')])
        contract._end(self.day('2026-06-19'), "x")
        self.assertEqual(draft.invoice_payment_term_id, before)
        self.assertEqual(chosen.invoice_payment_term_id, other, "it was chosen")

    def test_drafts_follow_at_once_whatever_their_number(self):
        self.contract(settlement_day=25)
        made = type(self.env['account.move'])
        drafts = self.env['account.move'].union(*(self.draft('2026-06-20') for __ in range(3)))
        with patch.object(made, 'write', autospec=True, side_effect=made.write) as write:
            self.change(drafts.ar_contract_id, -30, settlement_day=31)
        self.assertEqual(drafts.mapped('ar_contract_version_id.number'), [2])
        self.assertEqual(
            len([call for call in write.mock_calls if 'ar_contract_version_id' in call.args[1]]), 1)

    def test_a_contract_that_was_taken_off_stays_off(self):
        contract = self.contract(settlement_day=25)
        off, made, other = self.draft('2026-06-20'), None, self.account("Other")
        with Form(off) as form:
            form.ar_contract_id = self.contracts
        made = self.draft('2026-06-20', ar_contract_id=False)
        for move in (off, made):
            move.invoice_date = self.day('2026-06-21')
            contract._after_change()
            self.assertFalse(move.ar_contract_id)
            self.assertEqual(self.due_dates(move), [self.day('2026-07-21')])
        off.partner_id = other.partner_id
        self.assertFalse(off.ar_contract_id)
        off.partner_id = self.partner
        self.assertEqual(off.ar_contract_id, contract, "it is another business")
        made.ar_contract_id = contract
        made.invoice_date = self.day('2026-06-22')
        self.assertEqual(made.ar_contract_id, contract)
        early = self.draft(-150, ar_contract_id=False)
        early.invoice_date = self.day(-1)
        self.assertEqual(early.ar_contract_id, contract, "there was none to take off")

    def test_drafts_follow_the_end_at_night(self):
        before = self.term((100, 14))
        self.partner.property_payment_term_id = before
        contract = self.contract(end=0, settlement_day=25)
        undated, dated = self.draft(None), self.draft('2026-06-30')
        self.assertEqual(undated.ar_contract_id, contract)
        with freeze_time(self.day(1)):
            self.contracts._nightly(self.company, self.day(1))
        self.assertFalse(undated.ar_contract_id)
        self.assertEqual(undated.invoice_payment_term_id, before)
        self.assertEqual(dated.ar_contract_id, contract, "it was made on the last day")

    def test_drafts_follow_the_beginning_at_night(self):
        contract, undated = self.contract(start=3, settlement_day=25), self.draft(None)
        self.assertFalse(undated.ar_contract_id)
        with freeze_time(self.day(3)):
            self.contracts._nightly(self.company, self.day(3))
        self.assertEqual(undated.ar_contract_id, contract)

    def test_no_contract_of_somebody_else(self):
        contract = self.contract(account=self.account("Other"))
        with self.assertRaisesRegex(ValidationError, "no contract of Wood Corner"):
            self.draft(-1, ar_contract_id=contract.id)

    def test_nobody_picks_a_version(self):
        clerk, wanted = self.role_user('billing'), self.contract(
            account=self.account("Other"), settlement_day=11).version_id
        values = {
            'move_type': 'out_invoice', 'partner_id': self.partner.id,
            'invoice_date': self.day('2026-06-01'), 'invoice_payment_term_id': self.days30.id}
        picked = {'ar_contract_version_id': wanted.id, 'ar_contract_due': self.day('2026-12-31'),
                  'ar_contract_left_out': True}
        moves = self.env['account.move'].with_user(clerk)
        drafts = moves.create({**values, **picked}) | moves.with_context(
            **{f'default_{name}': value for name, value in picked.items()}).create(values)
        for check in ("made", "written"):
            with self.subTest(check):
                self.assertFalse(drafts.sudo().ar_contract_version_id)
                self.assertEqual(drafts.mapped('ar_contract_due'), [False, False])
                self.assertFalse(any(drafts.sudo().mapped('ar_contract_left_out')))
            drafts.write(picked)
            drafts.invalidate_recordset()

    def test_a_contact_is_billed_under_the_contract_of_the_company(self):
        contract = self.contract()
        contact = self.env['res.partner'].create({'name': "Buyer", 'parent_id': self.partner.id})
        self.assertEqual(self.draft(-1, partner_id=contact.id).ar_contract_id, contract)

    def test_each_company_has_its_own(self):
        contract = self.contract(settlement_day=25)
        there = self.other_company()
        move = self.invoice(self.partner, 10, '2026-06-01', company=there)
        self.assertFalse(move.ar_contract_id)
        self.assertEqual(self.posted('2026-06-01').ar_contract_id, contract)

    # === POSTED STAYS POSTED === #

    def test_nothing_moves_what_is_posted(self):
        contract = self.contract(settlement_day=25)
        move = self.posted('2026-06-01')
        paid = self.posted('2026-06-01')
        self.pay(paid)
        kept = move | paid

        def check():
            self.env.flush_all()
            self.env.invalidate_all()
            for each in kept:
                self.assertEqual(each.invoice_date_due, self.day('2026-07-25'))
                self.assertEqual(self.due_dates(each), [self.day('2026-07-25')])
                self.assertEqual(each.ar_contract_id, contract)

        check()
        self.change(contract, -100, settlement_day=5)
        check()
        contract.sequence = 99
        self.contract(sequence=1, settlement_day=11)
        check()
        contract._end(self.day(-40), "x")
        contract.active = False
        check()
        with self.assertRaises(UserError), self.cr.savepoint():
            contract.sudo().unlink()
        with self.assertRaisesRegex(UserError, "stays under"), self.cr.savepoint():
            move.ar_contract_id = False
        clerk, other = self.role_user('billing'), self.contract(sequence=2, settlement_day=11)
        for user in (clerk, self.env.user):
            with self.assertRaisesRegex(UserError, "stays under"), self.cr.savepoint():
                move.with_user(user).write({'ar_contract_version_id': other.version_id.id})
        with self.assertRaisesRegex(UserError, "stays under"), self.cr.savepoint():
            move.sudo().ar_contract_version_id = other.version_id
        move.with_user(clerk).write({'ar_contract_due': self.day('2026-12-31')})
        self.assertEqual(move.ar_contract_due, self.day('2026-07-25'))
        move.ref = "seen"
        check()
        move.button_draft()
        move.action_post()
        check()

    def test_a_due_date_changed_by_hand_stays(self):
        self.contract(settlement_day=25)
        move = self.posted('2026-06-01')
        form = self.env['ar.due.date.change'].create({'move_id': move.id, 'reason': "Agreed"})
        form.line_ids.date_maturity = self.day('2026-09-01')
        form.action_apply()
        self.assertEqual(self.due_dates(move), [self.day('2026-09-01')])
        [row] = self.deviations(move)
        self.assertEqual((row.days, row.other_due), (38, True))
        self.assertIn("38 days later than", row.explanation)

    def test_a_context_does_not_move_a_due_date(self):
        move = self.env['account.move'].with_context(ar_settlement={'day': 25}).create({
            'move_type': 'out_invoice', 'partner_id': self.partner.id,
            'invoice_date': self.day('2026-06-01'), 'invoice_payment_term_id': self.days30.id,
            'invoice_line_ids': [Command.create({'name': "Goods", 'price_unit': 100})]})
        self.assertEqual(move.invoice_date_due, self.day('2026-07-01'))

    def test_another_term_chosen_by_hand_stays_until_the_end(self):
        self.contract(settlement_day=25)
        move = self.draft(None, term=self.term((100, 7)))
        move.action_post()
        self.assertEqual(move.invoice_payment_term_id.line_ids.nb_days, 7)
        self.assertEqual(move.invoice_date_due, self.day('2026-08-01'))

    # === ELSEWHERE === #

    def test_open_items_name_the_contract(self):
        contract = self.contract()
        item = self.env['ar.open.item'].search([('move_id', '=', self.posted(-1).id)])
        self.assertEqual((item.contract_ref, item.contract_id), (contract.name, contract))

    def test_clauses_are_printed_in_the_language_of_the_customer(self):
        contract = self.contract(settlement_day=25, penalty_rate=0.05, clause_ids=[
            Command.create({'name': "Late", 'text': "Penalty: {penalty}, {number}.",
                            'on_invoice': True}),
            Command.create({'name': "Secret", 'text': "Not printed"})])
        move = self.posted('2026-06-01')
        html = self.env['ir.actions.report']._render_qweb_html(
            'account.report_invoice', move.ids)[0].decode()
        self.assertIn(f"Penalty: 0.05 % per day, {contract.name}.", html)
        self.assertNotIn("Not printed", html)
        other = self.posted(-1, account=self.account("Other"))
        self.assertFalse(other._ar_contract_clauses())

    def test_a_clerk_sees_the_number_only(self):
        contract = self.contract(settlement_day=25)
        clerk = self.role_user('billing')
        move = self.env['account.move'].with_user(clerk).create({
            'move_type': 'out_invoice', 'partner_id': self.partner.id,
            'invoice_date': self.day('2026-06-01'),
            'invoice_line_ids': [Command.create({'name': "Goods", 'price_unit': 100})]})
        move.action_post()
        self.assertEqual(move.ar_contract_ref, contract.name)
        self.assertEqual(move.invoice_date_due, self.day('2026-07-25'))

    def test_one_query_for_many_invoices(self):
        self.contract(settlement_day=25)
        moves = self.env['account.move']
        for __ in range(5):
            moves |= self.draft('2026-06-01')
        self.env.flush_all()
        counts = []
        for some in (moves, moves[:1], moves):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._ar_choose_versions()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
