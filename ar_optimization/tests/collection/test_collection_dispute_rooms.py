"""What the other rooms make of a dispute: dunning, interest, incentives, contracts; and its credit
note."""
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestDisputeRooms(DisputeCommon):

    def setUp(self):
        super().setUp()
        self.env.user.group_ids += self.env.ref('account.group_account_manager')

    # === DUNNING === #

    def test_only_the_rest_is_demanded(self):
        self.dispute(amount=400)
        notice = self.prepare().notice_ids
        self.assertEqual((notice.partner_id, notice.collectable_amount), (self.shop, 600))
        self.assertEqual(
            notice.line_ids.action_dispute()['context']['default_move_line_ids'],
            self.receivable_lines(self.bill).ids)

    def test_what_is_disputed_wholly_is_left_out_with_its_reason(self):
        self.dispute(amount=1000)
        run = self.prepare()
        self.assertFalse(run.notice_ids)
        self.assertEqual(run.skip_ids.mapped('reason'), ['disputed'])

    def test_disputed_after_the_preview_it_is_not_sent(self):
        run = self.prepare()
        self.assertEqual(run.notice_ids.mapped('state'), ['draft'], run.skip_ids.mapped('reason'))
        self.dispute(amount=1000)
        self.send(run)
        self.assertEqual(run.notice_ids.mapped('state'), ['cancelled'])

    # === INTEREST === #

    def interest(self, until):
        self.env['ar.interest.policy'].search([]).active = False
        self.env['ar.interest.policy'].create({
            'name': "A thousandth a day", 'mode': 'accrue', 'basis': 'own', 'rate': 0.1,
            'rate_period': 'day', 'currency_id': self.company.currency_id.id,
            'company_id': self.company.id})
        self.env['ar.interest.charge']._accrue(self.company, self.day(until))
        return self.env['ar.interest.charge'].search(
            [('source_move_id', '=', self.bill.id), ('kind', '=', 'interest')]).amount

    def _disputed_for_ten_days(self):
        with freeze_time(self.day(0)):  # ten days late
            dispute = self.dispute(amount=400).with_user(self.collector)
        with freeze_time(self.day(10)):
            dispute.finding = "All was there"
        return dispute

    def test_interest_rests_on_what_is_disputed(self):
        self.dispute(amount=400)
        # nine days on 1,000, eleven on 600: from the first day of the dispute on
        self.assertAlmostEqual(self.interest(10), 9 * 1.0 + 11 * 0.6)

    def test_rejected_it_runs_again(self):
        dispute = self._disputed_for_ten_days()
        with freeze_time(self.day(10)):
            dispute.action_reject()
        # ten days on 600, the day of the decision bears interest again
        self.assertAlmostEqual(self.interest(20), 9 * 1.0 + 10 * 0.6 + 11 * 1.0)

    def test_rejected_with_interest_it_never_rested(self):
        dispute = self._disputed_for_ten_days()
        with freeze_time(self.day(10)):
            dispute.action_reject_with_interest()
        self.assertAlmostEqual(self.interest(20), 30 * 1.0)

    def test_credited_it_was_never_owed(self):
        dispute = self._disputed_for_ten_days().with_user(self.env.user)
        with freeze_time(self.day(10)):
            dispute.action_credit_note()
            dispute.credit_move_id.action_post()
        self.assertAlmostEqual(self.interest(20), 30 * 0.6)

    # === INCENTIVES AND CONTRACTS === #

    def test_disputed_invoices_are_offered_nothing(self):
        offers, other = self.env['ar.incentive.offer'], self.invoice(self.mill, 50)
        dispute = self.dispute()
        self.assertEqual(offers._disputed_moves(self.bill | other), self.bill)
        dispute.with_user(self.collector).action_cancel()
        self.assertFalse(offers._disputed_moves(self.bill | other))

    def test_a_contract_counts_its_disputes(self):
        contract = self.env['ar.contract'].create({'account_id': self.account.id})
        bill = self.invoice(self.shop, 50, post=False)
        bill.ar_contract_id = contract
        bill.action_post()
        self.dispute()
        self.assertEqual(contract.dispute_count, 0)
        self.dispute(bill, 10)
        contract.invalidate_recordset(['dispute_count'])
        self.assertEqual(contract.dispute_count, 1)
        found = self.env['ar.dispute'].search(contract.action_disputes()['domain'])
        self.assertEqual(found.move_id, bill)

    # === CREDIT NOTE === #

    def taxed(self):
        """Two rates and two accounts, 1,000.01 with taxes, in two instalments."""
        low, high = self.env['account.tax'].create([
            {'name': f"Tax {rate}", 'amount': rate, 'type_tax_use': 'sale'} for rate in (7, 19)])
        other = self.income.copy({'code': '499990'})
        bill = self.invoice(
            self.mill, 0, -40, term=self.term((50, 0), (50, 20)), post=False,
            invoice_line_ids=[
                Command.create({'name': "A", 'quantity': 3, 'price_unit': 100.03,
                                'tax_ids': [Command.set(low.ids)]}),
                Command.create({'name': "B", 'price_unit': 570.61, 'account_id': other.id,
                                'tax_ids': [Command.set(high.ids)]})])
        bill.action_post()
        return bill

    def test_it_is_exact_to_the_cent_and_settles_the_disputed_instalment(self):
        bill = self.taxed()
        first, second = self.receivable_lines(bill).sorted('date_maturity')
        dispute = self.dispute(line=second, amount=333.33).with_user(self.env.user)
        dispute.action_credit_note()
        note = dispute.credit_move_id
        self.assertEqual(note.reversed_entry_id, bill)
        self.assertEqual((note.state, note.amount_total), ('draft', 333.33))
        self.assertEqual(len(note.invoice_line_ids.account_id), 2)
        self.assertEqual(dispute.state, 'open')
        before = first.amount_residual, second.amount_residual
        note.action_post()
        self.assertEqual(dispute.state, 'credited')
        self.assertEqual(
            (first.amount_residual, second.amount_residual),
            (before[0], bill.currency_id.round(before[1] - 333.33)))
        self.assertEqual((dispute.credited_amount, dispute.credited_company), (333.33, 333.33))
        with self.assertRaises(UserError):
            dispute.action_credit_note()

    def test_the_whole_invoice_is_reversed_as_odoo_does(self):
        dispute = self.dispute(amount=1000).with_user(self.env.user)
        dispute.action_credit_note()
        dispute.credit_move_id.action_post()
        self.assertEqual((self.bill.payment_state, dispute.state), ('reversed', 'credited'))
        self.assertFalse(self.item())

    def test_a_larger_credit_note_leaves_a_credit(self):
        dispute = self.dispute(amount=400).with_user(self.env.user)
        dispute.action_credit_note()
        dispute.credit_move_id.invoice_line_ids.write({'price_unit': 1100, 'quantity': 1})
        dispute.credit_move_id.action_post()
        self.assertEqual((dispute.state, dispute.credited_amount), ('credited', 1100))
        [row] = self.env['ar.short.payment'].search(
            [('credit_account_id', '=', self.account.id)])
        self.assertEqual((row.kind, row.amount_open), ('credit', 100))

    def test_a_credit_note_back_in_draft_keeps_the_amount_back_again(self):
        dispute = self.dispute(amount=400).with_user(self.env.user)
        dispute.action_validate()
        dispute.action_credit_note()
        note = dispute.credit_move_id
        note.action_post()
        self.assertEqual(self.item().collectable_amount, 600)
        note.button_draft()
        self.assertRecordValues(dispute, [{
            'state': 'validated', 'closed_on': False, 'credited_amount': 0}])
        self.assertEqual(self.item().disputed_amount, 400)
        note.unlink()
        self.assertFalse(dispute.credit_move_id)

    def test_who_writes_no_invoices_makes_no_credit_note(self):
        dispute = self.dispute()
        with self.assertRaises(AccessError):
            dispute.with_user(self.collector).action_credit_note()

    def test_nothing_open_nothing_to_credit(self):
        dispute = self.dispute()
        self.pay(self.bill)
        with self.assertRaises(UserError):
            dispute.with_user(self.env.user).action_credit_note()
