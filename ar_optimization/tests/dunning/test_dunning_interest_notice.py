from lxml import etree

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestInterestNotice(DunningCommon):
    """Late interest and fees in notices: preview, text, what is owed once they went out."""

    LEVELS = (
        {'name': "First", 'days': 5},
        {'name': "Second", 'days': 20, 'gap_days': 10, 'interest_rule': 'claim', 'fee': 5},
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.interest.policy'].search([]).active = False
        cls.policy = cls.env['ar.interest.policy'].create({
            'name': "A thousandth a day", 'basis': 'own', 'rate': 0.1, 'rate_period': 'day',
            'fee': 40, 'company_id': cls.company.id})
        cls.second = cls.procedure.level_ids[1]
        cls.charges = cls.env['ar.interest.charge']
        cls.late = cls.invoice(cls.shop, 1000, -40, -20)

    def second_notice(self):
        """The notice at the level that speaks about interest, ten days after the first one."""
        self.send(self.prepare())
        return self.prepare(10).notice_ids

    def test_claimed(self):
        first = self.prepare()
        self.assertEqual(first.notice_ids.interest_amount, 0)
        self.assertNotIn("interest", first.notice_ids._items_html())
        self.send(first)
        self.assertFalse(self.charges.search([]), "nothing before a level or a night asks")
        run = self.prepare(10)
        notice = run.notice_ids
        self.assertRecordValues(notice, [{
            'collectable_amount': 1000.0, 'interest_amount': 30.0, 'fee_amount': 45.0,
            'mentioned_amount': 0.0, 'total_amount': 1075.0}])
        html = str(notice._items_html())
        for said in ("Late payment interest", "30.00", "45.00", "1,075.00"):
            self.assertIn(said, html)
        self.assertFalse(self.charges.search([('kind', '=', 'notice')]))
        self.send(run)
        self.assertRecordValues(self.charges.search([('kind', '=', 'notice')]), [{
            'amount': 5.0, 'state': 'memo', 'notice_id': notice.id, 'partner_id': self.shop.id}])

    def test_a_run_says_what_its_notices_claim(self):
        """The run adds up what goes out; the list of notices has no totals, which would count what
        was taken out, and of a long run the first page alone."""
        other = self.invoice(self.mill, 500, -40, -20)
        self.send(self.prepare())
        run = self.prepare(10)
        self.assertEqual((run.collectable_amount, run.interest_amount, run.fee_amount),
                         (1500.0, 45.0, 90.0))
        taken_out = run.notice_ids.filtered(lambda notice: other in notice.line_ids.move_id)
        taken_out.sudo()._remove("Visit")
        self.env.invalidate_all()
        self.assertEqual((run.collectable_amount, run.interest_amount, run.fee_amount),
                         (1000.0, 30.0, 45.0))
        columns = etree.fromstring(run.notice_ids.get_view(view_type='list')['arch'])
        self.assertTrue(columns.xpath("//field[@name='fee_amount']"))
        self.assertFalse(columns.xpath("//field[@sum]"))

    def test_mentioned_only(self):
        """By the level, or by the policy."""
        self.second.interest_rule = 'mention'
        notice = self.second_notice()
        self.assertRecordValues(notice, [{
            'interest_amount': 0.0, 'fee_amount': 0.0, 'mentioned_amount': 70.0,
            'total_amount': 1000.0}])
        html = str(notice._items_html())
        self.assertIn("We do not ask for them", html)
        self.assertNotIn("To be paid in total", html)
        self.second.write({'interest_rule': 'claim', 'fee': 0})
        self.policy.mode = 'threat'
        run = notice.run_id
        self.charges._accrue(self.company, run.date)
        with freeze_time(run.date):
            run.action_refresh()
        notice = run.notice_ids
        self.assertEqual((notice.interest_amount, notice.mentioned_amount), (0.0, 70.0))

    def test_currencies(self):
        """By currency in the text, in the company's currency in the list."""
        euro = self.other_currency()
        self.policy.write({'currency_id': euro.id})
        self.invoice(self.shop, 500, -40, -20, currency=euro)
        notice = self.second_notice()
        # 30 USD and 15 EUR of interest; 2 × 40 EUR and 5 USD of fees; 1 EUR = 2 USD
        self.assertEqual((notice.interest_amount, notice.fee_amount), (60.0, 165.0))
        self.assertEqual(
            {currency: amount for currency, amount in notice._grand_totals()},
            {self.company.currency_id: 1035.0, euro: 595.0})

    def test_paid_before_it_goes_out(self):
        other = self.invoice(self.shop, 100, -40, -20)
        notice = self.second_notice()
        self.assertEqual(notice.interest_amount, 33.0)
        with freeze_time(self.day(10)):
            self.pay(other)
            notice.run_id.action_approve()
            notice.run_id.sudo()._send_all()
        self.assertEqual((notice.state, notice.interest_amount), ('sent', 30.0))
        self.assertEqual(
            self.charges.search([('source_move_id', '=', other.id), ('kind', '=', 'interest')])
            .amount_due, 3.0, "the memo of what was paid stays")

    def test_the_fee_of_a_notice_that_came_back(self):
        notice = self.second_notice()
        self.send(notice.run_id)
        fee = self.charges.search([('kind', '=', 'notice')])
        notice.sudo()._fail("Came back", 'bounced')
        self.assertEqual(fee.state, 'reversed', "what did not arrive costs nothing")
        self.resend(notice)
        again = self.charges.search([('kind', '=', 'notice'), ('state', '=', 'memo')])
        self.assertEqual(again.amount, 5.0)
        again.sudo()._let_go()
        notice.sudo()._fail("Came back again", 'bounced')
        self.resend(notice)
        self.assertEqual(
            self.charges.search([('kind', '=', 'notice')], order='id').mapped('state'),
            ['reversed', 'waived'], "what was let go is not claimed by sending it again")

    def resend(self, notice):
        notice.action_retry()
        with freeze_time(f'{notice.date} 13:00'):
            notice.run_id.sudo()._send_all()
        self.assertEqual(notice.state, 'sent')

    def test_levels_are_logged(self):
        self.second.interest_rule = 'mention'
        event = self.env['ar.event'].search(
            [('kind', '=', 'dunning.procedure_changed')], limit=1)
        self.assertIn("'interest_rule': 'mention'", str(event.after))
        self.second.with_context(default_procedure_id=self.procedure.id).create(
            {'name': "Third", 'days': 90})
        event = self.env['ar.event'].search(
            [('kind', '=', 'dunning.procedure_changed')], limit=1)
        self.assertIn("'days': 90", str(event.after))

    def test_all_at_once(self):
        """As many queries for thirty customers as for one."""
        partners = self.customers(30)
        for partner in partners:
            partner.email = f'{partner.id}@example.com'
            self.invoice(partner, 100, -40, -20)
        self.procedure.level_ids = [Command.update(self.second.id, {'days': 6})]
        run = self.prepare()
        notices = self.env['ar.dunning.notice'].sudo().browse(run.notice_ids.ids)
        notices.level_id = self.second
        self.env.flush_all()
        counts = []
        for some in (notices[:1], notices):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._fill_interest()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
