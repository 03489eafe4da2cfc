from odoo.tests import tagged

from .common import CreditCommon

NBSP = "\xa0"


class GuardCommon(CreditCommon):
    """A company whose guard is on, for direct invoices, with no policy but those a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        cls.policies = cls.env['ar.credit.policy']
        cls.policies.search([]).active = False
        cls.holds = cls.env['ar.credit.hold']
        cls.company.ar_credit_manager_id = cls.env.user

    @classmethod
    def policy(cls, condition='limit', action='hold', bound=100, **vals):
        return cls.policies.create({
            'name': f"{condition} {action}", 'condition': condition, 'action': action,
            'bound': bound, **vals})

    @classmethod
    def limited(cls, limit=1_000, **vals):
        account = cls.account()
        account.write({'credit_mode': 'limit', 'credit_limit': limit, **vals})
        return account

    def draft(self, partner, amount, **kwargs):
        return self.invoice(partner, amount, post=False, **kwargs)

    def hold_of(self, document):
        document.invalidate_recordset(['ar_hold_id', 'ar_hold_state'])
        return document.ar_hold_id


@tagged('post_install', '-at_install')
class TestGuard(GuardCommon):

    def test_over_the_limit_is_held_and_within_passes(self):
        self.policy()
        account = self.limited()
        fits, over = self.draft(account.partner_id, 600), self.draft(account.partner_id, 401)
        fits.action_post()
        self.assertEqual(fits.state, 'posted')
        over.action_post()
        self.assertEqual(over.state, 'draft')
        hold = self.hold_of(over)
        self.assertEqual(hold.state, 'open')
        self.assertEqual(
            (hold.exposure, hold.credit_limit, hold.amount, hold.total), (600, 1_000, 401, 401))
        self.assertEqual(hold.reasons_text.replace(NBSP, ""), (
            "Wood Corner is $1.00 over its credit limit of $1,000.00: $600.00 is open, and this "
            "invoice adds $401.00."))
        self.assertEqual(self.events('hold.opened', hold).numbers['guard']['numbers']['limit'], 1e3)

    def test_two_in_one_call_that_fit_alone(self):
        self.policy()
        account = self.limited()
        both = self.draft(account.partner_id, 600) + self.draft(account.partner_id, 600)
        both.action_post()
        self.assertEqual(both.mapped('state'), ['posted', 'draft'])

    def test_off_and_observe_let_pass(self):
        self.policy()
        account = self.limited(0)
        for position in ('off', 'observe'):
            self.company.ar_position_guard = position
            invoice = self.invoice(account.partner_id, 10)
            self.assertEqual(invoice.state, 'posted')
            self.assertFalse(self.hold_of(invoice))
        [event] = self.events('observed.guard')
        self.assertEqual(event.res_id, invoice.id)
        self.assertIn("over its credit limit", event.figures)
