"""A limit of zero and a limit below zero, on every way in."""
from psycopg2.errors import CheckViolation

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestLimitPaths(CreditCommon):

    def assertRefused(self, records, **vals):
        with self.subTest(**vals), mute_logger('odoo.sql_db'), \
                self.assertRaises(CheckViolation), self.cr.savepoint():
            records.write(vals)
            self.env.flush_all()

    def test_below_zero(self):
        account = self.account()
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        self.assertRefused(account, credit_limit=-0.01)
        self.assertRefused(account, proposed_limit=-1)
        self.assertRefused(account, temporary_limit=-1, temporary_limit_to=self.day(3))
        for name in ('ar_limit_auto_cap', 'ar_limit_auto_up', 'ar_limit_auto_down'):
            self.assertRefused(self.company, **{name: -1})
        self.assertEqual(account.credit_limit, 100)

    def test_below_zero_in_the_form(self):
        account = self.account()
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation), self.cr.savepoint(), \
                Form(account) as form:
            form.credit_mode = 'limit'
            form.credit_limit = -5
        self.assertEqual(account.credit_mode, 'unlimited')

    def test_below_zero_in_a_spreadsheet(self):
        """Odoo's own import tells the row and changes nothing."""
        account = self.account()
        [external] = account.export_data(['id'])['datas']
        with mute_logger('odoo.sql_db'):
            result = self.accounts.load(
                ['id', 'credit_mode', 'credit_limit'], [[*external, 'limit', '-5']])
        self.assertFalse(result['ids'])
        self.assertIn("cannot be negative", result['messages'][0]['message'])
        account.invalidate_recordset()
        self.assertEqual((account.credit_mode, account.credit_limit), ('unlimited', 0))

    def test_below_zero_in_the_settings(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.env['res.config.settings'].create({'ar_limit_auto_cap': -1}).execute()
        self.assertEqual(self.company.ar_limit_auto_cap, 0)

    def test_a_contacts_own_limit_below_zero(self):
        """Whatever Odoo's field is set to, the account says what counts."""
        account = self.account()
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        account.partner_id.with_company(self.company).credit_limit = -500
        self.night()
        self.assertEqual(account.credit_limit, 100)
        self.assertEqual(self.native(account.partner_id)[0], 100)
        self.company.ar_position_limits = 'off'
        other = self.account("Other")
        other.partner_id.with_company(self.company).credit_limit = -500
        self.company.ar_position_limits = 'on'
        self.assertEqual(other.credit_mode, 'unlimited', "a negative limit is not taken over")

    def test_zero(self):
        """0 is a limit like any other: by hand, in the form, from a spreadsheet, for a while."""
        accounts = self.account("By hand") | self.account("Form") | self.account("Sheet")
        for account in accounts:
            self.invoice(account.partner_id, 10, -1, 30)
        accounts[0].write({'credit_mode': 'limit', 'credit_limit': 0})
        with Form(accounts[1]) as form:
            form.credit_mode = 'limit'
            form.credit_limit = 0
        [external] = accounts[2].export_data(['id'])['datas']
        result = self.accounts.load(
            ['id', 'credit_mode', 'credit_limit'], [[*external, 'limit', '0']])
        self.assertEqual(result['ids'], accounts[2].ids)
        for account in accounts:
            self.assertEqual(
                (account.credit_basis, account.effective_limit, account.available_credit),
                ('limit', 0, -10))
        account = accounts[0]
        account.write({'credit_limit': 500, 'temporary_limit_to': self.day(3)})
        self.assertEqual((account.credit_basis, account.effective_limit), ('temporary', 0))
