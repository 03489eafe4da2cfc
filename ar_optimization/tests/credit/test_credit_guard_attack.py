from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestGuardAttack(GuardCommon):
    """What gets round the guard no more."""

    def test_posted_by_writing_the_state(self):
        over, __ = self.held()
        over.write({'state': 'posted'})
        over.with_context(ar_guard_posting=[over.id]).write({'state': 'posted'})
        self.assertEqual(over.state, 'draft')
        with self.assertRaises(UserError):
            self.draft(over.partner_id, 50, state='posted')
        for context in ({'default_state': 'posted'},):
            sneaked = self.env['account.move'].with_context(**context).create({
                'move_type': 'out_invoice', 'partner_id': over.partner_id.id,
                'invoice_line_ids': [Command.create({'name': "Goods", 'price_unit': 50})]})
            self.assertEqual(sneaked.state, 'draft')
        over.button_cancel()
        over.write({'state': 'posted'})
        self.assertEqual(over.state, 'cancel')
        fits = self.draft(over.partner_id, 5)
        fits.write({'state': 'posted'})
        self.assertEqual(fits.state, 'posted')

    def test_the_day_of_a_night_is_nobodys_to_say(self):
        self.policy()
        partner = self.limited(100).partner_id
        self.invoice(partner, 100)
        over = self.draft(partner, 50)
        for key in ('ar_night', 'ar_as_of'):
            over.with_context(**{key: '2000-01-01'}).action_post()
            self.assertEqual(over.state, 'draft', key)

    def test_nothing_but_a_release_gets_round_it(self):
        over, __ = self.held()
        contexts = (
            {'tracking_disable': True, 'install_mode': True, 'import_file': True,
             'bypass_risk': True, 'ar_guard': False, 'disable_abnormal_invoice_detection': True},
            {})
        for context in contexts:
            over.with_context(**context).sudo().action_post()
            over.with_context(**context).sudo()._post(soft=False)
            self.assertEqual(over.state, 'draft')
        over.auto_post = 'at_date'
        with self.enter_registry_test_mode():
            self.env.ref('account.ir_cron_auto_post_draft_entry').method_direct_trigger()
        self.assertEqual(over.state, 'draft')
        self.env['validate.account.move'].create(
            {'move_ids': [Command.set(over.ids)]}).validate_move()
        self.assertEqual(over.state, 'draft')

    # === OTHER FIGURES === #

    def test_a_total_given_as_extra_tax_data(self):
        self.policy()
        tax = self.env['account.tax'].create({'name': "20 %", 'amount': 20})
        data = {
            'currency_id': self.company.currency_id.id, 'price_unit': 600, 'discount': 0,
            'quantity': 1, 'rate': 1, 'manual_total_excluded_currency': 0,
            'manual_tax_amounts': {str(tax.id): {
                'tax_amount_currency': 0, 'base_amount_currency': 0}}}
        values = {'name': "Goods", 'price_unit': 600, 'tax_ids': [Command.set(tax.ids)]}
        over = self.draft(self.limited(100).partner_id, 1)
        with self.assertRaises(AccessError):
            over.invoice_line_ids = [Command.create({**values, 'extra_tax_data': data})]
        over.invoice_line_ids = [Command.create(values)]
        line = over.invoice_line_ids[-1]
        with self.assertRaises(AccessError):
            line.extra_tax_data = data
        line.extra_tax_data = {**data, 'price_unit': 500}  # is not what is invoiced
        self.assertEqual(over.amount_total, 721)
        with self.assertRaises(AccessError):
            line.price_unit = 500
        over.action_post()
        self.assertEqual(over.state, 'draft')

    def test_a_rate_does_not_make_it_small(self):
        self.policy()
        euro = self.other_currency('EUR')  # 1 EUR = 2 USD
        partner = self.limited(100).partner_id
        over = self.draft(partner, 51, currency=euro)
        over.invoice_currency_rate = 50
        self.assertEqual(sum(over.line_ids.filtered('date_maturity').mapped('balance')), 1.02)
        over.action_post()
        self.assertEqual((over.state, self.hold_of(over).total), ('draft', 102))
        fits = self.draft(partner, 50, currency=euro)
        fits.action_post()
        with self.assertRaises(UserError):
            fits.invoice_currency_rate = 50

    # === ENTRIES === #

    def test_an_invoice_turned_into_an_entry_and_back(self):
        self.policy()
        over = self.draft(self.limited(100).partner_id, 600)
        with self.assertRaises(UserError):
            over.move_type = 'entry'
        back = self.draft(over.partner_id, 600, move_type='out_refund')
        back.action_post()
        with self.assertRaises(UserError):
            back.move_type = 'out_invoice'
        entry = self.env['account.move'].create({
            'move_type': 'entry', 'partner_id': over.partner_id.id})
        entry.move_type = 'out_invoice'  # still a draft, and looked at like any other
        entry.invoice_line_ids = [Command.create({'name': "Goods", 'price_unit': 701})]
        entry.invoice_date = self.today
        entry.action_post()
        self.assertEqual(entry.state, 'draft')

    def test_an_entry_of_the_ledger_is_not_held_and_counts_at_once(self):
        """Opening balances, corrections and exchange differences can always be entered."""
        self.policy()
        account = self.limited(100)
        entry = self.entry(account.partner_id, 90)
        self.assertEqual(entry.state, 'posted')
        over = self.draft(account.partner_id, 11)
        over.action_post()
        self.assertEqual((over.state, self.hold_of(over).exposure), ('draft', 90))
