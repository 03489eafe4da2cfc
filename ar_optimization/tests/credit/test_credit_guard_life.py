from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .guard_common import NBSP, GuardCommon


@tagged('post_install', '-at_install')
class TestHoldLife(GuardCommon):
    """What becomes of a hold, and what gets round it no more."""

    def grouped(self, limit, *accounts):
        """The accounts, with a limit that they share."""
        self.env['ar.credit.group'].create({
            'name': "Together", 'credit_limit': limit,
            'account_ids': [Command.set([account.id for account in accounts])]})
        return accounts

    def cron(self, suffix=''):
        with self.enter_registry_test_mode():
            self.env.ref(f'ar_optimization.ir_cron_guard{suffix}').method_direct_trigger()
        self.env.invalidate_all()

    def open_accounts(self, number):
        return [self.account(f"Member {index}", credit_mode='unlimited') for index in range(number)]

    # === A SHARED LIMIT === #

    def test_two_members_of_a_shared_limit_in_one_call(self):
        self.policy()
        one, two = self.grouped(100, *self.open_accounts(2))
        both = self.draft(one.partner_id, 60) + self.draft(two.partner_id, 60)
        both.action_post()
        self.assertEqual(both.mapped('state'), ['posted', 'draft'])
        self.assertEqual(self.hold_of(both[1]).exposure, 60)

    def test_in_one_call_over_two_companies(self):
        self.policy()
        other = self.other_company()
        other.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        here = self.account(credit_mode='unlimited')
        there = self.account_of(here.partner_id, other, credit_mode='unlimited')
        group = self.env['ar.credit.group'].create({
            'name': "Together", 'credit_limit': 100, 'across_companies': True})
        (here | there).group_id = group
        both = self.draft(here.partner_id, 60) + self.draft(here.partner_id, 60, company=other)
        both.with_context(allowed_company_ids=(self.company | other).ids)._post(soft=False)
        self.assertEqual(sorted(both.mapped('state')), ['draft', 'posted'])

    def test_the_own_limit_gives_way_to_the_shared_one_within_a_call(self):
        """The own limit leaves less to begin with; once the other member has passed, the shared
        one does."""
        self.policy()
        one, two = self.grouped(150, *self.open_accounts(2))
        two.write({'credit_mode': 'limit', 'credit_limit': 100})
        both = self.draft(one.partner_id, 90) + self.draft(two.partner_id, 61)
        both.action_post()
        self.assertEqual(both.mapped('state'), ['posted', 'draft'])
        self.assertIn("shares with others", self.hold_of(both[1]).reasons_text)

    def test_money_of_one_member_looks_again_at_the_other(self):
        self.policy()
        one, two = self.grouped(100, *self.open_accounts(2))
        self.invoice(one.partner_id, 60)
        over = self.draft(two.partner_id, 60)
        over.action_post()
        self.env['ar.hold.mark'].sudo().search([]).unlink()
        self.payment(one.partner_id, 60)
        self.assertTrue(self.env['ar.hold.mark'].sudo().search([]))
        self.cron()
        self.assertFalse(self.hold_of(over))  # it has ended

    # === WHAT A RELEASE COVERS === #

    def test_another_reason_is_held_again(self):
        self.policy()
        self.policy('overdue_days', bound=10)
        over, hold = self.held(10, 100)
        hold._release("known for long")
        self.company.ar_position_guard = 'off'
        self.invoice(over.partner_id, 5, -90, due=-60)
        self.company.ar_position_guard = 'on'
        over.action_post()
        again = self.hold_of(over)
        self.assertEqual((over.state, again.state), ('draft', 'open'))
        self.assertNotEqual(again, hold)
        again._release("seen, too")
        over.action_post()
        self.assertEqual(over.state, 'posted')

    def test_a_new_status_is_never_covered(self):
        self.policy('status')
        over, hold = self.held(10, 100)
        account = hold.account_id
        hold._release("known for long")
        account.status = 'hold'
        over.action_post()
        hold = self.hold_of(over)
        hold._release("on hold, and yet")
        account.status = 'blocked'
        over.action_post()
        self.assertEqual((over.state, self.hold_of(over).state), ('draft', 'open'))

    def test_agreed_against_prepayment_and_then_blocked(self):
        self.policy('status')
        over, hold = self.held(10, 100)
        hold._release("a part first", advance=30)
        self.assertFalse(hold.activity_ids)
        hold.account_id.status = 'blocked'
        self.payment(over.partner_id, 30)
        over.action_post()
        self.assertEqual((over.state, hold.state, hold.advance_percent), ('draft', 'open', 0))
        self.assertEqual(hold.activity_ids.user_id, hold.responsible_id)

    def test_a_release_without_rate(self):
        self.policy()
        money = self.env['res.currency'].create({'name': 'XTS', 'symbol': "X"})
        over = self.draft(self.limited(1_000).partner_id, 1, currency=money)
        over.action_post()
        self.hold_of(over)._release("the rate comes tomorrow")
        over.action_post()
        self.assertEqual(over.state, 'posted')

    # === BOUNDS === #

    def test_a_release_has_bounds(self):
        self.company.write({
            'ar_guard_release_max_percent': 10, 'ar_guard_release_max_days': 40})
        __, hold = self.held()
        for values in (
            {'percent': 10.01}, {'percent': -1}, {'percent': float('nan')},
            {'until': self.day(41)}, {'until': self.day(-1)}, {'advance': 101},
            {'advance': float('nan')},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                hold._release("mine", **values)
        hold._release("mine", percent=10, until=self.day(40))
        self.assertEqual((hold.state, hold.release_percent), ('released', 10))

    def test_who_approves_sees_all_of_it_and_the_stake_is_all_of_it(self):
        hold = self.waiting(950, percent=10)
        request = hold.request_ids
        self.assertEqual((request.state, request.amount), ('waiting', 1_045))
        text = request.with_user(self.role_user('credit_manager')).summary.replace(NBSP, "")
        self.assertEqual(
            text, f"{hold.document_name}: $950.00; covers 10 % more, up to $1,045.00; "
            "until 07/30/2026")

    # === LOCKED === #

    def waiting(self, amount, **terms):
        """A hold whose release an analyst asked for, who decides up to 1,000."""
        rules = self.env['ar.approval.rule']
        rules.search([]).active = False
        for above, role in ((0, 'credit_analyst'), (1_000, 'credit_manager')):
            rules.create({
                'name': role, 'amount_from': above, 'amount_to': not above and 1_000,
                'own_authority': True, 'sla_hours': 8, 'step_ids': [Command.create({
                    'group_id': self.env.ref(f'ar_optimization.group_{role}').id})]})
        __, hold = self.held(10, amount)
        self.company.write({'ar_lock_terms': True, 'ar_single_person': False})
        hold.with_user(self.role_user('credit_analyst'))._release("knows them", **terms)
        return hold

    def test_whose_document_it_is_does_not_approve(self):
        hold = self.waiting(1_100)
        seller = self.role_user('credit_manager')
        hold.sudo().requester_id = seller
        hold.request_ids.sudo().party_ids = hold.request_ids._parties()
        with self.assertRaises(AccessError):
            hold.request_ids.with_user(seller).action_approve()
        hold.request_ids.with_user(
            self.role_user('credit_manager', login='ar_other')).action_approve()
        self.assertEqual(hold.state, 'released')

    def test_whose_document_it_is_does_not_release_it_without_a_lock(self):
        """Somebody else has pressed the button; the document is the manager's all the same."""
        self.company.ar_single_person = False
        self.policy()
        owner, other = (
            self.role_user('credit_manager', login=f'ar_{name}') for name in ('owner', 'other'))
        over = self.draft(self.limited(10).partner_id, 100)
        over.invoice_user_id = owner
        over.with_user(self.role_user('billing')).action_post()
        hold = self.hold_of(over)
        self.assertEqual(hold._parties(), hold.requester_id | owner)
        self.assertFalse(hold.with_user(owner).can_release)
        with self.assertRaisesRegex(AccessError, "another credit manager"):
            hold.with_user(owner)._release("mine")
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 99,
            'ar_single_person_owner_id': other.id})
        with self.assertRaises(AccessError):
            hold.with_user(owner)._release("mine")
        self.assertTrue(hold.with_user(other).can_release)
        self.company.ar_single_person_cap = 100
        hold.with_user(owner)._release("regular customer")
        self.assertEqual(hold.state, 'released')
        told = self.env['mail.message'].sudo().search([
            ('model', '=', hold._name), ('res_id', '=', hold.id),
            ('message_type', '=', 'user_notification')])
        self.assertIn(other.partner_id, told.notified_partner_ids)

    def test_whose_document_it_is_has_a_part_in_its_release(self):
        hold = self.waiting(1_100)
        owner = self.role_user('credit_manager')
        hold._document().invoice_user_id = owner
        self.assertIn(owner, hold.request_ids._parties())

    def test_a_rejection_closes_what_was_asked_for(self):
        hold = self.waiting(1_100)
        hold._reject("no")
        self.assertEqual((hold.state, hold.request_ids.state), ('rejected', 'expired'))

    def test_what_nobody_decided_on_in_time(self):
        hold = self.waiting(1_100, until=self.day(3))
        hold.sudo().activity_ids.unlink()
        today = self.today + timedelta(days=4)
        with patch('odoo.fields.Date.context_today', return_value=today):
            self.env['ar.credit.request']._cron_deadlines()
        self.assertEqual((hold.state, hold.request_ids.state), ('open', 'expired'))
        self.assertEqual(hold.activity_ids.user_id, hold.responsible_id)
        analyst = self.env['res.users'].search([('login', '=', 'ar_credit_analyst')])
        hold.with_user(analyst)._release("once more")
        hold.invalidate_recordset(['request_ids'])
        self.assertEqual(hold.request_ids.mapped('state'), ['waiting', 'expired'])

    # === NATURAL PERSONS === #

    def test_a_rule_alone_decides_on_no_natural_person(self):
        """Either action leaves a hold that a person has to look at, and only a person with a
        reason rejects it."""
        account = self.limited(10)
        account.partner_id.is_company = False
        for action in ('hold', 'prepay'):
            with self.subTest(action):
                policy = self.policy(action=action, prepayment_percent=50)
                over = self.draft(account.partner_id, 100)
                over.action_post()
                hold = self.hold_of(over)
                self.assertEqual((hold.state, hold.action), ('open', action))
                self.assertTrue(hold.is_natural_person)
                self.assertTrue(hold.responsible_id)
                self.assertEqual(hold.activity_ids.user_id, hold.responsible_id)
                self.cron('_all')
                self.assertEqual(hold.state, 'open')
                for reason in ("", "  ", False):
                    with self.assertRaisesRegex(UserError, "Say why"):
                        hold._reject(reason)
                with self.assertRaises(AccessError):
                    hold.with_user(self.env.ref('base.user_root'))._reject("a rule says so")
                hold._reject("looked at the order with him")
                self.assertEqual((hold.state, hold.decided_by_id), ('rejected', self.env.user))
                policy.active = False

    def test_a_company_is_no_natural_person(self):
        account = self.limited(10)
        account.partner_id.is_company = True
        self.policy()
        over = self.draft(account.partner_id, 100)
        over.action_post()
        self.assertFalse(self.hold_of(over).is_natural_person)

    # === ACTIVITIES === #

    def test_the_activity_moves_with_who_decides_and_only_ours_end(self):
        __, hold = self.held()
        mine = hold.activity_schedule(
            'mail.mail_activity_data_todo', self.day(2), user_id=self.env.uid, summary="Call them")
        other = self.role_user('credit_manager')
        hold.responsible_id = other
        ours = hold.activity_ids - mine
        self.assertEqual(ours.user_id, other)
        hold._release("known")
        self.assertEqual(hold.activity_ids, mine)

    # === LISTS === #

    def test_documents_are_found_by_the_state_that_they_show(self):
        self.policy()
        partner = self.limited(10).partner_id
        twice, once, none = (self.draft(partner, amount) for amount in (20, 30, 5))
        (twice + once).action_post()
        self.hold_of(twice)._reject("no")
        twice.invoice_line_ids.price_unit = 25
        twice.action_post()
        self.hold_of(once)._release("yes")
        moves = self.env['account.move'].search([('partner_id', '=', partner.id)])
        self.env.invalidate_all()
        for states in (['open'], ['rejected'], ['released'], [False], ['open', False]):
            found = self.env['account.move'].search([
                ('id', 'in', moves.ids), ('ar_hold_state', 'in', states)])
            self.assertEqual(
                found, moves.filtered(lambda move, s=states: move.ar_hold_state in s), states)
        self.assertEqual(none.ar_hold_state, False)

    def test_a_model_that_is_gone_breaks_nothing(self):
        over, hold = self.held()
        foreign = hold.sudo().copy({'res_model': 'res.partner', 'res_id': over.partner_id.id})
        gone = hold.sudo().copy({'res_model': 'gone.away', 'res_id': 1})
        rows = self.holds.search([]).read(['document_name', 'reasons_text', 'state', 'age_days'])
        self.assertEqual(len(rows), 3)
        foreign.action_open_document()
        with self.assertRaisesRegex(UserError, "no longer there"):
            gone.action_open_document()
        gone._notify_requester("gone")
        self.cron('_all')
        self.assertEqual(
            (hold | foreign | gone).mapped('state'), ['open', 'cancelled', 'cancelled'])

    # === LOOKED AT AGAIN === #

    def test_only_the_holds_of_who_paid(self):
        self.policy()
        documents = [self.draft(self.limited_as(name).partner_id, 11) for name in ("One", "Two")]
        for document in documents:
            document.action_post()
        self.payment(documents[0].partner_id, 1)
        looked_at = []
        with self.counted(looked_at):
            self.cron()
        self.assertEqual(looked_at, [documents[0]])
        self.assertEqual(documents[1].ar_hold_state, 'open')
        with self.counted(looked_at):
            self.cron('_all')
        self.assertEqual(looked_at[1:], [documents[1]])

    def limited_as(self, name, limit=10):
        account = self.account(name)
        account.write({'credit_mode': 'limit', 'credit_limit': limit})
        return account

    def counted(self, looked_at):
        """Collect the documents that are decided on."""
        moves = self.env.registry['account.move']
        decide = moves._ar_guard_decide

        def collect(documents, lock=False):
            looked_at.extend(documents)
            return decide(documents, lock)

        return patch.object(moves, '_ar_guard_decide', collect)

    def test_one_that_fails_does_not_stop_the_others(self):
        self.policy()
        documents = [self.draft(self.limited_as(name).partner_id, 11) for name in ("One", "Two")]
        for document in documents:
            document.action_post()
            self.payment(document.partner_id, 1)
        holds = [self.hold_of(document) for document in documents]
        moves = self.env.registry['account.move']
        facts = moves._ar_guard_facts

        def fails(move, counted):
            if move == documents[0]:
                raise ValueError("no figures")
            return facts(move, counted)

        self.env.flush_all()
        with patch.object(moves, '_ar_guard_facts', fails), \
                self.assertLogs('odoo.addons.ar_optimization', 'ERROR'):
            self.cron('_all')
        self.assertEqual([hold.state for hold in holds], ['open', 'cleared'])

    def test_queries_do_not_grow_with_the_holds(self):
        self.policy()
        self.company.ar_exposure_drafts = True
        counts = []
        for number in (2, 12):
            documents = self.env['account.move'].union(*(
                self.draft(self.limited_as(f"{number} {index}").partner_id, 11)
                for index in range(number)))
            documents.action_post()
            holds = self.holds.sudo().search([('res_id', 'in', documents.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            holds._reevaluate()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            holds._reevaluate()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(set(holds.mapped('state')), {'open'})
        self.assertLessEqual(counts[1], counts[0] + 1)

    # === BY HAND === #

    def test_a_document_stopped_by_hand(self):
        fits = self.draft(self.limited(1_000).partner_id, 10)
        hold = self.holds._stop(fits, "the address is not theirs")
        self.assertEqual((hold.state, hold.stopped_by_id), ('open', self.env.user))
        self.assertEqual(self.events('hold.stopped', hold).reason, "the address is not theirs")
        self.assertIn("has stopped this invoice: the address is not theirs", hold.reasons_text)
        self.payment(fits.partner_id, 10)  # money does not end it
        hold.sudo()._reevaluate()
        billing = self.role_user('billing')
        fits.with_user(billing).action_post()
        self.assertEqual((fits.state, hold.state, hold.requester_id), ('draft', 'open', billing))
        self.assertIn("the address is not theirs", fits.ar_guard_message)
        hold._release("confirmed by phone")
        fits.action_post()
        self.assertEqual(fits.state, 'posted')

    def test_stopped_again_after_a_release_and_against_prepayment(self):
        over, hold = self.held(10, 100)
        hold._release("known for long")
        stopped = self.holds._stop(over, "another doubt")
        self.assertNotEqual(stopped, hold)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        stopped._release("a part first", advance=30)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        self.payment(over.partner_id, 30)
        over.action_post()
        self.assertEqual((over.state, stopped.state), ('posted', 'cleared'))

    def test_a_held_document_is_stopped_by_hand_too(self):
        over, hold = self.held()
        self.assertEqual(self.holds._stop(over, "and it is a fraud"), hold)
        self.payment(over.partner_id, 100)
        hold.sudo()._reevaluate()
        self.assertEqual(hold.state, 'open')

    def test_a_customer_stopped_by_hand(self):
        self.policy('status')
        account = self.limited(1_000)
        account._stop_credit("rumours")
        self.assertEqual(account.status, 'hold')
        self.assertEqual(self.events('hold.customer_stopped', account).reason, "rumours")
        over = self.draft(account.partner_id, 1)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        with self.assertRaises(UserError):
            account._stop_credit("again")

    def test_what_cannot_be_stopped(self):
        fits = self.draft(self.limited(1_000).partner_id, 10)
        for reason in ("", "  ", None):
            with self.assertRaises(UserError):
                self.holds._stop(fits, reason)
        refund = self.draft(fits.partner_id, 5, move_type='out_refund')
        with self.assertRaises(UserError):
            self.holds._stop(refund, "no")
        self.company.ar_position_guard = 'observe'
        with self.assertRaises(UserError):
            self.holds._stop(fits, "no")

    # === PAST THE GUARD === #

    def test_posted_by_writing_the_state(self):
        over, __ = self.held()
        over.write({'state': 'posted'})
        over.with_context(ar_guard_posting=[over.id]).write({'state': 'posted'})
        self.assertEqual(over.state, 'draft')
        with self.assertRaises(UserError):
            self.draft(over.partner_id, 50, state='posted')
        for context in ({'default_state': 'posted'},):
            sneaked = self.env['account.move'].with_context(**context).create({
                'move_type': 'out_invoice', 'partner_id': over.partner_id.id,
                'invoice_line_ids': [Command.create({'name': "Goods", 'price_unit': 50})]})
            self.assertEqual(sneaked.state, 'draft')
        over.button_cancel()
        over.write({'state': 'posted'})
        self.assertEqual(over.state, 'cancel')
        fits = self.draft(over.partner_id, 5)
        fits.write({'state': 'posted'})
        self.assertEqual(fits.state, 'posted')

    def test_the_day_of_a_night_is_nobodys_to_say(self):
        self.policy()
        partner = self.limited(100).partner_id
        self.invoice(partner, 100)
        over = self.draft(partner, 50)
        for key in ('ar_night', 'ar_as_of'):
            over.with_context(**{key: '2000-01-01'}).action_post()
            self.assertEqual(over.state, 'draft', key)

    # === RATES === #

    def test_the_base_of_a_table_needs_no_rate(self):
        """USD keeps the books; EUR is what the table counts in."""
        rates = self.env['res.currency.rate']
        rates.search([]).unlink()
        currencies = self.env['res.currency']
        currencies.search([('id', '!=', self.company.currency_id.id)]).active = False
        euro, pound, other = (
            currencies.create({'name': name, 'symbol': name}) for name in ('XTA', 'XTB', 'XTC'))
        knows = self.company._ar_knows_rate
        self.assertEqual([knows(each) for each in (euro, pound)], [False, False])
        rates.create([
            {'currency_id': self.company.currency_id.id, 'name': '2020-01-01', 'rate': 1.1},
            {'currency_id': pound.id, 'name': '2020-01-01', 'rate': 0.9}])
        self.assertEqual([knows(each) for each in (euro, pound, other)], [False, True, False])
        other.active = False  # so that only one can be the base
        self.assertEqual([knows(each) for each in (euro, pound)], [True, True])

    def test_a_companys_currency_that_is_missing_in_the_table(self):
        rates = self.env['res.currency.rate']
        rates.search([]).unlink()
        euro, pound = (
            self.env['res.currency'].create({'name': name, 'symbol': name})
            for name in ('XTA', 'XTB'))
        rates.create({'currency_id': pound.id, 'name': '2020-01-01', 'rate': 0.9})
        self.assertTrue(self.company._ar_knows_rate(pound))  # the company's is the base
        rates.create({'currency_id': euro.id, 'name': '2020-01-01', 'rate': 1})
        self.assertFalse(self.company._ar_knows_rate(pound))  # the table counts in euro
        self.assertFalse(self.company._ar_knows_rate(euro))

    # === POLICIES === #

    def test_prepayment_customers_get_no_credit_by_direct_invoices(self):
        self.policies.with_context(active_test=False).search([]).active = False
        self.env.ref('ar_optimization.policy_prepay').active = True
        account = self.account(credit_mode='prepay')
        over = self.draft(account.partner_id, 50)
        over.action_post()
        self.assertEqual((over.state, self.hold_of(over).action), ('draft', 'prepay'))
        self.payment(account.partner_id, 50)
        over.action_post()
        self.assertEqual(over.state, 'posted')

    def test_the_stricter_of_two_that_contradict_each_other(self):
        mild, strict = self.policy(action='warn'), self.policy(action='hold')
        self.assertIn(strict.name, mild.conflict_text)
        self.assertIn("the stricter one counts", mild.conflict_text)
        over = self.draft(self.limited(10).partner_id, 11)
        over.action_post()
        [reason] = self.hold_of(over).reasons
        self.assertEqual((reason['action'], reason['key']), ('hold', strict.id))

    def test_owners_are_reminded_once_until_the_next_day_is_set(self):
        owner = self.role_user('credit_manager')
        rule = self.policy(owner_id=owner.id, next_review_date=self.day(0))
        later = self.policy('document', owner_id=owner.id, next_review_date=self.day(1))
        approval = self.env['ar.approval.rule'].search([], limit=1)
        approval.write({'owner_id': owner.id, 'review_date': self.day(-1)})
        card = self.env['ar.scorecard'].search([], limit=1)
        card.write({'owner_id': owner.id, 'next_review_date': self.day(-1)})
        for __ in range(2):
            self.env['ar.reviewed']._cron_reviews()
        for due in (rule, approval, card):
            self.assertEqual(due.activity_ids.user_id, owner, due._name)
            self.assertEqual(len(due.activity_ids), 1)
        self.assertFalse(later.activity_ids)
        rule.owner_id = self.env.user
        self.assertEqual(rule.activity_ids.user_id, self.env.user)
        rule.next_review_date = self.day(300)
        self.assertFalse(rule.activity_ids)

    def test_a_cached_rule_that_changes_counts_at_once(self):
        rule = self.policy()
        account = self.limited(10)
        account.sudo()._write_set({account.id: {'tier_id': self.tier_b.id}}, ('tier_id',))
        over = self.draft(account.partner_id, 11)
        actions = []
        for step in (
            lambda: None, lambda: rule.write({'action': 'tier'}),
            lambda: self.tier_b.write({'order_control': 'warn'}),
            lambda: self.policy('document', bound=1, action='hold'), rule.unlink,
        ):
            step()
            over.invalidate_recordset(['ar_guard_action'])
            actions.append(over.ar_guard_action)
        self.assertEqual(actions[0], 'hold')
        self.assertEqual(actions[2:], ['warn', 'hold', 'hold'])

    def test_release_settings_are_checked(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation):
            self.company.ar_guard_release_max_percent = 1
            self.env.flush_all()
