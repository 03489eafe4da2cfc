"""Tables that somebody brings: cells, columns, faults."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import cells, table_import
from ..pure import examples

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@tagged('post_install', '-at_install')
class TestCells(BaseCase):

    def code(self, parse, *args):
        with self.assertRaises(cells.CellError) as caught:
            parse(*args)
        return caught.exception.code

    @examples
    @given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日",
                                  "%Y-%m-%d 00:00:00", "%Y-%m-%dT08:15"]))
    def test_dates_that_begin_with_the_year(self, day, form):
        self.assertEqual(cells.parse_date(day.strftime(form)), day)

    @examples
    @given(days, st.sampled_from(["dmy", "mdy"]), st.sampled_from("/.-"))
    def test_dates_in_a_given_order(self, day, order, mark):
        form = mark.join(["%d", "%m", "%Y"] if order == "dmy" else ["%m", "%d", "%Y"])
        text = day.strftime(form)
        self.assertEqual(cells.parse_date(text, order), day)
        if day.day > 12 or day.day == day.month:
            self.assertEqual(cells.parse_date(text), day)
        else:
            self.assertEqual(self.code(cells.parse_date, text), "date_order")

    @examples
    @given(days)
    def test_excel_serial(self, day):
        serial = (day - date(1899, 12, 30)).days
        for value in (serial, float(serial), str(serial), serial + 0.75):
            self.assertEqual(cells.parse_date(value), day)

    def test_date_objects(self):
        self.assertEqual(cells.parse_date(datetime(2026, 1, 2, 3)), date(2026, 1, 2))
        self.assertEqual(cells.parse_date(date(2026, 1, 2)), date(2026, 1, 2))

    def test_no_dates(self):
        for text in ("2026-02-30", "31/31/2026", "1/2/26", "soon", "20261340", "12", "1.x",
                     "30/02/2026", True):
            with self.subTest(text=text):
                self.assertEqual(self.code(cells.parse_date, text), "date_unknown")
        self.assertEqual(self.code(cells.parse_date, "31/12/2026", "mdy"), "date_unknown")
        self.assertEqual(self.code(cells.parse_date, "#VALUE!"), "cell_error")

    @examples
    @given(st.integers(-10**11, 10**11), st.sampled_from([",.", ".,", " ,", "'.", " ,"]),
           st.sampled_from(["{}", "￥{}", "{} EUR", "CNY {}", "{} 元", "$ {}"]))
    def test_amounts_with_two_decimals(self, cents, marks, form):
        text = f"{abs(cents) / 100:,.2f}".translate(str.maketrans(",.", marks))
        for negative in ("-{}", "({})", "{}-") if cents < 0 else ("{}", "+{}"):
            self.assertEqual(cells.parse_amount(form.format(negative.format(text))), cents / 100)

    def test_amounts(self):
        for text, decimal, wanted in (
            ("1,234", None, 1234.0), ("1.234.567", None, 1234567.0), ("1,2", None, 1.2),
            ("12,34,567.5", None, 1234567.5), (".5", None, 0.5), ("3亿", None, 3e8),
            ("１２，３４５．６", None, 12345.6), (12, None, 12.0), ("-0", None, 0.0),
            ("1.234", ".", 1.234), ("1,234", ",", 1.234), ("", None, None), ("−7", None, -7.0),
        ):
            with self.subTest(text=text):
                self.assertEqual(cells.parse_amount(text, decimal), wanted)

    def test_no_amounts(self):
        for value, decimal in (
            ("abc", None), ("1,23,4", None), ("12 abcd", None), ("--1", None), ("", "."),
            ("1.2.3", "."), ("1,,234", None), (float("nan"), None), (float("-inf"), None),
            (True, None), ("()", None), ("1.234,5", "."), ("EUR", None),
        ):
            with self.subTest(value=value):
                if value == "":
                    self.assertIsNone(cells.parse_amount(value, decimal))
                else:
                    self.assertEqual(
                        self.code(cells.parse_amount, value, decimal), "amount_unknown")
        self.assertEqual(self.code(cells.parse_amount, "7.125"), "amount_decimal")

    def test_whole_numbers_and_flags(self):
        self.assertEqual(cells.parse_integer("-5"), -5)
        self.assertEqual(self.code(cells.parse_integer, "5.5"), "integer_unknown")
        self.assertEqual(self.code(cells.parse_flag, "perhaps"), "flag_unknown")
        self.assertIsNone(cells.parse_flag(""))


C = table_import.Column
INVOICES = (
    C("invoice_id", required=True, unique=True),
    C("customer", required=True),
    C("invoice_date", table_import.DATE, required=True),
    C("due_date", table_import.DATE, after="invoice_date"),
    C("amount", table_import.AMOUNT, required=True, minimum=0.01),
    C("credit_days", table_import.INTEGER),
    C("disputed", table_import.FLAG),
    C("currency", choices=("EUR", "CNY")),
)


@tagged('post_install', '-at_install')
class TestTableImport(BaseCase):

    def read(self, *rows, formats=None):  # pylint: disable=method-required-super
        mapping = {column.name: place for place, column in enumerate(INVOICES)}
        return table_import.read_table(rows, mapping, INVOICES, formats)

    def faults(self, *rows):
        return [(f.line, f.column, f.code) for f in self.read(*rows).faults]

    def test_good_row(self):
        table = self.read(["7", "Azure", "2026-01-01", "31/01/2026", "1 000,50", "30", "否", "eur"])
        self.assertFalse(table.faults)
        self.assertEqual(table.rows[0], (2, {
            "invoice_id": "7", "customer": "Azure", "invoice_date": date(2026, 1, 1),
            "due_date": date(2026, 1, 31), "amount": 1000.5, "credit_days": 30,
            "disputed": False, "currency": "EUR",
        }, ()))

    def test_every_fault_of_a_row(self):
        self.assertEqual(self.faults(["", "Azure", "x", "y", "0", "z", "?", "USD"]), [
            (2, "invoice_id", "required"), (2, "invoice_date", "date_unknown"),
            (2, "due_date", "date_unknown"), (2, "amount", "too_small"),
            (2, "credit_days", "integer_unknown"), (2, "disputed", "flag_unknown"),
            (2, "currency", "choice_unknown"),
        ])

    def test_faults_across_cells_and_rows(self):
        self.assertEqual(self.faults(
            ["1", "A", "2026-02-01", "2026-01-31", "5"],
            [None, " ", ""],
            ["1", "A", "2026-02-01", "2026-02-01", "5"],
            ["2", "A"],
        ), [
            (2, "due_date", "before"), (4, "invoice_id", "duplicate"),
            (5, "invoice_date", "required"), (5, "amount", "required"),
        ])

    def test_nothing_of_a_bad_row_is_given_away(self):
        mapping = {"invoice_id": 0, "amount": 1}
        columns = [INVOICES[0], INVOICES[4]]
        rows = list(table_import.read_rows([["1", "x"], ["2", "5"]], mapping, columns))
        self.assertEqual(rows[0].values, None)
        self.assertEqual(rows[1].values, {"invoice_id": "2", "amount": 5.0})

    def test_every_code_has_a_message(self):
        rows = [["", "#REF!", "03/04/2026", "x", "1.234", "z", "?", "USD"],
                ["1", "A", "x", "2026-01-01", "-1"], ["1", "A", "2026-02-01", "2026-01-01", "y"]]
        table = self.read(*rows)
        self.assertGreaterEqual(len({fault.code for fault in table.faults}), 9)
        for fault in table.faults:
            self.assertIn(f"line {fault.line}, {fault.column}: ", str(fault))

    def test_formats_of_a_column(self):
        rows = [["1", "A", "03/04/2026", "13/04/2026", "1.234"],
                ["2", "A", "04/04/2026", date(2026, 5, 4), "1.234,50"],
                ["3", "A", "nonsense", "", 7.0]]
        mapping = {column.name: place for place, column in enumerate(INVOICES)}
        formats = table_import.guess_formats(rows, mapping, INVOICES)
        self.assertEqual(formats, ("dmy", ","))
        table = self.read(*rows, formats=formats)
        self.assertEqual([row.values["amount"] for row in table.rows], [1234.0, 1234.5])
        self.assertEqual(table.rows[0].values["invoice_date"], date(2026, 4, 3))

    def test_formats_that_nothing_shows(self):
        columns = [C("due_date", table_import.DATE), C("amount", table_import.AMOUNT)]
        formats = table_import.guess_formats(
            [["03/04/2026", "1.234"], ["04/03/2026"]], {"due_date": 0, "amount": 1}, columns)
        self.assertEqual(formats, (None, None))

    def test_headers_in_two_languages(self):
        for headers in (
            ["Invoice No.", "Client", "Issue date", "Due", "Total", "Terms", "Dispute", "Ccy"],
            ["单据号", "客户名称", "开票日期", "到期日", "价税合计", "账期", "争议", "币种"],
            ["INVOICE_ID", "customer", "invoice date", "DueDate", "amount", "credit-days",
             "disputed", "currency"],
        ):
            with self.subTest(headers=headers):
                self.assertEqual(
                    list(table_import.guess_mapping(headers, INVOICES).values()), list(range(8)))

    def test_own_name_wins_over_synonym(self):
        columns = (C("due_date"), C("pay_date"), C("note", synonyms=("due date",)))
        mapping = table_import.guess_mapping(["due", "due_date", "remarks", "z"], columns)
        self.assertEqual(mapping, {"due_date": 1, "note": 2})
        self.assertEqual(table_import.missing_columns(mapping, columns), ())

    @examples
    @given(st.lists(st.lists(
        st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.dates(),
        max_size=9), max_size=5))
    def test_no_input_breaks_it(self, rows):
        table = self.read(*rows)
        filled = [row for row in rows if any(cells.clean(cell) for cell in row)]
        bad = {fault.line for fault in table.faults}
        self.assertEqual(len(table.rows) + len(bad), len(filled))
        for row in table.rows:
            self.assertLessEqual({"invoice_id", "customer", "amount"}, row.values.keys())
            self.assertGreaterEqual(row.values["amount"], 0.01)
            self.assertGreaterEqual(
                row.values["due_date"] or date.max, row.values["invoice_date"] - timedelta(0))
