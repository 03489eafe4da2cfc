from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..dunning.common import DunningCommon


@tagged('post_install', '-at_install')
class TestShellDunning(DunningCommon):
    """Who may do what over RPC, and what the dialog of the preview does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.employee = cls.role_user('employee')
        cls.bill = cls.invoice(cls.shop, 100, -60, -30)
        cls.invoice(cls.shop, 60, -60, -30)
        cls.invoice(cls.mill, 50, -60, -30)

    def change(self, records, change, user=None, **vals):
        name = 'line_ids' if records._name.endswith('line') else 'notice_ids'
        dialog = self.env['ar.dunning.change'].with_user(user or self.collector).create({
            name: [(6, 0, records.ids)], 'change': change, 'reason': "They called", **vals})
        return dialog.action_apply()

    def test_attacks(self):
        run = self.prepare()
        notice = run.notice_ids[0]
        for record, values in (
                (run, {'state': 'done'}), (notice, {'state': 'sent'}),
                (notice.line_ids[0], {'is_given': False}), (self.procedure, {'grace_days': 1}),
                (self.procedure.level_ids[0], {'days': 1})):
            for user in (self.collector, self.employee):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(values)
        for method in ('action_approve', 'action_refresh', 'action_cancel'):
            with self.assertRaises(AccessError):
                getattr(run.with_user(self.employee), method)()
        with self.assertRaises(AccessError):
            self.runs.with_user(self.employee).action_new()
        with self.assertRaises(AccessError):
            notice.with_user(self.employee).action_retry()
        run.with_user(self.collector).action_approve()
        with self.assertRaises(UserError):
            self.change(notice, 'remove')
        with self.assertRaises(UserError):
            run.with_user(self.collector).action_refresh()

    def test_another_company_sees_nothing(self):
        run = self.prepare()
        other = self.other_company(name="Elsewhere")
        stranger = self.role_user('credit_manager', login='ar_stranger', companies=other)
        for record in (run, run.notice_ids, run.notice_ids.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(['id'])
        with self.assertRaises(AccessError):
            run.with_user(stranger).action_approve()

    def test_let_a_customer_and_an_item_rest(self):
        run = self.prepare()
        mill = run.notice_ids.filtered(lambda notice: notice.partner_id == self.mill)
        self.change(mill, 'pause', until=self.day(5))
        line = (run.notice_ids - mill).line_ids.filtered(lambda each: each.move_id == self.bill)
        self.change(line, 'pause', until=self.day(9))
        self.assertEqual(self.given(run).keys() - {('Mill', 50)}, {('Shop', 60)})
        self.assertEqual(
            self.left_out(run), {('Mill', 50): 'paused', ('Shop', 100): 'item_paused'})
        self.send(run)
        self.assertEqual(self.given(self.prepare(5)), {})
        self.assertEqual(self.given(self.prepare(6)), {('Mill', 50): 1})
        for skip in run.skip_ids:
            self.assertIn("They called", skip.detail)
        event = self.env['ar.event'].search([('kind', '=', 'dunning.paused')], limit=1)
        with freeze_time(self.today):
            event.action_undo()
        self.assertFalse(self.account_of(self.mill).dunning_pause_until)

    def test_another_level_by_hand(self):
        self.send(self.prepare())
        run = self.prepare(10)
        line = run.notice_ids.line_ids.filtered(lambda each: each.move_id == self.bill)
        levels = self.procedure.level_ids.grouped('sequence')
        with self.assertRaises(UserError):
            self.change(line, 'level', level_id=levels[1].id)
        notice = line.notice_id
        notice.sudo().is_drawn = True
        self.change(line, 'level', level_id=levels[3].id)
        self.assertEqual(
            (notice.level, notice.approval_required, notice.is_drawn), (3, True, False))
        self.assertEqual(line.skipped_reason, 'hand')
        run.with_user(self.collector).action_approve()
        self.assertEqual((notice.state, run.state), ('draft', 'draft'))

    def test_another_level_for_a_notice(self):
        """All that it asks for at its own level goes to the other one, the rest stays."""
        self.send(self.prepare())
        self.invoice(self.shop, 30, -60, 3)
        run = self.prepare(10)
        shop = run.notice_ids.filtered(lambda notice: notice.partner_id == self.shop)
        levels = self.procedure.level_ids.grouped('sequence')
        self.change(shop, 'level', level_id=levels[3].id)
        self.assertEqual(shop.level, 3)
        self.assertEqual(
            {line.amount_residual: line.level for line in shop.line_ids},
            {100.0: 3, 60.0: 3, 30.0: 1})
