from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ARCommon

PARTS = ('paid_amount', 'discount_amount', 'credited_amount', 'written_off_amount',
         'other_amount', 'open_amount')


@tagged('post_install', '-at_install')
class TestManagementContribution(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_cost_of_capital = 7.3
        cls.partner = cls.customer()
        cls.category = cls.env['product.category'].create({'name': "Chairs"})
        cls.product = cls.env['product.product'].create({
            'name': "Chair", 'categ_id': cls.category.id, 'standard_price': 30})

    def bill(self, when=-20, partner=None, move_type='out_invoice', **kwargs):
        """Two chairs of 50 and a service of 50 without a cost."""
        return self.invoice(
            partner or self.partner, 150, when, move_type=move_type, invoice_line_ids=[
                Command.create({'product_id': self.product.id, 'quantity': 2, 'price_unit': 50,
                                'tax_ids': [Command.clear()]}),
                Command.create({'name': "Service", 'price_unit': 50,
                                'tax_ids': [Command.clear()]})], **kwargs)

    def rows(self, *moves, **context):
        return self.env['ar.contribution'].with_context(**context).search(
            [('move_id', 'in', [move.id for move in moves])], order='id')

    def sums(self, rows, *names):
        return [round(sum(rows.mapped(name)), 2) for name in names]

    def test_what_an_invoice_brought_to_the_cent(self):
        invoice = self.bill()
        self.pay(invoice, -10)
        chairs, service = rows = self.rows(invoice)
        self.assertEqual(chairs.product_categ_id, self.category)
        self.assertEqual((chairs.sales_amount, chairs.cost_amount, chairs.paid_amount),
                         (100, 60, 100))
        self.assertEqual((service.cost_amount, service.uncosted_amount), (0, 50))
        self.assertEqual(rows.mapped('average_days'), [10, 10])
        # 150 for 10 days at 7.3 % a year
        self.assertEqual(self.sums(rows, 'capital_amount', 'contribution_amount'), [0.3, 89.7])

    def test_money_that_is_still_out_costs_until_today(self):
        invoice = self.bill()
        self.pay(invoice, -10, amount=60)
        rows = self.rows(invoice)
        self.assertEqual(self.sums(rows, 'paid_amount', 'open_amount', 'money_days'),
                         [60, 90, 60 * 10 + 90 * 20])
        (days,), = self.env['ar.contribution']._read_group(
            [('move_id', '=', invoice.id)], [], ['average_days:avg'])
        self.assertEqual(float(days), 16, "weighted by money")

    def test_losses_discounts_and_returns(self):
        invoice, other, back = self.bill(), self.bill(), self.bill(-5, move_type='out_refund')
        loss = self.company_data['default_account_expense']
        self.company.write({'ar_bad_debt_account_id': loss.id,
                            'account_journal_early_pay_discount_loss_account_id': loss.id})
        self.env['ar.write.off'].sudo().create({
            'account_id': self.env['ar.credit.account']._account_for(
                self.partner, self.company).id, 'date': self.today,
            'line_ids': [Command.create({
                'move_line_id': self.receivable_lines(invoice).id, 'amount': 30})]})._book()
        receipt = self.env['account.move'].create({
            'move_type': 'entry', 'journal_id': self.bank_journal.id, 'date': self.today,
            'line_ids': [
                Command.create({'account_id': self.bank_journal.default_account_id.id,
                                'balance': 98}),
                Command.create({'account_id': loss.id, 'balance': 2}),
                Command.create({'account_id': self.receivable.id, 'balance': -100,
                                'partner_id': self.partner.id})]})
        receipt.action_post()
        self.match(invoice, receipt)
        self.match(other, back)
        rows = self.rows(invoice)
        self.assertEqual(self.sums(rows, *PARTS), [98, 2, 0, 30, 0, 20])
        self.assertEqual(self.sums(self.rows(other), *PARTS), [0, 0, 150, 0, 0, 0])
        self.assertEqual(self.sums(self.rows(back), 'sales_amount', 'cost_amount', *PARTS),
                         [-150, -60, 0, 0, -150, 0, 0, 0])

    def test_written_off_within_a_payment_or_by_hand(self):
        loss = self.company_data['default_account_expense']
        self.company.ar_bad_debt_account_id = loss
        short, gone = self.bill(), self.bill()
        misc = self.env['account.journal'].search([
            ('type', '=', 'general'), ('company_id', '=', self.company.id)], limit=1)
        for invoice, journal, paid in ((short, self.bank_journal, 110), (gone, misc, 0)):
            entry = self.env['account.move'].create({
                'move_type': 'entry', 'journal_id': journal.id, 'date': self.today,
                'line_ids': [
                    Command.create({'account_id': self.bank_journal.default_account_id.id,
                                    'balance': paid}),
                    Command.create({'account_id': loss.id, 'balance': 150 - paid}),
                    Command.create({'account_id': self.receivable.id, 'balance': -150,
                                    'partner_id': self.partner.id})]})
            entry.action_post()
            self.match(invoice, entry)
        self.assertEqual(self.sums(self.rows(short), *PARTS), [110, 0, 0, 40, 0, 0])
        self.assertEqual(self.sums(self.rows(gone), *PARTS), [0, 0, 0, 150, 0, 0])
        # 150 less 60 of cost, 40 written off and 150 for 20 days at 7.3 % a year
        self.assertEqual(self.sums(self.rows(short), 'contribution_amount'), [49.4])

    def test_an_invoice_that_sets_off_its_down_payment_keeps_its_cost(self):
        final = self.invoice(self.partner, 0, -20, invoice_line_ids=[
            Command.create({'product_id': self.product.id, 'quantity': 2, 'price_unit': 50,
                            'tax_ids': [Command.clear()]}),
            Command.create({'name': "Down payment", 'price_unit': -100,
                            'tax_ids': [Command.clear()]})])
        for receivable in ("of 0", "none"):
            rows = self.rows(final)
            self.assertEqual(rows.mapped('contribution_amount'), [40, -100], receivable)
            self.assertEqual(self.sums(rows, *PARTS, 'billed_amount'), [0] * 7)
            self.receivable_lines(final).with_context(
                dynamic_unlink=True, force_delete=True, skip_invoice_sync=True).unlink()
            self.env.flush_all()
            self.env['ar.contribution'].invalidate_model()

    def test_totals_are_those_of_the_ledger(self):
        euro = self.other_currency('EUR')
        documents = [self.bill(), self.bill(-70, currency=euro),
                     self.bill(-3, move_type='out_refund')]
        self.invoice(self.partner, 33.33, -40)
        self.pay(documents[1], -1, amount=77.77)
        self.payment(self.partner, 12.34, -2)
        self.entry(self.partner, 55, -90)
        income = -sum(self.env['account.move.line'].search([
            ('account_id', '=', self.income.id), ('parent_state', '=', 'posted'),
            ('move_id.move_type', '!=', 'entry')]).mapped('balance'))
        rows = self.env['ar.contribution'].search([('company_id', '=', self.company.id)])
        self.assertEqual(self.sums(rows, 'sales_amount'), [round(income, 2)])
        self.assertEqual(round(sum(self.sums(rows, *PARTS)), 2),
                         self.sums(rows, 'billed_amount')[0])
        flows = self.env['ar.sales.receipt'].search([('company_id', '=', self.company.id)])
        self.assertEqual(self.sums(flows, 'change_amount'), [self.gl_balance()])
        billed, received, other = self.sums(
            flows, 'billed_amount', 'received_amount', 'other_amount')
        self.assertEqual(round(billed - received + other, 2), self.gl_balance())
        self.assertEqual(billed, self.sums(rows, 'billed_amount')[0])

    def test_currencies_are_not_added_up_and_companies_stay_apart(self):
        there = self.other_company(currency_id=self.other_currency('EUR').id)
        self.bill()
        self.invoice(self.partner, 10, company=there)
        for model, name in (('ar.contribution', 'sales_amount'),
                            ('ar.sales.receipt', 'billed_amount')):
            both = self.env[model].with_context(
                allowed_company_ids=(self.company | there).ids)
            (total,), = both._read_group(
                [('commercial_partner_id', '=', self.partner.id)], [], [f'{name}:sum'])
            self.assertFalse(total)
            analyst = both.with_user(self._analyst())
            self.assertEqual(
                analyst.with_context(allowed_company_ids=self.company.ids).search([]).company_id,
                self.company)

    def _analyst(self):
        return self.env['res.users'].search([('login', '=', 'ar_credit_analyst')]) or (
            self.role_user('credit_analyst'))

    def test_what_goods_cost_is_not_for_everybody(self):
        collector = self.role_user('collector')
        for model in ('ar.contribution', 'ar.sales.receipt'):
            with self.assertRaises(AccessError):
                self.env[model].with_user(collector).search([])

    def test_rows_lead_to_their_documents(self):
        invoice = self.bill()
        flow = self.env['ar.sales.receipt'].search([('move_id', '=', invoice.id)])
        for row in (self.rows(invoice)[0], flow):
            self.assertEqual(row.action_open_document()['res_id'], invoice.id)
