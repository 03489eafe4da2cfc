"""What is disputed stands beside what is open, or is aged in a row of its own."""
import io

import openpyxl

from odoo.tests import freeze_time, tagged

from ..collection.dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestShellAgeingDispute(DisputeCommon):

    def ageing(self):
        return self.env['ar.ageing'].with_user(self.collector).with_context(
            allowed_company_ids=self.company.ids)

    def section(self, **options):
        [section] = self.ageing().get_report(options)['sections']
        return section

    def rows(self, **options):
        return [
            (row['name'], row['total'], row['disputed'], row['overdue'])
            for row in self.section(sort='total', descending=True, **options)['rows']]

    def test_without_a_dispute_nothing_is_apart(self):
        self.assertEqual(self.rows(by_dispute=True), [(self.shop.name, 1000, 0, 1000)])

    def test_of_it_disputed(self):
        self.dispute(amount=400)
        self.assertEqual(self.rows(), [(self.shop.name, 1000, 400, 1000)])
        totals = self.section()['totals']
        self.assertEqual((totals['total'], totals['disputed']), (1000, 400))

    def test_aged_apart(self):
        self.dispute(amount=400)
        self.invoice(self.shop, 50, -5, 25)
        self.assertEqual(self.rows(by_dispute=True), [
            (self.shop.name, 650, 0, 600), (f"{self.shop.name}: disputed", 400, 400, 400)])
        section = self.section(by_dispute=True)
        [mine, disputed] = sorted(section['rows'], key=lambda row: row['is_disputed'])
        self.assertEqual((mine['bucket_0'], mine['bucket_1']), (50, 600))
        self.assertEqual((disputed['bucket_0'], disputed['bucket_1']), (0, 400))
        self.assertEqual(section['totals']['total'], 1050)

    def test_the_items_of_either_row(self):
        self.dispute(amount=400)
        for is_disputed, amount in ((False, 600), (True, 400)):
            [item] = self.ageing().get_items(
                {'by_dispute': True}, self.company.currency_id.id, self.shop.id, None,
                is_disputed)['items']
            self.assertEqual(
                (item['amount'], item['disputed']), (amount, amount * is_disputed))
        [item] = self.ageing().get_items(
            {}, self.company.currency_id.id, self.shop.id)['items']
        self.assertEqual((item['amount'], item['disputed']), (1000, 400))

    def test_on_the_day_that_is_looked_at(self):
        with freeze_time(self.day(-3)):
            dispute = self.dispute(amount=400).with_user(self.collector)
        with freeze_time(self.day(-1)):
            dispute.finding = "All was there"
            dispute.action_reject()
        disputed = [self.section(as_of=str(self.day(day)))['totals']['disputed']
                    for day in (-4, -3, -2, -1, 0)]
        self.assertEqual(disputed, [0, 400, 400, 0, 0])

    def test_in_both_currencies_to_the_cent(self):
        euro = self.other_currency(rates=(('1900-01-01', 0.3),))
        bill = self.invoice(self.mill, 100, -40, -10, currency=euro)
        self.dispute(bill, amount=33.33)
        line = self.receivable_lines(bill)
        for options in ({}, {'by_dispute': True}):
            with self.subTest(options):
                [home] = [row for row in self.section(**options)['rows'] if row['disputed']]
                self.assertEqual(
                    home['disputed'],
                    self.company.currency_id.round(33.33 * line.balance / 100))
                sections = self.ageing().get_report({'currency': 'document', **options})
                [abroad] = [section for section in sections['sections']
                            if section['currency_id'] == euro.id]
                self.assertEqual(abroad['totals']['disputed'], 33.33)
                self.assertEqual(abroad['totals']['total'], 100)

    def test_in_the_workbooks(self):
        self.dispute(amount=400)
        for kind, options in (
            ('customers', {}), ('items', {}), ('ledger', {}), ('customers', {'by_dispute': True}),
        ):
            with self.subTest(kind, **options):
                stream = io.BytesIO()
                self.ageing()._export(kind, options, stream)
                sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).worksheets[0]
                rows = list(sheet.iter_rows(values_only=True))
                head = int(sheet.auto_filter.ref.split(':')[0].lstrip('A')) - 1
                column = rows[head].index("Of It Disputed")
                self.assertEqual(rows[-1][column], 400)
