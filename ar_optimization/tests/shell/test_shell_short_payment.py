"""Money that does not fit: what was paid short, and receipts that wait."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..collection.dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestShortPayment(DisputeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref('account.group_account_manager')
        cls.expense = cls.company_data['default_account_expense']
        cls.bank_fee = cls.env.ref('ar_optimization.dispute_reason_bank')
        cls.bank_fee.account_id = cls.expense

    def rows(self, partner=None, user=None):
        return self.env['ar.short.payment'].with_user(user or self.collector).search(
            [('commercial_partner_id', '=', (partner or self.shop).id)])

    def deduct(self, amount=15, user=None, reason=None, line=None):
        wizard = self.env['ar.deduction'].with_user(user or self.analyst).create({
            'move_line_id': (line or self.receivable_lines(self.bill)).id, 'amount': amount,
            'reason_id': (reason or self.bank_fee).id, 'note': "Charged by their bank"})
        wizard.action_apply()
        return wizard

    # === THE DESK === #

    def test_what_waits_is_shown_and_nothing_else(self):
        self.assertFalse(self.rows())
        self.pay(self.bill, -3, amount=985)
        receipt = self.payment(self.shop, 50, -2)
        self.credit_note(self.shop, 20, -1)
        partly = self.invoice(self.shop, 100)
        self.match(partly, self.credit_note(self.shop, 40))  # credited in part, paid nothing
        rows = {row.kind: row for row in self.rows()}
        self.assertEqual(
            {kind: (row.amount_open, row.days) for kind, row in rows.items()},
            {'short': (15, 3), 'receipt': (50, 2), 'credit': (20, 1)})
        self.assertAlmostEqual(rows['short'].share, 0.015)
        self.assertEqual(rows['receipt'].move_id, receipt.move_id)
        self.assertFalse(self.rows(self.mill))

    def test_a_short_payment_becomes_a_dispute_in_one_step(self):
        self.pay(self.bill, amount=985)
        action = self.rows().action_dispute()
        wizard = Form(self.env['ar.dispute.open'].with_user(self.collector).with_context(
            **action['context']))
        wizard.reason_id = self.reason
        wizard.save().action_open()
        dispute = self.env['ar.dispute'].search([('move_id', '=', self.bill.id)])
        self.assertEqual((dispute.amount, dispute.reason_id), (15, self.reason))
        self.assertEqual(self.rows().disputed_amount, 15)

    # === DEDUCTION === #

    def test_an_accepted_deduction_is_booked_and_matched(self):
        self.pay(self.bill, amount=985)
        self.deduct()
        self.assertIn(self.bill.payment_state, ('paid', 'in_payment'))
        entry = self.bill.line_ids.full_reconcile_id.reconciled_line_ids.move_id.filtered(
            lambda move: move.move_type == 'entry' and not move.origin_payment_id)
        self.assertRecordValues(entry.line_ids.sorted('balance'), [
            {'account_id': self.receivable.id, 'balance': -15},
            {'account_id': self.expense.id, 'balance': 15}])
        self.assertFalse(self.rows())

    def test_of_a_foreign_currency_without_a_difference(self):
        euro = self.other_currency(rates=(('1900-01-01', 0.5), (self.day(-3), 0.4)))
        bill = self.invoice(self.mill, 500, -40, -10, currency=euro)  # 1,000 USD
        self.deduct(50, line=self.receivable_lines(bill))
        [line] = self.receivable_lines(bill)
        self.assertEqual((line.amount_residual_currency, line.amount_residual), (450, 900))

    def test_a_collector_asks_and_somebody_else_decides(self):
        self.pay(self.bill, amount=985)
        self.deduct(user=self.collector)
        request = self.env['ar.credit.request'].search([('type', '=', 'deduction')])
        self.assertEqual((request.state, request.amount), ('waiting', 15))
        self.assertEqual(self.bill.payment_state, 'partial')
        self.pay(self.bill, amount=10)  # paid after all, nearly
        with self.assertRaises(UserError):
            request.with_user(self.analyst)._decide('approved', "Fine")

    def test_what_cannot_be_deducted(self):
        line = self.receivable_lines(self.bill)
        self.dispute(amount=600)
        for vals in ({'amount': 400.01}, {'amount': 0}, {'amount': -5}, {'reason': self.reason},
                     {'line': self.receivable_lines(self.payment(self.shop, 9))},
                     {'line': self.bill.invoice_line_ids}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.deduct(**vals)
        self.assertEqual(line.amount_residual, 1000)

    # === RECEIPTS === #

    def match_form(self, receipt, user=None):
        line = self.receivable_lines(receipt)
        return Form(self.env['ar.receipt.match'].with_user(user or self.env.user).with_context(
            default_move_line_id=line.id))

    def interest_invoice(self, amount, kind):
        bill = self.invoice(self.shop, amount, -1)
        bill.sudo().ar_is_interest = True
        self.env['ar.interest.charge'].sudo().create({
            'kind': kind, 'state': 'posted', 'account_id': self.account.id,
            'partner_id': self.shop.id, 'company_id': self.company.id, 'amount': amount,
            'amount_due': amount, 'currency_id': self.company.currency_id.id,
            'move_id': bill.id, 'mode': 'post'})
        return bill

    def test_costs_then_interest_then_principal(self):
        late, fee = self.interest_invoice(25, 'interest'), self.interest_invoice(40, 'fee')
        receipt = self.payment(self.shop, 500)
        form = self.match_form(receipt)
        self.assertEqual([
            (line['document'], line['kind'], line['amount'])
            for line in form.line_ids._records], [
                (self.bill.name, 'principal', 435), (late.name, 'interest', 25),
                (fee.name, 'costs', 40)])
        form.order = 'principal_first'
        self.assertEqual(
            [line['amount'] for line in form.line_ids._records], [500, 0, 0])
        form.order = 'costs_first'
        form.save().action_match()
        self.assertEqual(
            [self.receivable_lines(move).amount_residual for move in (self.bill, late, fee)],
            [565, 0, 0])
        self.assertFalse(self.rows().filtered(lambda row: row.kind == 'receipt'))

    def test_a_list_proposes_whatever_its_order(self):
        """As the list reads it: the journal item of a row is no column of it."""
        self.pay(self.bill, 0, amount=985)
        newer = self.invoice(self.shop, 77, -5)
        self.payment(self.shop, 77, -2)
        rows = self.env['ar.short.payment'].with_user(self.collector).web_search_read(
            [('commercial_partner_id', '=', self.shop.id)],
            {name: {} for name in ('kind', 'amount_open', 'proposal')}, order='date desc')
        self.assertEqual(
            [(row['kind'], row['amount_open'], row['proposal']) for row in rows['records']],
            [('short', 15, ""), ('receipt', 77, newer.name)])

    def test_what_the_customer_names_comes_first(self):
        newer = self.invoice(self.shop, 300, -5)
        receipt = self.payment(self.shop, 320)
        receipt.move_id.line_ids.name = f"for {newer.name.replace('/', ' ')}"
        [row] = self.rows()
        self.assertEqual(row.proposal, newer.name)
        form = self.match_form(receipt)
        shares = {line['document']: line['amount'] for line in form.line_ids._records}
        self.assertEqual(shares, {self.bill.name: 20, newer.name: 300})
        form.save().action_match()
        self.assertEqual(self.receivable_lines(newer).amount_residual, 0)
        self.assertEqual(self.receivable_lines(self.bill).amount_residual, 980)

    def test_what_is_disputed_is_left_alone_unless_named(self):
        self.dispute(amount=400)
        newer = self.invoice(self.shop, 100, -5)
        form = self.match_form(self.payment(self.shop, 800))
        self.assertEqual(form.left, 100)
        form.save().action_match()
        self.assertEqual(
            [self.receivable_lines(move).amount_residual for move in (self.bill, newer)],
            [400, 0])
        [rest] = self.rows().filtered(lambda row: row.kind == 'receipt')
        self.assertEqual(rest.amount_open, 100)
        form = self.match_form(rest.move_id)
        with form.line_ids.edit(0) as line:
            line.named = True
        self.assertEqual(form.left, 0)
        form.save().action_match()
        self.assertEqual(self.receivable_lines(self.bill).amount_residual, 300)

    def test_of_a_foreign_item_no_part_is_left_out(self):
        euro = self.other_currency()
        bill = self.invoice(self.mill, 500, -40, -10, currency=euro)
        other = self.invoice(self.mill, 70, -5, currency=euro)
        self.dispute(bill, 100)
        self.match_form(self.payment(self.mill, 90, currency=euro)).save().action_match()
        self.assertEqual(
            [self.receivable_lines(move).amount_residual_currency for move in (bill, other)],
            [500, 0])

    def test_the_amount_alone_proposes_an_invoice(self):
        self.invoice(self.shop, 77, -5)
        self.payment(self.shop, 1000)
        self.assertEqual(self.rows().proposal, self.bill.name)

    def test_who_may_not_reconcile_matches_nothing(self):
        wizard = self.match_form(self.payment(self.shop, 10), self.collector).save()
        with self.assertRaises(AccessError):
            wizard.action_match()
        with self.assertRaises(AccessError):
            wizard.with_user(self.analyst).read(['order'])

    def test_nothing_to_settle(self):
        wizard = self.match_form(self.payment(self.mill, 10)).save()
        with self.assertRaises(UserError):
            wizard.action_match()

    def test_items_of_another_company_are_out_of_reach(self):
        there = self.receivable_lines(self.invoice(self.mill, 10, -9, company=self.other_company()))
        env = self.env(user=self.collector)
        opened = env['ar.dispute.open'].create({
            'reason_id': self.reason.id, 'move_line_ids': self.receivable_lines(self.bill).ids})
        match = self.match_form(self.payment(self.shop, 10), self.collector).save()
        for name, vals in (
                ('ar.dispute.open.line', {'wizard_id': opened.id}),
                ('ar.receipt.match.line', {'wizard_id': match.id}),
                ('ar.receipt.match', {'order': 'costs_first'}),
                ('ar.deduction', {'reason_id': self.bank_fee.id, 'note': "Fine"})):
            with self.assertRaises(AccessError, msg=name), self.cr.savepoint():
                env[name].create({**vals, 'move_line_id': there.id})
        with self.assertRaises(AccessError):
            env['ar.dispute.open'].create({
                'reason_id': self.reason.id, 'move_line_ids': there.ids})

    # === DOORS === #

    def test_one_step_from_everywhere(self):
        line = self.receivable_lines(self.bill)
        for action in (self.bill.action_ar_dispute(), self.item().action_dispute(),
                       self.account.action_dispute()):
            self.assertEqual(action['context'], {
                'default_move_line_ids': line.ids, 'ar_whole': True})
        other = self.invoice(self.shop, 50, -5)
        dialog = self.env['ar.dispute.open'].with_user(self.collector).with_context(
            **self.account.action_dispute()['context'])
        with self.assertRaises(UserError):
            dialog.create({'reason_id': self.reason.id}).action_open()
        form = Form(dialog)
        self.assertEqual([each['amount'] for each in form.line_ids._records], [0, 0])
        form.reason_id = self.reason
        form.attachment_ids.add(self.env['ir.attachment'].with_user(self.collector).create(
            {'name': "photo.png", 'raw': b"x", 'res_model': 'ar.dispute.open', 'res_id': 0}))
        for index, amount in enumerate((10, 20)):
            with form.line_ids.edit(index) as each:
                each.amount = amount
        form.save().action_open()
        disputes = self.account.dispute_ids
        self.assertEqual(
            {dispute.move_id: dispute.amount for dispute in disputes},
            {self.bill: 10, other: 20})
        self.assertEqual(self.account.dispute_count, 2)
        for dispute in disputes:
            self.assertEqual(dispute.message_attachment_count, 1)
