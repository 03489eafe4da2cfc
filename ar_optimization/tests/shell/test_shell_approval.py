from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged

from ..credit.approval_common import ApprovalCommon


@tagged('post_install', '-at_install')
class TestApprovalDialogs(ApprovalCommon):
    """The dialogs that change or decide on credit terms, while these are locked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tested.write({'credit_mode': 'limit', 'credit_limit': 500})
        cls.company.ar_lock_terms = True

    def test_set_tier_by_hand(self):
        wizard = self.env['ar.tier.override'].with_user(self.manager).create({
            'account_ids': [Command.set(self.tested.ids)], 'tier_id': self.tier_d.id,
            'reason': "Fraud"})
        wizard.action_apply()
        self.assertEqual(self.tested.tier_id, self.tier_d)
        self.assertEqual(self.tested.request_ids.type, 'tier_override')
        self.tested.sudo().credit_limit = 9_000
        with self.assertRaises(RedirectWarning):
            self.tested.with_user(self.manager).action_end_tier_override()

    def test_apply_proposals_says_what_waits(self):
        self.tested.with_user(self.analyst).write({'proposed_limit': 9_000})
        wizard = self.env['ar.limit.apply'].with_user(self.manager).create({
            'account_ids': [Command.set(self.tested.ids)]})
        action = wizard.action_apply()
        self.assertEqual(
            self.env['ar.credit.request'].search(action['domain']), self.tested.request_ids)
        self.assertEqual(self.tested.request_ids.state, 'waiting')

    def test_apply_proposals_within_authority(self):
        self.tested.with_user(self.analyst).write({'proposed_limit': 4_000})
        wizard = self.env['ar.limit.apply'].with_user(self.manager).create({
            'account_ids': [Command.set(self.tested.ids)]})
        action = wizard.action_apply()
        self.assertEqual(action['res_model'], 'ar.event')
        self.assertEqual(self.tested.credit_limit, 4_000)

    def test_refuse_with_a_reason(self):
        request = self.ask(900)
        action = request.with_user(self.analyst).action_refuse()
        dialogs = self.env['ar.credit.decision'].with_user(self.analyst)
        dialog = dialogs.with_context(**action['context']).create({'comment': "Pays late"})
        self.assertEqual(dialog.request_ids, request)
        dialog.action_refuse()
        self.assertRecordValues(request, [{'state': 'refused', 'decision_comment': "Pays late"}])

    def test_many_are_approved_after_a_look(self):
        """What the user may not decide on is shown and stays."""
        account = self.account("Holz-Eck", credit_mode='limit', credit_limit=100)
        self.invoice(account.partner_id, 321, -40, -10)
        requests = self.ask(900) + self.ask(700, account=account)
        requests += self.ask(2_000, user=self.analyst, account=self.account("Own"))
        action = requests.with_user(self.analyst).action_preview_approval()
        dialogs = self.env['ar.credit.decision'].with_user(self.analyst)
        with Form(dialogs.with_context(**action['context'])) as form:
            table = etree.fromstring(f"<div>{form.preview}</div>")
            rows = [" ".join("".join(row.itertext()).split()) for row in table.iter('tr')][1:]
            self.assertEqual(len(rows), 3)
            self.assertIn("Wood Corner Credit Limit: $ 500.00 → $ 900.00", rows[0])
            self.assertIn("Big order $ 321.00 $ 321.00", rows[1])
            self.assertIn("stays: You asked for it yourself", rows[2])
        self.assertEqual(set(requests.mapped('state')), {'waiting'}, "nothing happened yet")
        form.record.action_approve()
        self.assertEqual(requests.mapped('state'), ['approved', 'approved', 'waiting'])
        with self.assertRaisesRegex(UserError, "None of these requests waits for you"):
            form.record.action_approve()

    def test_nobody_looks_at_what_he_does_not_see(self):
        request = self.ask(900)
        stranger = self.role_user('employee', login='ar_stranger')
        with self.assertRaises(AccessError):
            self.env['ar.credit.decision'].with_user(stranger).create(
                {'request_ids': [Command.set(request.ids)]}).read(['preview'])

    def test_an_empty_reason_is_none(self):
        request = self.ask(900)
        dialog = self.env['ar.credit.decision'].with_user(self.analyst).create({
            'request_ids': [Command.set(request.ids)], 'comment': " "})
        with self.assertRaises(UserError):
            dialog.action_refuse()
