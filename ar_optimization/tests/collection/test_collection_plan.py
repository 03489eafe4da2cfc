"""From a payment plan to its end, whichever."""
from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .promise_common import PromiseCommon


@tagged('post_install', '-at_install')
class TestCollectionPlan(PromiseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.invoice(cls.shop, 600, -90, -60)
        cls.second = cls.invoice(cls.shop, 400, -60, -30)
        cls.plans = cls.env['ar.payment.plan']

    def plan(self, documents=None, user=None, context=None, **vals):
        """A draft of three monthly instalments, made by Ann."""
        lines = self.receivable_lines(documents or self.first + self.second)
        return self.plans.with_user(user or self.ann).with_context(**(context or {})).create({
            'account_id': self.account.id, 'first_date': self.day(10), 'grace_days': 2,
            'item_ids': [Command.create({'move_line_id': line.id}) for line in lines], **vals})

    def begin(self, *args, **vals):
        """A plan in force: small ones are the collector's own decision."""
        plan = self.plan(*args, **vals)
        plan.action_submit()
        plan.action_sign()
        return plan.sudo()

    def states(self, plan):
        return [(line.state, line.paid) for line in plan.line_ids.sorted('date')]

    # === MAKING IT === #

    def test_instalments_come_to_the_debt_and_follow_the_terms(self):
        plan = self.plan()
        self.assertEqual(plan.principal, 1000)
        self.assertEqual(plan.line_ids.mapped('amount'), [333.33, 333.33, 333.34])
        self.assertEqual(plan.line_ids[0].date, self.day(10))
        with Form(plan) as form:
            form.count = 4
            form.down_payment = 400
        self.assertEqual(plan.line_ids.mapped('amount'), [400, 200, 200, 200])

    def test_it_begins_approved_and_signed_and_dunning_rests(self):
        due = self.receivable_lines(self.first).date_maturity
        plan = self.plan()
        plan.action_submit()
        self.assertEqual((plan.state, plan.request_state), ('approval', 'approved'))
        self.assertTrue(self.given(self.prepare()), "an unsigned plan silences nobody")
        self.runs.search([('state', '=', 'draft')]).action_cancel()
        plan.action_sign()
        self.assertEqual((plan.state, plan.active_from), ('active', self.today))
        run = self.prepare()
        self.assertEqual(
            self.left_out(run), {("Shop", 600): 'plan', ("Shop", 400): 'plan'})
        items = self.env['ar.open.item'].search([('credit_account_id', '=', self.account.id)])
        self.assertEqual(items.plan_id, plan)
        self.assertEqual(
            {item.amount_residual: item.plan_date for item in items},
            {600: plan.line_ids[1].date, 400: plan.line_ids[2].date})
        self.assertEqual(self.receivable_lines(self.first).date_maturity, due)
        self.assertEqual(sum(items.mapped('amount_residual')), self.gl_balance())

    def test_a_large_plan_is_somebody_elses_decision(self):
        large = self.invoice(self.shop, 60_000, -90, -60)
        plan = self.plan(large)
        plan.action_submit()
        self.assertEqual(plan.request_state, 'waiting')
        plan.action_sign()
        self.assertEqual(plan.state, 'approval', "signed, and not approved")
        with self.assertRaises(AccessError):
            plan.request_id.with_user(self.ann).sudo(False).action_approve()
        plan.request_id.sudo()._finish('refused', 'steps')
        self.assertEqual((plan.state, plan.signed_on), ('draft', False))

    def test_who_agreed_it_does_not_decide_on_it(self):
        manager, other = (
            self.role_user('credit_manager', login=login) for login in ('ar_max', 'ar_moa'))
        plan = self.plan(self.invoice(self.shop, 60_000, -90, -60), user=manager)
        plan.with_user(self.ann).action_submit()
        request = self.env['ar.credit.request'].browse(plan.request_id.id)
        with self.assertRaisesRegex(AccessError, "a part in it"):
            request.with_user(manager).action_approve()
        self.assertFalse(request.sudo()._why_not(other))

    # === HOW IT GOES === #

    def test_paid_as_agreed(self):
        plan = self.begin()
        self.bank_line(333.33, 10, match=self.first)
        self.look_again(10)
        self.assertEqual(self.states(plan), [('paid', 333.33), ('open', 0), ('open', 0)])
        self.assertEqual((plan.state, plan.next_date), ('active', plan.line_ids[1].date))
        self.match(self.first + self.second, self.payment(self.shop, 666.67, 12))
        self.look_again(12)
        self.assertEqual((plan.state, plan.paid), ('kept', 1000))
        payment = self.env['account.payment'].search(
            [('partner_id', '=', self.shop.id)], limit=1, order='id desc')
        payment.action_draft()
        payment.action_cancel()
        self.look_again(13)
        self.assertEqual((plan.state, plan.paid), ('active', 333.33))

    def test_a_missed_instalment_after_grace_and_the_right_level(self):
        self.send(self.prepare())
        reached = dict(self.items.search(
            [('account_id', '=', self.account.id)]).mapped(
                lambda item: (item.move_line_id.move_id, item.level)))
        self.assertEqual(set(reached.values()), {1})
        plan = self.begin()
        self.bank_line(7, 11)
        self.judge(12)
        self.assertEqual(plan.state, 'active', "two days of grace")
        self.bank_line(7, 12)
        self.judge(12)
        self.assertEqual((plan.state, plan.arrears), ('defaulted', 333.33))
        self.assertEqual(len(plan.activity_ids), 1)
        self.assertEqual(
            self.given(self.prepare(12)), {("Shop", 600): 2, ("Shop", 400): 2},
            "each goes on from where it was")

    def test_a_miss_that_is_allowed(self):
        plan = self.begin(missed_allowed=1)
        self.bank_line(7, 20)
        self.judge(20)
        self.assertEqual((plan.state, plan.arrears), ('active', 333.33))

    def test_a_debt_that_another_plan_has_by_now(self):
        plan = self.begin(self.first)
        payment = self.payment(self.shop, 600, 10)
        self.match(self.first, payment)
        self.look_again(10)
        self.assertEqual(plan.state, 'kept')
        payment.action_draft()
        payment.action_cancel()
        other = self.begin(self.first)
        self.look_again(11)
        self.assertEqual((plan.state, other.state), ('kept', 'active'))

    def test_agreed_anew_in_another_version(self):
        plan = self.begin()
        self.bank_line(500, 10, match=self.first)
        self.look_again(10)
        action = plan.with_user(self.ann).action_reschedule()
        version = self.plans.with_user(self.ann).browse(action['res_id'])
        self.assertEqual((version.name, version.version, version.parent_id, version.principal),
                         (plan.name, 2, plan, 500))
        with freeze_time(self.day(10)):
            version.action_submit()
            self.assertEqual(plan.state, 'active', "the old one counts until the new one does")
            version.action_sign()
        self.assertEqual((plan.state, version.state), ('cancelled', 'active'))
        self.assertEqual(plan.line_ids.mapped('amount'), [333.33, 333.33, 333.34], "as it was")

    def test_the_rest_is_called_in_only_where_agreed_and_after_notice(self):
        manager = self.role_user('credit_manager')
        contract = self.env['ar.contract'].sudo().create({
            'account_id': self.account.id, 'date_from': self.day(-400),
            'clause_ids': [Command.create({
                'kind': 'acceleration', 'name': "Default", 'text': "The rest falls due."})]})
        without = self.begin()
        self.assertFalse(without.has_acceleration)
        without.with_user(manager).action_cancel("once more")
        contract.version_id._approve(self.today)
        self.env['ar.credit.account']._follow_contracts(self.account, self.today)
        plan = self.begin(acceleration_days=7)
        self.assertTrue(plan.has_acceleration)
        self.bank_line(7, 12)
        self.judge(12)
        mine = plan.with_user(manager)
        with freeze_time(self.day(12)):
            with self.assertRaisesRegex(UserError, "Give notice"):
                mine.action_accelerate()
            plan.with_user(self.ann).action_notice()
        with freeze_time(self.day(19)), self.assertRaisesRegex(UserError, "has time"):
            mine.action_accelerate()
        self.judge(20)
        self.assertEqual(plan.proposed_on, self.day(20))
        self.assertFalse(plan.accelerated_on, "only proposed")
        with freeze_time(self.day(20)):
            with self.assertRaises(AccessError):
                plan.with_user(self.ann).action_accelerate()
            mine.action_accelerate()
        self.assertEqual(plan.accelerated_on, self.day(20))
        self.assertEqual(self.receivable_lines(self.first).date_maturity, self.day(-60))

    # === INTEREST === #

    def own_terms(self):
        self.env['ar.interest.policy'].create({
            'name': "One percent", 'sequence': 1, 'company_id': self.company.id, 'basis': 'own',
            'rate': 12.0, 'rate_period': 'year', 'currency_id': self.company.currency_id.id})

    def memos(self):
        return self.env['ar.interest.charge'].search([
            ('account_id', '=', self.account.id), ('kind', '=', 'interest')])

    def accrue(self, when):
        with freeze_time(self.day(when)):
            self.env['ar.interest.charge'].sudo()._accrue(self.company, self.day(when))
        self.env.invalidate_all()
        return sum(self.memos().mapped('amount_due'))

    def test_plan_interest_is_invoiced_and_part_of_the_plan(self):
        self.own_terms()
        before = self.accrue(0)
        self.assertGreater(before, 0)
        plan = self.plan(interest_mode='plan', interest_rate=12)
        lines = plan.line_ids.sorted('date')
        self.assertEqual(lines.mapped('interest')[0], 3.29, "1000 for 10 days at 12 %")
        total = plan.amount
        plan.action_submit()
        plan.action_sign()
        [interest] = plan.item_ids.filtered('is_interest')
        self.assertEqual(interest.amount, plan.interest)
        self.assertEqual(interest.date_maturity, lines[-1].date)
        self.assertEqual((plan.amount, plan.principal), (total, 1000))
        self.assertEqual(sum(plan.item_ids.mapped('amount')), total)
        self.assertEqual(self.accrue(9), before, "late interest rests")
        self.bank_line(7, 12)
        self.judge(12)
        self.assertEqual(plan.state, 'defaulted')
        self.assertGreater(self.accrue(20), before, "and runs again")

    def test_interest_let_go_is_claimed_again_when_the_plan_fails(self):
        self.own_terms()
        before = self.accrue(0)
        plan = self.begin(interest_mode='waive')
        self.assertEqual(sum(self.memos().mapped('amount_due')), 0)
        self.assertEqual(self.accrue(9), 0)
        self.bank_line(7, 12)
        self.judge(12)
        self.assertEqual(plan.state, 'defaulted')
        self.assertAlmostEqual(self.accrue(12), before, 2)

    # === BAD INPUT AND RIGHTS === #

    def test_what_cannot_be_planned(self):
        paid = self.invoice(self.shop, 40, -60, -30)
        self.pay(paid, -1)
        for pattern, documents in (
                ("nothing is open", paid),
                ("another customer", self.invoice(self.mill, 10, -9)),
                ("another currency", self.first + self.invoice(
                    self.shop, 1, currency=self.other_currency()))):
            with self.assertRaisesRegex(UserError, pattern):
                self.plan(documents)
        plan = self.plan()
        plan.line_ids[0].principal = 1
        with self.assertRaisesRegex(UserError, "do not come to"):
            plan.action_submit()
        late = self.plan(first_date=self.day(-1))
        with self.assertRaisesRegex(UserError, "from today on"):
            late.action_submit()
        stale = self.plan(self.second)
        self.pay(self.second, -1, amount=100)
        with self.assertRaisesRegex(UserError, "not open as the plan has it"):
            stale.action_submit()

    def test_one_plan_for_a_debt_and_no_promise_beside_it(self):
        other = self.plan()
        other.action_submit()
        self.begin()
        with self.assertRaisesRegex(UserError, "already"):
            other.action_sign()
        with self.assertRaisesRegex(UserError, "in a payment plan"):
            self.promise(self.first)
        with self.assertRaises(UserError):
            self.first.with_user(self.ann).action_ar_promise()
        with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.env['ar.payment.plan.item'].sudo().create({
                'plan_id': self.begin(self.invoice(self.shop, 5, -9)).id,
                'move_line_id': self.receivable_lines(self.first).id})
            self.env.flush_all()

    def test_what_was_agreed_stays(self):
        plan = self.begin()
        for vals in ({'state': 'kept'}, {'paid': 1000}, {'count': 1}, {'approved_on': '2026-01-01'},
                     {'line_ids': [Command.clear()]}, {'item_ids': [Command.clear()]}):
            with self.assertRaises(UserError, msg=str(vals)):
                plan.with_user(self.ann).write(vals)
        line = plan.line_ids[0].with_user(self.ann)
        for vals in ({'state': 'paid'}, {'principal': 1}, {'date': '2030-01-01'}):
            with self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaises(UserError):
            plan.item_ids[0].with_user(self.ann).unlink()
        with self.assertRaises(UserError):
            plan.with_user(self.ann).unlink()
        with self.assertRaises(AccessError):
            self.plan(state='active')
        with self.assertRaises(AccessError):
            plan.with_user(self.ann).action_cancel("a plan in force is an analyst's")

    def test_what_the_engine_writes_is_not_typed(self):
        begun, large = self.begin(), self.plan(self.invoice(self.shop, 60_000, -90, -60))
        large.action_submit()
        request = large.request_id.sudo()
        self.assertEqual(request.state, 'waiting')
        document = self.invoice(self.shop, 50, -60, -30)
        draft = self.plan(document, context={
            'default_request_id': request.id, 'default_state': 'active', 'default_principal': 1,
            'default_parent_id': begun.id, 'default_signed_on': self.today})
        self.assertRecordValues(draft, [{
            'state': 'draft', 'request_id': False, 'parent_id': False, 'signed_on': False,
            'principal': 50}])
        for plan in (draft, begun.with_user(self.ann)):
            for vals in ({'principal': 0}, {'state': 'draft'}, {'defaulted_on': False},
                         {'approved_on': False}):
                with self.assertRaises(AccessError, msg=str(vals)):
                    plan.write(vals)
        draft.action_cancel("not meant")
        self.assertEqual(request.state, 'waiting')

    def test_debts_and_instalments_follow_from_the_ledger(self):
        plan = self.plan(self.first)
        item = plan.item_ids.with_context(default_is_interest=True).create({
            'plan_id': plan.id, 'move_line_id': self.receivable_lines(self.second).id,
            'is_interest': True})
        self.assertFalse(item.is_interest)
        self.assertEqual(plan.principal, 1000)
        with self.assertRaises(UserError):
            plan.line_ids[0].write({'amount': 1})
        line = plan.line_ids.with_context(default_amount=1, default_state='paid').create({
            'plan_id': plan.id, 'date': self.day(50), 'principal': 30})
        self.assertEqual((line.amount, line.state), (30, 'open'))

    def test_items_of_another_company_are_out_of_reach(self):
        plan = self.plan()
        there = self.receivable_lines(self.invoice(self.shop, 10, -9, company=self.other_company()))
        with self.assertRaises(AccessError), self.cr.savepoint():
            plan.item_ids.create({'plan_id': plan.id, 'move_line_id': there.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            plan.item_ids[0].move_line_id = there

    def test_the_customer_is_merged_meanwhile(self):
        plan = self.begin()
        draft = self.plan(self.invoice(self.shop, 50, -60, -30))
        twin = self.customer("Shop again")
        self.account_of(twin)
        merge = self.env['base.partner.merge.automatic.wizard'].create({})
        merge._merge((self.shop | twin).ids, twin)
        self.env.invalidate_all()
        self.assertEqual((plan.account_id, plan.partner_id), (self.account_of(twin), twin))
        self.assertEqual((draft.account_id, plan.grace_days), (plan.account_id, 2), "as agreed")
        self.bank_line(1000, 10, partner=twin, match=self.first + self.second)
        self.look_again(10)
        self.assertEqual(plan.state, 'kept')

    # === SIZE AND DOCUMENT === #

    def test_judging_takes_as_many_queries_for_ten_as_for_two(self):
        customers = self.customers(12)
        self.env['ar.credit.account']._ensure_accounts(self.company, customers)
        plans = self.plans.sudo()
        for each in customers:
            plans |= self.begin(
                self.invoice(each, 30, -60, -30),
                account_id=each._ar_account(self.company).id)
        counts = []
        for some in (plans[:2], plans[2:12]):
            for plan in some:
                self.bank_line(10, 10, partner=plan.partner_id, match=plan.item_ids.move_line_id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._judge(self.day(10))
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(set(some.mapped('paid')), {10})
        self.assertLessEqual(counts[1], counts[0])

    def test_the_agreement_says_what_was_agreed(self):
        plan = self.plan(interest_mode='waive', note="By standing order.")
        html = self.env['ir.actions.report']._render_qweb_html(
            'ar_optimization.ar_payment_plan', plan.ids)[0].decode()
        for text in (plan.name, self.first.name, "333.34", "By standing order.", "let go while"):
            self.assertIn(text, html)
        self.assertIn(fields.Date.to_string(self.day(10))[:4], html)
