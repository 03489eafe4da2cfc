from odoo import Command
from odoo.exceptions import UserError
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
