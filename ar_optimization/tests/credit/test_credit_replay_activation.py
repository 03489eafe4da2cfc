from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .replay_common import ReplayCommon

JOB = 'odoo.addons.ar_optimization.models.credit.replay.ar_replay_activation'


@tagged('post_install', '-at_install')
class TestReplayActivation(ReplayCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env['ar.credit.policy']
        cls.own = cls.policies.create({
            'name': "Own", 'condition': 'limit', 'bound': 100, 'company_id': cls.company.id})
        cls.shared = cls.policies.create({
            'name': "Shared", 'condition': 'watch', 'action': 'hold'})
        cls.own_tiers()
        cls.customer_account = cls.account()
        cls.invoice(cls.customer_account.partner_id, 100, -30, -20)

    @classmethod
    def own_tiers(cls):
        """Tiers of the company alone, so that a draft may change them."""
        cls.tier = cls.env['ar.credit.tier'].create({
            'name': "Own", 'code': 'X', 'company_id': cls.company.id, 'credit_mode': 'limit',
            'fixed_limit': 500,
            'condition_ids': [Command.create({'condition': 'min_score', 'value': 50})]})

    def draft(self, **vals):
        replay = self.replay(('overdue_days', 'hold', 30), run=False, **vals)
        replay.tier_ids.write({'fixed_limit': 300})
        replay.tier_ids.condition_ids.write({'value': 60})
        replay.sudo()._run_now()
        return replay

    def in_force(self, day=0):
        """(condition, action) of the rules that count for the customer on a day."""
        day = self.day(day)
        rules = [
            rule for rule in self.policies._rules_of(self.customer_account)
            if (rule.start or day) <= day <= (rule.end or day)]
        conditions = {}
        for rule in rules:
            conditions.setdefault(rule.condition, []).append(rule)
        return {
            condition: min(found, key=lambda rule: rule.scope).action
            for condition, found in conditions.items()}

    def test_policies_change_on_the_day_and_not_before(self):
        replay = self.draft(activation_date=self.day(10))
        before = self.in_force()
        replay.action_activate()
        self.assertEqual(replay.activation_state, 'scheduled')
        self.assertEqual(self.in_force(), before)
        self.assertEqual(self.in_force(9), {'limit': 'hold', 'watch': 'hold'})
        self.assertEqual(self.in_force(10), {'overdue_days': 'hold', 'watch': 'none'})
        self.assertEqual(self.tier.fixed_limit, 500)

    def test_policies_of_a_season_stay_as_they_are(self):
        season, later = self.policies.create([
            {'name': "Season", 'condition': 'term', 'date_to': self.day(20),
             'company_id': self.company.id},
            {'name': "Later", 'condition': 'term', 'date_from': self.day(20),
             'company_id': self.company.id}])
        self.draft(activation_date=self.today).action_activate()
        self.assertEqual((season.date_to, later.date_to), (self.day(20), False))
        self.assertTrue(season.active and later.active)

    def test_tiers_change_on_the_day(self):
        replay = self.draft(activation_date=self.day(10))
        replay.action_activate()
        for day, limit in ((9, 500), (10, 300)):
            with freeze_time(self.day(day)), self.enter_registry_test_mode():
                self.env.ref('ar_optimization.ir_cron_replay').method_direct_trigger()
            self.assertEqual(self.tier.fixed_limit, limit)
        self.assertEqual(self.tier.condition_ids.value, 60)
        replay.invalidate_recordset()
        self.assertEqual(replay.activation_state, 'active')
        self.assertEqual(self.events('replay.applied', replay).res_id, replay.id)

    def test_everything_is_taken_back(self):
        replay = self.draft(activation_date=self.today)
        before = self.in_force()
        replay.action_activate()
        self.assertEqual((replay.activation_state, self.tier.fixed_limit), ('active', 300))
        self.assertEqual(self.in_force(), {'overdue_days': 'hold', 'watch': 'none'})
        replay.action_take_back()
        self.assertEqual(self.in_force(), before)
        self.assertEqual((self.tier.fixed_limit, self.tier.condition_ids.value), (500, 50))
        self.assertEqual(self.events('replay.taken_back', replay).user_id, self.env.uid)
        replay.action_activate()
        self.assertEqual(replay.activation_state, 'active')

    def test_the_last_activation_is_taken_back_first(self):
        before = self.in_force()
        first = self.draft(activation_date=self.today)
        first.action_activate()
        second = self.draft(activation_date=self.today)
        second.action_activate()
        self.assertRecordValues(first, [
            {'activation_state': 'replaced', 'activated_until': self.day(-1)}])
        for refused in (first.action_reset, first.unlink, first.action_activate):
            with self.assertRaises(UserError):
                refused()
        with self.assertRaisesRegex(UserError, "in its place"):
            first.action_take_back()
        second.action_take_back()
        self.assertRecordValues(first, [{'activation_state': 'active', 'activated_until': False}])
        first.action_take_back()
        self.assertEqual(self.in_force(), before)
        self.assertEqual(self.tier.fixed_limit, 500)

    def test_it_can_be_undone_from_the_log(self):
        replay = self.draft(activation_date=self.today)
        before = self.in_force()
        replay.action_activate()
        event = self.events('replay.activated', replay)
        self.assertEqual(event.numbers['held'], 0)
        self.assertTrue(event.can_undo)
        event.action_undo()
        self.assertEqual(self.in_force(), before)
        event.invalidate_recordset()
        self.assertFalse(event.can_undo)

    def test_what_was_changed_since_is_not_overwritten(self):
        replay = self.draft(activation_date=self.today)
        replay.action_activate()
        self.tier.fixed_limit = 250
        with self.assertRaisesRegex(UserError, "changed again"):
            replay.action_take_back()

    def test_policies_that_were_edited_since_are_not_taken_back(self):
        replay = self.draft(activation_date=self.today)
        replay.action_activate()
        made = self.policies.search([('condition', '=', 'overdue_days')])
        made.bound = 45
        with self.assertRaisesRegex(UserError, "overdue_days were changed again"):
            replay.action_take_back()

    # === CHANGED SINCE THE RUN === #

    def test_what_was_changed_since_the_run_is_shown_and_asked(self):
        replay = self.draft(activation_date=self.today)
        self.own.bound = 80
        self.shared.bound = 1
        self.tier.fixed_limit = 450
        late = self.policies.create({
            'name': "Late", 'condition': 'term', 'company_id': self.company.id})
        with self.assertRaisesRegex(UserError, "Own was changed: the draft would overwrite it"):
            replay.action_activate()
        self.assertIn("Shared was changed: the draft would overwrite it", replay.changed_text)
        self.assertIn("Late is new", replay.changed_text)
        self.assertIn("X · Own was changed: the draft would overwrite it", replay.changed_text)
        analyst = self.role_user('credit_analyst')
        with self.assertRaises(AccessError):
            replay.with_user(analyst).action_accept_changes()
        replay.action_accept_changes()
        self.assertFalse(replay.changed_text)
        self.assertIn("Late is new", self.events('replay.accepted', replay).reason)
        replay.action_activate()
        self.assertEqual(
            self.in_force(), {'overdue_days': 'hold', 'watch': 'none', 'term': 'hold'})
        self.assertEqual((self.tier.fixed_limit, late.date_to), (300, False))
        replay.action_take_back()
        self.assertEqual((self.tier.fixed_limit, self.own.bound), (450, 80))

    def test_what_the_draft_leaves_alone_stays(self):
        other = self.tier.copy({'name': "Other", 'fixed_limit': 70})
        other.code = 'Y'
        replay = self.replays.create({'name': "Tiers only", 'activation_date': self.today})
        replay.tier_ids.filtered(lambda line: line.tier_id == self.tier).fixed_limit = 300
        replay.sudo()._run_now()
        other.fixed_limit = 80
        self.shared.bound = 5
        self.assertEqual(replay.tier_ids.mapped('change'), ['changed', 'same'])
        self.assertIn("Y · Other was changed, and stays as it is now", replay.changed_text)
        replay.action_accept_changes()
        before = self.policies.search([])
        replay.action_activate()
        self.assertEqual(self.policies.search([]), before)
        self.assertEqual((self.tier.fixed_limit, other.fixed_limit), (300, 80))
        self.assertFalse(self.own.date_to)

    def test_a_tier_that_was_changed_meanwhile_is_not_overwritten_on_the_day(self):
        replay = self.draft(activation_date=self.day(3))
        replay.action_activate()
        self.assertFalse(replay.changed_text)
        self.tier.fixed_limit = 450
        for __ in range(2):
            with freeze_time(self.day(3)), self.enter_registry_test_mode():
                self.env.ref('ar_optimization.ir_cron_replay').method_direct_trigger()
        replay.invalidate_recordset()
        self.assertEqual((replay.activation_state, self.tier.fixed_limit), ('scheduled', 450))
        self.assertIn("the draft would overwrite it", replay.error)
        self.assertEqual(self.env['mail.message'].search_count(
            [('model', '=', 'ar.replay'), ('res_id', '=', replay.id)]), 1)
        with freeze_time(self.day(3)):
            replay.action_accept_changes()
        self.assertEqual((replay.activation_state, self.tier.fixed_limit), ('active', 300))
        self.assertFalse(replay.error)

    # === NEW TIERS === #

    def test_tiers_are_added_and_taken_out_of_use(self):
        replay = self.replays.create({'name': "New", 'activation_date': self.today})
        replay.tier_ids.is_out = True
        with self.assertRaisesRegex(UserError, "One tier"):
            replay.action_run()
        replay.tier_ids = [Command.create({
            'code': 'Z', 'name': "Last", 'sequence': 90, 'fixed_limit': 40})]
        new = replay.tier_ids - replay.tier_ids.filtered('tier_id')
        self.assertEqual(replay.tier_ids.mapped('change'), ['out', 'new'])
        with self.assertRaisesRegex(ValidationError, "same letter"), self.cr.savepoint():
            new.code = 'X'
        with self.assertRaisesRegex(ValidationError, "how the limit"), self.cr.savepoint():
            new.fixed_limit = 0
        replay.sudo()._run_now()
        [row] = replay.customer_ids
        self.assertEqual((row.now_tier, row.draft_tier, row.draft_limit), ('X', 'Z', 40))
        replay.action_activate()
        tiers = self.env['ar.credit.tier']._for_company(self.company)
        self.assertRecordValues(tiers, [
            {'code': 'Z', 'fixed_limit': 40, 'company_id': self.company.id, 'sequence': 90}])
        self.assertFalse(self.tier.active)
        replay.action_take_back()
        self.assertEqual(self.env['ar.credit.tier']._for_company(self.company), self.tier)

    def test_only_what_was_run_and_not_yet_activated(self):
        replay = self.replay(run=False)
        with self.assertRaises(UserError):
            replay.action_activate()
        replay.sudo()._run_now()
        with self.assertRaisesRegex(UserError, "from which day"):
            replay.action_activate()
        replay.activation_date = self.day(-1)
        with self.assertRaisesRegex(UserError, "today or later"):
            replay.action_activate()
        replay.activation_date = self.day(5)
        replay.action_activate()
        with self.assertRaises(UserError):
            replay.action_activate()
        manager = self.role_user('credit_manager')
        for refused in (
            replay.action_reset, replay.unlink,
            lambda: replay.with_user(manager).write({'activation_date': False}),
        ):
            with self.assertRaisesRegex(UserError, "take it back first"):
                refused()
        other = self.replay(activation_date=self.day(8))
        with self.assertRaisesRegex(UserError, "is to begin already"):
            other.action_activate()
        replay.action_take_back()
        other.action_activate()

    def test_tiers_of_all_companies_are_not_changed_for_one(self):
        self.other_company(name="Second")
        self.tier.active = False
        replay = self.replay(run=False, activation_date=self.today)
        replay.tier_ids[0].limit_cap = 10_000
        replay.sudo()._run_now()
        with self.assertRaisesRegex(UserError, "shared by all companies"):
            replay.action_activate()

    def test_where_terms_are_locked_it_is_a_request(self):
        replay = self.draft(activation_date=self.today)
        self.company.sudo().ar_lock_terms = True
        manager = self.role_user('credit_manager')
        with self.assertRaises(RedirectWarning) as refusal:
            replay.with_user(manager).action_activate()
        self.assertEqual(replay.activation_state, 'none')
        values = refusal.exception.args[3]['default_new_values']
        request = self.env['ar.credit.request'].with_user(manager)._submit(
            'policy', self.accounts, values, "Tried on last year", document=replay,
            company=self.company)
        self.assertEqual((request.state, replay.activation_state), ('waiting', 'none'))
        request.sudo()._apply_policy()
        self.assertEqual(replay.activation_state, 'active')

    def asked(self, user, replay, state='scheduled'):
        """A request that waits, made without the button."""
        return self.env['ar.credit.request'].with_user(user)._submit(
            'policy', self.accounts,
            {'model': 'ar.replay', 'id': replay.id, 'vals': {'activation_state': state}},
            "Tried", document=replay, company=self.company).sudo()

    def test_only_what_was_tried_is_approved(self):
        self.company.sudo().ar_lock_terms = True
        replay = self.draft(activation_date=self.today)
        manager = self.role_user('credit_manager')
        request = self.asked(manager, replay)
        for change in (replay.action_reset, self.asked(manager, replay, 'active')._apply_policy):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        replay.activation_date = False
        with self.assertRaisesRegex(UserError, "from which day"), self.cr.savepoint():
            request._apply_policy()
        replay.activation_date = self.today
        request._apply_policy()
        made = len(self.policies.search([('condition', '=', 'overdue_days')]))
        with self.assertRaises(UserError), self.cr.savepoint():
            request._apply_policy()
        self.assertEqual(len(self.policies.search([('condition', '=', 'overdue_days')])), made)
        never_run = self.replay(run=False, activation_date=self.today)
        too_soon = self.asked(manager, never_run)
        with self.assertRaisesRegex(UserError, "that was run"), self.cr.savepoint():
            too_soon._apply_policy()
        with self.assertRaises(UserError):
            never_run.action_run()

    def test_one_that_cannot_begin_stops_nobody_else(self):
        replay, waiting = self.draft(activation_date=self.day(3)), self.replay(run=False)
        replay.action_activate()
        waiting.action_run()

        reason = "not today"

        def fails(_this):
            raise UserError(reason)
        with freeze_time(self.day(3)), self.enter_registry_test_mode(), \
                patch.object(type(replay), '_begin', fails), self.assertLogs(JOB, 'ERROR'):
            self.env.ref('ar_optimization.ir_cron_replay').method_direct_trigger()
        (replay + waiting).invalidate_recordset()
        self.assertEqual((replay.activation_state, waiting.state), ('scheduled', 'done'))
        self.assertIn(reason, replay.error)

    # === WHAT CAME === #

    def test_forecast_beside_what_came(self):
        self.company.ar_position_guard = 'on'
        self.company.ar_guard_invoices = True
        replay = self.draft(activation_date=self.today)
        replay.sudo().requests_per_week = 7
        replay.action_activate()
        late = self.account("Late").partner_id
        self.invoice(late, 50, -90, -80)
        self.invoice(late, 10, post=False).action_post()
        self.env.flush_all()
        self.env.cr.execute(  # holds are dated by the clock of the database
            "UPDATE ar_credit_hold SET create_date = %s", [self.today])
        outcome = self.env['ar.replay.outcome']
        # A Tuesday: the week had one day of seven.
        [row] = outcome.search([('replay_id', '=', replay.id)])
        self.assertEqual((row.expected, row.real, row.difference), (1, 1, 0))
        with freeze_time(self.day(14)):
            outcome.invalidate_model()
            rows = outcome.search([('replay_id', '=', replay.id)], order='date')
            self.assertEqual(rows.mapped('expected'), [6, 7, 2])
            self.assertEqual(rows.mapped('real'), [1, 0, 0])
        action = replay.action_open_outcome()
        self.assertEqual(outcome.search_count(action['domain']), 1)
        replay.action_take_back()
        self.assertFalse(outcome.search([('replay_id', '=', replay.id)]))
