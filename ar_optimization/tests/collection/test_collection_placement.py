import io
from datetime import timedelta

from openpyxl import load_workbook
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .outside_common import OutsideCommon


@tagged('post_install', '-at_install')
class TestCollectionPlacement(OutsideCommon):

    # === HAND-OVER === #

    def test_handed_over_after_approval(self):
        """Amounts, ages and fees are frozen, the account says so, and we keep still."""
        case = self.proposed()
        case.action_submit()
        self.assertEqual((case.state, self.account.status), ('waiting', 'open'))
        request = case.sudo().request_id
        self.assertEqual((request.type, request.amount), ('placement', 1333.33))
        with self.assertRaises(AccessError):
            request.with_user(self.analyst).action_approve()
        request.with_user(self.manager).action_approve()
        self.assertEqual(
            (case.state, case.date_placed, case.placed_amount, self.account.status),
            ('placed', self.today, 1333.33, 'agency'))
        self.assertRecordValues(case.line_ids, [
            {'days': 200, 'percent': 25.0, 'placed_currency': 1000.0},
            {'days': 40, 'percent': 15.0, 'placed_currency': 333.33}])
        event = self.env['ar.event'].search([('kind', '=', 'placement.handed_over')], limit=1)
        self.assertEqual((event.res_id, event.numbers['amount']), (case.id, 1333.33))

    def test_refused_is_a_proposal_again(self):
        case = self.proposed()
        case.action_submit()
        case.sudo().request_id.with_user(self.manager)._decide('refused', "Call them first")
        self.assertEqual((case.state, self.account.status), ('draft', 'open'))
        case.action_submit()
        self.assertEqual(case.state, 'waiting')

    def test_who_proposed_it_does_not_approve(self):
        case = self.proposed(user=self.manager)
        case.with_user(self.analyst).action_submit()
        request = case.sudo().request_id
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_approve()
        other = self.role_user('credit_manager', login='ar_second_manager')
        request.with_user(other).action_approve()
        self.assertEqual(case.state, 'placed')

    def test_disputed_and_planned_items_stay(self):
        case = self.proposed()
        reason = self.env.ref('ar_optimization.dispute_reason_defect')
        dispute = self.env['ar.dispute'].sudo().create({
            'move_line_id': self.items(self.newer).id, 'amount': 33.33, 'reason_id': reason.id,
            'owner_id': self.analyst.id})
        with self.assertRaisesRegex(UserError, "disputed"):
            case.action_submit()
        self.assertFalse(self.rule(days_from=30)._propose(), "not even a proposal")
        dispute._set_state('rejected')
        plan = self.env['ar.payment.plan'].sudo().create({
            'account_id': self.account.id, 'count': 2, 'first_date': self.day(10),
            'item_ids': [Command.create({'move_line_id': self.items(self.newer).id})]})
        plan.state = 'active'
        with self.assertRaisesRegex(UserError, "payment plan"):
            case.action_submit()
        case.line_ids.filtered(lambda line: line.move_id == self.newer).unlink()
        case.action_fill_items()
        case.action_submit()
        self.assertEqual(case.line_ids.move_id, self.older)

    def test_papers_are_enforced(self):
        """An expired licence, a missing mandate: neither when asked for nor when approved."""
        case = self.proposed()
        self.agency.licence_to = self.day(-1)
        self.assertIn("licence", case.problem)
        with self.assertRaises(UserError):
            case.action_submit()
        self.agency.licence_to = self.day(0)
        case.action_submit()
        with freeze_time(self.today + timedelta(days=1)), self.assertRaises(UserError):
            case.sudo().request_id.with_user(self.manager).action_approve()
        self.assertEqual(case.state, 'waiting')
        self.agency.write({'licence_to': False, 'mandate_file': False})
        self.assertIn("mandate", self.agency.problem)

    def test_scope_is_enforced(self):
        case = self.proposed()
        for vals in ({'amount_from': 2000}, {'amount_to': 1000},
                     {'country_ids': [Command.set(self.env.ref('base.is').ids)]}):
            with self.subTest(vals=vals), self.cr.savepoint() as savepoint:
                self.agency.write(vals)
                self.assertTrue(case.problem)
                with self.assertRaises(UserError):
                    case.action_submit()
                savepoint.rollback()
                self.env.invalidate_all()
        self.agency.fee_ids = [Command.clear(), Command.create({'days_from': 90, 'percent': 20})]
        self.assertIn("no price", case.problem)

    def test_an_item_is_in_one_case_only(self):
        self.proposed()
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.proposed(self.older)
        other = self.customer("Steel Works")
        foreign = self.invoice(other, 50, -90)
        with self.assertRaises(ValidationError):
            self.proposed(foreign)

    def test_nobody_here_contacts_the_customer(self):
        policy = self.env['ar.contact.policy']
        self.assertNotEqual(
            policy._allowed(self.partner, 'letter')[self.partner].reason, 'outside')
        self.placed()
        verdict = policy._allowed(self.partner, 'letter')[self.partner]
        self.assertEqual(verdict.reason, 'outside')
        self.assertIn("agency", policy._verdict_text(verdict))

    # === RECEIPTS === #

    def test_receipts_and_fees_to_the_cent(self):
        case = self.placed()
        self.pay(self.items(self.older), 3, 333.33)
        self.pay(self.items(self.older), 5, 333.33)
        self.pay(self.items(self.newer), 6, 100)
        with freeze_time(self.day(7)):
            case.action_refresh()
            case.action_refresh()
        self.assertRecordValues(case.receipt_ids.sorted('date'), [
            {'amount': 333.33, 'fee': 83.33}, {'amount': 333.33, 'fee': 83.34},
            {'amount': 100.0, 'fee': 15.0}])
        self.assertEqual(
            (case.received_amount, case.fee_amount, case.net_amount), (766.66, 181.67, 584.99))
        self.assertEqual(
            (self.agency.received_amount, self.agency.net_amount), (766.66, 584.99))

    def test_only_money_while_the_agency_has_it(self):
        """Earlier payments, credit notes and what comes after a recall earn no fee."""
        early = self.payment(self.partner, 50, -10)
        case = self.placed()
        self.match(self.items(self.older), early)
        self.match(self.items(self.newer), self.credit_note(self.partner, 33.33, 1))
        case.with_user(self.analyst).action_recall()
        self.assertEqual((case.state, self.account.status), ('recalled', 'open'))
        self.pay(self.items(self.older), 2, 100)
        case.action_refresh()
        self.assertFalse(case.receipt_ids)
        self.assertEqual(self.proposed().state, 'draft', "the items are free again")

    def test_two_agencies_in_a_day(self):
        """A payment of that day earns one fee, whichever agency is looked at again."""
        first = self.placed()
        self.pay(self.items(self.newer), 0, 30)
        first.with_user(self.analyst).action_recall()
        second = self.placed(agency_id=self.make_agency("Second").id)
        self.pay(self.items(self.newer), 0, 100)
        (first | second).action_refresh()
        self.pay(self.items(self.older), 0, 50)
        first.action_refresh()
        second.action_refresh()
        self.assertEqual((first.received_amount, second.received_amount), (30.0, 150.0))

    def test_recalled_when_it_is_paid(self):
        case = self.placed(self.newer)
        self.pay(self.items(self.newer), 0)
        case.with_user(self.analyst).action_recall()
        self.assertEqual((case.state, self.account.status), ('done', 'open'))
        kinds = self.env['ar.event'].search([
            ('res_model', '=', 'ar.placement'), ('res_id', '=', case.id)]).mapped('kind')
        self.assertNotIn('placement.recalled', kinds)

    def test_paid_in_full_is_settled(self):
        case = self.placed()
        self.account.status = 'legal'  # somebody decides otherwise meanwhile
        self.pay(self.items(self.older, self.newer), 1)
        self.env['ar.placement'].sudo()._nightly_placements(self.company)
        self.assertEqual((case.state, case.received_amount), ('done', 1333.33))
        self.assertEqual(self.account.status, 'legal')

    def test_the_same_receipt_twice(self):
        """The agency's payment is entered twice: the second one finds nothing to pay."""
        case = self.placed(self.newer)
        self.assertFalse(case.receipt_ids, "known to be empty: what comes is counted once")
        for __ in range(2):
            payment = self.payment(self.partner, 333.33, 1)
            open_items = self.items(self.newer).filtered(lambda item: not item.reconciled)
            if open_items:
                self.match(open_items, payment)
        case.action_refresh()
        self.assertEqual(
            (len(case.receipt_ids), case.received_amount, case.fee_amount), (1, 333.33, 50.0))
        receipt = case.receipt_ids
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env['ar.placement.receipt'].sudo().create({
                'line_id': receipt.line_id.id, 'partial_id': receipt.partial_id,
                'date': receipt.date, 'amount': 333.33})

    def remit(self, case, payment, user=None, **vals):
        """Book a payment of the agency as the analyst does in the dialog."""
        credit = self.receivable_lines(payment.move_id)
        dialog = self.env[case.action_remit()['res_model']]
        wizard = dialog.with_user(user or self.analyst).create({
            'placement_id': case.id, 'credit_id': credit.id, **vals})
        return wizard, wizard.action_apply()

    def test_a_remittance_is_cash_that_came(self):
        """The forecast is compared with what the agency has paid on: neither what it kept nor the
        entry that splits its payment is money that came."""
        forecasts = self.env['ar.forecast'].sudo()
        kept = forecasts._build(self.company, self.day(-6)).filtered('is_kept')
        self.remit(self.placed(), self.payment(self.agency.partner_id, 750))
        forecasts._fill_actual(self.company, self.day(1))
        self.env.invalidate_all()
        self.assertEqual(sum(kept.line_ids.mapped('actual')), 750)

    def test_net_remittance_is_split(self):
        """Of 1000 the agency keeps 25 %: the item is paid, its bill is matched with what it kept,
        and the same receipt entered twice is refused."""
        case = self.placed()
        payment = self.payment(self.agency.partner_id, 750)
        payment.memo = "File 7"
        wizard, __ = self.remit(case, payment)
        self.assertEqual(
            (wizard.amount, wizard.kept, wizard.usual, self.older.amount_residual),
            (1000, 250, 250, 0))
        self.assertRecordValues(case.receipt_ids, [{'amount': 1000, 'fee': 250}])
        self.assertTrue(self.receivable_lines(payment.move_id).reconciled)
        kept = case.receipt_ids.payment_move_id.line_ids.filtered(
            lambda line: line.account_type == 'liability_payable')
        self.assertRecordValues(kept, [
            {'partner_id': self.agency.partner_id.id, 'amount_residual': 250}])
        again = self.payment(self.agency.partner_id, 750)
        again.memo = "File 7"
        for line, pattern in ((case.line_ids[1], "booked already"), (False, "booked already")):
            with self.assertRaisesRegex(UserError, pattern):
                self.remit(case, again, amount=800, **({'line_id': line.id} if line else {}))

    def test_more_than_the_fee_is_kept(self):
        """An analyst settles no claim for next to nothing: that is for a credit manager."""
        case = self.placed()
        payment = self.payment(self.agency.partner_id, 1)
        with self.assertRaisesRegex(AccessError, "Only a credit manager"):
            self.remit(case, payment, amount=1000)
        self.assertEqual(self.older.amount_residual, 1000)
        self.remit(case, payment, user=self.manager, amount=1000)
        event = self.env['ar.event'].search([
            ('kind', '=', 'placement.remitted'), ('res_id', '=', case.id)])
        self.assertEqual(
            [event.numbers[name] for name in ('received', 'net_amount', 'kept')], [1000, 1, 999])

    def test_a_cent_of_rounding_is_no_more_than_the_fee(self):
        case = self.placed(self.newer)
        wizard, __ = self.remit(case, self.payment(self.agency.partner_id, 85.01), amount=100.02)
        self.assertEqual((wizard.usual, case.fee_amount), (15.0, 15.0))

    def test_the_same_sum_on_another_day_is_another_receipt(self):
        """Instalments that an agency pays on under one reference, the first while the books of
        its day are closed: its entry stands on a later day, and is found all the same."""
        case = self.placed()
        with freeze_time(self.day(3)):
            for when in (1, 2):
                payment = self.payment(self.agency.partner_id, 75, when)
                payment.memo = "File 7"
                self.company.fiscalyear_lock_date = self.day(1)
                self.remit(case, payment)
            again = self.payment(self.agency.partner_id, 75, 2)
            again.memo = "File 7"
            self.assertEqual(self.older.amount_residual, 800)
            with self.assertRaisesRegex(UserError, "booked already"):
                self.remit(case, again)
            # taken apart by hand, it was booked all the same
            for receipt in case.receipt_ids:
                receipt.payment_move_id.line_ids.remove_move_reconcile()
            with self.assertRaisesRegex(UserError, "booked already"):
                self.remit(case, again)

    def test_a_receipt_of_a_day_that_is_closed(self):
        """The entry moves to a day when the agency had the item no longer: a receipt of its."""
        case = self.placed(self.newer)
        payment = self.payment(self.agency.partner_id, 85, 0)
        case.with_user(self.analyst).action_recall()
        self.company.fiscalyear_lock_date = self.today
        with freeze_time(self.day(3)):
            other = self.placed(self.newer, agency_id=self.make_agency("Second").id)
            self.remit(case, payment)
            other.action_refresh()
        self.assertRecordValues(case.receipt_ids, [{'amount': 100, 'fee': 15}])
        self.assertGreater(case.receipt_ids.payment_move_id.date, case.date_ended)
        self.assertFalse(other.receipt_ids)

    def test_nobody_forges_a_receipt(self):
        """Who collects and books entries as well calls no entry one of an agency."""
        case = self.placed(self.newer)
        user = self.collector
        user.group_ids += self.env.ref('account.group_account_invoice')
        links = {'ar_remittance_line_id': case.line_ids.id}
        entries = self.env['account.move'].with_user(user)
        made = entries.create({'move_type': 'entry', **links}) | entries.with_context(
            default_ar_remittance_line_id=case.line_ids.id).create({'move_type': 'entry'})
        self.assertFalse(made.sudo().ar_remittance_line_id)
        for name in ('ar_remittance_line_id', 'ar_write_off_id', 'ar_recovered_line_id'):
            with self.subTest(name), self.assertRaises(AccessError):
                made.write({name: False})
        user.group_ids -= self.env.ref('ar_optimization.group_collector')
        self.assertTrue(entries.create({'move_type': 'entry'}), "rights of Invoicing are enough")

    def test_no_other_money_is_split(self):
        case = self.placed(self.newer)
        agency = self.agency.partner_id
        early, much, less, theirs = (
            self.payment(agency, 50, -9), self.payment(agency, 300), self.payment(agency, 90),
            self.payment(self.partner, 50))
        for payment, vals in (
                (early, {}), (much, {'amount': 400}), (less, {'amount': 80}), (theirs, {})):
            with self.assertRaises(UserError):
                self.remit(case, payment, **vals)
        with self.assertRaises(AccessError):
            self.remit(case, less, user=self.collector)
        self.assertEqual(self.newer.amount_residual, 333.33)

    def test_a_reversed_payment_takes_its_fee_back(self):
        """Billed, reversed, taken off the next bill, and matched again: a fee again."""
        case = self.placed(self.newer)
        payment = self.pay(self.items(self.newer), 1)
        self.env['ar.placement'].sudo()._nightly_placements(self.company)
        self.agency.with_user(self.manager).action_bill_fees()
        bill = case.receipt_ids.bill_id
        self.assertEqual((bill.move_type, bill.amount_untaxed, bill.partner_id),
                         ('in_invoice', 50.0, self.agency.partner_id))
        self.agency.action_bill_fees()
        self.assertEqual(case.receipt_ids.bill_id, bill, "billed once")
        payment.action_draft()
        payment.action_cancel()
        self.env['ar.placement'].sudo()._nightly_placements(self.company)
        self.assertEqual((case.receipt_ids.state, case.fee_amount), ('reversed', 0.0))
        self.agency.action_bill_fees()
        self.assertEqual(
            (case.receipt_ids.refund_id.move_type, case.receipt_ids.refund_id.amount_untaxed),
            ('in_refund', 50.0))

    def test_currencies(self):
        """An invoice in euros, worth two dollars each: fee in euros, figures in dollars."""
        euro = self.other_currency()
        bill = self.invoice(self.partner, 100, -60, currency=euro)
        case = self.placed(bill)
        self.pay(self.items(bill), 1, 60)
        case.action_refresh()
        self.assertRecordValues(case.receipt_ids, [{
            'amount': 60.0, 'amount_company': 120.0, 'fee': 9.0, 'fee_company': 18.0}])

    def test_another_company(self):
        other = self.other_company()
        there = self.env['ar.credit.account']._account_for(self.partner, other)
        bill = self.invoice(self.partner, 80, -90, company=other)
        with self.assertRaises(ValidationError):
            self.proposed(bill)
        self.agency.company_id = self.company
        with self.assertRaises(UserError):
            self.proposed(bill, account=there, user=self.env.user)

    # === PROPOSALS === #

    def rule(self, **vals):
        return self.env['ar.placement.rule'].sudo().create({
            'name': "Old ones", 'agency_id': self.agency.id, 'days_from': 120, 'level_from': 0,
            **vals})

    def test_rules_propose(self):
        small = self.customer("Small")
        self.invoice(small, 20, -300)
        rule = self.rule(amount_from=100)
        cases = rule._propose()
        self.assertEqual(
            (cases.account_id, cases.line_ids.move_line_id), (self.account, self.items(self.older)))
        self.assertEqual((cases.state, cases.rule_id), ('draft', rule))
        self.assertFalse(rule._propose(), "proposed once")

    def test_a_contact_that_left_its_company(self):
        """Its item stays in the case of the company it belonged to."""
        contact = self.env['res.partner'].create({'name': "Branch", 'parent_id': self.partner.id})
        self.invoice(contact, 70, -240, -200)
        rule = self.rule()
        case = rule._propose()
        self.assertEqual(len(case.line_ids), 2)
        contact.parent_id = False
        self.assertFalse(rule._propose())

    def test_rules_wait_for_the_levels(self):
        rule = self.rule(level_from=2)
        self.assertFalse(rule._propose())
        self.env['ar.dunning.item'].sudo().create({
            'move_line_id': self.items(self.older).id, 'company_id': self.company.id,
            'account_id': self.account.id, 'level': 2})
        self.assertTrue(rule._propose())

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        rule = self.rule().with_context(tz='UTC')  # else each environment reads the user's
        rule._candidates(set())

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rule._candidates(set())
            return self.cr.sql_log_count - before

        few = queries()
        for partner in self.customers(8):
            self.invoice(partner, 10, -200)
        self.assertLessEqual(queries(), few)

    # === MERGE, FILES, RIGHTS === #

    def test_merged_in_mid_case(self):
        """The case, its items and the status follow the customer that stays."""
        case, target = self.placed(), self.customer("Wood Corner Ltd")
        kept = self.env['ar.credit.account']._account_for(target, self.company)
        merge = self.env['base.partner.merge.automatic.wizard'].create({})
        merge._merge((self.partner | target).ids, target)
        self.assertEqual((case.account_id, case.partner_id), (kept, target))
        self.assertEqual(kept.status, 'agency')
        self.pay(self.items(self.newer), 1)
        case.action_refresh()
        self.assertEqual(case.received_amount, 333.33)
        case.action_recall()
        self.assertEqual(kept.status, 'open')

    def test_hand_over_file(self):
        case = self.placed()
        self.env['ar.contact.log'].create({
            'account_id': self.account.id, 'channel': 'phone', 'result': 'refused',
            'note': "=1+1"})
        with freeze_time(self.today + timedelta(days=2)):
            self.env['ar.contact.log'].create({
                'account_id': self.account.id, 'channel': 'phone', 'result': 'refused',
                'note': "Among ourselves"})
        stream = io.BytesIO()
        self.assertEqual(case.with_user(self.collector)._export(stream), f'{case.name}.xlsx')
        book = load_workbook(stream)
        items = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0]]
        self.assertIn((self.older.name, 1000, 25), [(row[0], row[6], row[9]) for row in items])
        self.assertEqual((items[-1][0], items[-1][8]), ("Total", 1333.33))
        texts = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
        self.assertIn("=1+1", texts)
        self.assertNotIn("Among ourselves", texts, "after the hand-over")
        with self.assertRaises(UserError):
            self.proposed(self.invoice(self.partner, 5, -90))._export(io.BytesIO())

    def test_reports_stay(self):
        case = self.placed()
        news = self.env['ar.placement.news'].with_user(self.analyst).create({
            'placement_id': case.id, 'name': "Reached the owner", 'next_date': self.day(14)})
        self.assertEqual((case.next_report, case.activity_ids.date_deadline),
                         (self.day(14), self.day(14)))
        for call in (lambda: news.write({'name': "No"}), news.unlink):
            with self.assertRaises(UserError):
                call()

    def test_what_the_agency_was_promised_is_a_promise(self):
        case = self.placed()
        vals = {'placement_id': case.id, 'name': "Will pay on Friday", 'result': 'promised'}
        news = self.env['ar.placement.news'].with_user(self.analyst)
        with self.assertRaisesRegex(UserError, "how much"):
            news.create(vals)
        news.create({**vals, 'promised_amount': 10, 'promised_date': self.day(3)})
        promise = self.env['ar.promise'].search([('account_id', '=', case.account_id.id)])
        self.assertEqual(
            (promise.amount, promise.date, promise.note, promise.contact_log_id.direction),
            (10, self.day(3), "Will pay on Friday", 'in'))

    def test_nobody_gets_round_the_steps(self):
        """Over RPC, by any role: no state, no fee, no receipt, no row of a case that has begun."""
        case = self.proposed()
        other = self.env['ar.credit.account']._account_for(self.customer("Mill"), self.company)
        with self.assertRaises(ValidationError):
            case.account_id = other
        for vals in ({'state': 'placed'}, {'date_placed': self.today}, {'name': "X"},
                     {'received_amount': 5}, {'request_id': False}, {'status_before': "open"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                case.with_user(self.manager).write(vals)
        made = self.env['ar.placement'].with_user(self.analyst).with_context(
            default_state='placed').create({
                'account_id': self.account.id, 'agency_id': self.agency.id})
        self.assertEqual(made.state, 'draft')
        line = case.line_ids[0].with_user(self.analyst)
        line.write({'percent': 1.0, 'is_live': False})
        self.assertEqual((line.percent, line.is_live), (0.0, True))
        for user in (self.collector, self.role_user('employee')):
            with self.assertRaises(AccessError):
                case.with_user(user).action_submit()
        case = self.placed(self.invoice(self.partner, 7, -90))
        for call in (
            lambda: case.with_user(self.manager).write({'agency_id': self.make_agency("B").id}),
            lambda: case.with_user(self.manager).unlink(),
            lambda: case.line_ids.with_user(self.manager).unlink(),
            lambda: case.with_user(self.manager).copy(),
        ):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            self.env['ar.placement.receipt'].with_user(self.manager).create({
                'line_id': case.line_ids.id, 'partial_id': 1, 'date': self.today})

    def test_rating(self):
        case = self.placed(self.newer)
        self.pay(self.items(self.newer), 1, 233.33)
        case.action_refresh()
        self.assertEqual((self.agency.net_rate, self.agency.points), (59.5, 59.5))
        case.with_user(self.analyst).customer_lost = True
        complaint = self.env['ar.agency.complaint'].with_user(self.collector).create({
            'agency_id': self.agency.id, 'placement_id': case.id, 'name': "Shouted",
            'state': 'true'})
        self.assertEqual(complaint.state, 'open', "who complains does not judge")
        self.assertEqual(self.agency.points, 0.0)
        with self.assertRaises(AccessError):
            complaint.state = 'true'
