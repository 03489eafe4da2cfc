from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import NBSP, GuardCommon


@tagged('post_install', '-at_install')
class TestGuard(GuardCommon):

    def test_over_the_limit_is_held_and_within_passes(self):
        self.policy()
        account = self.limited()
        fits, over = self.draft(account.partner_id, 600), self.draft(account.partner_id, 401)
        fits.action_post()
        self.assertEqual(fits.state, 'posted')
        over.action_post()
        self.assertEqual(over.state, 'draft')
        hold = self.hold_of(over)
        self.assertEqual(hold.state, 'open')
        self.assertEqual(
            (hold.exposure, hold.credit_limit, hold.amount, hold.total), (600, 1_000, 401, 401))
        self.assertEqual(hold.reasons_text.replace(NBSP, ""), (
            "Wood Corner is $1.00 over its credit limit of $1,000.00: $600.00 is open, and this "
            "invoice adds $401.00."))
        self.assertEqual(self.events('hold.opened', hold).numbers['guard']['numbers']['limit'], 1e3)

    def test_a_hold_tells_what_is_overdue_though_no_rule_looks_at_it(self):
        self.policy()
        account = self.limited(100)
        self.invoice(account.partner_id, 40, -30, -11)
        over = self.draft(account.partner_id, 61)
        over.action_post()
        self.assertRecordValues(self.hold_of(over), [{
            'exposure': 40, 'overdue_amount': 40, 'worst_overdue_days': 11}])

    def test_two_in_one_call_that_fit_alone(self):
        self.policy()
        account = self.limited()
        both = self.draft(account.partner_id, 600) + self.draft(account.partner_id, 600)
        both.action_post()
        self.assertEqual(both.mapped('state'), ['posted', 'draft'])

    def test_off_and_observe_let_pass(self):
        self.policy()
        account = self.limited(0)
        for position in ('off', 'observe'):
            self.company.ar_position_guard = position
            invoice = self.invoice(account.partner_id, 10)
            self.assertEqual(invoice.state, 'posted')
            self.assertFalse(self.hold_of(invoice))
        [event] = self.events('observed.guard')
        self.assertEqual(event.res_id, invoice.id)
        self.assertIn("over its credit limit", event.figures)

    def test_posted_again_without_change_there_is_one_hold(self):
        self.policy()
        over = self.draft(self.limited(10).partner_id, 11)
        over.action_post()
        first = self.hold_of(over)
        over.action_post()
        self.assertEqual(self.hold_of(over), first)
        over.invoice_line_ids.price_unit = 20
        over.action_post()
        self.assertEqual((self.hold_of(over), first.total), (first, 20))
        self.assertEqual(len(self.events('hold.updated', first)), 1)

    def test_made_smaller_it_passes_and_the_hold_ends(self):
        self.policy()
        over = self.draft(self.limited(10).partner_id, 11)
        over.action_post()
        hold = self.hold_of(over)
        over.invoice_line_ids.price_unit = 10
        over.action_post()
        self.assertEqual((over.state, hold.state), ('posted', 'cleared'))
        self.assertFalse(hold.activity_ids)

    def test_returns_and_what_costs_nothing_pass(self):
        self.policy('status')
        account = self.limited(0, status='blocked')
        for invoice in (
            self.draft(account.partner_id, 50, move_type='out_refund'),
            self.draft(account.partner_id, 0),
        ):
            invoice.action_post()
            self.assertEqual(invoice.state, 'posted')

    def test_only_by_setting_and_only_direct_invoices(self):
        self.policy('status')
        account = self.limited(0, status='blocked')
        self.company.ar_guard_invoices = False
        self.assertEqual(self.invoice(account.partner_id, 50).state, 'posted')

    def test_all_reasons_are_kept_and_read_in_the_readers_language(self):
        self.policy()
        self.policy('overdue_days', bound=10)
        self.policy('overdue_amount', 'warn', bound=0)
        account = self.limited(100)
        self.company.ar_position_guard = 'off'
        self.invoice(account.partner_id, 80, -40, due=-20)
        self.company.ar_position_guard = 'on'
        over = self.draft(account.partner_id, 50)
        over.action_post()
        hold = self.hold_of(over)
        self.assertEqual([reason['condition'] for reason in hold.reasons],
                         ['limit', 'overdue_days', 'overdue_amount'])
        self.assertEqual(hold.reasons_text.replace(NBSP, "").splitlines()[1], (
            "Wood Corner is 20 days overdue, with $80.00 in total; 10 days are allowed."))
        self.assertEqual(hold.ways_text.replace(NBSP, ""), (
            "It goes on when the customer pays $50.00 in advance, or when somebody with authority "
            "releases it."))

    def test_a_draft_is_named_in_the_readers_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.env['ir.module.module']._load_module_terms(['ar_optimization'], ['zh_CN'])
        self.env.registry.clear_cache('stable')  # labels in all languages
        invoice, hold = self.held()
        self.assertEqual(hold.display_name, f"Invoice * {invoice.id}")
        self.assertEqual(hold.with_context(lang='zh_CN').display_name, f"发票 * {invoice.id}")

    # === WHO IS TOLD === #

    def test_the_manager_gets_an_activity_and_the_seller_the_decision(self):
        self.policy()
        billing = self.role_user('billing')
        over = self.draft(self.limited(10).partner_id, 11)
        answer = over.with_user(billing).action_post()
        self.assertEqual(answer['params']['type'], 'warning')
        self.assertIn("decides by", answer['params']['message'])
        hold = self.hold_of(over)
        self.assertEqual((hold.requester_id, hold.responsible_id), (billing, self.env.user))
        self.assertEqual(hold.activity_ids.user_id, self.env.user)
        self.assertEqual(hold.deadline, self.day(1))
        hold._release("knows the owner")
        self.assertFalse(hold.activity_ids)
        self.assertIn(billing.partner_id, over.message_ids.notified_partner_ids)

    def test_a_banner_before_anything_is_posted(self):
        self.policy()
        over = self.draft(self.limited(10).partner_id, 11)
        self.assertEqual(over.ar_guard_action, 'hold')
        self.assertIn("over its credit limit", over.ar_guard_message)
        self.assertIn('ar_guard', over._get_alerts())
        self.assertFalse(self.hold_of(over))

    def test_who_may_not_see_figures_is_told_without_them(self):
        self.policy()
        over = self.draft(self.limited(10).partner_id, 11)
        verdict = over._ar_guard_decide()[over]
        self.assertIn("over its credit limit", over.with_user(
            self.role_user('billing'))._ar_guard_reasons(verdict)[0])
        self.patch(type(over), '_ar_sees_credit', lambda self: False)
        self.assertEqual(over._ar_guard_reasons(verdict), [
            "Credit control has to look at this document."])

    # === DECISIONS === #

    def test_released_it_passes_with_a_margin_until_it_ends(self):
        over, hold = self.held(10, 100)
        hold._release("known for long", percent=10, until=self.day(5))
        event = self.events('hold.released', hold)
        self.assertEqual((event.reason, event.expiry_date), ("known for long", self.day(5)))
        over.invoice_line_ids.price_unit = 111
        over.action_post()
        self.assertEqual(over.state, 'draft')
        again = self.hold_of(over)
        self.assertNotEqual(again, hold)
        again._release("agreed", percent=10, until=self.day(5))
        over.invoice_line_ids.price_unit = 122
        over.action_post()
        self.assertEqual(over.state, 'posted')

    def test_a_release_that_ended_releases_nothing(self):
        over, hold = self.held()
        hold._release("for now", until=self.day(0))
        hold.sudo().release_until = self.day(-1)
        over.action_post()
        self.assertEqual(over.state, 'draft')

    def test_rejected_it_stays_rejected(self):
        over, hold = self.held()
        hold._reject("no")
        over.action_post()
        self.assertEqual((over.state, self.hold_of(over)), ('draft', hold))
        self.assertIn("did not release it: no", over.ar_guard_message)

    def test_against_prepayment(self):
        over, hold = self.held(10, 100)
        hold._release("a part first", advance=30)
        self.assertEqual((hold.state, hold.action), ('open', 'prepay'))
        self.assertEqual(hold.payment_needed, 30)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        self.payment(over.partner_id, 30)
        over.action_post()
        self.assertEqual((over.state, hold.state), ('posted', 'cleared'))

    # === WITHIN AUTHORITY === #

    def locked(self, amount):
        """A held document in a company whose credit terms are locked, and the analyst who decides
        up to 1,000; above, a manager does."""
        rules = self.env['ar.approval.rule']
        rules.search([]).active = False
        for name, above, role in (("s", 0, 'credit_analyst'), ("l", 1_000, 'credit_manager')):
            rules.create({
                'name': name, 'amount_from': above, 'amount_to': not above and 1_000,
                'own_authority': True, 'sla_hours': 8, 'step_ids': [Command.create({
                    'group_id': self.env.ref(f'ar_optimization.group_{role}').id})]})
        __, hold = self.held(10, amount)
        self.company.write({'ar_lock_terms': True, 'ar_single_person': False})
        return hold, self.role_user('credit_analyst')

    def test_released_within_ones_own_authority(self):
        hold, analyst = self.locked(900)
        hold.with_user(analyst)._release("knows them")
        self.assertEqual((hold.state, hold.decided_by_id), ('released', analyst))
        self.assertEqual(hold.request_ids.decided_how, 'own')

    def test_above_it_somebody_else_decides_and_only_what_was_asked(self):
        hold, analyst = self.locked(1_100)
        hold.with_user(analyst)._release("knows them", percent=10)
        self.assertEqual((hold.state, hold.request_ids.state), ('open', 'waiting'))
        with self.assertRaises(UserError):
            hold.with_user(analyst)._release("again")
        with self.assertRaises(AccessError):
            hold.request_ids.with_user(analyst).action_approve()
        document = hold._document()  # grows while the approval runs
        document.invoice_line_ids.price_unit = 1_500
        document.action_post()
        hold.request_ids.with_user(self.role_user('credit_manager')).action_approve()
        self.assertEqual((hold.state, hold.total, hold.release_total), ('released', 1_500, 1_100))
        document.action_post()
        self.assertEqual(document.state, 'draft')
        document.invoice_line_ids.price_unit = 1_210
        document.action_post()
        self.assertEqual(document.state, 'posted')

    def test_a_refused_request_rejects_the_hold(self):
        hold, analyst = self.locked(1_100)
        hold.with_user(analyst)._release("knows them")
        hold.request_ids.with_user(self.role_user('credit_manager'))._decide('refused', "no")
        self.assertEqual((hold.state, hold.decision_reason), ('rejected', "no"))

    def test_what_frees_itself_needs_no_decision_any_more(self):
        hold, analyst = self.locked(1_100)
        hold.with_user(analyst)._release("knows them")
        self.payment(hold.partner_id, 1_100)
        hold.sudo()._reevaluate()
        self.assertEqual((hold.state, hold.request_ids.state), ('cleared', 'expired'))

    # === BY ITSELF === #

    def test_money_frees_it(self):
        over, hold = self.held()
        triggers = self.env['ir.cron.trigger'].search_count([])
        self.payment(over.partner_id, 1)
        self.assertGreater(self.env['ir.cron.trigger'].search_count([]), triggers)
        hold.sudo()._reevaluate()
        self.assertEqual(hold.state, 'cleared')
        over.action_post()
        self.assertEqual(over.state, 'posted')

    def test_a_higher_limit_frees_it(self):
        __, hold = self.held()
        triggers = self.env['ir.cron.trigger'].search_count([])
        hold.account_id.credit_limit = 20
        self.assertGreater(self.env['ir.cron.trigger'].search_count([]), triggers)
        with self.enter_registry_test_mode():
            self.env.ref('ar_optimization.ir_cron_guard').method_direct_trigger()
        self.assertEqual(hold.state, 'cleared')

    def test_what_is_gone_lapses(self):
        over, hold = self.held()
        over.unlink()
        hold.sudo()._reevaluate()
        self.assertEqual(hold.state, 'cancelled')

    # === SMALL AMOUNTS === #

    def test_split_into_small_ones(self):
        self.policy(bound=10, small_amount=20, small_month=45)
        partner = self.limited(0).partner_id
        invoices = self.env['account.move']
        for amount in (20, 20, 20, 5):
            invoices += self.draft(partner, amount)
            invoices[-1].action_post()
        self.assertEqual(invoices.mapped('state'), ['posted', 'posted', 'draft', 'posted'])
        self.assertEqual(len(self.events('guard.small_passed')), 3)
        lock = self.env['ar.credit.lock'].sudo().search([
            ('account_id.partner_id', '=', partner.id)])
        self.assertEqual((lock.small_amount, lock.seq), (45, 4))
        lock.month -= timedelta(31)
        invoices[2].action_post()
        self.assertEqual(invoices[2].state, 'posted')

    # === BAD INPUT === #

    def test_the_company_in_the_browser_does_not_matter(self):
        self.policy()
        other = self.other_company()
        partner = self.limited(10).partner_id
        self.account_of(partner, other).write({'credit_mode': 'limit', 'credit_limit': 1_000})
        over = self.draft(partner, 11)
        over.with_company(other).with_context(
            allowed_company_ids=[other.id, self.company.id]).action_post()
        self.assertEqual(over.state, 'draft')
        there = self.draft(partner, 900, company=other)
        there.action_post()  # the other company only observes
        self.assertEqual(there.state, 'posted')

    def test_a_contact_buys_on_the_companys_account(self):
        self.policy()
        account = self.limited(10)
        contact = self.env['res.partner'].create({
            'name': "Ann", 'parent_id': account.partner_id.id})
        over = self.draft(contact, 11)
        over.action_post()
        self.assertEqual(self.hold_of(over).account_id, account)

    def test_a_customer_without_account_gets_one(self):
        self.policy('document', bound=10)
        over = self.draft(self.customer("Fresh"), 11)
        over.action_post()
        self.assertEqual(self.hold_of(over).account_id.partner_id, over.partner_id)

    # === RIGHTS === #

    def test_lesser_roles_decide_nothing(self):
        __, hold = self.held()
        for role in ('collector', 'credit_analyst', 'billing', 'employee'):
            user = self.role_user(role)
            for method, arguments in (
                ('_release', ("mine",)), ('_reject', ("mine",)),
                ('write', ({'state': 'released'},)), ('unlink', ()),
            ):
                with self.subTest(role=role, method=method), self.assertRaises(AccessError):
                    getattr(hold.with_user(user), method)(*arguments)
            with self.assertRaises(AccessError):
                self.policies.with_user(user).create({'name': "x", 'condition': 'limit'})
        manager = self.role_user('credit_manager')
        for vals in ({'state': 'released'}, {'total': 1}, {'release_until': '2099-01-01'}):
            with self.assertRaises(AccessError):
                hold.with_user(manager).write(vals)
        self.assertEqual(hold.state, 'open')

    def test_holds_of_another_company_are_out_of_sight(self):
        __, hold = self.held()
        other = self.other_company()
        stranger = self.role_user('credit_manager', login='ar_stranger', companies=other)
        self.assertFalse(self.holds.with_user(stranger).search([('id', '=', hold.id)]))
        with self.assertRaises(AccessError):
            hold.with_user(stranger)._release("mine")

    # === QUERIES === #

    def test_three_queries_more_whatever_is_open(self):
        self.policy()
        self.policy('overdue_days', bound=400)

        def cost(partner):
            """Queries of the guard at confirmation."""
            invoice = self.draft(partner, 1)
            invoice.partner_id.commercial_partner_id.mapped('name')
            counts = []
            for position in ('off', 'on'):
                self.company.ar_position_guard = position
                invoice._ar_guard_decide()  # rules are cached
                self.env.flush_all()
                self.env.invalidate_all()
                for name in ('tax_totals', 'line_ids', 'display_name'):
                    invoice.mapped(name)
                invoice.line_ids.mapped('date_maturity')
                invoice.invoice_line_ids.read()  # as posting does, whatever apps there are
                invoice.partner_id.mapped('commercial_partner_id.name')
                invoice.company_id.mapped('name')
                before = self.cr.sql_log_count
                self.assertTrue(invoice._ar_guard_enforce('post'))
                counts.append(self.cr.sql_log_count - before)
            return counts[1] - counts[0]

        few, many = self.customers(2)
        for partner, number in ((few, 1), (many, 60)):
            self.account_of(partner).write({'credit_mode': 'limit', 'credit_limit': 9_999})
            self.company.ar_position_guard = 'off'
            for __ in range(number):
                self.invoice(partner, 1, -5)
        cost(few)
        self.assertLessEqual(cost(few), 3)
        self.assertLessEqual(cost(many), 3)
