"""Ledgers that are unusual but lawful, through the whole chain: open item, ageing, sheet,
behaviour, score, tier, limit. Nothing is lost, nothing is added up that must not be, and no night
breaks."""
import io
from datetime import date

import openpyxl

from odoo import Command
from odoo.tests import tagged

from ..credit.common import CreditCommon


class OddCommon(CreditCommon):

    def run_night(self, companies=None, **kwargs):
        """The whole nightly chain as a button would start it."""
        self.accounts.sudo()._run_nightly(companies or self.company, self.today, **kwargs)
        self.env.invalidate_all()

    def ageing(self, companies=None):
        companies = companies or self.company
        return self.env['ar.ageing'].with_context(allowed_company_ids=companies.ids)

    def row(self, partner, companies=None, **options):
        """The only row of a customer in the ageing (None: items without customer)."""
        [row] = [
            row for section in self.ageing(companies).get_report(options)['sections']
            for row in section['rows'] if row['partner_id'] == (partner.id if partner else None)]
        return row

    def sheet(self, kind, name, companies=None):
        """Rows of one tab of an export, as dicts by column title."""
        stream = io.BytesIO()
        self.ageing(companies)._export(kind, {}, stream)
        worksheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))[name]
        rows = list(worksheet.iter_rows(values_only=True))
        head = int(worksheet.auto_filter.ref.split(':')[0].lstrip('A')) - 1
        return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1:]]

    def assertTied(self, companies=None):
        companies = companies or self.company
        proof = self.ageing(companies).get_tie_out({})
        self.assertTrue(proof['tied'], proof)
        for company in companies:
            items = self.env['ar.open.item'].search([('company_id', '=', company.id)])
            self.assertEqual(
                company.currency_id.round(sum(items.mapped('amount_residual'))),
                self.gl_balance(company))


