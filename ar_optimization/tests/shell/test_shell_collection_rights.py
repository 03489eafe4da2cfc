"""What a call from outside gets out of the collection room, and what it cannot put in."""
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..collection.outside_common import OutsideCommon


@tagged('post_install', '-at_install')
class TestCollectionRights(OutsideCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env['ar.dispute.reason'].create({'name': "Short delivery"})

    def test_an_unsaved_row_shows_nothing_of_another_company(self):
        other = self.other_company()
        theirs = self.receivable_lines(self.invoice(self.partner, 7777, -60, -30, company=other))
        for model, name in (
                ('ar.promise.line', 'amount_residual'), ('ar.promise.line', 'amount'),
                ('ar.payment.plan.item', 'amount_residual'), ('ar.payment.plan.item', 'amount'),
                ('ar.placement.line', 'amount_residual_currency'),
                ('ar.write.off.line', 'amount'), ('ar.write.off.line', 'amount_company'),
                ('ar.dispute.open.line', 'room'), ('ar.dispute.open.line', 'document'),
                ('ar.receipt.match.line', 'open_amount'), ('ar.receipt.match', 'amount'),
                ('ar.deduction', 'amount'), ('ar.deduction', 'document')):
            self.env.flush_all()
            self.env.invalidate_all()  # a call from outside begins with nothing read
            with self.subTest(model=model, name=name), self.assertRaises(AccessError):
                self.env[model].with_user(self.analyst).onchange(
                    {'move_line_id': theirs.id}, ['move_line_id'], {'move_line_id': {}, name: {}})

    def test_computed_figures_have_no_default(self):
        wrong = {
            'ar.write.off.line': {'amount_company', 'recovered'},
            'ar.write.off': {'amount_company', 'company_id', 'partner_id'},
            'ar.placement': {'placed_amount', 'received_amount', 'company_id', 'partner_id'},
            'ar.payment.plan': {'principal', 'amount', 'company_id', 'partner_id'},
            'ar.payment.plan.item': {'amount', 'company_id', 'state'},
            'ar.promise': {'kept_share', 'company_id', 'partner_id'},
            'ar.dispute': {'amount_company', 'credited_amount', 'company_id', 'partner_id'},
        }
        for model, names in wrong.items():
            context = {f'default_{name}': 1 for name in names}
            found = self.env[model].with_context(**context).default_get(list(names))
            self.assertFalse(found, model)

    def test_a_new_dispute_is_its_items_whatever_the_context_says(self):
        other = self.other_company()
        dispute = self.env['ar.dispute'].with_user(self.collector).with_context(
            default_company_id=other.id, default_partner_id=other.partner_id.id,
            default_amount_company=1, default_days_open=9).create({
                'move_line_id': self.items(self.older).id, 'amount': 400,
                'reason_id': self.reason.id})
        self.assertRecordValues(dispute.sudo(), [{
            'company_id': self.company.id, 'partner_id': self.partner.id, 'amount_company': 400,
            'days_open': 0}])

    def test_a_write_off_is_what_its_items_come_to(self):
        case = self.env['ar.write.off'].with_user(self.analyst).with_context(
            default_amount_company=1).create({
                'account_id': self.account.id, 'reason': "Insolvent",
                'line_ids': [Command.create({
                    'move_line_id': self.items(self.older).id, 'amount_company': 1})]})
        self.assertEqual((case.line_ids.amount_company, case.amount_company), (1000, 1000))

    def test_who_changed_a_draft_plan_does_not_decide_on_it(self):
        plan = self.env['ar.payment.plan'].with_user(self.analyst).create({
            'account_id': self.account.id, 'first_date': self.day(9),
            'item_ids': [Command.create({'move_line_id': self.items(self.older).id})]})
        editor, other = (self.role_user('credit_manager', login=f'ar_{name}') for name in 'xy')
        plan.line_ids[0].with_user(editor).date = self.day(10)
        self.assertIn(editor, plan.sudo().editor_ids)
        with self.assertRaises(AccessError):
            plan.editor_ids = [Command.clear()]
        plan.action_submit()
        parties = plan.sudo().request_id.party_ids
        self.assertTrue(parties & editor)
        self.assertFalse(parties & other)
