from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ...tools import worklist
from .worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestCollectionWorklist(WorklistCommon):
    """Who is on the list of the day, in which order and why; and what collectors do stays."""

    def test_points_add_up_and_say_why(self):
        self.invoice(self.shop, 1000, -60, -40)
        [row] = self.rebuild()
        self.assertEqual((row.account_id, row.user_id), (self.shop_account, self.lena))
        # 10 + 0.2 × 40 for silence; 0.9 of 1000 is 900, whose logarithm is 2.95, times 8
        self.assertEqual(self.codes(row), {'silence': 18, 'recovery': 24})
        self.assertEqual(row.points, sum(self.codes(row).values()))
        self.assertEqual(row.explanation['points'], row.points)
        self.assertEqual(
            [(told['name'], told['points']) for told in row.explanation['rows']],
            [("Expected Recovery", 24), ("Nobody Has Turned to the Customer", 18)])
        self.assertIn("1,000.00 overdue", row.explanation['rows'][1]['reason'])
        self.assertEqual((row.overdue_amount, row.expected_amount, row.worst_days), (1000, 900, 40))
        self.assertIn("40 days", row.reason)

    def test_the_statement_gives_the_points_of_the_tool(self):
        rules = {rule.code: rule for rule in self.env['ar.worklist.rule'].search([])}
        self.invoice(self.shop, 123.45, -300, -250)
        self.invoice(self.mill, 98765, -60, -17)
        self.shop_account.sudo().delay_trend = 7.5
        self.env.flush_all()
        for row in self.rebuild():
            for code, (points, __, number, __) in row.detail.items():
                rule = worklist.Rule(rules[code].points, rules[code].factor, rules[code].cap)
                # what is stored of the number is rounded for people
                self.assertAlmostEqual(points, worklist.points(rule, number), delta=1)
        self.assertLessEqual({'delay', 'silence', 'recovery'}, set(rules))

    def test_a_rule_that_only_ranks_puts_nobody_on_the_list(self):
        self.invoice(self.shop, 1000, -10, -5)
        self.assertFalse(self.rebuild())
        self.env.ref('ar_optimization.ar_worklist_rule_recovery').is_occasion = True
        self.assertEqual(self.rebuild().account_id, self.shop_account)
        self.env['ar.worklist.rule'].search([]).active = False
        self.assertFalse(self.rebuild(), "all rules switched off")

    def test_the_last_day_under_a_cover_has_a_column(self):
        cover = self.env['ar.cover'].create({
            'name': "LG-1", 'kind': 'guarantee', 'amount': 500, 'account_id': self.mill_account.id,
            'date_start': self.day(-100), 'date_end': self.day(40),
            'responsible_id': self.env.user.id})
        cover.action_activate()
        deadlines = self.env['ar.cover.deadline'].search([('cover_id', '=', cover.id)])
        last = min(deadlines.mapped('date'))
        before = (last - self.today).days - 15
        self.invoice(self.shop, 1000, -60, -40)
        with freeze_time(self.day(before)):
            self.assertEqual(self.rebuild(before).account_id, self.shop_account, "too far away")
        with freeze_time(self.day(before + 10)):
            self.assertEqual(
                {row.account_id: row.deadline_date for row in self.rebuild(before + 10)},
                {self.mill_account: last, self.shop_account: False})
        self.assertEqual(self.codes(self.row(self.mill_account)), {'deadline': 20 + 3 * 9})

    def test_a_reply_waits_until_somebody_has_turned_to_the_customer(self):
        self.answer(self.shop_account)
        [row] = self.rebuild()
        self.assertEqual(self.codes(row), {'reply': 40})
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            self.report(self.shop_account, 'told')
            self.assertEqual(self.row(self.shop_account).state, 'done')
        with freeze_time(self.day(1)):
            self.assertFalse(self.rebuild(1))

    def test_a_night_belongs_to_the_day_where_the_company_works(self):
        """Half past ten in the evening in UTC is the next morning in Shanghai."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        self.invoice(self.shop, 1000, -60, -40)
        evening = fields.Datetime.to_datetime(self.day(-15)).replace(hour=22, minute=30)
        with freeze_time(evening):
            self.report(self.shop_account, 'no_answer')
            self.answer(self.mill_account)
            self.rebuild(-15)  # by somebody for whom it is still the evening
            self.assertEqual(self.row(self.mill_account).detail['reply'][2], 0)
        self.rebuild()
        self.assertEqual(
            self.row(self.shop_account).detail['silence'][2:], [14, str(self.day(-14))])
        self.assertEqual(
            self.row(self.mill_account).detail['reply'][2:], [14, str(self.day(-14))])

    def test_planned_calls_and_last_days_of_covers(self):
        self.shop_account._plan_contact('phone', self.day(0), self.lena, "Ask for the cheque")
        self.mill_account._plan_contact('visit', self.day(1), self.lena, "Later")
        [row] = self.rebuild()
        self.assertEqual((row.account_id, row.way), (self.shop_account, 'phone'))
        self.assertIn('level', self.codes(row))
        with freeze_time(self.day(1)):
            self.assertEqual(self.rebuild(1).mapped('way'), ['phone', 'visit'])

    def test_what_was_done_and_agreed_survives_a_rebuild(self):
        self.invoice(self.shop, 1000, -60, -40)
        self.invoice(self.mill, 500, -60, -40)
        self.rebuild()
        self.report(self.shop_account, 'call_back', next_date=self.day(3), note="On Friday")
        self.row(self.mill_account).with_user(self.lena).action_done()
        self.rebuild()
        shop, mill = (self.row(account) for account in (self.shop_account, self.mill_account))
        self.assertEqual((shop.state, shop.next_date), ('rest', self.day(3)))
        self.assertIn("On Friday", shop.next_note)
        self.assertEqual((mill.state, mill.done_by_id), ('done', self.lena))
        with freeze_time(self.day(1)):
            self.rebuild(1)
            self.assertEqual((shop.state, mill.state), ('rest', 'todo'))
        with freeze_time(self.day(3)):
            self.rebuild(3)
            self.assertEqual(shop.state, 'todo')
            self.assertIn('next_date', self.codes(shop))

    def test_what_does_not_wait_comes_before_the_next_date(self):
        self.invoice(self.shop, 1000, -60, -40)
        self.rebuild()
        self.report(self.shop_account, 'call_back', next_date=self.day(9))
        with freeze_time(self.day(2)):
            self.answer(self.shop_account)
            self.rebuild(2)
        row = self.row(self.shop_account)
        self.assertEqual((row.state, row.is_urgent, row.next_date), ('todo', True, self.day(9)))

    def test_who_has_paid_leaves_the_list(self):
        bill = self.invoice(self.shop, 1000, -60, -40)
        self.rebuild()
        self.pay(bill)
        self.assertFalse(self.rebuild())

    def test_who_is_on_no_list_is_turned_to_on_the_day_agreed(self):
        self.report(self.shop_account, 'paid', next_date=self.day(5))
        row = self.row(self.shop_account)
        self.assertEqual((row.state, row.next_date, row.user_id), (
            'rest', self.day(8), self.lena), "two days for the bank, then the day after")
        self.assertTrue(self.rebuild(), "it rests, though nothing is overdue yet")

    def promise(self, *documents):
        """Taken from the row, as in its dialog."""
        row = self.row(self.shop_account).with_user(self.lena)
        action = row.action_promise()
        dialog = Form(self.env[action['res_model']].with_user(self.lena).with_context(
            **action['context']), view='ar_optimization.ar_promise_view_form_take')
        dialog.date = self.day(5)
        while len(dialog.line_ids) > len(documents or dialog.line_ids):
            dialog.line_ids.remove(len(documents))
        return row, dialog.save()

    def test_who_has_promised_is_waited_for(self):
        """All that is overdue is promised for Sunday 5 July, two days are left for the bank. What
        was a mistake is not waited for."""
        self.invoice(self.shop, 1000, -60, -40)
        self.rebuild()
        row, promise = self.promise()
        self.assertEqual((row.state, row.next_date), ('rest', self.day(8)))
        promise.action_cancel("It was another customer")
        self.assertEqual((row.state, row.next_date), ('todo', False))

    def test_a_promise_about_a_part_lets_nothing_rest(self):
        old = self.invoice(self.shop, 1000, -60, -40)
        self.invoice(self.shop, 200, -60, -30)
        self.rebuild()
        row, promise = self.promise(old)
        self.assertEqual((promise.amount, row.state, row.next_date), (1000, 'done', False))

    def test_disputes_and_plans_begin_on_the_row(self):
        invoice = self.invoice(self.shop, 1000, -60, -40)
        row = self.rebuild().with_user(self.lena)
        self.assertEqual(
            row.action_dispute()['context']['default_move_line_ids'],
            self.receivable_lines(invoice).ids)
        self.assertEqual(
            row.action_make_plan()['context']['default_account_id'], self.shop_account.id)
        for name in ('action_promise', 'action_dispute', 'action_make_plan'):
            with self.assertRaises(AccessError):
                getattr(row.with_user(self.role_user('employee', name)), name)()

    def test_switched_off_there_is_no_list(self):
        self.invoice(self.shop, 1000, -60, -40)
        self.company.ar_position_collection = 'off'
        self.assertFalse(self.rebuild())
        with self.assertRaises(UserError):
            self.lists.with_user(self.lena).action_rebuild()

    def test_two_collectors_on_one_customer(self):
        self.invoice(self.shop, 1000, -60, -40)
        [row] = self.rebuild()
        row.with_user(self.lena).action_work()
        self.assertTrue(row.with_user(self.tom).is_claimed)
        self.assertFalse(row.with_user(self.lena).is_claimed)
        row.with_user(self.tom).action_work()
        self.assertEqual(row.claim_user_id, self.lena, "looking takes nothing away")
        row.with_user(self.tom).action_take_over()
        self.assertEqual(row.claim_user_id, self.tom)
        self.assertTrue(self.env['ar.event'].search([
            ('kind', '=', 'worklist.taken_over'), ('res_id', '=', self.shop_account.id)]))
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            row.invalidate_recordset()
            self.assertFalse(row.with_user(self.lena).is_claimed, "it ends by itself")

    def test_the_next_customer_is_one_that_nobody_works_on(self):
        for partner in (self.shop, self.mill):
            self.invoice(partner, 1000, -60, -40)
        first, second = self.rebuild()
        first.with_user(self.tom)._claim()
        action = self.lists.with_user(self.lena).action_start()
        self.assertEqual(action['res_id'], second.id)
        action = second.with_user(self.lena).action_no_answer()
        self.assertEqual(action['res_model'], 'ar.worklist')
        self.assertFalse(action.get('res_id'), "nobody is left")
        self.assertEqual(second.state, 'rest', "to be tried again tomorrow")

    def test_calls_are_counted_by_whom_they_reached(self):
        for result in ('no_answer', 'wrong_person', 'told', 'paid'):
            self.report(self.shop_account, result)
        self.assertEqual(
            (self.shop_account.contact_tries, self.shop_account.right_party_contacts,
             self.shop_account.right_party_percent), (4, 2, 50))

    def test_rows_are_rebuilt_and_not_written(self):
        self.invoice(self.shop, 1000, -60, -40)
        [row] = self.rebuild()
        mine = row.with_user(self.lena)
        for vals in ({'points': 999}, {'user_id': self.tom.id}, {'state': 'done'}):
            with self.assertRaises(AccessError):
                mine.write(vals)
        mine.write({'next_date': self.day(4), 'next_note': "Ask for Ms. Ray"})
        self.assertEqual((row.state, row.done_by_id), ('rest', self.lena))
        mine.action_reopen()
        self.assertEqual(row.state, 'todo')
        employee = self.role_user('employee')
        for name in ('action_work', 'action_done', 'action_start'):
            with self.assertRaises(AccessError):
                getattr(row.with_user(employee), name)()

    def test_another_company_has_a_list_of_its_own(self):
        other = self.other_company()
        self.invoice(self.shop, 1000, -60, -40)
        self.rebuild()
        outsider = self.role_user('collector', login='ar_else', companies=other)
        self.assertFalse(self.lists.with_user(outsider).search([]))
        with self.assertRaises(AccessError):
            self.row(self.shop_account).with_user(outsider).action_done()

    def test_a_form_shows_nothing_of_accounts_of_other_companies(self):
        there = self.other_company()
        strange = self.env['ar.credit.account']._account_for(self.mill, there)
        strange.sudo().write({'credit_mode': 'limit', 'credit_limit': 4321, 'status': 'hold'})
        self.invoice(self.shop, 1000, -60, -40)
        mine = self.rebuild().with_user(self.lena)
        names = (
            'status', 'effective_limit', 'credit_basis', 'exposure', 'unapplied_amount',
            'timeline', 'contact_tries', 'right_party_contacts', 'right_party_percent',
            'next_step', 'dunning_pause_until', 'dunning_pause_reason', 'contact_log_ids')
        for name in names:
            self.env.flush_all()
            self.env.invalidate_all()
            told = mine.onchange({'account_id': strange.id}, ['account_id'], {name: {}})
            with self.subTest(name=name):
                self.assertFalse(told.get('value'))
        said = {'account_id': strange.id, 'next_note': "Ask"}
        told = mine.with_context(default_account_id=strange.id)
        for values, changed in ((said, ['next_note']), (said, list(said)), ({}, [])):
            self.assertFalse(
                told.onchange(values, changed, {'timeline': {}, 'status': {}}).get('value'))

    def test_merged_customers_have_one_row(self):
        for partner in (self.shop, self.mill):
            self.invoice(partner, 1000, -60, -40)
        self.rebuild()
        self.env['base.partner.merge.automatic.wizard'].sudo()._merge(
            (self.shop | self.mill).ids, self.mill)
        [row] = self.rebuild()
        self.assertEqual((row.account_id, row.overdue_amount), (self.mill_account, 2000))

    def test_queries_do_not_grow_with_the_customers(self):
        def count(customers):
            for partner in customers:
                self.invoice(partner, 100, -60, -40)
            self.env['ar.credit.account']._ensure_accounts(self.company)
            self.lists._rebuild(self.company, self.today)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.lists._rebuild(self.company, self.today)
            return self.cr.sql_log_count - before

        few = count(self.customers(2))
        self.assertLessEqual(count(self.customers(20, prefix="More")), few)
        self.assertEqual(len(self.rows()), 22)

    def test_opening_the_list_asks_little(self):
        for partner in self.customers(30):
            self.invoice(partner, 100, -60, -40)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.rebuild()
        names = {name: {} for name in (
            'points', 'partner_id', 'reason', 'overdue_amount', 'worst_days', 'way', 'is_claimed')}
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.lists.web_search_read([('state', '=', 'todo')], names, limit=80)
        self.assertLessEqual(self.cr.sql_log_count - before, 25)
