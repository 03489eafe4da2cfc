from odoo.tests import tagged

from odoo.addons.ar_optimization.tests.dunning.interest_common import InterestCommon


@tagged('post_install', '-at_install')
class TestDebitNoteInterest(InterestCommon):
    """Late interest as debit notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls.invoice(cls.partner, 1000, -40, -30)
        cls.other = cls.invoice(cls.partner, 500, -40, -20)
        cls.accrue()
        cls.charges().action_post()

    def credit(self, invoice, amount=None):
        """A credit note over an invoice, or over a part of it, matched with it."""
        refund = invoice._reverse_moves([{'invoice_date': self.today, 'date': self.today}])
        if amount:
            refund.invoice_line_ids.price_unit = amount
        refund.action_post()
        (invoice + refund).line_ids.filtered(
            lambda line: line.display_type == 'payment_term' and not line.reconciled).reconcile()
        return refund

    def test_one_for_each_invoice(self):
        late, other = (invoice.debit_note_ids for invoice in (self.late, self.other))
        self.assertRecordValues(late + other, [
            {'debit_origin_id': self.late.id, 'amount_total': 30.0, 'state': 'posted'},
            {'debit_origin_id': self.other.id, 'amount_total': 10.0, 'state': 'posted'}])
        self.assertEqual(self.late.debit_note_count, 1)
        self.accrue(10)
        self.charges(self.late, state='memo').action_post()
        self.assertEqual(sorted(self.late.debit_note_ids.mapped('amount_total')), [10.0, 30.0])

    def test_goes_with_its_invoice(self):
        note = self.late.debit_note_ids
        refund = self.credit(self.late)
        self.assertEqual(self.late.payment_state, 'reversed')
        self.assertEqual(self.charges(self.late).mapped('state'), ['reversed'])
        self.assertEqual((note.payment_state, note.amount_residual), ('reversed', 0.0))
        self.assertEqual(self.charges(self.other).state, 'posted')
        self.assertIn(self.late.name, self.env['ar.event'].search([
            ('kind', '=', 'interest.reversed')], limit=1).reason)
        refund.line_ids.remove_move_reconcile()
        self.accrue()
        self.assertEqual(
            self.charges(self.late, state='memo').amount, 30.0, "open again, and late again")

    def test_a_part_is_no_whole(self):
        self.credit(self.late, 400)
        self.assertEqual(self.charges(self.late).state, 'posted')

    def test_by_an_accountant_without_our_rights(self):
        accountant = self.env['res.users'].create({
            'name': "Bookkeeper", 'login': "bookkeeper", 'company_ids': self.company.ids,
            'company_id': self.company.id,
            'group_ids': self.env.ref('account.group_account_invoice').ids})
        self.credit(self.late.with_user(accountant))
        self.assertEqual(self.charges(self.late).state, 'reversed')

    def test_the_least_amount_is_that_of_the_customer(self):
        """Of a month, not of each debit note."""
        self.policy.write({'mode': 'post', 'minimum': 15})
        night = self.env['ar.credit.account']._nightly_interest
        night(self.company, self.day('2026-07-09'))
        night(self.company, self.day('2026-08-01'))
        self.assertEqual(self.charges(self.other, state='posted').mapped('amount'), [10.0, 16.0])

    def test_a_debit_note_has_none(self):
        note = self.late.debit_note_ids
        self.assertFalse(self.charges(note), "no interest on interest")
        goods = self.invoice(self.partner, 100, -40, -30)
        goods.debit_origin_id = self.late
        self.accrue()
        self.charges(goods).action_post()
        self.assertFalse(self.charges(goods).move_id.debit_origin_id)
