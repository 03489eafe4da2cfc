from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .targets_common import TargetsCommon


@tagged('post_install', '-at_install')
class TestFlags(TargetsCommon):
    """What is noticed of May, on the 15th of June."""

    def found(self, kind=None, when='2026-06-15'):
        self.night(when, '_nightly_flags')
        return self.flags.search([('kind', '=', kind)] if kind else [])

    def change_due(self, when, dates):
        """Change due dates at a moment.

        :param dates: {invoice: new date}
        """
        with freeze_time(when):
            for invoice, due in dates.items():
                invoice.invoice_date_due = due
            self.cr.precommit.run()

    # === WHAT IS NOTICED === #

    def test_a_receipt_at_period_end_that_belongs_to_no_invoice(self):
        lone = self.payment(self.shop, 900, '2026-05-29')
        self.payment(self.shop, 100, '2026-05-20')  # not at the end
        used = self.payment(self.mill, 500, '2026-05-30')
        self.match(self.invoice(self.mill, 500, '2026-06-02'), used)
        flags = self.found('on_account')
        self.assertRecordValues(flags, [
            {'partner_id': self.shop.id, 'amount': 900, 'amount_off': 0, 'month': self.month(-1),
             'move_id': lone.move_id.id, 'actor_id': self.env.uid,
             'collector_id': self.lena.id, 'state': 'open'}])

    def test_a_receipt_has_some_days_to_find_its_invoice(self):
        self.payment(self.shop, 900, '2026-05-29')
        self.assertFalse(self.found('on_account', '2026-06-09'))
        self.assertTrue(self.found('on_account', '2026-06-11'))

    def test_a_receipt_that_is_moved_to_another_customer(self):
        paid = self.payment(self.shop, 900, '2026-05-31')
        move = self.entry(self.shop, 900, '2026-06-03', account=self.receivable)
        self.match(move, paid)
        self.match(self.entry(self.mill, 400, '2026-01-31', account=self.receivable),
                   self.payment(self.mill, 400, '2026-05-31'))  # an opening balance
        flags = self.found('on_account')
        self.assertRecordValues(flags, [{'amount': 900, 'other_move_id': move.id}])

    def test_a_receipt_in_a_currency_that_rose_belongs_to_its_invoice(self):
        euro = self.other_currency(rates=(('1900-01-01', 0.5), ('2026-05-20', 0.4)))
        invoice = self.invoice(self.mill, 100, '2026-05-01', currency=euro)  # 200
        paid = self.payment(self.mill, 100, '2026-05-29', currency=euro)     # 250
        self.match(invoice, paid)
        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(
            sum(paid.move_id.line_ids.matched_debit_ids.mapped('amount')), 250,
            "50 of it are matched with the entry of the difference")
        self.assertFalse(self.found('on_account'))

    def test_a_due_date_that_is_moved_over_the_period_end(self):
        moved = self.invoice(self.shop, 1_000, '2026-05-01', '2026-05-20')
        early = self.invoice(self.shop, 10, '2026-05-01', '2026-05-20')
        inside = self.invoice(self.shop, 20, '2026-05-01', '2026-05-28')
        self.change_due('2026-05-12', {early: '2026-06-20'})
        self.change_due('2026-05-29', {moved: '2026-06-20', inside: '2026-05-30'})
        self.assertRecordValues(self.found('due_date'), [
            {'move_id': moved.id, 'amount': 1_000, 'amount_off': 1_000, 'month': self.month(-1),
             'actor_id': self.env.uid}])

    def test_a_month_ends_when_it_ends_where_the_company_works(self):
        """The first of June in Shanghai, when it is still May in Greenwich."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        moved = self.invoice(self.shop, 1_000, '2026-05-01', '2026-05-20')
        late = self.invoice(self.shop, 500, '2026-05-01', '2026-05-20')
        self.change_due('2026-05-31 15:30:00', {moved: '2026-06-20'})
        self.change_due('2026-05-31 16:30:00', {late: '2026-06-20'})
        self.assertRecordValues(self.found('due_date'), [
            {'move_id': moved.id, 'date': date(2026, 5, 31)}])

    def test_only_the_instalment_that_is_moved_counts_and_in_company_currency(self):
        """300 and 700 euros at 2 dollars each; the first is due in June instead of May, after the
        second."""
        moved = self.invoice(self.shop, 1_000, '2026-05-10', currency=self.other_currency(),
                             term=self.term((30, 10), (70, 40)))
        with freeze_time('2026-05-29'):
            self.receivable_lines(moved).sorted('date_maturity')[0].date_maturity = '2026-06-30'
            self.cr.precommit.run()
        self.assertRecordValues(self.found('due_date'), [
            {'move_id': moved.id, 'amount': 600, 'amount_off': 600}])
        self.assertNotIn('instalments', self.events(moved, 'due_date.changed').figures)

    def test_a_due_date_that_is_moved_by_posting_again(self):
        bill = self.invoice(self.shop, 1_000, '2026-05-10', term=self.term((30, 10), (70, 40)))
        with freeze_time('2026-05-29'):
            bill.button_draft()
            bill.invoice_payment_term_id = self.term((30, 30), (70, 40))
            bill.action_post()
            self.cr.precommit.run()
        self.assertRecordValues(self.found('due_date'), [{'move_id': bill.id, 'amount': 300}])

    def test_a_due_date_that_an_earlier_version_has_logged(self):
        """It named all due dates, and what was open in the currency of the document."""
        moved = self.invoice(self.shop, 1_000, '2026-05-10', currency=self.other_currency(),
                             term=self.term((30, 10), (70, 40)))
        whole = self.invoice(self.mill, 100, '2026-05-01', '2026-05-20')
        inside = self.invoice(self.mill, 20, '2026-05-01', '2026-05-20')
        with freeze_time('2026-05-29'):
            for move, before, after, kind in (
                    (moved, ['2026-05-20', '2026-06-19'], ['2026-06-19', '2026-06-30'],
                     'due_date.changed'),
                    (whole, ['2026-05-20'], ['2026-06-20'], 'move.reposted'),
                    (inside, ['2026-05-20'], ['2026-05-30'], 'due_date.changed')):
                self.env['ar.event']._log(
                    kind, move, before={move.id: {'due_dates': before}},
                    after={move.id: {'due_dates': after}},
                    numbers={move.id: {'amount_residual': move.amount_residual}})
        self.assertEqual(
            {flag.move_id: flag.amount for flag in self.found('due_date')},
            {moved: 600, whole: 100})

    def test_an_invoice_that_is_credited_and_made_anew(self):
        old = self.invoice(self.shop, 1_000, '2026-04-01', '2026-05-01')
        old._reverse_moves([{'date': self.day('2026-05-25'),
                             'invoice_date': self.day('2026-05-25')}], cancel=True)
        again = self.invoice(self.shop, 1_000, '2026-05-26', '2026-06-26')
        right = self.invoice(self.mill, 70, '2026-04-01', '2026-05-01')
        right._reverse_moves([{'date': self.day('2026-05-25'),
                               'invoice_date': self.day('2026-05-25')}], cancel=True)
        self.invoice(self.mill, 70, '2026-05-26', '2026-05-01')  # the same due date
        self.assertRecordValues(self.found('reinvoiced'), [
            {'move_id': old.id, 'other_move_id': again.id, 'amount': 1_000, 'amount_off': 1_000,
             'month': self.month(-1)}])

    def test_a_dispute_of_the_last_days_that_is_dropped(self):
        disputes = self.env['ar.dispute']
        bills = [self.invoice(self.shop, amount, '2026-04-01', '2026-05-01')
                 for amount in (300, 40)]
        with freeze_time('2026-05-30'):
            dropped, kept = (disputes.create({
                'move_line_id': self.receivable_lines(bill).id, 'amount': bill.amount_total,
                'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id,
                'owner_id': self.tom.id}) for bill in bills)
        with freeze_time('2026-06-05'):
            dropped.sudo().write({'state': 'cancelled', 'closed_on': self.day('2026-06-05')})
        self.assertRecordValues(self.found('dispute'), [{'amount': 300, 'amount_off': 0}])
        self.assertEqual(kept.state, 'open')

    def test_cash_that_only_changes_its_invoice_was_not_taken_back(self):
        """What clerks undo and do again is no faked receipt; nor is what bounces at once."""
        bill = self.invoice(self.shop, 600, '2026-04-01', '2026-05-01')
        paid = self.pay(bill, '2026-05-10')
        self.night('2026-06-10', '_nightly_results')
        with freeze_time('2026-06-12'):
            self.receivable_lines(bill).remove_move_reconcile()
            self.match(bill, paid)
        self.night('2026-06-14', '_nightly_results')
        self.assertFalse(self.found('reversed', '2026-06-14'))

    def test_a_payment_that_is_taken_back_and_deleted_is_noticed_once(self):
        paid = self.pay(self.invoice(self.shop, 1_500, '2026-04-01', '2026-05-01'), '2026-05-10')
        self.night('2026-06-10', '_nightly_results')
        for day, undo in (('2026-06-12', paid.action_draft), ('2026-06-14', paid.unlink)):
            with freeze_time(day):
                undo()
            self.night(day, '_nightly_results')
            self.assertRecordValues(self.found('reversed', day), [
                {'amount': 1_500, 'month': self.month(-1), 'month_back': self.month(),
                 'collector_id': self.lena.id, 'partner_id': self.shop.id}])
        self.night('2026-07-10', '_nightly_results')
        self.assertEqual(len(self.found('reversed', '2026-07-10')), 1)

    def test_what_was_moved_is_still_not_taken_back_when_its_payment_is_deleted(self):
        bill = self.invoice(self.shop, 600, '2026-04-01', '2026-05-01')
        paid = self.pay(bill, '2026-05-10')
        self.night('2026-06-10', '_nightly_results')
        self.receivable_lines(bill).remove_move_reconcile()
        self.match(self.invoice(self.shop, 600, '2026-06-01'), paid)
        self.night('2026-07-10', '_nightly_results')  # June is frozen
        paid.action_draft()
        paid.unlink()
        self.night('2026-07-12', '_nightly_results')
        self.assertRecordValues(self.found('reversed', '2026-07-12'), [
            {'amount': 600, 'month': self.month(), 'month_back': self.month(1)}])

    def test_what_was_put_right_is_no_longer_taken_back(self):
        bills = [self.invoice(self.shop, 1_000, '2026-04-01', '2026-05-01') for _each in range(2)]
        paid = [self.pay(bill, '2026-05-10') for bill in bills]
        self.night('2026-06-10', '_nightly_results')
        for bill in bills:
            self.receivable_lines(bill).remove_move_reconcile()
        self.night('2026-06-11', '_nightly_results')
        flags = self.found('reversed', '2026-06-11')
        self.assertEqual(len(flags), 2)
        kept = flags.filtered(lambda flag: flag.move_id == paid[0].move_id)
        kept.sudo().write({'state': 'off', 'reason': "It bounced"})
        for bill, payment in zip(bills, paid, strict=True):
            self.match(bill, payment)
        self.night('2026-06-12', '_nightly_results')
        self.assertEqual(self.found('reversed', '2026-06-12'), kept, "a decision stays")

    def test_each_month_loses_what_it_has_counted(self):
        first = self.invoice(self.shop, 1_000, '2026-03-01', '2026-04-01')
        paid = self.payment(self.shop, 1_500, '2026-04-20')
        self.match(first, paid)
        self.night('2026-05-10', '_nightly_results')
        self.match(self.invoice(self.shop, 500, '2026-03-01', '2026-04-01'), paid)
        self.night('2026-06-10', '_nightly_results')
        paid.action_draft()
        self.night('2026-06-14', '_nightly_results')
        self.assertRecordValues(self.found('reversed', '2026-06-14').sorted('month'), [
            {'amount': 1_000, 'month': self.month(-2)}, {'amount': 500, 'month': self.month(-1)}])

    def test_it_is_taken_back_from_whom_it_was_counted_for(self):
        """One payment of two customers: Lena collects from the one and has sold to the other. Who
        has them when it bounces has not got the money in."""
        bills = self.invoice(self.shop, 100, '2026-04-01', invoice_user_id=False) | self.invoice(
            self.mill, 200, '2026-04-01', invoice_user_id=self.lena.id)
        (self.shop | self.mill).user_id = False
        self.mill_account.collector_id = False
        paid = self.pay(bills, '2026-05-10')
        self.night('2026-06-10', '_nightly_results')
        (self.shop_account | self.mill_account).collector_id = self.tom
        paid.action_draft()
        self.night('2026-06-14', '_nightly_results')
        self.assertRecordValues(self.found('reversed', '2026-06-14').sorted('amount'), [
            {'amount': 100, 'collector_id': self.lena.id, 'salesperson_id': False},
            {'amount': 200, 'collector_id': False, 'salesperson_id': self.lena.id}])

    def test_noticed_once_and_by_one_statement_for_each_kind(self):
        self.payment(self.shop, 900, '2026-05-29')
        self.found()

        def statements():
            before = self.cr.sql_log_count
            self.flags.sudo()._find(self.company, self.day('2026-06-15'))
            return self.cr.sql_log_count - before
        few = statements()
        for partner in self.customers(5):
            self.payment(partner, 900, '2026-05-29')
        self.env.flush_all()
        self.assertLessEqual(statements(), few)
        self.assertEqual(len(self.found('on_account')), 6)

    # === THE REVIEW === #

    def flag(self, **vals):
        return self.flags.sudo().create({
            'company_id': self.company.id, 'kind': 'on_account', 'key': 'a',
            'month': self.month(-1), 'date': self.month(-1), 'amount': 100,
            'collector_id': self.lena.id, **vals})

    def test_taken_off_the_result_with_a_reason(self):
        self.result(1_000, self.lena, -1)
        self.result(5_000, None, -1)
        lena, company = (self.target(1_000, user, -1, approved=True) for user in (self.lena, None))
        flag = self.flag().with_user(self.manager)
        self.assertEqual(lena.with_user(self.manager).flag_count, 1)
        for vals in ({'amount_off': 60}, {'amount_off': 0, 'reason': "Never came"}):
            flag.write(vals)
            with self.assertRaises(UserError):
                flag.action_take_off()
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'), self.cr.savepoint():
            flag.write({'amount_off': 101})
            self.env.flush_all()
        flag.write({'amount_off': 60})
        flag.action_take_off()
        self.targets.invalidate_model()
        self.assertEqual((lena.result, company.result, lena.taken_off), (940, 4_940, 60))
        self.assertEqual(lena.with_user(self.manager).flag_count, 0)
        event = self.events(flag, 'flag.off')
        self.assertEqual((event.reason, event.after['amount_off']), ("Never came", 60))
        with self.assertRaises(UserError):
            flag.amount_off = 1
        flag.action_reopen()
        self.targets.invalidate_model()
        self.assertEqual(lena.result, 1_000)

    def test_who_reviews(self):
        mine = self.flag(actor_id=self.manager.id, reason="x", amount_off=1)
        for method in ('action_justify', 'action_take_off', 'action_reopen'):
            with self.assertRaisesRegex(AccessError, "does not review"):
                getattr(mine.with_user(self.manager), method)()
        flag = self.flag(key='b')
        for vals in ({'state': 'justified'}, {'amount': 1}, {'collector_id': False}):
            with self.assertRaises(AccessError):
                flag.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError):
            flag.with_user(self.manager).unlink()
        for user in (self.lena, self.role_user('credit_analyst'), self.role_user('employee')):
            for method, args in (('read', [['amount']]), ('write', [{'reason': "x"}]),
                                 ('action_justify', []), ('action_take_off', []),
                                 ('action_reopen', [])):
                with self.assertRaises(AccessError):
                    getattr(flag.with_user(user), method)(*args)

    def test_nobody_lowers_what_is_taken_off_his_own_result(self):
        """Cash taken back counts while it is open: who is concerned does not touch its amount, and
        what others make of it is in the log."""
        flag = self.flag(kind='reversed', amount_off=100, salesperson_id=self.manager.id)
        for vals in ({'amount_off': 0}, {'reason': "x"}):
            with self.assertRaisesRegex(AccessError, "does not review"):
                flag.with_user(self.manager).write(vals)
        flag.salesperson_id = self.tom
        flag.with_user(self.manager).write({'amount_off': 40, 'reason': "Part of it"})
        flag.with_user(self.manager).reason = "Part of it came"
        self.assertRecordValues(self.events(flag), [{
            'kind': 'flag.changed', 'user_id': self.manager.id,
            'before': {'amount_off': 100}, 'after': {'amount_off': 40}}])
