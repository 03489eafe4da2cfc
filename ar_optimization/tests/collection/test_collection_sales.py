"""From a question to a salesperson to what the answer was worth."""
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .sales_common import SalesCommon


@tagged('post_install', '-at_install')
class TestCollectionSales(SalesCommon):

    def test_a_story_of_six_weeks(self):
        first = self.invoice(self.shop, 100, -60, -30)
        second = self.invoice(self.shop, 50, -60, -10)
        self.night(0)
        asked = self.about(self.shop)
        self.assertRecordValues(asked, [{
            'user_id': self.sam.id, 'amount': 150, 'days': 30, 'items': 2, 'state': 'asked',
            'answer_by': self.day(3)}])
        self.night(3)
        self.assertFalse(asked.escalated_on, "there is still time")
        self.night(4)
        self.assertEqual((asked.escalated_on, asked.escalated_to_id), (self.day(4), self.manager))
        self.night(5)
        self.assertEqual(self.kinds(asked), ['sales.asked', 'sales.escalated'], "once")
        self.answer(asked, 6, 14, comment="Pays two of three")
        self.assertRecordValues(asked, [{'state': 'answered', 'expected_amount': 150}])
        self.pay(first, 13)
        self.bank(14)
        self.night(20)
        self.assertRecordValues(asked, [{'state': 'partly', 'kept_amount': 100}])
        again = self.about(self.shop, state='asked')
        self.assertEqual((again.amount, again.asked_on), (50, self.day(20)), "asked anew at once")
        self.answer(again, 21, 30)
        self.pay(second, 29)
        self.bank(30)
        self.night(40)
        self.assertEqual((again.state, again.evidence), ('kept', 'unconfirmed'))
        self.assertFalse(self.open(), "nothing is overdue any more")
        self.assertEqual(
            self.kinds(again), ['sales.asked', 'sales.answered', 'sales.kept'])
        [[__, rate]] = self.inquiries._read_group(
            [('state', 'in', ('kept', 'partly', 'broken'))], ['user_id'], ['kept_share:avg'])
        self.assertEqual(rate, 50)

    def test_who_is_asked(self):
        """The invoice, then the customer, then the manager; one question for each of them."""
        self.invoice(self.shop, 100, -60, -30, invoice_user_id=self.sue.id)
        self.invoice(self.shop, 70, -60, -20, invoice_user_id=False)
        orphan = self.customer("Orphan")
        self.invoice(orphan, 40, -60, -30, invoice_user_id=False)
        self.env['ar.credit.account']._account_for(orphan, self.company)
        self.night()
        self.assertEqual(
            {(each.partner_id, each.user_id): each.amount for each in self.open()},
            {(self.shop, self.sue): 100, (self.shop, self.sam): 70, (orphan, self.manager): 40})

    def test_an_archived_salesperson_is_followed_by_the_next(self):
        self.invoice(self.shop, 100, -60, -30, invoice_user_id=self.sue.id)
        self.night()
        former = self.about(self.shop)
        self.sue.active = False
        self.night(1)
        self.assertEqual(former.state, 'closed')
        self.assertEqual(self.about(self.shop, state='asked').user_id, self.sam)

    def test_thresholds_positions_and_who_is_left_alone(self):
        self.company.write({'ar_sales_amount': 80, 'ar_sales_days': 10})
        self.invoice(self.shop, 79, -60, -30)
        self.invoice(self.mill, 500, -60, -9)
        self.assertFalse(self.night())
        self.company.ar_position_collection = 'observe'
        self.invoice(self.shop, 1, -60, -30)
        self.assertFalse(self.night())
        observed = self.env['ar.event'].search([('kind', '=', 'observed.sales')])
        self.assertEqual(observed.numbers, {'questions': 1})
        self.night()
        self.assertEqual(len(self.env['ar.event'].search([('kind', '=', 'observed.sales')])), 1)
        self.company.ar_position_collection = 'off'
        self.assertFalse(self.night())
        self.company.ar_position_collection = 'on'
        self.shop_account.sudo()._stop_everything(self.day(10), "Flood")
        self.assertFalse(self.night())
        self.shop_account._resume()
        self.assertTrue(self.night())

    def test_a_question_rests_with_its_customer(self):
        self.invoice(self.shop, 100, -60, -30)
        question = self.night()
        self.shop_account.sudo()._stop_everything(self.day(40), "Flood")
        self.night(10)
        self.assertRecordValues(question, [{'state': 'asked', 'escalated_on': False}])
        self.shop_account._resume()
        self.night(11)
        self.assertEqual(question.escalated_on, self.day(11))

    def test_days_to_answer_are_those_of_the_calendar(self):
        self.company.resource_calendar_id = self.env['resource.calendar'].create(
            {'name': "Islands", 'tz': 'Pacific/Honolulu'})
        # From a Tuesday on: Wednesday, Thursday, Friday
        self.assertEqual(self.company._ar_sales_answer_by(self.today), self.day(3))

    def test_two_companies_and_two_currencies(self):
        there, euro = self.other_company(), self.other_currency()
        there.write({'ar_position_collection': 'on', 'ar_credit_manager_id': self.manager.id})
        self.manager.company_ids += there
        bill = self.invoice(self.shop, 100, -60, -30, currency=euro)
        self.invoice(self.shop, 30, -60, -30)
        self.invoice(self.shop, 70, -60, -30, company=there)
        self.env['ar.credit.account']._account_for(self.shop, there)
        self.night(0, self.company | there)
        mine = self.about(self.shop)
        self.assertEqual(mine.amount, 230)
        abroad = self.inquiries.search([('company_id', '=', there.id)])
        self.assertEqual(
            (abroad.amount, abroad.user_id), (70, self.manager), "Sam does not see that company")
        self.answer(mine, 1, 5)
        self.assertEqual(mine.line_ids.mapped('amount'), [100, 30])
        euro.rate_ids.rate = 0.4  # a dearer euro makes nobody's answer better
        self.pay(bill, 4, amount=50)
        self.bank(5)
        self.night(20)
        self.assertEqual((mine.state, mine.kept_amount), ('partly', 100), "half of 200 dollars")

    def test_an_answer_says_something(self):
        self.invoice(self.shop, 100, -60, -30)
        self.night()
        mine = self.about(self.shop).with_user(self.sam)
        for vals, words in (
                ({}, "why"), ({'cause_id': self.cash.id}, "by which day"),
                ({'expected_date': self.day(-1)}, "past"),
                ({'expected_date': self.day(200)}, "within 180 days")):
            mine.write(vals)
            with self.assertRaisesRegex(UserError, words):
                mine.action_answer()
        self.assertEqual(mine.state, 'asked')
        self.assertIn("100.00", mine.items_html)

    def test_money_that_is_taken_back_turns_it_back(self):
        bill = self.invoice(self.shop, 100, -60, -30)
        self.night()
        mine = self.answer(self.about(self.shop), 0, 5)
        payment = self.pay(bill, 2)
        self.night(8)
        self.assertEqual(mine.state, 'kept')
        payment.action_draft()
        payment.action_cancel()
        self.bank(6)
        with freeze_time(self.day(20)):
            self.shop_account._judge_agreements(self.day(20))
        self.assertEqual(mine.state, 'broken')

    def test_disputed_amounts_and_credit_notes(self):
        """Nobody is asked about what is disputed; a credit note settles it otherwise."""
        bill = self.invoice(self.shop, 100, -60, -30)
        self.env['ar.dispute'].create({
            'move_line_id': self.receivable_lines(bill).id, 'amount': 40,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_price').id})
        self.night()
        mine = self.about(self.shop)
        self.assertEqual(mine.amount, 60)
        self.answer(mine, 0, 5)
        self.match(bill, self.credit_note(self.shop, 100, 2))
        self.night(8)
        self.assertEqual(mine.state, 'settled')

    def test_a_complaint_becomes_a_dispute(self):
        bill = self.invoice(self.shop, 100, -60, -30)
        self.night()
        mine = self.answer(self.about(self.shop), 0, 10, self.goods, "Two are broken")
        rows = self.rebuild()
        self.assertIn('sales_complaint', self.codes(rows))
        action = mine.with_user(self.lena).action_open_dispute()
        wizard = self.env[action['res_model']].with_user(self.lena).with_context(
            **action['context']).create({
                'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id})
        wizard.action_open()
        self.assertEqual(bill.ar_dispute_ids.amount, 100)
        self.assertNotIn('sales_complaint', self.codes(self.rebuild()))

    def silence(self, when):
        """Points that the worklist of a day gives for a question nobody answers."""
        with freeze_time(self.day(when)):
            return self.codes(self.rebuild(when)).get('sales_silent')

    def test_a_question_past_its_time_counts_in_the_worklist(self):
        self.env.ref('ar_optimization.ar_worklist_rule_sales_silent').is_occasion = True
        self.invoice(self.shop, 100, -60, -30)
        self.night()
        mine = self.about(self.shop)
        last = (mine.answer_by - self.today).days
        self.assertEqual(
            [self.silence(last + days) for days in (0, 2, 60)], [None, 6, 15], "there is time")
        self.answer(mine, last + 1, last + 9)
        self.assertIsNone(self.silence(last + 2))

    def test_a_complaint_about_conduct_pauses_contact(self):
        self.invoice(self.shop, 100, -60, -30)
        self.night()
        self.answer(self.about(self.shop), 0, 10, self.conduct, "Shouted at on the <b> phone")
        self.assertTrue(self.shop_account.is_stopped)
        self.assertEqual(self.shop_account.stop_until, self.day(14))
        activity = self.shop_account.activity_ids.filtered(
            lambda each: each.user_id == self.manager)
        self.assertIn("Shouted at on the &lt;b&gt; phone", activity.note)

    def test_an_answer_is_taken_back_from_the_log(self):
        self.invoice(self.shop, 100, -60, -30)
        self.night()
        mine = self.answer(self.about(self.shop), 0, 10)
        event = self.env['ar.event'].search([('kind', '=', 'sales.answered')])
        self.assertEqual(event.user_id, self.sam.id)
        event.with_user(self.manager).action_undo()
        self.assertRecordValues(mine, [
            {'state': 'asked', 'cause_id': False, 'expected_amount': 0}])
        self.assertFalse(mine.line_ids)

    def test_customers_that_become_one(self):
        self.mill.user_id = self.sam
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.mill, 50, -60, -30)
        self.night()
        gone = self.about(self.mill)
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.mill | self.shop).ids, self.shop)
        self.assertEqual((gone.state, gone.account_id), ('closed', self.shop_account))
        self.night(1)
        self.assertEqual(self.about(self.shop, state='asked').amount, 100, "one open question")

    def test_the_number_of_queries_does_not_grow(self):
        def night_of(customers):
            for partner in customers:
                self.invoice(partner, 100, -60, -30, invoice_user_id=self.sam.id)
            self.env['ar.credit.account']._ensure_accounts(self.company)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.inquiries.sudo()._ask_sales(self.company, self.day(0))
            self.env.flush_all()
            return self.cr.sql_log_count - before
        night_of(self.customers(1, "First"))  # fills the caches
        few, many = night_of(self.customers(2, "Few")), night_of(self.customers(20, "Many"))
        self.assertLessEqual(many, few + 1)
        self.assertEqual(len(self.open()), 23)

    def test_the_timeline_tells_what_sales_said(self):
        self.invoice(self.shop, 100, -60, -30)
        self.night()
        self.answer(self.about(self.shop), 0, 10, comment="New bank")
        self.env.flush_all()
        [row] = [row for row in self.shop_account.timeline['rows'] if row['kind'] == 'sales']
        self.assertIn("short of cash, 07/10/2026, New bank", row['name'])

    def test_the_weekly_list(self):
        self.company.ar_sales_digest_day = '1'  # Tuesday, as today
        self.other_currency()
        euro = self.env.ref('base.EUR')
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 20, -60, -30, currency=euro)
        self.sam.lang = 'en_US'
        mails = self.env['mail.mail'].search_count([])
        self.night(-1)
        self.assertFalse(self.env['ar.sales.digest'].search([]), "Monday")
        self.night(0)
        [sent] = self.env['ar.sales.digest'].search([])
        self.assertEqual((sent.user_id, sent.week), (self.sam, self.day(-1)))
        mail = self.env['mail.mail'].search([], limit=1, order='id desc')
        self.assertIn("Shop", mail.body_html)
        self.assertRegex(mail.body_html, r"\$.100\.00")
        self.assertRegex(mail.body_html, r"20\.00.€")
        self.assertIn(f"/odoo/my-overdue-customers/{self.about(self.shop).id}", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.sam.partner_id)
        self.night(1)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails + 1, "once a week")
        self.night(7)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails + 2)
        self.company.ar_sales_digest_day = False
        self.night(14)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails + 2)
