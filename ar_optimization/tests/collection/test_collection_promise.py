"""From a promise to what became of it."""
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .promise_common import PromiseCommon


@tagged('post_install', '-at_install')
class TestCollectionPromise(PromiseCommon):

    def test_a_promise_is_kept_by_the_bank_before_anybody_looks(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice)
        self.assertEqual((promise.state, promise.amount, promise.user_id), ('open', 100, self.ann))
        self.bank_line(100, 3, match=invoice)
        self.look_again(3)
        self.assertEqual(
            (promise.state, promise.evidence, promise.kept_amount), ('kept', 'bank', 100))

    def test_nothing_is_broken_before_the_bank_has_told(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice, 5)
        self.bank_line(7, 4)
        self.judge(20)
        self.assertEqual(promise.state, 'open')
        self.bank_line(7, 5)
        self.judge(20)
        self.assertEqual(promise.state, 'broken')
        event = self.env['ar.event'].search([('kind', '=', 'promise.broken')], limit=1)
        self.assertEqual((event.res_id, event.before['state']), (promise.id, 'open'))

    def test_without_bank_journal_it_is_judged_some_days_later(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice, 5)
        self.judge(10)
        self.assertEqual(promise.state, 'open')
        self.judge(11)
        self.assertEqual(promise.state, 'broken')

    def test_tolerance_and_parts(self):
        early, late = self.invoice(self.shop, 100, -60, -30), self.invoice(self.shop, 50, -60, -30)
        whole, part = self.promise(early, 5, tolerance_days=2), self.promise(late, 5)
        self.bank_line(100, 7, match=early)
        self.bank_line(20, 5, match=late)
        self.judge(8)
        self.assertEqual((whole.state, part.state, part.kept_amount), ('kept', 'partly', 20))

    def test_a_credit_note_settles_and_pays_nothing(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice)
        self.match(invoice, self.credit_note(self.shop, 100, 1))
        self.look_again(1)
        self.assertEqual((promise.state, promise.kept_amount), ('settled', 0))

    def test_a_payment_counts_once_it_has_stood_and_is_confirmed_later(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice, 5)
        payment = self.pay(invoice, 4)
        self.look_again(8)
        self.assertEqual((promise.state, promise.pending_amount), ('open', 100))
        self.judge(9)
        self.assertEqual((promise.state, promise.evidence), ('kept', 'unconfirmed'))
        self.assertFalse(promise.pending_amount)
        outstanding = payment.move_id.line_ids.filtered(
            lambda line: line.account_type != 'asset_receivable')
        bank = self.bank_line(100, 4).move_id.line_ids.filtered(
            lambda line: line.account_id == self.bank_journal.suspense_account_id)
        bank.account_id = outstanding.account_id
        (bank | outstanding).reconcile()
        self.look_again(10)
        self.assertEqual((promise.state, promise.evidence), ('kept', 'bank'))

    def test_the_collectors_own_payment_needs_the_bank(self):
        clerk = self.role_user('billing')
        self.ann.group_ids |= clerk.group_ids
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice, 5)
        payment = self.env['account.payment'].with_user(self.ann).create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': self.shop.id,
            'amount': 100, 'date': self.day(4)})
        payment.action_post()
        self.match(invoice, payment.sudo())
        self.bank_line(1, 6)
        self.judge(20)
        self.assertEqual(promise.state, 'broken')

    def test_a_payment_taken_back_turns_it_back(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice, 5)
        payment = self.pay(invoice, 3)
        self.judge(9)
        self.assertEqual(promise.state, 'kept')
        payment.action_draft()
        payment.action_cancel()
        self.bank_line(7, 8)
        self.look_again(9)
        self.assertEqual(promise.state, 'broken')

    def test_an_amount_is_paid_by_whatever_comes_and_once_only(self):
        old = self.invoice(self.shop, 100, -60, -40)
        new = self.invoice(self.shop, 100, -50, -10)
        items = self.promise(new)
        amount = self.promise(amount=60)
        self.assertEqual(amount.line_ids.move_line_id, self.receivable_lines(old))
        self.bank_line(100, 3, match=new)
        self.look_again(3)
        self.assertEqual((items.state, amount.state), ('kept', 'open'), "it paid the other one")
        self.bank_line(60, 4).move_id.line_ids.filtered(
            lambda line: line.account_id == self.bank_journal.suspense_account_id
        ).account_id = self.receivable
        self.judge(20)
        self.assertEqual((amount.state, amount.evidence), ('kept', 'bank'), "matched or not")

    def test_it_rests_dunning_of_its_items_until_it_is_judged(self):
        held, free = self.invoice(self.shop, 100, -60, -30), self.invoice(self.shop, 50, -60, -30)
        promise = self.promise(held, 5)
        run = self.prepare()
        self.assertEqual(self.left_out(run), {("Shop", 100): 'promise'})
        self.assertEqual(self.given(run), {("Shop", 50): 1})
        run.action_cancel()
        with freeze_time(self.day(6)):
            self.bank_line(7, 5)
            self.judge(6)
        self.assertEqual(promise.state, 'broken')
        self.assertEqual(self.given(self.prepare(6)), {("Shop", 50): 1, ("Shop", 100): 1})
        self.assertTrue(free)

    def test_somebody_looks_after_what_is_broken(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        self.account.collector_id = self.bob
        self.promise(invoice, 5)
        self.bank_line(7, 6)
        self.judge(7)
        [activity] = self.account.activity_ids
        self.assertEqual(activity.user_id, self.bob)
        self.assertIn("100.00", activity.note)
        late = self.bank_line(100, 5, match=invoice)
        self.assertTrue(late)
        self.look_again(8)
        self.assertFalse(self.account.activity_ids, "it came in time after all")

    def test_rates_of_customer_and_collector(self):
        kept, broken, settled = (
            self.invoice(self.shop, amount, -60, -30) for amount in (100, 300, 50))
        for each, user in ((kept, self.ann), (broken, self.ann), (settled, self.bob)):
            self.promise(each, 5, user=user)
        self.bank_line(100, 3, match=kept)
        self.match(settled, self.credit_note(self.shop, 50, 1))
        self.bank_line(7, 6)
        self.judge(7)
        self.assertEqual(
            (self.account.promise_kept_rate, self.account.promise_kept_amount_rate,
             self.account.promise_due_count), (50, 25, 2))
        rates = self.env['ar.promise'].with_user(self.ann)._read_group(
            [('state', 'in', ('kept', 'partly', 'broken')),
             ('company_id', '=', self.company.id)], ['user_id'], ['kept_share:avg'])
        self.assertEqual([(user.id, rate) for user, rate in rates], [(self.ann.id, 50)])

    def test_a_bounced_payment_while_another_promise_took_over(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        line = self.receivable_lines(invoice)
        first = self.promise(invoice, 20, line_ids=[
            Command.create({'move_line_id': line.id, 'amount': 40})])
        payment = self.pay(invoice, 1, amount=40)
        self.look_again(8)
        self.assertEqual(first.state, 'kept', "before its day")
        rest = self.promise(invoice, 25)
        payment.action_draft()
        payment.action_cancel()
        elsewhere = self.invoice(self.mill, 70, -60, -30)
        other = self.promise(elsewhere, 20, account_id=self.account_of(self.mill).id)
        self.bank_line(70, 9, partner=self.mill, match=elsewhere)
        self.look_again(9)
        self.assertEqual((first.state, rest.state, other.state), ('broken', 'open', 'kept'))

    # === BAD INPUT === #

    def refused(self, pattern, *args, **kwargs):
        with self.assertRaisesRegex(UserError, pattern), self.cr.savepoint():
            self.promise(*args, **kwargs)

    def test_what_cannot_be_promised(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        paid = self.invoice(self.shop, 40, -60, -30)
        self.pay(paid, -1)
        self.refused("day is past", invoice, -1)
        self.refused("nothing is open", paid)
        self.refused("another customer", self.invoice(self.mill, 10, -9))
        self.refused("owes .*100.00", amount=100.01)
        euro = self.other_currency()
        self.refused("another currency", invoice + self.invoice(self.shop, 1, currency=euro))
        line = self.receivable_lines(invoice)
        self.refused("more is promised", line_ids=[Command.create(
            {'move_line_id': line.id, 'amount': 101})], basis='items')
        other = self.other_company()
        there = self.invoice(self.shop, 10, -9, company=other)
        self.refused("another company", there)

    def test_two_collectors_at_once(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        first = self.promise(invoice)
        with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'), \
                self.cr.savepoint():
            self.promise(invoice, user=self.bob)
            self.env.flush_all()
        first.with_user(self.ann).action_cancel("wrong customer")
        self.assertEqual(self.promise(invoice, user=self.bob).state, 'open')

    def test_the_customer_is_merged_meanwhile(self):
        twin = self.customer("Shop again")
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(invoice, tolerance_days=3)
        self.account_of(twin)
        merge = self.env['base.partner.merge.automatic.wizard'].create({})
        merge._merge((self.shop | twin).ids, twin)
        self.env.invalidate_all()
        account = self.account_of(twin)
        self.assertEqual((promise.account_id, promise.partner_id), (account, twin))
        self.assertEqual(promise.tolerance_days, 3, "as it was given")
        self.bank_line(100, 3, partner=twin, match=invoice)
        self.look_again(3)
        self.assertEqual(promise.state, 'kept')

    # === RIGHTS === #

    def test_nobody_says_what_became_of_it(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        promise = self.promise(
            invoice, state='kept', kept_amount=100, user_id=self.bob.id, taken_date='2020-01-01')
        self.assertEqual(
            (promise.state, promise.kept_amount, promise.user_id, promise.taken_date),
            ('open', 0, self.ann, self.today))
        for vals in ({'state': 'kept'}, {'date': '2030-01-01'}, {'amount': 1}):
            with self.assertRaises(UserError):
                promise.with_user(self.ann).write(vals)
        with self.assertRaises(AccessError):
            promise.with_user(self.bob).note = "mine now"
        with self.assertRaises(AccessError):
            promise.with_user(self.bob).action_cancel("not mine")
        with self.assertRaises(AccessError):
            promise.line_ids.with_user(self.ann).amount = 1
        for method in ('unlink',):
            with self.assertRaises(UserError):
                getattr(promise.with_user(self.ann), method)()
        promise.with_user(self.ann).note = "on Friday"

    def test_items_of_another_promise_are_out_of_reach(self):
        promise = self.promise(self.invoice(self.shop, 100, -60, -30))
        item = promise.line_ids
        mine = Command.create({
            'move_line_id': self.receivable_lines(self.invoice(self.shop, 50, -60, -30)).id})
        bob = self.env['ar.promise'].with_user(self.bob)
        vals = {'account_id': self.account.id, 'date': self.day(5)}
        for row in (Command.update(item.id, {'amount': 0.01}), Command.link(item.id)):
            with self.assertRaises(AccessError), self.cr.savepoint():
                bob.create({**vals, 'line_ids': [mine, row]})
            with self.assertRaises(AccessError), self.cr.savepoint():
                bob.with_context(default_line_ids=[mine, row]).create(vals)
        self.assertEqual((item.amount, item.promise_id), (100, promise))
        there = self.other_company()
        self.invoice(self.shop, 10, -9, company=there)
        self.env['ar.credit.account']._ensure_accounts(there, self.shop)
        account = self.shop._ar_account(there)
        self.assertEqual(account.company_id, there)
        with self.assertRaises(AccessError):
            bob.create({**vals, 'account_id': account.id, 'basis': 'amount', 'amount': 5})

    def test_a_broken_promise_is_not_cancelled(self):
        promise = self.promise(self.invoice(self.shop, 100, -60, -30), 5)
        self.bank_line(7, 6)
        self.judge(7)
        with self.assertRaises(UserError):
            promise.with_user(self.ann).action_cancel("oops")

    # === FROM EVERYWHERE === #

    def test_one_step_from_wherever_one_is(self):
        invoice = self.invoice(self.shop, 100, -60, -30)
        run = self.send(self.prepare())
        line = self.receivable_lines(invoice)
        item = self.env['ar.open.item'].browse(line.id)
        for source, method in (
                (self.account, 'action_promise'), (invoice, 'action_ar_promise'),
                (item, 'action_promise'), (run.notice_ids, 'action_promise')):
            action = getattr(source.with_user(self.ann), method)()
            self.assertEqual(action['context']['default_account_id'], self.account.id)
            self.assertEqual(
                [command[2] for command in action['context']['default_line_ids']],
                [{'move_line_id': line.id}], source)
        with Form(self.env['ar.promise'].with_user(self.ann).with_context(**action['context']),
                  view='ar_optimization.ar_promise_view_form_take') as form:
            form.date = self.day(3)
        promise = form.record.sudo()
        self.assertEqual((promise.amount, promise.contact_log_id.result), (100, 'promised'))
        self.assertFalse(self.account.dunning_pause_until, "only its items rest")
        with self.assertRaisesRegex(UserError, "nothing to promise"):
            invoice.with_user(self.ann).action_ar_promise()
        employee = self.role_user('billing')
        with self.assertRaises(AccessError):
            invoice.with_user(employee).action_ar_promise()

    # === REPORTED === #

    def report(self, user=None, context=None, **vals):
        """A contact that came to a promise, as in its dialog."""
        return self.env['ar.contact.log'].with_user(user or self.ann).with_context(
            **context or {}).create({
                'account_id': self.account.id, 'channel': 'visit', 'result': 'promised',
                'note': "On Sunday", **vals})

    def test_a_promise_that_is_reported_is_a_promise(self):
        """Of two overdue invoices the older one is promised; the other is dunned on."""
        older = self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 70, -50, -20)
        log = self.report(promised_amount=100, next_date=self.day(5))
        promise = log.sudo().promise_ids
        self.assertEqual(
            (promise.amount, promise.date, promise.state, promise.user_id, promise.channel,
             promise.contact_log_id, promise.line_ids.move_id),
            (100, self.day(5), 'open', self.ann, 'visit', log, older))
        self.assertEqual(self.env['ar.contact.log'].search_count(
            [('account_id', '=', self.account.id), ('result', '=', 'promised')]), 1)
        self.assertFalse(self.account.dunning_pause_until, "only its items rest")
        self.assertEqual(self.left_out(self.prepare()), {("Shop", 100): 'promise'})
        self.assertIn("promise", log.next_step)

    def test_a_reported_promise_says_how_much_and_by_when(self):
        self.invoice(self.shop, 100, -60, -30)
        for vals in ({}, {'promised_amount': 50}, {'next_date': self.day(5)}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "how much.*which day"):
                self.report(**vals)
        for amount, day in ((101, 5), (50, -1)):  # more than is owed, a day that is past
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.report(promised_amount=amount, next_date=self.day(day))

    def test_the_dialog_proposes_what_is_overdue(self):
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 900, -5, 30)
        action = self.account.with_user(self.ann).action_report_contact()
        dialog = Form(self.env['ar.contact.log'].with_user(self.ann).with_context(
            **action['context']), view='ar_optimization.ar_contact_log_view_form_report')
        dialog.result = 'promised'
        self.assertEqual(dialog.promised_amount, 100)
        dialog.promised_amount = 40
        with self.assertRaisesRegex(AssertionError, 'next_date'):
            dialog.save()
        dialog.next_date = self.day(3)
        self.assertEqual(dialog.save().sudo().promise_ids.amount, 40)

    def test_who_may_not_see_a_customer_gets_no_proposal(self):
        self.invoice(self.shop, 100, -60, -30)
        other = self.other_company()
        outsider = self.role_user('collector', login='ar_else', companies=other)
        new = self.env['ar.contact.log'].with_user(outsider).new(
            {'account_id': self.account.id, 'result': 'promised'})
        new._onchange_promised()
        self.assertFalse(new.promised_amount)

    def test_defaults_of_a_call_forge_nothing(self):
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 100, -60, -30)
        stranger = self.report(promised_amount=20, next_date=self.day(5))
        context = {'default_kept_amount': 20, 'default_evidence': 'certain',
                   'default_contact_log_id': stranger.id, 'default_user_id': self.bob.id}
        reported = self.report(
            context=context, promised_amount=100, next_date=self.day(5)).sudo().promise_ids
        reported.with_user(self.ann).action_cancel()
        taken = self.env['ar.promise'].with_user(self.ann).with_context(**context).create({
            'account_id': self.account.id, 'date': self.day(5), 'basis': 'amount', 'amount': 100})
        for promise in (reported, taken.sudo()):
            self.assertEqual((promise.kept_amount, promise.evidence, promise.user_id),
                             (0, False, self.ann))
            self.assertNotEqual(promise.contact_log_id, stranger)

    # === SIZE === #

    def test_what_is_judged_is_what_was_paid(self):
        customers = self.customers(30)
        accounts = self.env['ar.credit.account']
        accounts._ensure_accounts(self.company, customers)
        invoices = {each: self.invoice(each, 10, -60, -30) for each in customers}
        for each in customers:
            self.promise(invoices[each], account_id=each._ar_account(self.company).id)
        marks = self.env['ar.agreement.mark'].sudo()
        marks._take_all()
        self.bank_line(10, 1, partner=customers[0], match=invoices[customers[0]])
        self.assertEqual(marks._take_all().partner_id, customers[0])
        self.env.invalidate_all()
        counts = []
        for some in (customers[1:3], customers[3:23]):
            for each in some:
                self.bank_line(10, 1, partner=each, match=invoices[each])
            self.env.flush_all()
            touched = marks._take_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            touched._judge_agreements(self.today)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], "no more queries for twenty than for two")
        states = self.env['ar.promise'].search(
            [('partner_id', 'in', customers.ids)]).grouped('state')
        self.assertEqual((len(states['kept']), len(states['open'])), (22, 8))
