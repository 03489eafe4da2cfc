import io
import json
from datetime import datetime
from urllib.parse import urlencode

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..common import ARCommon
from .test_shell_ageing import AgeingCommon


@tagged('post_install', '-at_install')
class TestShellAgeingExport(AgeingCommon):

    def export(self, kind, companies=None, user=None, **options):
        """(file name, workbook) as a reader gets it."""
        stream = io.BytesIO()
        name = self.ageing(companies, user)._export(kind, options, stream)
        return name, openpyxl.load_workbook(io.BytesIO(stream.getvalue()))

    def table(self, worksheet):
        """(facts by label, rows as dicts by column title, totals row) of a sheet."""
        rows = list(worksheet.iter_rows(values_only=True))
        head = int(worksheet.auto_filter.ref.split(':')[0].lstrip('A')) - 1
        facts = {row[0]: row[1] for row in rows[1:head] if row[0]}
        body = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1:]]
        return facts, body[:-1], body[-1]

    def ledger(self):
        """A little of everything, in two currencies."""
        self.wood, self.mat = self.partner, self.customer("=1+1")
        eur = self.other_currency(rates=(('1900-01-01', 0.5), ('2026-05-01', 0.4)))
        invoice = self.invoice(self.wood, 1000, -100, term=self.term((30, 0), (70, 60)))
        self.pay(invoice.line_ids.filtered('date_maturity').sorted('date_maturity')[:1], -50, 99.99)
        self.invoice(self.mat, 100, -40, due=-3, currency=eur)
        self.payment(self.mat, 33.33, -2)
        self.credit_note(self.wood, 10.01, -1)
        self.entry(None, 5.05, -200)

    def test_customers_are_those_of_the_screen(self):
        self.ledger()
        for options in ({}, {'as_of': str(self.day(-60))}, {'basis': 'invoice'},
                        {'sort': 'total', 'descending': True}, {'bounds': '10'}):
            report = self.report(**options)
            [section] = report['sections']
            __, workbook = self.export('customers', **options)
            facts, rows, totals = self.table(workbook['USD'])
            keys = [*((bucket['label'], bucket['key']) for bucket in report['buckets']),
                    ("Unapplied", 'unapplied'), ("Total", 'total'), ("Overdue", 'overdue')]
            self.assertEqual([row["Customer"] for row in rows],
                             [row['name'] for row in section['rows']])
            for row, shown in zip([*rows, totals], [*section['rows'], section['totals']],
                                  strict=True):
                self.assertEqual(
                    [row[label] for label, __ in keys], [shown[key] for __, key in keys])
            self.assertEqual(facts["Companies"], self.company.name)

    def test_items_and_ledger_add_up_to_the_screen(self):
        self.ledger()
        total = self.section()['totals']['total']
        for kind in ('items', 'ledger'):
            __, workbook = self.export(kind)
            __, rows, totals = self.table(workbook['USD'])
            self.assertEqual(len(rows), 6)
            self.assertAlmostEqual(sum(row["Open Amount"] for row in rows), total)
            self.assertAlmostEqual(totals["Open Amount"], total)

    def test_an_item_to_the_cell(self):
        self.ledger()
        __, workbook = self.export('ledger')
        __, rows, __ = self.table(workbook['USD'])
        [row] = [row for row in rows if row["Currency"] == 'EUR']
        self.assertEqual(
            [row[title] for title in ("Customer", "Amount", "Open in Currency", "Open Amount",
                                      "Days Overdue", "Bucket", "State", "Kind", "Salesperson")],
            ["=1+1", 100, 100, 250, 3, "1-30 days", "Overdue", "Invoice", self.env.user.name])
        self.assertEqual(row["Due Date"], datetime.combine(self.day(-3), datetime.min.time()))
        [part] = [row for row in rows if row["Open Amount"] == 200.01]
        self.assertEqual((part["Amount"], part["Bucket"]), (300, "91-120 days"))
        self.assertIsNone(part["Contract"])

    def test_the_contract_of_an_item(self):
        account = self.env['ar.credit.account']._account_for(self.partner, self.company)
        contract = self.env['ar.contract'].create({
            'account_id': account.id, 'date_from': self.day(-30),
            'payment_term_id': self.term((100, 30)).id})
        contract.version_id.sudo()._approve(self.today)
        self.invoice(self.partner, 77, -1)
        __, workbook = self.export('ledger')
        [row] = [row for row in self.table(workbook['USD'])[1] if row["Open Amount"] == 77]
        self.assertEqual(row["Contract"], contract.name)

    def test_whose_item_it_is(self):
        self.ledger()
        collector = self.role_user('collector', login='ar_their_collector')
        account = self.env['ar.credit.account']._account_for(self.mat, self.company)
        account.collector_id = collector
        __, workbook = self.export('ledger')
        __, rows, __ = self.table(workbook['USD'])
        self.assertEqual({row["Collector"] for row in rows if row["Customer"] == "=1+1"},
                         {collector.name})

    def test_text_is_never_a_formula(self):
        self.ledger()
        for kind in ('customers', 'items', 'ledger'):
            __, workbook = self.export(kind)
            cells = [cell for row in workbook['USD'].iter_rows() for cell in row
                     if cell.value == "=1+1"]
            self.assertTrue(cells)
            self.assertEqual({cell.data_type for cell in cells}, {'s'})

    def test_decimals_of_each_currency(self):
        yen = self.setup_other_currency('JPY', rounding=1, rates=[('1900-01-01', 100)])
        self.invoice(self.partner, 1000, currency=yen)
        __, workbook = self.export('items')
        formats = {cell.value: cell.number_format for row in workbook['USD'].iter_rows()
                   for cell in row if isinstance(cell.value, int | float)}
        self.assertEqual((formats[1000], formats[10]), ('#,##0', '#,##0.00'))

    def test_sheet_says_what_it_is(self):
        self.ledger()
        with freeze_time('2026-06-30 10:11:12'):
            name, workbook = self.export('customers', search="wood", overdue_only=True)
        self.assertEqual(name, "Aged Receivables 2026-06-30.xlsx")
        facts, rows, __ = self.table(workbook['USD'])
        self.assertEqual((facts["As of"], facts["Currency"]), ("06/30/2026", "USD"))
        self.assertEqual(facts["Only"], "overdue only, search “wood”")
        self.assertIn("add up", facts["General ledger"])
        self.assertIn(self.collector.name, facts["Created"])
        self.assertIn("06/28/2026", facts["Last bank entry"])
        self.assertEqual(len(rows), 1)
        head = int(workbook['USD'].auto_filter.ref.split(':')[0].lstrip('A'))
        self.assertEqual(workbook['USD'].freeze_panes, f'B{head + 1}')

    def test_sections_are_sheets(self):
        other = self.other_company(name="Overseas", currency_id=self.other_currency().id)
        self.invoice(self.partner, 100)
        self.invoice(self.partner, 11, company=other)
        self.collector = self.role_user('collector', login='both', companies=self.company | other)
        __, workbook = self.export('customers', self.company | other)
        self.assertEqual(set(workbook.sheetnames), {'USD', 'EUR', 'Tie-Out'})
        self.assertEqual(self.table(workbook['EUR'])[2]["Total"], 11)

    def test_nothing_open(self):
        for kind in ('customers', 'items', 'ledger'):
            __, workbook = self.export(kind)
            self.assertEqual(self.table(workbook['USD'])[1], [])

    def test_a_wrong_ledger_says_so_on_the_sheet(self):
        line = self.receivable_lines(self.invoice(self.partner, 100, -30))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 90 WHERE id = %s", [line.id])
        self.env.invalidate_all()
        __, workbook = self.export('customers')
        self.assertIn("DOES NOT ADD UP: one item", self.table(workbook['USD'])[0]["General ledger"])
        rows = list(workbook['Tie-Out'].iter_rows(values_only=True))
        self.assertIn(line.move_name, {row[2] for row in rows})
        self.assertIn(-10, {row[7] for row in rows})

    def test_queries_do_not_grow_with_items(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for kind in ('customers', 'items', 'ledger'):
                self.export(kind)
            return self.env.cr.sql_log_count - before

        self.invoice(self.partner, 100, -1)
        queries()
        one = queries()
        for partner in self.customers(30):
            self.entry(partner, 10, -1)
        self.assertEqual(queries(), one)

    def test_refused(self):
        with self.assertRaises(AccessError):
            self.export('customers', user=self.role_user('billing'))
        with self.assertRaises(UserError):
            self.export('customers', as_of='never')


@tagged('post_install', '-at_install')
class TestShellAgeingDownload(HttpCase, ARCommon):

    def get(self, kind='customers', companies='', **options):
        query = urlencode({'options': json.dumps(options), 'companies': companies})
        return self.url_open(f'/ar_optimization/ageing/{kind}.xlsx?{query}')

    def test_download(self):
        self.role_user('collector')
        partner = self.customer()
        self.invoice(partner, 123.45, -1)
        self.authenticate('ar_collector', 'ar_collector')
        for kind in ('customers', 'items', 'ledger'):
            response = self.get(kind, companies=str(self.company.id))
            self.assertEqual(response.status_code, 200)
            self.assertIn(f'{self.today}.xlsx', response.headers['Content-Disposition'])
            workbook = openpyxl.load_workbook(io.BytesIO(response.content))
            self.assertIn(123.45, {cell for row in workbook['USD'].iter_rows(values_only=True)
                                   for cell in row})

    def test_refused_with_a_sentence(self):
        other = self.other_company(name="Sister")
        self.role_user('collector')
        self.authenticate('ar_collector', 'ar_collector')
        self.assertEqual(self.get('everything').status_code, 404)
        self.assertEqual(self.get(companies=str(other.id)).status_code, 403)
        response = self.get(as_of='never')
        self.assertEqual((response.status_code, "never" in response.text), (400, True))
        for text in ('{', '[1]', '"x"', '1'):
            response = self.url_open(
                '/ar_optimization/ageing/items.xlsx?' + urlencode({'options': text}))
            self.assertEqual(response.status_code, 400, text)

    def test_refused_to_lesser_roles(self):
        self.role_user('employee')
        self.role_user('billing')
        new_test_user(self.env, login='ar_portal', groups='base.group_portal')
        for login in ('ar_employee', 'ar_billing', 'ar_portal'):
            self.authenticate(login, login)
            self.assertEqual(self.get().status_code, 403, login)
        self.authenticate(None, None)
        self.assertIn('/web/login', self.get().url)