@tagged('post_install', '-at_install')
class TestOddCurrencies(OddCommon):
    """Currencies without cents, with three decimals, and without a rate."""

    def buyer_of(self, company, currency=None, amount=1_000):
        """A customer who pays the invoices of nine months on their due day and owes one more."""
        partner = self.customer(f"Buyer in {(currency or company.currency_id).name}")
        for month in range(1, 10):
            day = date(2025, 8 + month, 1) if month < 5 else date(2026, month - 4, 1)
            invoice = self.invoice(
                partner, amount, day, day.replace(day=15), company=company, currency=currency)
            self.pay(invoice, day.replace(day=15))
        self.invoice(partner, amount, -30, -3, company=company, currency=currency)
        return partner

    def test_a_company_that_counts_in_yen(self):
        yen = self.setup_other_currency('JPY', rounding=1, rates=[('1900-01-01', 100)])
        tokyo = self.other_company(name="Tokyo KK", currency_id=yen.id)
        tokyo.ar_position_limits = 'on'
        partner = self.buyer_of(tokyo, amount=100_333)
        self.run_night(tokyo)
        account = partner._ar_account(tokyo)
        self.assertEqual(
            (account.receivable_amount, account.overdue_amount, account.worst_overdue_days),
            (100_333, 100_333, 3))
        self.assertEqual((account.net_sales, account.average_order), (1_003_330, 100_333))
        self.assertEqual(account.on_time_ratio, 0.9)
        # 1,003,330 in 302 days of 30.4375 each: 101,122.03 a month, and there is no half a yen.
        self.assertEqual(account.monthly_sales, 101_122)
        self.assertTrue(account.tier_id)
        self.assertEqual(account.proposed_limit, round(account.proposed_limit))
        self.assertGreater(account.proposed_limit, 0)
        self.assertEqual(self.row(partner, tokyo)['total'], 100_333)
        [line, total] = self.sheet('customers', 'JPY', tokyo)
        self.assertEqual((line["Total"], total["Total"]), (100_333, 100_333))
        self.assertTied(tokyo)

    def test_invoices_in_yen_in_a_company_that_counts_in_dollars(self):
        yen = self.setup_other_currency('JPY', rounding=1, rates=[('1900-01-01', 150)])
        partner = self.buyer_of(self.company, yen, 100_001)
        self.run_night()
        account = partner._ar_account(self.company)
        self.assertEqual(account.receivable_amount, 666.67)  # 100,001 / 150
        self.assertEqual(account.net_sales, 6_666.70)
        self.assertEqual(self.row(partner)['total'], 666.67)
        [line, __] = self.sheet('items', 'USD')
        self.assertEqual((line["In Currency"], line["Open Amount"]), (100_001, 666.67))
        [row] = self.ageing().get_report({'currency': 'document'})['sections'][0]['rows']
        self.assertEqual(row['total'], 100_001)
        self.assertTied()

    def test_three_decimals(self):
        dinar = self.setup_other_currency('KWD', rounding=0.001, rates=[('1900-01-01', 0.3)])
        kuwait = self.other_company(name="Kuwait WLL", currency_id=dinar.id)
        kuwait.ar_position_limits = 'on'
        partner = self.buyer_of(kuwait, amount=1_000.125)
        invoice = self.invoice(partner, 0.001, -40, -20, company=kuwait)
        self.run_night(kuwait)
        account = partner._ar_account(kuwait)
        self.assertEqual(account.receivable_amount, 1_000.126)
        self.assertEqual(account.net_sales, 10_001.251)
        account.write({'credit_mode': 'limit', 'credit_limit': 1_000.125})
        self.assertEqual(account.credit_limit, 1_000.125)
        self.assertEqual(account.available_credit, -0.001)
        self.assertEqual(partner.with_company(kuwait).credit_limit, 1_000.125)
        self.assertEqual(self.row(partner, kuwait)['total'], 1_000.126)
        self.assertIn(0.001, [row["Open Amount"] for row in self.sheet('items', 'KWD', kuwait)])
        self.pay(invoice)
        self.assertEqual(self.row(partner, kuwait)['total'], 1_000.125)
        self.assertTied(kuwait)

    def test_a_currency_without_any_rate(self):
        """Odoo books it 1:1, and that is what the ledger says: no night stops at it."""
        shell = self.env['res.currency'].create({'name': 'XSH', 'symbol': 'S'})
        partner, other = self.buyer_of(self.company, shell), self.buyer_of(self.company)
        self.run_night()
        accounts = (partner | other)._ar_account(self.company)
        self.assertEqual(accounts.mapped('receivable_amount'), [1_000, 1_000])
        self.assertEqual(accounts.mapped('net_sales'), [10_000, 10_000])
        self.assertTrue(all(accounts.mapped('tier_code')))
        self.assertTrue(all(accounts.mapped('score')))
        self.assertEqual(self.row(partner)['total'], 1_000)
        self.assertTied()

    def test_no_total_over_company_currencies(self):
        yen = self.setup_other_currency('JPY', rounding=1, rates=[('1900-01-01', 100)])
        tokyo = self.other_company(name="Tokyo KK", currency_id=yen.id)
        both = self.company | tokyo
        partner = self.customer()
        self.invoice(partner, 100, -40, -10)
        self.invoice(partner, 7_000, -40, -10, company=tokyo)
        self.run_night(both)
        for model, name in (
            ('ar.credit.account', 'receivable_amount'), ('ar.credit.account', 'exposure'),
            ('ar.credit.account', 'overdue_amount'), ('ar.credit.account', 'net_sales'),
            ('ar.open.item', 'amount_residual'), ('ar.snapshot', 'receivable_amount'),
            ('ar.snapshot', 'sales_amount'),
        ):
            records = self.env[model].with_context(allowed_company_ids=both.ids)
            with self.subTest(model=model, field=name):
                [group] = records.formatted_read_group([], [], [f'{name}:sum'])
                self.assertFalse(group[f'{name}:sum'])
                found = {
                    row['company_id'][0]: row[f'{name}:sum'] for row in
                    records.formatted_read_group([], ['company_id'], [f'{name}:sum'])}
                self.assertTrue(all(found[company.id] for company in both), found)
                arch = records._get_view(view_type='list')[0]
                self.assertFalse(arch.xpath('//field[@sum]'))
        sections = self.ageing(both).get_report({})['sections']
        self.assertEqual(
            {section['currency_id']: section['totals']['total'] for section in sections},
            {self.company.currency_id.id: 100, yen.id: 7_000})


