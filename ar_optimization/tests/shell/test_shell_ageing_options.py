from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_shell_ageing import AgeingCommon


@tagged('post_install', '-at_install')
class TestShellAgeingOptions(AgeingCommon):
    """Whatever comes over the wire, the answer is a report or one clear sentence."""

    def test_what_cannot_be_used_is_refused_in_words(self):
        wrong = {
            'as_of': ['2026-13-01', 'yesterday', 5, ['2026-01-01'], '0001-01-01', '9999-01-01'],
            'basis': ['amount', 7, ['due'], 'original; DROP TABLE'],
            'bounds': ['30,x', '60,30', '0,30', '-1', 'a', [30, 60], '99999999999999999999',
                       '1 2 3 4 5 6 7 8 9 10 11 12 13', {'a': 1}, 30],
            'currency': ['EUR', 1, [1]],
            'search': [5, ['a'], 'x' * 101],
            'sort': ['name; DELETE FROM account_move', 'balance', 'bucket_99', 3, ['total']],
            'section': [-1, 'x', 1.5, True, 2**40],
            'page': [-1, 0, 'two', 1.5, True, 10**9, [1]],
            'limit': [-1, 0, 100000, 'all'],
        }
        self.invoice(self.partner, 100)
        for name, values in wrong.items():
            for value in values:
                with self.subTest(option=name, value=value), self.assertRaises(UserError) as caught:
                    self.report(**{name: value})
                self.assertTrue(str(caught.exception).endswith("."))

    def test_options_that_are_no_mapping(self):
        for options in ([1], 'as_of', 3):
            with self.assertRaises(UserError):
                self.ageing().get_report(options)

    def test_empty_means_default(self):
        self.invoice(self.partner, 100)
        plain = self.report()
        self.assertEqual(plain['options']['as_of'], str(self.today))
        self.assertEqual(plain['options']['bounds'], '30,60,90,120')
        empty = self.report(as_of=False, bounds='', sort=None, page=False, unknown=1)
        self.assertEqual(empty, plain)

    def test_text_that_looks_like_sql_is_text(self):
        self.invoice(self.partner, 100)
        for text in ("'", "%", "\\", "\x00", "\"; DROP TABLE ar_event; --", "%s", "%(x)s"):
            self.report(search=text)
        self.assertEqual(self.report(search="\x00")['sections'], self.report()['sections'])

    def test_ids_that_are_none(self):
        self.entry(None, 12)
        usd = self.company.currency_id.id
        for value in (0, -1, 'x', 2**70, [1], True):
            found = self.ageing().get_items({}, usd, value)
            self.assertEqual([item['amount'] for item in found['items']], [12], value)
