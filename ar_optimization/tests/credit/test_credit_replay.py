from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .replay_common import ReplayCommon

JOB = 'odoo.addons.ar_optimization.models.credit.replay.ar_replay_job'


@tagged('post_install', '-at_install')
class TestReplay(ReplayCommon):

    def late_payer(self):
        """Pays its first invoice 70 days late; the second one came meanwhile and is paid on time.
        """
        account = self.account("Late")
        first = self.invoice(account.partner_id, 100, -100, -90)
        second = self.invoice(account.partner_id, 50, -40, -10)
        self.pay(first, -20)
        self.pay(second, -10)
        return account, first, second

    # === WHAT IS HELD === #

    def test_held_until_the_reason_is_gone(self):
        account, __, second = self.late_payer()
        replay = self.replay(('overdue_days', 'hold', 30))
        held = self.held(replay)
        self.assertRecordValues(held, [{
            'res_model': 'account.move', 'res_id': second.id, 'account_id': account.id,
            'condition': 'overdue_days', 'action': 'hold', 'overdue_amount': 100, 'exposure': 100,
            'cleared_date': self.day(-20), 'days_delayed': 20, 'outcome': 'good',
            'good_revenue': 50, 'overdue_avoided': 0, 'document_kind': 'order',
        }])
        self.assertIn("50 days overdue", held.reasons_text)
        self.assertFalse(self.held(replay, 'now'))
        self.assertEqual(held.action_open_document()['res_id'], second.id)

    def test_figures_stand_side_by_side(self):
        self.late_payer()
        replay = self.replay(('overdue_days', 'hold', 30))
        draft, now = self.figures(replay), self.figures(replay, 'now')
        self.assertEqual((draft['documents'], draft['held'], now['held']), (2, 1, 0))
        self.assertEqual((draft['held_share'], draft['revenue_delayed']), (50, 50))
        self.assertEqual((draft['good_revenue'], draft['days'], draft['customers']), (50, 20, 1))
        self.assertEqual(draft['peak_week'], 1)
        self.assertAlmostEqual(replay.requests_per_week, 7 / 182, 2)
        shown = replay.figure_ids.filtered(lambda figure: figure.figure == 'revenue_delayed')
        self.assertIn("50.00", shown.draft_text)
        self.assertTrue(shown.difference_text.startswith("+"))
        week = self.day(-40) - timedelta(days=self.day(-40).weekday())
        [found] = replay.week_ids.filtered(
            lambda row: row.scenario == 'draft' and row.date == week)
        self.assertEqual((found.documents, found.held, found.revenue_delayed), (1, 1, 50))

    def test_what_was_bad_would_have_been_avoided(self):
        partner = self.account("Bad").partner_id
        self.invoice(partner, 100, -160, -150)
        self.invoice(partner, 30, -110, -100)   # never paid, more than 90 days overdue
        late = self.invoice(partner, 20, -100, -90)
        self.pay(late, -80)
        replay = self.replay(('overdue_days', 'hold', 30))
        figures = self.figures(replay)
        self.assertEqual(figures['held'], 2)
        self.assertEqual((figures['overdue_avoided'], figures['loss_avoided']), (50, 30))
        self.assertEqual(figures['good_revenue'], 0)

    def test_what_was_written_off_is_lost_and_what_was_credited_is_no_good_revenue(self):
        partner = self.account("Bad").partner_id
        self.invoice(partner, 100, -160, -150)
        lost = self.invoice(partner, 30, -110, -100)
        self.match(lost, self.entry(
            partner, -30, -90, account=self.receivable_lines(lost).account_id))
        credited = self.invoice(partner, 20, -108, 0)
        self.match(credited, self.credit_note(partner, 20, -107))
        half = self.invoice(partner, 40, -106, 0)
        self.match(half, self.credit_note(partner, 10, -105))
        self.pay(half, -104)
        replay = self.replay(('overdue_days', 'hold', 30))
        self.assertRecordValues(self.held(replay), [
            {'outcome': 'lost', 'loss_avoided': 30, 'overdue_avoided': 30, 'good_revenue': 0},
            {'outcome': 'credited', 'loss_avoided': 0, 'overdue_avoided': 0, 'good_revenue': 0},
            {'outcome': 'good', 'loss_avoided': 0, 'overdue_avoided': 0, 'good_revenue': 30},
        ])

    def test_what_is_assumed_is_said(self):
        said = self.replay(run=False).assumptions
        for words in ("contracts", "policies and tiers of now", "have a last day"):
            self.assertIn(words, said)

    def test_what_was_open_before_the_first_day_counts(self):
        account = self.limited(100)
        self.invoice(account.partner_id, 80, -400, -300)
        self.pay(self.invoice(account.partner_id, 70, -390, -300), -250)
        self.invoice(account.partner_id, 30, -30, 0)
        held = self.held(self.replay(('limit', 'hold', 100)))
        self.assertEqual(held.exposure, 80)
        self.assertEqual(held.outcome, 'running')

    def limited(self, limit):
        account = self.account("Limited")
        with freeze_time(self.day(-500)):
            account.write({'credit_mode': 'limit', 'credit_limit': limit})
        return account

    def test_limits_and_statuses_are_those_of_the_day(self):
        account = self.limited(100)
        self.invoice(account.partner_id, 60, -50)
        with freeze_time(self.day(-30)):
            account.write({'credit_limit': 50})
        self.invoice(account.partner_id, 60, -20)
        account.write({'status': 'blocked', 'credit_limit': 10})
        held = self.held(self.replay(('limit', 'hold', 100), ('status', 'hold', 0)))
        self.assertRecordValues(held, [
            {'date': self.day(-20), 'credit_limit': 50, 'condition': 'limit'}])

    def test_a_temporary_limit_counts_from_its_first_to_its_last_day(self):
        account = self.limited(100)
        with freeze_time(self.day(-60)):
            account.write({
                'temporary_limit': 300, 'temporary_limit_from': self.day(-25),
                'temporary_limit_to': self.day(-18)})
        for day in (-26, -24, -17):
            self.pay(self.invoice(account.partner_id, 200, day), day)
        held = self.held(self.replay(('limit', 'hold', 100)))
        self.assertEqual(held.mapped('date'), [self.day(-26), self.day(-17)])

    def test_customers_that_are_archived_by_now_are_looked_at(self):
        account, *__ = self.late_payer()
        account.active = False
        replay = self.replay(('overdue_days', 'hold', 30))
        self.assertEqual(self.held(replay).account_id, account)

    def test_direct_invoices_are_judged_by_their_own_rules(self):
        self.late_payer()
        rule = ('overdue_days', 'hold', 30)
        replay = self.replay(rule, judge_as='invoice', run=False)
        replay.policy_ids.on_invoices = False
        replay.sudo()._run_now()
        self.assertFalse(self.held(replay))
        self.assertEqual(self.held(self.replay(rule, judge_as='invoice')).document_kind, 'invoice')

    def test_terms_and_discounts_of_the_invoice(self):
        partner = self.account().partner_id
        self.invoice(partner, 100, -50, -5)
        cheap = self.invoice(partner, 100, -40, -30, post=False)
        cheap.invoice_line_ids.discount = 25
        cheap.action_post()
        replay = self.replay(('term', 'hold', 30), ('discount', 'hold', 20))
        self.assertEqual(
            self.held(replay).mapped('condition'), ['term', 'discount'])

    # === TIERS === #

    def test_tiers_and_limits_of_the_draft(self):
        account = self.account()
        for months in range(1, 10):
            day = -30 * months
            self.pay(self.invoice(account.partner_id, 100, day, day + 20), day + 10)
        replay = self.replay(run=False, draft_limits='formula')
        for line in replay.tier_ids:
            line.write({'credit_mode': 'limit', 'fixed_limit': 75, 'sales_multiple': 0,
                        'limit_step': 0, 'condition_ids': [Command.clear()]})
        self.assertEqual(set(replay.tier_ids.mapped('change')), {'changed'})
        replay.sudo()._run_now()
        [customer] = replay.customer_ids.filtered('documents')
        self.assertEqual(
            (customer.draft_tier, customer.draft_limit, customer.draft_mode), ('A', 75, 'limit'))
        self.assertEqual(customer.now_mode, 'unlimited')

    def test_a_tier_is_the_one_of_the_night_before(self):
        """The nightly chain, run as of the evening before the last review, says the same."""
        self.company.write({'ar_tier_margin': 0, 'ar_tier_days': 0})
        for number, partner in enumerate(self.customers(6)):
            for step in range(number + 2):
                day = -20 * (step + 1) - number
                invoice = self.invoice(partner, 100 + number, day, day + 10)
                if step:
                    self.pay(invoice, day + 8 + 6 * number)
        replay = self.replay(months=1)
        last = max(replay.date_from, self.today.replace(day=1))
        self.env['ar.credit.account']._run_nightly(self.company, last - timedelta(days=1))
        self.assertGreater(len(set(replay.customer_ids.mapped('now_tier'))), 1)
        for customer in replay.customer_ids:
            self.assertEqual(
                customer.now_tier, customer.account_id.tier_id.code, customer.partner_id.name)

    # === NO LOOK-AHEAD === #

    def test_what_comes_after_the_last_day_changes_nothing(self):
        account, first, __ = self.late_payer()
        rules, vals = [('overdue_days', 'hold', 30)], {'date_to': self.day(-30), 'months': 3}
        before = self.result(self.replay(*rules, **vals))
        self.assertEqual(before['ar.replay.document'][0][5][0]['measured'], 50)
        self.invoice(account.partner_id, 500, -5, 0)
        self.payment(account.partner_id, 300, -3)
        self.credit_note(first.partner_id, 40, -1)
        account.write({'status': 'blocked', 'credit_mode': 'prepay'})
        self.env['ar.credit.input'].create({
            'partner_id': account.partner_id.id, 'date': self.day(-2), 'value': 5.0,
            'source': "Accounts",
            'kind_id': self.env.ref('ar_optimization.input_kind_net_worth').id})
        self.assertEqual(self.result(self.replay(*rules, **vals)), before)

    def test_a_decision_does_not_see_what_came_after_its_day(self):
        account, *__ = self.late_payer()
        rule = ('overdue_days', 'hold', 30)
        names = ['date', 'reasons', 'numbers', 'action', 'tier_code']
        before = self.held(self.replay(rule)).read(names)
        self.credit_note(account.partner_id, 100, -39)
        self.pay(self.invoice(account.partner_id, 900, -39, -30), -28)
        held = self.held(self.replay(rule)).filtered(lambda row: row.date == self.day(-40))
        for old, new in zip(before, held.read(names), strict=True):
            self.assertEqual({**old, 'id': 0}, {**new, 'id': 0})

    def test_what_is_to_come_cannot_be_replayed(self):
        with self.assertRaises(ValidationError):
            self.replay(run=False, date_to=self.day(1))

    # === THE JOB === #

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        counts = []
        for number in (2, 20):
            for partner in self.customers(number, f"Many {number}"):
                self.invoice(partner, 10, -30, -20)
            replay = self.replay(('overdue_days', 'hold', 5), run=False)
            self.env.flush_all()
            began = self.env.cr.sql_log_count
            replay.sudo()._run_now()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - began)
        self.assertLessEqual(counts[1], counts[0])

    def test_the_job_runs_in_chunks_and_shows_how_far_it_is(self):
        self.late_payer()
        self.invoice(self.account("Other").partner_id, 10, -30)
        whole = self.result(self.replay(('overdue_days', 'hold', 30)))
        replay = self.replay(('overdue_days', 'hold', 30), run=False)
        replay.action_run()
        self.assertEqual(replay.state, 'queued')
        with patch(f'{JOB}.CHUNK', 1), self.enter_registry_test_mode():
            self.env.ref('ar_optimization.ir_cron_replay').method_direct_trigger()
        replay.invalidate_recordset()
        self.assertEqual((replay.state, replay.progress), ('done', 100))
        self.assertEqual(replay.account_done, replay.account_total)
        self.assertEqual(self.result(replay), whole)

    def test_longer_pasts_go_in_smaller_chunks(self):
        quarter, years = self.replay(run=False, months=3), self.replay(run=False)
        years.write({'months': 60, 'review_interval': 'week'})
        self.assertEqual(quarter._chunk_size(), 5000)
        self.assertEqual(years._chunk_size(), 32500 // len(years._review_days()))

    def test_a_run_can_be_cancelled_and_begun_again(self):
        self.late_payer()
        self.account("Other")
        replay = self.replay(('overdue_days', 'hold', 30), run=False)
        replay.action_run()
        job, taken = type(self.env['ar.replay'])._run_chunk, []

        def cancelled_meanwhile(this):
            taken.append(job(this))
            this.action_cancel()
            return taken[-1]
        with patch(f'{JOB}.CHUNK', 1), self.enter_registry_test_mode(), \
                patch.object(type(self.env['ar.replay']), '_run_chunk', cancelled_meanwhile):
            self.env.ref('ar_optimization.ir_cron_replay').method_direct_trigger()
        replay.invalidate_recordset()
        self.assertEqual((replay.state, len(taken)), ('cancelled', 1))
        self.assertLess(replay.progress, 100)
        replay.action_reset()
        self.assertFalse(replay.document_ids)
        self.assertFalse(replay.customer_ids)
        self.assertEqual((replay.state, replay.account_done), ('draft', 0))
        replay.sudo()._run_now()
        self.assertEqual(len(self.held(replay)), 1)

    def test_a_failing_run_says_why_and_stops_nobody_else(self):
        bad, good = self.replay(run=False), self.replay(run=False)
        (bad + good).action_run()
        job = type(self.env['ar.replay'])._run_chunk

        def fails(this):
            if this.id == bad.id:
                raise ValueError("no such figure")
            return job(this)
        with patch.object(type(self.env['ar.replay']), '_run_chunk', fails), \
                self.enter_registry_test_mode(), self.assertLogs(JOB, 'ERROR'):
            self.env.ref('ar_optimization.ir_cron_replay').method_direct_trigger()
        (bad + good).invalidate_recordset()
        self.assertEqual((bad.state, good.state), ('failed', 'done'))
        self.assertIn("no such figure", bad.error)

    def test_what_was_run_is_not_changed(self):
        replay = self.replay(('overdue_days', 'hold', 30))
        for change in (
            lambda: replay.write({'months': 3}),
            lambda: replay.policy_ids.write({'bound': 5}),
            lambda: replay.policy_ids.unlink(),
            lambda: replay.tier_ids.write({'fixed_limit': 5}),
            lambda: replay.tier_ids.condition_ids.write({'value': 5}),
            lambda: replay.tier_ids.condition_ids.unlink(),
            replay.action_run,
        ):
            with self.assertRaises(UserError):
                change()
        replay.write({'name': "Another name"})

    def test_a_draft_is_refused_what_a_policy_is(self):
        """Else it could be tried and not be activated."""
        replay = self.replay(('limit', 'hold', 100), run=False)
        with self.assertRaisesRegex(ValidationError, "lets documents pass"), self.cr.savepoint():
            replay.policy_ids.condition = 'any'
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            replay.policy_ids.small_amount = 50
            self.env.flush_all()

    def test_a_draft_begins_with_what_is_in_force(self):
        policies = self.env['ar.credit.policy']
        shared = policies.create({'name': "Shared", 'condition': 'limit', 'bound': 100})
        own = policies.create({
            'name': "Own", 'condition': 'limit', 'bound': 90, 'company_id': self.company.id})
        policies.create({'name': "Over", 'condition': 'watch', 'date_to': self.day(-1)})
        policies.create([
            {'name': "Season", 'condition': 'term', 'date_to': self.day(20)},
            {'name': "Next year", 'condition': 'term', 'date_from': self.day(20)}])
        replay = self.replays.create({'name': "New"})
        self.assertEqual(replay.policy_ids.policy_id, own)
        self.assertEqual(replay.policy_ids.change, 'same')
        self.assertIn("90", replay.policy_ids.text)
        replay.policy_ids.bound = 80
        self.assertEqual(replay.policy_ids.change, 'changed')
        self.assertEqual(replay.tier_ids.mapped('code'), ['A', 'B', 'C', 'D'])
        self.assertEqual(set(replay.tier_ids.mapped('change')), {'same'})
        self.assertIn("80", replay.tier_ids[0].conditions_text)
        self.assertTrue(shared.active)