@tagged('post_install', '-at_install')
class TestOddDocuments(OddCommon):
    """What clerks, imports and other systems leave behind."""

    def night_and_account(self, partner, **kwargs):
        self.run_night(**kwargs)
        return partner._ar_account(self.company)

    def test_due_dates_at_the_end_of_time(self):
        """9999-12-31 is what many systems write for "never": there is no day after it."""
        partner = self.customer()
        self.invoice(partner, 100, -600, due='9999-12-31')
        self.invoice(self.customer("Careless"), 10, -10, due='2999-01-01')
        for full in (False, True):
            account = self.night_and_account(partner, full=full)
            self.assertEqual((account.receivable_amount, account.overdue_amount), (100, 0))
            self.assertEqual(account.read(['features_next_date', 'tier_code'])[0]['id'], account.id)
        self.assertEqual(self.row(partner)['bucket_0'], 100)
        dates = {row["Due Date"] and row["Due Date"].year for row in self.sheet('items', 'USD')}
        self.assertEqual(dates, {9999, 2999, None})
        self.assertTied()

    def test_a_due_date_before_excel(self):
        """A year typed with two digits too few."""
        partner = self.customer()
        self.invoice(partner, 100, -10, due='0026-05-01')
        account = self.night_and_account(partner)
        self.assertEqual(account.overdue_amount, 100)
        self.assertGreater(account.worst_overdue_days, 700_000)
        self.assertEqual(self.row(partner)['bucket_5'], 100)
        for kind in ('customers', 'items', 'ledger'):
            self.assertTrue(self.sheet(kind, 'USD'))
        self.assertTied()

    def test_a_zero_amount_invoice(self):
        partner = self.customer()
        self.invoice(partner, 0, -40, -10)
        account = self.night_and_account(partner)
        self.assertEqual(
            (account.receivable_amount, account.open_item_count, account.invoice_count),
            (0, 0, 0))
        self.assertFalse(self.ageing().get_report({})['sections'])
        self.assertTied()

    def test_a_negative_balance_buys_more(self):
        """Money paid in advance raises the headroom and is no overdue debt."""
        partner = self.customer()
        self.payment(partner, 250.50, -20)
        account = self.night_and_account(partner)
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        self.assertEqual(
            (account.receivable_amount, account.unapplied_amount, account.overdue_amount,
             account.available_credit, account.utilisation),
            (-250.50, 250.50, 0, 350.50, 0))
        self.assertEqual(self.row(partner)['unapplied'], -250.50)
        self.assertTied()

    def test_a_payment_that_is_reversed(self):
        """The cheque bounces: the debt is back, and nobody paid on time."""
        partner = self.customer()
        invoice = self.invoice(partner, 300, -60, -30)
        payment = self.pay(invoice, -40)
        account = self.night_and_account(partner)
        self.assertEqual((account.receivable_amount, account.on_time_ratio), (0, 1.0))
        reversal = payment.move_id._reverse_moves(
            [{'date': self.day(-5), 'ref': "Bounced"}], cancel=True)
        self.assertEqual(reversal.state, 'posted')
        account = self.night_and_account(partner)
        self.assertEqual((account.receivable_amount, account.overdue_amount), (300, 300))
        self.assertEqual(
            (account.invoice_count, account.net_sales, account.paid_count, account.on_time_ratio),
            (1, 300, 0, 0.0), "a cheque that bounced is no second sale")
        self.assertEqual(self.row(partner)['bucket_1'], 300)
        self.assertTied()

    def test_a_write_off(self):
        """What is given up is owed no more, and it was not paid."""
        partner = self.customer()
        invoice = self.invoice(partner, 300, -60, -30)
        self.pay(invoice, -40, 100)
        loss = self.entry(partner, -200, -5, account=self.receivable)
        self.match(invoice, loss)
        account = self.night_and_account(partner)
        self.assertEqual((account.receivable_amount, account.overdue_amount), (0, 0))
        self.assertFalse(self.ageing().get_report({})['sections'])
        self.assertEqual(self.row(partner, as_of=str(self.day(-6)))['total'], 200)
        self.assertTied()

    def test_an_entry_without_customer(self):
        partner = self.customer()
        self.invoice(partner, 100, -40, -10)
        self.entry(None, 77.77, -3)
        self.run_night()
        self.assertEqual(self.row(None)['total'], 77.77)
        self.assertIn("Without customer", [r["Customer"] for r in self.sheet('ledger', 'USD')])
        self.assertTied()

    def test_invoices_cancelled_reset_and_posted_again(self):
        partner = self.customer()
        invoice = self.invoice(partner, 300, -60, -30)
        self.run_night()
        invoice.button_draft()
        account = self.night_and_account(partner)
        self.assertEqual((account.receivable_amount, account.resolved_count), (0, 0))
        invoice.action_post()
        account = self.night_and_account(partner)
        self.assertEqual((account.overdue_amount, account.resolved_count), (300, 1))
        invoice.button_draft()
        invoice.button_cancel()
        account = self.night_and_account(partner)
        self.assertEqual((account.overdue_amount, account.resolved_count), (0, 0))
        self.assertTied()

    def test_a_deleted_payment(self):
        partner = self.customer()
        invoice = self.invoice(partner, 300, -60, -30)
        payment = self.pay(invoice, -40)
        self.assertEqual(self.night_and_account(partner).on_time_ratio, 1.0)
        payment.action_draft()
        payment.unlink()
        account = self.night_and_account(partner)
        self.assertEqual((account.on_time_ratio, account.overdue_amount), (0.0, 300))
        self.assertTied()

    def test_other_terms_after_a_reset(self):
        """30 days become 90: the due date in the books moves, the original one stays, and the log
        tells who it was."""
        partner = self.customer()
        invoice = self.invoice(partner, 300, -60, term=self.term((100, 30)))
        invoice.button_draft()
        invoice.invoice_payment_term_id = self.term((100, 90))
        invoice.action_post()
        self.cr.precommit.run()
        self.assertEqual(self.row(partner)['bucket_0'], 300)
        self.assertEqual(self.row(partner, basis='original')['bucket_1'], 300)
        [event] = self.events('move.reposted', invoice)
        self.assertEqual(
            (event.before['due_dates'], event.after['due_dates']),
            ([str(self.day(-30))], [str(self.day(30))]))
        account = self.night_and_account(partner)
        self.assertEqual((account.overdue_amount, account.not_due_amount), (0, 300))

    def test_an_invoice_with_neither_terms_nor_due_date(self):
        """Odoo makes it due on the day on which it is entered."""
        partner = self.customer()
        move = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': partner.id,
            'invoice_date': self.day(-5), 'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 60, 'tax_ids': [Command.clear()]})]})
        move.action_post()
        account = self.night_and_account(partner)
        self.assertEqual((account.overdue_amount, account.not_due_amount), (0, 60))
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE move_id = %s", [move.id])
        self.env.invalidate_all()
        self.assertEqual(
            (account.overdue_amount, account.worst_overdue_days), (60, 5), "due at its date")
        self.assertTied()
