from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningRun(DunningCommon):

    def test_one_notice_per_customer_at_its_highest_level(self):
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 50, -30, -6)
        self.invoice(self.shop, 7, -30, -2)
        first = self.send(self.prepare())
        self.assertEqual(self.given(first), {('Shop', 100): 1, ('Shop', 50): 1})
        notice = first.notice_ids
        self.assertEqual((notice.level, notice.amount, notice.line_count), (1, 157, 3))
        self.assertEqual((notice.state, notice.wait_reason), ('sent', False))
        second = self.prepare(12)
        self.assertEqual(self.given(second), {('Shop', 100): 2, ('Shop', 7): 1})
        self.assertEqual(
            sorted((line.amount_residual, line.is_below) for line in second.notice_ids.line_ids),
            [(7, True), (50, True), (100, False)])

    def test_totals_are_the_ledger(self):
        eur = self.other_currency()
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 40, -60, -30, currency=eur)
        self.invoice(self.mill, 30, -60, -30).no_followup = True
        self.invoice(self.mill, 20, -10, 60)
        self.payment(self.mill, 5, -3)
        self.entry(None, 9, -10, -10)
        run = self.prepare()
        self.assertEqual(
            self.left_out(run), {('Mill', 30): 'no_followup', (False, 9): 'no_account'})
        usd = run.total_ids.filtered(lambda total: total.currency_id == self.company.currency_id)
        self.assertRecordValues(usd, [{
            'noticed': 100, 'left_out': 39, 'waiting': 0, 'not_due': 20, 'credit': -5,
            'open_total': 154, 'ledger_total': 154, 'difference': 0}])
        self.assertRecordValues(run.total_ids - usd, [{
            'noticed': 40, 'open_total': 40, 'ledger_total': 40, 'difference': 0}])
        self.assertEqual(run.notice_ids.amount, 180)

    def test_taken_out_stays_so_when_its_payment_goes_back_to_draft(self):
        """Odoo keeps the matching and a residual of nothing; the invoice is open all the same."""
        bill = self.invoice(self.mill, 30, -60, -30)
        payment = self.pay(bill)
        bill.no_followup = True
        payment.action_draft()
        self.assertFalse(self.receivable_lines(bill).amount_residual)
        self.assertEqual(self.left_out(self.prepare()), {('Mill', 30): 'no_followup'})

    # === NEVER TWICE, NEVER OUT OF TURN === #

    def test_a_level_is_given_once(self):
        self.invoice(self.shop, 100, -60, -30)
        run = self.prepare()
        other = self.prepare()
        self.assertEqual(self.left_out(other), {('Shop', 100): 'other_run'})
        self.send(run)
        self.assertFalse(self.given(self.prepare()))
        self.assertFalse(self.given(self.prepare(9)))
        self.assertEqual(self.given(self.prepare(10)), {('Shop', 100): 2})

    def test_paid_leaves_and_comes_back_at_its_level(self):
        bill = self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 50, -60, -30)
        self.send(self.prepare())
        account = self.account_of(self.shop)
        standing = account._guard_standings(self.today)[account]
        self.assertEqual((account.dunning_level, standing.dunning), (1, 1))
        run = self.prepare(10)
        payment = self.pay(bill, 10)
        self.send(run)
        self.assertEqual(run.notice_ids.line_ids.mapped('amount_residual'), [50])
        self.assertEqual(self.given(self.prepare(11)), {})
        payment.move_id.line_ids.remove_move_reconcile()
        [item] = self.env['ar.open.item'].search([('move_id', '=', bill.id)])
        self.assertEqual(item.dunning_level, 1)
        self.assertEqual(self.given(self.prepare(12)), {('Shop', 100): 2})

    def test_all_paid_before_it_is_sent(self):
        bill = self.invoice(self.shop, 100, -60, -30)
        run = self.prepare()
        run.action_approve()
        self.pay(bill)
        with freeze_time(f'{self.today} 12:00'):
            run.sudo()._send_all()
        self.assertEqual((run.state, run.notice_ids.state), ('cancelled', 'cancelled'))
        self.assertFalse(self.items.search_count([('move_line_id', 'in', bill.line_ids.ids)]))

    def test_reminders_lapse(self):
        self.invoice(self.shop, 100, -60, 2)
        self.assertEqual(self.given(self.send(self.prepare())), {('Shop', 100): -1})
        self.assertEqual(self.account_of(self.shop).dunning_level, 0)
        self.invoice(self.mill, 70, -60, -5)
        late = self.prepare(3)
        self.assertEqual(self.given(late), {('Mill', 70): 1})
        self.assertEqual(late.notice_ids.line_ids.skipped_reason, 'lapsed')

    def test_final_notice_needs_a_manager_and_hands_over(self):
        self.invoice(self.shop, 100, -90, -60)
        for day in (0, 10):
            self.send(self.prepare(day))
        run = self.prepare(20)
        collector = self.role_user('collector')
        with self.assertRaises(AccessError):
            run.with_user(collector).action_approve()
        self.send(run)
        self.assertEqual(self.given(run), {('Shop', 100): 3})
        activity = self.account_of(self.shop).activity_ids
        self.assertIn("Final notice", activity.summary)
        self.assertFalse(self.given(self.prepare(100)))

    # === WHO IS LEFT OUT === #

    def test_reasons(self):
        customers = {
            reason: self.customer(reason, email='x@example.com') for reason in (
                'paused', 'status', 'credit', 'minimum', 'no_address', 'grace')}
        for partner in customers.values():
            self.invoice(partner, 100, -60, -30)
        strict = self.make_procedure(
            {'name': "First", 'days': 5, 'minimum_ids': [
                (0, 0, {'currency_id': self.company.currency_id.id, 'amount': 100.01})]},
            credit_percent=50, grace_days=10)
        for reason, partner in customers.items():
            account = self.account_of(partner)
            account.write({
                'paused': {'dunning_pause_until': self.day(0), 'dunning_pause_reason': "Talking"},
                'status': {'status': 'legal'}, 'minimum': {'dunning_procedure_id': strict.id},
                'credit': {'dunning_procedure_id': strict.id},
                'grace': {'dunning_last_date': self.day(-3)},
                'no_address': {},
            }[reason])
        self.procedure.grace_days = 5
        customers['no_address'].email = False
        self.payment(customers['credit'], 60)
        skips = self.left_out(self.prepare())
        self.assertEqual(skips, {(reason, 100): reason for reason in customers})

    def test_held_back_by_lot_counts_as_given(self):
        self.procedure.write({'holdout_percent': 50, 'holdout_cap': 1000})
        for partner in self.customers(12):
            partner.email = 'x@example.com'
            self.invoice(partner, 100, -60, -30)
        run, again = self.prepare(), None
        held = run.skip_ids.filtered(lambda skip: skip.reason == 'holdout').partner_id
        self.assertTrue(0 < len(held) < 12)
        run.action_refresh()
        again = run.skip_ids.filtered(lambda skip: skip.reason == 'holdout').partner_id
        self.assertEqual(again, held)
        self.send(run)
        items = self.items.search([('is_holdout', '=', True)])
        self.assertEqual(items.account_id.partner_id, held)
        self.assertEqual(set(items.mapped('level')), {1})

    def test_far_future_negative_and_archived_levels(self):
        self.invoice(self.shop, 100, 0, '2999-12-31')
        self.credit_note(self.mill, 50, -90)
        self.assertFalse(self.prepare().notice_ids)
        self.invoice(self.shop, 100, -60, -30)
        self.send(self.prepare())
        first = self.procedure.level_ids.filtered(lambda level: level.sequence == 1)
        with self.assertRaises(UserError):
            first.unlink()
        first.active = False
        self.assertEqual(self.procedure.level_ids.mapped('sequence'), [-1, 1, 2])

    # === APPROVED IN PARTS === #

    def half_approved(self):
        """A run of which a collector has sent what he may: a final notice waits, and the item of
        the shop is held back by lot."""
        self.procedure.write({'holdout_percent': 50, 'holdout_cap': 1000})
        self.invoice(self.shop, 100, -60, -6)
        self.invoice(self.customer("Large", email='large@example.com'), 5000, -60, -6)
        last = self.receivable_lines(self.invoice(self.mill, 50, -90, -60))
        self.items.sudo().create({
            'move_line_id': last.id, 'company_id': self.company.id, 'level': 2,
            'account_id': self.account_of(self.mill).id, 'given_date': self.day(-20)})
        with self.all_held_back():
            run = self.prepare()
        self.assertEqual(self.left_out(run), {('Shop', 100): 'holdout'})
        self.assertEqual(self.given(run), {('Large', 5000): 1, ('Mill', 50): 3})
        self.send(run.with_user(self.role_user('collector')))
        self.assertEqual(run.state, 'draft')
        self.assertEqual(
            {notice.partner_id.name: notice.state for notice in run.notice_ids},
            {'Large': 'sent', 'Mill': 'draft'})
        return run

    def all_held_back(self):
        return patch.object(type(self.runs), '_lot_sql', lambda run: SQL("0"))

    def test_what_was_sent_is_not_decided_anew(self):
        run = self.half_approved()
        notices = run.notice_ids
        with self.assertRaisesRegex(UserError, "approved already"):
            run.action_refresh()
        self.assertEqual(notices.exists(), notices)

    def test_a_later_approval_sets_no_level_back(self):
        run = self.half_approved()
        self.procedure.holdout_percent = 0
        self.assertEqual(self.given(self.send(self.prepare(20)))[('Shop', 100)], 2)
        with freeze_time(self.day(20)):
            run.action_approve()
        self.assertEqual(self.account_of(self.shop).dunning_level, 2)
        self.assertFalse(self.given(self.prepare(21)))

    # === GO-LIVE === #

    def test_go_live(self):
        old = self.invoice(self.shop, 100, -500, -400)
        self.invoice(self.shop, 60, -60, -6)
        for number, partner in enumerate(self.customers(3)):
            partner.email = 'x@example.com'
            self.invoice(partner, 10 + number, -60, -2)
        self.company.write({
            'ar_dunning_open_date': False, 'ar_dunning_first_cap': 2})
        first = self.prepare()
        self.assertFalse(self.given(first))
        items = self.items.search([('account_id', '=', self.account_of(self.shop).id)])
        self.assertEqual(sorted(items.mapped('level')), [1, 2])
        self.assertTrue(all(items.mapped('is_opening')))
        self.assertEqual(self.company.ar_dunning_open_date, self.today)
        capped = self.prepare(3)
        self.assertEqual(self.given(capped), {('Customer 003', 12): 1, ('Customer 002', 11): 1})
        self.assertEqual(self.left_out(capped), {('Customer 001', 10): 'cap'})
        self.send(capped)
        later = self.prepare(10)
        self.assertEqual(
            self.given(later), {('Shop', 100): 3, ('Customer 001', 10): 1})
        self.assertEqual(later.notice_ids.line_ids.move_id & old, old)

    # === BAD LUCK === #

    def test_one_broken_text_stops_one_customer(self):
        broken = self.template.copy({'subject': "{{ object.no_such_field }}"})
        odd = self.make_procedure({'name': "Odd", 'days': 5, 'mail_template_id': broken.id})
        self.account_of(self.mill).dunning_procedure_id = odd
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.mill, 50, -60, -30)
        run = self.send(self.prepare())
        notices = {notice.partner_id: notice for notice in run.notice_ids}
        self.assertEqual(notices[self.shop].state, 'sent')
        self.assertEqual(notices[self.mill].state, 'failed')
        self.assertIn('no_such_field', notices[self.mill].failure_reason)
        self.assertIn(broken.name, notices[self.mill].failure_reason)
        self.assertIn(broken.name, notices[self.mill].preview_body)
        self.assertEqual(run.state, 'done')
        odd.level_ids.mail_template_id = self.template
        notices[self.mill].action_retry()
        with freeze_time(f'{self.today} 13:00'):
            run.sudo()._send_all()
        self.assertEqual(notices[self.mill].state, 'sent')
        self.assertEqual(self.account_of(self.mill).dunning_level, 1)

    def test_a_mail_for_each_notice_and_no_second(self):
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.mill, 50, -60, -30)
        run = self.prepare()
        run.action_approve()
        mails = self.env['mail.mail'].search_count([])
        channel = type(self.env['ar.dunning.item'])
        with patch.object(channel, '_give', side_effect=ValueError("killed")), \
                self.assertRaises(ValueError), self.cr.savepoint():
            run.sudo()._send_chunk(0)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)
        with freeze_time(f'{self.today} 12:00'):
            run.sudo()._send_all()
            run.sudo()._send_all()
        self.assertEqual(self.env['mail.mail'].search_count([]), mails + 2)

    def test_one_broken_run_stops_no_other(self):
        self.invoice(self.shop, 100, -60, -30)
        first = self.prepare()
        first.action_approve()
        self.invoice(self.mill, 50, -60, -30)
        second = self.prepare()
        second.action_approve()

        def broken(notices):
            if notices.run_id == first:
                raise ValueError("no log today")

        log = 'odoo.addons.ar_optimization.models.dunning.run.ar_dunning_run_send'
        with patch.object(type(self.env['ar.dunning.notice']), '_log_contacts', broken), \
                freeze_time(f'{self.today} 12:00'), self.enter_registry_test_mode(), \
                self.assertLogs(log, 'ERROR') as lines:
            self.env.ref('ar_optimization.ir_cron_dunning_send').sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(lines.output), 1, "not tried again at once")
        self.assertEqual((first.state, first.notice_ids.state), ('approved', 'approved'))
        self.assertEqual((second.state, second.notice_ids.state), ('done', 'sent'))

    # === THE NIGHT === #

    def test_nightly_run(self):
        accounts = self.account_of(self.shop).sudo()
        self.invoice(self.shop, 100, -60, -30)
        accounts._nightly_dunning(self.company, self.today)
        [first] = self.runs.search([('company_id', '=', self.company.id)])
        self.assertEqual((first.state, first.notice_count), ('draft', 1))
        accounts._nightly_dunning(self.company, self.today)
        [second] = self.runs.search([('company_id', '=', self.company.id)])
        self.assertNotEqual(first, second)
        self.company.ar_dunning_automatic = True
        self.payment(self.mill, 1)  # the bank has told something
        accounts._nightly_dunning(self.company, self.today)
        [third] = self.runs.search([('company_id', '=', self.company.id)])
        self.assertEqual((third.state, third.notice_ids.state), ('approved', 'approved'))
        self.company.ar_position_dunning = 'off'
        third.action_cancel()
        accounts._nightly_dunning(self.company, self.today)
        self.assertEqual(self.runs.search([('company_id', '=', self.company.id)]), third)

    def test_held_back_alone_at_night(self):
        self.procedure.write({'holdout_percent': 50, 'holdout_cap': 1000})
        self.company.ar_dunning_automatic = True
        self.payment(self.mill, 1)
        self.account_of(self.shop)
        self.invoice(self.shop, 100, -60, -30)
        with self.all_held_back():
            run = self.runs.sudo()._run_night(self.company, self.today)
        self.assertEqual((run.state, run.notice_count), ('done', 0))
        self.assertTrue(run.approve_date, "it is measured")
        dunned = self.items.search([('account_id', '=', self.account_of(self.shop).id)])
        self.assertRecordValues(dunned, [{'level': 1, 'is_holdout': True}])

    def test_held_back_alone_by_hand(self):
        """Approved by hand, it says what happened; with nobody held back, that nobody is told."""
        self.invoice(self.shop, 100, -60, -30)
        self.procedure.level_ids.minimum_ids = [Command.create(
            {'currency_id': self.company.currency_id.id, 'amount': 101})]
        run = self.prepare()
        self.assertEqual(self.left_out(run), {('Shop', 100): 'minimum'})
        with self.assertRaisesRegex(UserError, "Left Out tells"):
            run.action_approve()
        run.action_cancel()
        self.procedure.level_ids.minimum_ids.unlink()
        self.procedure.write({'holdout_percent': 50, 'holdout_cap': 1000})
        with self.all_held_back():
            run = self.prepare()
        self.assertEqual((run.notice_count, run.held_back_count), (0, 1))
        said = run.with_user(self.role_user('collector')).action_approve()
        self.assertIn("all 1 items", said['params']['message'])
        self.assertEqual(run.state, 'done')
        dunned = self.items.search([('account_id', '=', self.account_of(self.shop).id)])
        self.assertRecordValues(dunned, [{'level': 1, 'is_holdout': True}])

    def test_observed_runs_send_nothing(self):
        self.company.ar_position_dunning = 'observe'
        self.invoice(self.shop, 100, -60, -30)
        run = self.prepare()
        self.assertEqual(self.given(run), {('Shop', 100): 1})
        with self.assertRaises(UserError):
            run.action_approve()
        self.assertEqual(self.given(self.prepare()), {('Shop', 100): 1})

    def test_nothing_goes_out_by_itself_on_old_bank_data(self):
        self.company.write({'ar_dunning_automatic': True, 'ar_bank_stale_days': 1})
        self.invoice(self.shop, 100, -60, -30)
        self.payment(self.mill, 1, -5)
        run = self.runs.sudo()._run_night(self.company, self.today)
        self.assertTrue(run.bank_is_stale)
        self.assertEqual(run.state, 'draft')
        self.assertIn("06/25/2026", run.bank_text)
