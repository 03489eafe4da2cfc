from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningStrategy(DunningCommon):
    """What suits a customer whose turn it is, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.account_of(cls.shop)

    def rule(self, name):
        rule = self.env.ref(f'ar_optimization.ar_dunning_strategy_{name}')
        rule.active = True
        return rule

    def habit(self, usual, paid=14, **vals):
        self.account.sudo().write({'paid_count': paid, 'delay_before': usual, **vals})

    def test_always_late_always_pays(self):
        self.rule('as_usual')
        self.habit(9.6)
        self.invoice(self.shop, 100, -60, -6)
        run = self.prepare()
        self.assertFalse(run.notice_ids)
        self.assertEqual(self.left_out(run), {('Shop', 100): 'strategy'})
        self.assertEqual(run.skip_ids.until, self.day(-6 + 10 + 5))
        for words in ("Always late, always pays", "9.6 days late, now 6", "14 instalments"):
            self.assertIn(words, run.skip_ids.detail)
        self.assertEqual((run.total_ids.left_out, run.total_ids.noticed), (100, 0))
        self.assertFalse(self.prepare(8).notice_ids)
        self.assertEqual(self.given(self.prepare(9)), {('Shop', 100): 1})

    def test_a_wait_is_short_and_holds_nothing_back_that_must_go(self):
        rule = self.rule('as_usual')
        rule.write({'usual_to': 90, 'wait_days': 3})
        self.habit(60)
        self.invoice(self.shop, 100, -60, -6)
        self.assertEqual(self.prepare().skip_ids.until, self.day(-6 + 5 + 3))
        self.assertEqual(self.given(self.prepare(2)), {('Shop', 100): 1})
        rule.wait_days = 60
        for run in self.runs.search([('state', '=', 'draft')]):
            run.action_cancel()
        self.assertEqual(self.prepare().skip_ids.until, self.day(-6 + 5 + 60))
        self.procedure.level_ids.final_notice = True
        self.assertEqual(self.given(self.prepare()), {('Shop', 100): 1})

    def test_a_deadline_ends_a_wait(self):
        self.rule('as_usual')
        self.habit(25)
        bill = self.invoice(self.shop, 100, -60, -6)
        self.assertEqual(self.prepare().skip_ids.until, self.day(-6 + 5 + 14))
        self.env['ar.cover'].create({
            'name': "P-1", 'kind': 'insurance', 'amount': 500, 'account_id': self.account.id,
            'date_start': self.day(-100), 'date_end': self.day(300), 'report_days': 18,
            'responsible_id': self.env.user.id}).action_activate()
        deadline = self.env['ar.cover.deadline'].search(
            [('move_id', '=', bill.id), ('kind', '=', 'report')])
        self.assertEqual(deadline.date, self.day(12))
        self.assertEqual(self.prepare().skip_ids.until, self.day(12 - 7))
        self.assertTrue(self.prepare(5).notice_ids)

    def test_suddenly_late_is_called(self):
        self.rule('sudden')
        self.rule('as_usual')
        self.habit(2)
        self.shop.phone = "+1 555 0100"
        self.invoice(self.shop, 100, -60, -14)
        notice = self.prepare().notice_ids
        self.assertEqual((notice.channel, notice.level), ('phone', 1))
        for words in ("Suddenly late", "2 days late, now 14", "Phone Call"):
            self.assertIn(words, notice.strategy_text)
        notice.run_id.action_cancel()
        self.account.no_phone = True
        notice = self.prepare().notice_ids
        self.assertEqual((notice.channel, notice.strategy_text), ('mail', False))
        notice.run_id.action_cancel()
        self.account.no_phone = False
        self.habit(2, paid=5)
        self.assertEqual(self.prepare().notice_ids.channel, 'mail', "no habit yet")

    def test_amount_and_tier(self):
        self.rule('small')
        tier = self.env.ref('ar_optimization.tier_a')
        self.rule('large').write({'amount_from': 500, 'tier_ids': tier.ids})
        (self.shop | self.mill).phone = "+1 555 0100"
        self.invoice(self.shop, 99, -60, -6)
        self.invoice(self.mill, 700, -60, -6)

        def ways():
            run = self.prepare()
            found = {notice.partner_id: notice.channel for notice in run.notice_ids}
            run.action_cancel()
            return found

        self.assertEqual(ways(), {self.shop: 'mail', self.mill: 'mail'})
        self.account_of(self.mill).sudo().tier_id = tier
        self.account_of(self.mill).sudo().dunning_procedure_id = self.procedure
        self.assertEqual(ways(), {self.shop: 'mail', self.mill: 'phone'})
        self.procedure.level_ids.channel = 'phone'
        self.assertEqual(ways(), {self.shop: 'mail', self.mill: 'phone'})

    def test_a_step_that_went_with_its_addon_is_not_taken(self):
        rule = self.rule('small')
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ar_dunning_strategy SET step = 'gone' WHERE id = %s", [rule.id])
        self.env.invalidate_all()
        self.invoice(self.shop, 99, -60, -6)
        self.assertRecordValues(
            self.prepare().notice_ids, [{'channel': 'mail', 'strategy_text': False}])

    def test_who_is_held_back_is_steered_like_the_others(self):
        self.procedure.write({'holdout_percent': 50, 'holdout_cap': 1000})
        people = self.customers(12)
        for partner in people:
            partner.email = 'x@example.com'
            self.invoice(partner, 100, -60, -6)
        held = self.prepare()
        self.assertIn('holdout', held.skip_ids.mapped('reason'))
        self.assertTrue(all(held.notice_ids.mapped('is_drawn')))
        self.assertEqual(set(held.skip_ids.mapped('channel')), {'mail'})
        held.action_cancel()
        self.rule('as_usual')
        people._ar_account(self.company).sudo().write({'paid_count': 9, 'delay_before': 8})
        self.assertEqual(set(self.prepare().skip_ids.mapped('reason')), {'strategy'})

    def test_rules_are_the_managers_and_logged(self):
        rule = self.rule('small')
        collector = self.role_user('collector')
        for attack in (
                lambda: rule.with_user(collector).write({'active': False}),
                lambda: rule.with_user(collector).unlink(),
                lambda: rule.with_user(collector).create({'name': "Mine", 'step': 'mail'}),
                lambda: rule.with_user(self.role_user('employee')).read(['name'])):
            with self.assertRaises(AccessError):
                attack()
        rule.with_user(self.role_user('credit_manager')).amount_to = 50
        event = self.env['ar.event'].search(
            [('kind', '=', 'dunning.strategy_changed'), ('res_id', '=', rule.id)], limit=1)
        self.assertEqual((event.before, event.after), ({'amount_to': 100}, {'amount_to': 50}))
        self.assertIn("50.00", rule.text)

    # === GOVERNOR === #

    def limit(self, **vals):
        return self.env['ar.contact.policy'].create({
            'name': "Tested", 'hour_from': 0, 'hour_to': 24, 'days_off': 'none', **vals})

    def reached(self, partner, when):
        self.env['ar.contact.log'].sudo().create({
            'account_id': self.account_of(partner).id, 'channel': 'mail', 'direction': 'out',
            'subject': "News", 'date': when, 'is_automatic': True, 'result': 'sent'})

    def test_who_has_heard_enough_is_left_out_of_the_preview(self):
        self.limit(week_cap=1)
        for partner in self.shop | self.mill:
            self.invoice(partner, 100, -60, -6)
        self.reached(self.shop, datetime.combine(self.day(-2), datetime.min.time()))
        run = self.prepare()
        self.assertEqual(self.left_out(run), {('Shop', 100): 'contact_cap'})
        self.assertEqual(run.notice_ids.partner_id, self.mill)
        self.assertEqual(run.skip_ids.until, self.day(5))
        self.assertIn("often enough", run.skip_ids.detail)
        run.action_cancel()
        self.assertEqual(len(self.prepare(5).notice_ids), 2)
        self.procedure.level_ids.final_notice = True
        self.assertFalse(self.prepare(1).notice_ids, "they are in the other run")
        for other in self.runs.search([('state', '=', 'draft')]):
            other.action_cancel()
        self.assertEqual(len(self.prepare(1).notice_ids), 2, "a final notice keeps its day")

    def test_a_night_is_waited_for_and_a_week_of_holidays_is_not(self):
        self.limit(hour_from=8, hour_to=20)
        self.invoice(self.shop, 100, -60, -6)
        notice = self.prepare().notice_ids
        self.assertEqual(notice.wait_until, datetime.combine(self.day(0), datetime.min.time())
                         .replace(hour=8))
        self.assertIn("too early", notice.wait_reason)
        notice.run_id.action_cancel()
        calendar = self.env['resource.calendar'].create({'name': "Feast", 'tz': 'UTC'})
        self.env['resource.calendar.leaves'].create({
            'calendar_id': calendar.id, 'name': "Feast", 'resource_id': False,
            'date_from': datetime.combine(self.day(-1), datetime.min.time()),
            'date_to': datetime.combine(self.day(6), datetime.min.time())})
        self.env['ar.contact.policy'].search([('name', '=', "Tested")]).calendar_id = calendar
        run = self.prepare()
        self.assertEqual(self.left_out(run), {('Shop', 100): 'contact_holiday'})
        self.assertEqual(run.skip_ids.until, self.day(7))

    def test_an_unwanted_way_is_a_letter_in_the_preview(self):
        self.shop.write({'street': "Road 1", 'city': "Town"})
        self.account.no_mail = True
        self.invoice(self.shop, 100, -60, -6)
        notice = self.prepare().notice_ids
        self.assertEqual((notice.channel, notice.is_letter), ('letter', True))
        self.account.no_mail = False
        with freeze_time(f'{self.today} 12:00'):
            notice.run_id.action_approve()
            self.account.no_phone = True
            notice.sudo().channel = 'phone'
            notice.sudo()._fall_back()
        self.assertEqual(notice.channel, 'letter', "looked at again when it is sent")

    def test_queries_do_not_grow(self):
        self.rule('as_usual')
        self.rule('sudden')
        self.limit(week_cap=1)
        counts = []
        for number in (2, 25):
            for partner in self.customers(number, prefix=f"Of {number}"):
                partner.write({'email': 'x@example.com', 'phone': "+1 555 0100"})
                self.invoice(partner, 10, -60, -30)
                self.account_of(partner).sudo().write({'paid_count': 9, 'delay_before': 28})
                self.reached(partner, datetime.combine(self.day(-2), datetime.min.time()))
            self.prepare().action_cancel()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run = self.prepare()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(run.skip_ids), number + 2 * (len(counts) - 1))
            run.action_cancel()
        self.assertLessEqual(counts[1], counts[0])
