from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import NBSP, GuardCommon


@tagged('post_install', '-at_install')
class TestHoldLife(GuardCommon):
    """What becomes of a hold, and what a release covers."""

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
            text, f"{hold.display_name}: $950.00; covers 10 % more, up to $1,045.00; "
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
