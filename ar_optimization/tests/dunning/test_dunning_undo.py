from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningUndo(DunningCommon):
    """What somebody did to a preview is taken back from the log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.manager = cls.role_user('credit_manager')
        cls.invoice(cls.shop, 100, -60, -30)
        cls.invoice(cls.shop, 60, -60, -20)

    def change(self, records, change, *what):
        """As the dialog of a preview does, for a collector."""
        getattr(records.with_user(self.collector).sudo(), f'_{change}')(*what, "They called")

    def last(self, kind):
        return self.env['ar.event'].with_user(self.manager).search(
            [('kind', '=', kind)], limit=1)

    def test_a_notice_comes_back(self):
        run = self.prepare()
        notice = run.notice_ids
        self.change(notice, 'remove')
        self.assertEqual((run.state, notice.state), ('cancelled', 'cancelled'))
        event = self.last('dunning.removed')
        with self.assertRaises(AccessError):
            event.with_user(self.collector).action_undo()
        self.assertTrue(event.can_undo)
        event.action_undo()
        self.assertEqual((run.state, notice.state, notice.reason), ('draft', 'draft', False))
        self.assertEqual(notice.line_ids.mapped('is_given'), [True, True])
        self.assertFalse(run.skip_ids)
        self.assertFalse(event.can_undo, "it is back already")
        self.assertEqual(len(self.last('undone')), 1)

    def test_an_item_comes_back_unless_it_was_told_meanwhile(self):
        run = self.prepare()
        small = run.notice_ids.line_ids.filtered(lambda line: line.amount_residual == 60)
        bill = small.move_id
        self.change(small, 'remove')
        self.assertEqual((run.notice_ids.amount, len(run.skip_ids)), (100, 1))
        event = self.last('dunning.removed')
        event.action_undo()
        self.assertEqual((run.notice_ids.amount, len(run.skip_ids)), (160, 0))
        self.assertEqual(self.given(run), {('Shop', 100): 1, ('Shop', 60): 1})
        self.change(run.notice_ids.line_ids.filtered(
            lambda line: line.move_id == bill), 'remove')
        self.send(run)
        self.assertIn("preview", self.last('dunning.removed')._why_not_undo())

    def test_all_items_of_a_notice_come_back(self):
        run = self.prepare()
        self.change(run.notice_ids.line_ids, 'remove')
        self.assertEqual(run.state, 'cancelled')
        other = self.prepare()
        event = self.last('dunning.removed')
        self.assertIn("another notice", event._why_not_undo())
        other.action_cancel()
        event.action_undo()
        self.assertEqual((run.state, run.notice_ids.amount), ('draft', 160))

    def test_a_run_that_was_cancelled_stays_so(self):
        run = self.prepare()
        self.change(run.notice_ids, 'remove')
        event = self.last('dunning.removed')
        self.env['ar.event']._log('dunning.cancelled', run)
        self.assertFalse(event.can_undo)

    def test_a_level_and_a_pause_are_taken_back(self):
        run = self.prepare()
        line = run.notice_ids.line_ids[0]
        second = self.procedure.level_ids.filtered(lambda level: level.sequence == 2)
        self.change(line, 'set_level', second)
        self.assertEqual((line.level, run.notice_ids.level), (2, 2))
        self.last('dunning.level_changed').action_undo()
        self.assertEqual((line.level, run.notice_ids.level, line.skipped_reason), (1, 1, 'lapsed'))
        self.change(line, 'pause', self.day(9))
        self.last('dunning.item_paused').action_undo()
        item = self.items.search([('account_id', '=', False)])
        self.assertEqual((item.pause_until, item.pause_reason), (False, False))
        self.change(run.notice_ids, 'pause', self.day(9))
        self.last('dunning.paused').action_undo()
        self.assertFalse(self.account_of(self.shop).dunning_pause_until)
        self.assertEqual(len(self.prepare().notice_ids), 1)
