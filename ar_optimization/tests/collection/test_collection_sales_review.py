"""The pack of a review meeting: figures that tie out, and decisions that come back."""
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .sales_common import SalesCommon


@tagged('post_install', '-at_install')
class TestCollectionSalesReview(SalesCommon):

    def meeting(self, when=0):
        with freeze_time(self.day(when)):
            return self.env['ar.review.meeting'].create({'date': self.day(when)})

    def page(self, meeting, user):
        return meeting.page_ids.filtered(lambda page: page.user_id == user)

    def test_the_pages_add_up_to_the_open_items_of_the_day(self):
        euro = self.other_currency()
        self.invoice(self.shop, 100, -60, -40)
        self.invoice(self.shop, 30, -60, 20)
        self.invoice(self.mill, 80, -60, -10, currency=euro)
        self.payment(self.mill, 15, -1)
        self.entry(None, 12, -5)
        meeting = self.meeting()
        items = self.env['ar.open.item'].search([('company_id', '=', self.company.id)])
        self.assertEqual(meeting.open_amount, sum(items.mapped('amount_residual')))
        self.assertEqual(meeting.open_amount, sum(meeting.page_ids.mapped('open_amount')))
        self.assertRecordValues(self.page(meeting, self.sam), [
            {'open_amount': 130, 'overdue_amount': 100}])
        self.assertEqual(
            [amount for __, amount in self.page(meeting, self.sam)._ageing()],
            [30, 0, 100, 0, 0, 0])
        self.assertEqual(self.page(meeting, self.sue).content['items']['rows'][0]['amount'], 160)
        self.assertEqual(self.page(meeting, self.manager).open_amount, 12, "nobody's item")
        self.pay(self.env['account.move'].search([('amount_total', '=', 100)]), 1)
        with freeze_time(self.day(2)):
            past = self.env['ar.review.meeting'].create({'date': self.day(0)})
        self.assertEqual(past.open_amount, meeting.open_amount, "as it stood on that day")

    def test_from_one_meeting_to_the_next(self):
        bill = self.invoice(self.shop, 100, -60, -40)
        self.night()
        self.answer(self.about(self.shop), 0, 3)
        first = self.meeting()
        with freeze_time(self.day(0)):
            first.action_hold()
            first.decision_ids = [
                Command.create({'name': "Visit them", 'owner_id': self.sam.id,
                                'date_due': self.day(5)}),
                Command.create({'name': "Ask the bank", 'owner_id': self.sue.id,
                                'date_due': self.day(30)}),
                Command.create({'name': "Send a letter", 'owner_id': self.sue.id,
                                'date_due': self.day(2)})]
            first.decision_ids[0].with_user(self.sue).action_done()
            frozen = first.page_ids.mapped('content')
        self.invoice(self.mill, 60, -5, 2)
        self.pay(bill, 2)
        self.bank(3)
        self.night(10)
        second = self.meeting(10)
        self.assertEqual(second.previous_id, first)
        self.assertEqual(second.carried_ids.mapped('name'), ["Visit them", "Ask the bank"])
        self.assertEqual(second.late_count, 1)
        self.assertEqual([row['late'] for row in second.content['followed']], [True, False])
        sam, sue = self.page(second, self.sam), self.page(second, self.sue)
        self.assertEqual((sam.kept_rate, sam.due_count), (100, 1))
        self.assertEqual(sam.content['moved'], {'new': [], 'gone': ["Shop"], 'rise': -100})
        self.assertEqual(sam.content['answers']['rows'][0]['state'], 'kept')
        self.assertEqual(sue.content['items']['rows'][0]['days'], 8)
        self.assertEqual(first.page_ids.mapped('content'), frozen)
        with self.assertRaises(UserError):
            first.action_gather()
        first.action_close()
        with self.assertRaises(UserError):
            first.decision_ids = [Command.create({
                'name': "Late", 'owner_id': self.sam.id, 'date_due': self.day(5)})]

    def test_exceptions_for_management(self):
        self.company.ar_position_limits = 'on'
        self.shop_account.write({'credit_mode': 'limit', 'credit_limit': 30})
        self.mill_account.status = 'blocked'
        self.invoice(self.shop, 100, -60, -40)
        self.invoice(self.mill, 70, -60, -40)
        self.night()
        self.answer(self.about(self.mill), 0, 2)
        self.bank(3)
        self.night(5)
        found = self.meeting(5).content['exceptions']
        self.assertEqual(
            {kind: [(row['customer'], row['amount']) for row in each['rows']]
             for kind, each in found.items()},
            {'over': [("Shop", 70)], 'blocked': [("Mill", 70)], 'unanswered': [("Shop", 100)],
             'broken': [("Mill", 70)]})

    def test_of_a_promise_that_was_partly_kept_the_rest_is_broken(self):
        bill = self.invoice(self.shop, 100, -60, -40)
        given = self.env['ar.promise'].with_user(self.lena).create({
            'account_id': self.shop_account.id, 'date': self.day(1),
            'line_ids': [Command.create({'move_line_id': self.receivable_lines(bill).id})]})
        given.sudo().write({'state': 'partly', 'kept_amount': 30, 'judged_on': self.day(2)})
        [row] = self.meeting(3).content['exceptions']['broken']['rows']
        self.assertEqual(row['amount'], 70)

    def test_promises_and_disputes_stand_on_the_page(self):
        bill, other = self.invoice(self.shop, 100, -60, -40), self.invoice(self.shop, 9, -60, -4)
        self.env['ar.promise'].with_user(self.lena).create({
            'account_id': self.shop_account.id, 'date': self.day(5),
            'line_ids': [Command.create({'move_line_id': self.receivable_lines(other).id})]})
        self.env['ar.dispute'].create({
            'move_line_id': self.receivable_lines(bill).id, 'amount': 40,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_price').id})
        told = self.page(self.meeting(), self.sam).content
        self.assertEqual([row['amount'] for row in told['promises']['rows']], [9])
        self.assertEqual([row['amount'] for row in told['disputes']['rows']], [40])

    def test_it_is_printed_with_a_page_for_each(self):
        self.invoice(self.shop, 100, -60, -40)
        self.invoice(self.mill, 50, -60, -40)
        self.night()
        meeting = self.meeting()
        html = self.env['ir.actions.report']._render_qweb_html(
            'ar_optimization.ar_review_pack_report', meeting.ids)[0].decode()
        self.assertEqual(html.count("page-break-before"), 2)
        for words in ("Sam", "Sue", "Exceptions", "Shop", "Mill", "To Be Answered"):
            self.assertIn(words, html)

    def test_the_number_of_queries_does_not_grow(self):
        def gather(prefix, count):
            for partner in self.customers(count, prefix):
                self.invoice(partner, 100, -60, -30, invoice_user_id=self.sam.id)
            self.env['ar.credit.account']._ensure_accounts(self.company)
            meeting = self.meeting()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            meeting.sudo()._gather()
            self.env.flush_all()
            return self.cr.sql_log_count - before
        gather("First", 1)
        self.assertLessEqual(gather("Many", 15), gather("Few", 2) + 1)
