from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_credit_approval_lock import LockCommon


@tagged('post_install', '-at_install')
class TestLockedDocuments(LockCommon):
    """Shared limits, covers, policies, tiers and the matrix itself: what a limit is kept from must
    not be had another way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env['ar.credit.group'].create({
            'name': "Timber", 'credit_limit': 300, 'company_id': cls.company.id})
        cls.policy = cls.env['ar.credit.policy'].sudo().create({
            'name': "Over the limit", 'condition': 'limit', 'bound': 100, 'action': 'hold',
            'company_id': cls.company.id}).sudo(False)
        cls.cover = cls.env['ar.cover'].with_user(cls.analyst).create({
            'name': "G1", 'kind': 'guarantee', 'account_id': cls.tested.id, 'amount': 4_000,
            'currency_id': cls.company.currency_id.id})

    def change(self, records, vals, user=None):
        records.with_user(user or self.manager).write(vals)
        self.env.flush_all()

    def request_of(self, record):
        return self.requests.search([
            ('res_model', '=', record._name), ('res_id', '=', record.id)], limit=1)

    # === SHARED LIMITS === #

    def test_leaving_a_shared_limit_is_at_stake(self):
        self.tested.sudo().write({'group_id': self.group.id, 'credit_limit': 9_000})
        self.refused(self.change, self.tested, {'group_id': False})
        self.refused(self.change, self.group, {'account_ids': [Command.unlink(self.tested.id)]})
        request = self.requests.with_user(self.seller)._submit(
            'shared_limit', self.tested, {'group_id': False}, "Sold")
        self.assertEqual(request.amount, 9_000)
        request.with_user(self.manager).action_approve()
        request.with_user(self.chief).action_approve()
        self.assertFalse(self.tested.group_id)

    def test_joining_one_is_only_stricter(self):
        self.change(self.tested, {'group_id': self.group.id})
        self.assertEqual(self.tested.group_id, self.group)
        self.assertEqual(self.tested.request_ids.mapped('type'), ['shared_limit'])

    def test_raising_a_shared_limit(self):
        self.change(self.group, {'credit_limit': 200})
        self.change(self.group, {'credit_limit': 4_000, 'name': "Timber Ltd"})
        self.assertEqual((self.group.name, self.group.credit_limit), ("Timber Ltd", 4_000))
        self.refused(self.change, self.group, {'credit_limit': 5_001})
        self.refused(self.change, self.group, {'active': False})
        self.refused(
            self.change, self.group, {'credit_limit': 300}, self.analyst, errors=AccessError)
        self.assertEqual(self.group.credit_limit, 4_000)

    # === COVERS === #

    def test_a_cover_is_activated_by_request(self):
        self.cover.with_user(self.analyst).action_activate()
        request = self.request_of(self.cover)
        self.assertRecordValues(request, [{
            'type': 'cover', 'state': 'waiting', 'amount': 4_000,
            'partner_id': self.partner.id, 'party_ids': self.analyst.ids}])
        self.assertEqual(self.cover.state, 'draft')
        with self.assertRaises(UserError):
            self.cover.with_user(self.manager).action_activate()
        request.with_user(self.manager).action_approve()
        self.assertRecordValues(self.cover, [
            {'state': 'active', 'activated_by_id': self.manager.id}])

    def test_who_entered_a_cover_does_not_decide_on_it(self):
        own = self.cover.with_user(self.manager).copy({'name': "G2"})
        own.action_activate()
        self.assertEqual(own.state, 'draft')
        request = self.request_of(own)
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_approve()
        request.with_user(self.chief).action_approve()
        self.assertEqual(own.state, 'active')
        other = self.cover.with_user(self.manager).copy({'name': "G3"})
        other.with_user(self.chief).action_activate()
        self.assertEqual(other.state, 'active', "within his own authority")

    def test_an_active_cover_grows_by_request(self):
        self.cover.with_user(self.manager).sudo().action_activate()
        self.refused(self.change, self.cover, {'amount': 9_000})
        self.change(self.cover, {'amount': 4_500})
        self.assertEqual(self.cover.amount, 4_500)
        self.refused(self.change, self.cover, {'state': 'ended'}, errors=AccessError)
        self.change(self.cover, {'note': "Original in the safe"})

    def test_a_cover_of_another_company_does_not_become_one_of_ours(self):
        there = self.other_company()
        self.manager.company_ids += there
        self.cover.with_user(self.manager).sudo().action_activate()
        foreign = self.account("Steel", company=there)
        cover = self.cover.with_user(self.manager).sudo().create({
            'name': "G9", 'kind': 'guarantee', 'account_id': foreign.id, 'amount': 9_000,
            'currency_id': there.currency_id.id})
        cover.action_activate()
        both = {'allowed_company_ids': (self.company | there).ids}
        self.refused(self.change, cover.sudo(False).with_context(**both),
                     {'account_id': self.tested.id})
        self.assertEqual(cover.account_id, foreign)

    # === POLICIES, TIERS, RULES === #

    def test_what_is_in_force_does_not_move_to_another_locked_company(self):
        there = self.other_company()
        self.manager.company_ids += there
        there.ar_lock_terms = True
        both = {'allowed_company_ids': (self.company | there).ids}
        mine = self.policy.with_user(self.manager).with_context(**both)
        for company in (there, there.browse()):
            with self.assertRaisesRegex(UserError, "of two companies"), self.cr.savepoint():
                mine.write({'company_id': company.id})
            with self.assertRaisesRegex(UserError, "of two companies"), self.cr.savepoint():
                self.requests.with_user(self.manager).with_context(**both).create({
                    'type': 'policy', 'reason': "x", 'new_values': {
                        'model': mine._name, 'id': mine.id,
                        'vals': {'company_id': company.id}}}).action_submit()
        self.assertEqual(self.policy.company_id, self.company)
        there.ar_lock_terms = False
        self.refused(self.change, mine, {'company_id': there.id})

    def test_a_policy_changes_by_request(self):
        warning = self.refused(self.change, self.policy, {'bound': 500})
        context = warning.args[3]
        form = Form(self.requests.with_user(self.manager).with_context(**context))
        form.reason = "Fair season"
        request = form.save()
        request.action_submit()
        self.assertRecordValues(request, [{
            'type': 'policy', 'state': 'waiting', 'is_unlimited': True, 'partner_id': False,
            'rule_id': self.large.id,
            'summary': "Over the limit: Allowed: 100.00 → 500.00"}])
        self.assertEqual(self.policy.bound, 100)
        self.assertEqual(len(request.display_name), len("CR00000 · Over the limit"))
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_approve()
        request.with_user(self.analyst).action_approve()
        request.with_user(self.chief).action_approve()
        self.assertEqual(self.policy.bound, 500)
        self.assertEqual(self.events('guard.policy_changed', self.policy).user_id, self.chief.id)

    def test_an_archived_company_locks_nothing(self):
        shared = self.policy.sudo().copy({'company_id': False})
        gone = self.env['res.company'].create({'name': "Gone", 'ar_lock_terms': True})
        gone.active = self.company.ar_lock_terms = False
        self.change(shared.with_context(active_test=False), {'bound': 500})
        self.assertEqual(shared.bound, 500)

    def test_a_new_policy_waits_out_of_force(self):
        vals = {'name': "Everything", 'condition': 'any', 'action': 'none',
                'company_id': self.company.id}
        policy = self.env['ar.credit.policy'].with_user(self.manager).create([vals])
        self.assertFalse(policy.active)
        self.assertEqual(self.request_of(policy).state, 'waiting')
        self.refused(self.change, policy, {'active': True})
        self.change(policy, {'name': "Exemption"})
        self.refused(self.policy.with_user(self.manager).unlink)
        draft = self.policy.with_user(self.manager).copy({'active': False, 'name': "Draft"})
        self.assertFalse(self.request_of(draft))
        draft.unlink()

    def test_a_tier_and_its_conditions(self):
        self.refused(self.change, self.tier_b, {'order_control': 'none'})
        condition = self.tier_b.condition_ids[0]
        self.refused(self.change, condition, {'value': 0})
        self.refused(self.change, self.tier_b, {
            'condition_ids': [Command.update(condition.id, {'value': 0})]})
        self.refused(condition.with_user(self.manager).unlink)
        self.refused(condition.with_user(self.manager).create, [{
            'tier_id': self.tier_b.id, 'condition': 'max_days_late', 'value': 400}])
        self.change(self.tier_b, {'description': "Good customers"})
        request = self.requests.with_user(self.manager)._submit('policy', self.accounts, {
            'model': 'ar.credit.tier', 'id': self.tier_b.id,
            'vals': {'condition_ids': [[1, condition.id, {'value': 1.0}]]},
        }, "Try", document=self.tier_b, company=self.company)
        request.with_user(self.analyst).action_approve()
        request.with_user(self.chief).action_approve()
        self.assertEqual(condition.value, 1)

    def test_the_matrix_is_no_way_round(self):
        self.refused(self.change, self.medium, {'amount_to': 99_000})
        self.refused(self.change, self.large.step_ids[0], {'group_id': False})
        self.refused(self.large.step_ids[0].with_user(self.manager).unlink)
        rules = self.env['ar.approval.rule'].with_user(self.manager)
        rule = rules.create([{
            'name': "Mine", 'own_authority': True,
            'step_ids': [Command.create({'user_ids': [Command.set(self.manager.ids)]})]}])
        self.assertFalse(rule.active)
        self.refused(self.change, self.tested, {'credit_limit': 99_000})

    def test_what_requests_are_not_for(self):
        """A request's values are written with all rights: they must be the record's own."""
        ask = self.requests.with_user(self.manager)
        other = self.tier_c.condition_ids[0]
        for kind, values in (
            ('policy', {'model': 'res.users', 'id': self.manager.id, 'vals': {'active': False}}),
            ('policy', {'model': 'ar.credit.policy', 'id': self.policy.id, 'vals': {'name': "x"}}),
            ('policy', {'model': 'ar.credit.policy', 'id': 0, 'vals': {'bound': 1}}),
            ('policy', {'model': 'ar.credit.policy', 'id': self.policy.id}),
            ('policy', {'model': 'ar.credit.tier', 'id': self.tier_b.id, 'vals': {
                'condition_ids': [[1, other.id, {'value': 0}]]}}),
            ('policy', {'model': 'ar.credit.tier', 'id': self.tier_b.id, 'vals': {
                'condition_ids': [[4, other.id, 0]]}}),
            ('cover', {'model': 'ar.cover', 'id': self.cover.id, 'vals': {'state': 'called'}}),
            ('cover', {'model': 'ar.credit.policy', 'id': self.policy.id, 'vals': {'bound': 9}}),
            ('status', {'model': 'ar.cover', 'id': self.cover.id, 'vals': {'amount': 1},
                        'credit_limit': 9e9, 'status': 'open'}),
        ):
            with self.subTest(**values):
                self.refused(
                    lambda values=values, kind=kind: ask.create([{
                        'type': kind, 'new_values': values, 'reason': "x"}]).action_submit(),
                    errors=(AccessError, UserError))
        values = {'model': 'ar.credit.policy', 'id': self.policy.id, 'vals': {'bound': 1}}
        self.refused(
            self.requests.with_user(self.seller).with_context(
                default_new_values=values, default_type='policy').create,
            [{'partner_id': self.partner.id, 'reason': "x"}], errors=AccessError)
        draft = self.draft(self.manager)
        self.refused(draft.write, {'new_values': values}, errors=AccessError)
        analyst = self.requests.with_user(self.analyst)
        self.refused(analyst.create, [{'type': 'policy', 'reason': "x", 'new_values': {
            'model': 'ar.credit.policy', 'id': self.policy.id, 'vals': {'bound': 1}}}],
            errors=AccessError)

    def test_what_is_moved_into_a_locked_company(self):
        other = self.other_company()
        both = self.role_user('credit_manager', 'ar_both', self.company | other)
        policy = self.policy.sudo().copy({'company_id': other.id, 'bound': 500}).sudo(False)
        for company_id in (self.company.id, False):
            self.refused(self.change, policy, {'company_id': company_id}, both)
        warning = self.refused(self.change, policy, {'company_id': self.company.id}, both)
        self.assertEqual(warning.args[3]['default_company_id'], self.company.id)
        self.assertEqual(policy.company_id, other)
        self.change(policy, {'bound': 600}, both)

    def test_a_limit_shared_with_a_locked_company(self):
        other = self.other_company()
        both = self.role_user('credit_manager', 'ar_both', self.company | other)
        group = self.env['ar.credit.group'].create({
            'name': "World", 'credit_limit': 300, 'company_id': other.id,
            'across_companies': True})
        self.tested.sudo().group_id = group
        self.refused(self.change, group, {'credit_limit': 99_000}, both)
        self.refused(self.change, group, {'across_companies': False}, both)
        self.assertEqual(group.credit_limit, 300)

    def test_the_record_says_which_company_decides(self):
        other = self.other_company()
        both = self.role_user('credit_manager', 'ar_both', self.company | other)
        vals = {'type': 'policy', 'reason': "x", 'company_id': other.id, 'new_values': {
            'model': 'ar.credit.policy', 'id': self.policy.id, 'vals': {'bound': 500}}}
        asked = self.requests.with_user(both).with_context(
            allowed_company_ids=(self.company | other).ids)
        draft = asked.create([vals])
        self.assertEqual(draft.company_id, self.company)
        self.refused(draft.write, {'company_id': other.id}, errors=AccessError)
        self.refused(draft.write, {'partner_id': self.partner.id}, errors=AccessError)

    def test_with_the_lock_off_all_is_as_before(self):
        self.company.ar_lock_terms = False
        self.change(self.policy, {'bound': 500})
        self.cover.with_user(self.manager).action_activate()
        self.change(self.group, {'credit_limit': 99_000})
        self.assertEqual((self.policy.bound, self.cover.state), (500, 'active'))
        self.assertFalse(self.requests.search([('res_id', '>', 0)]))


@tagged('post_install', '-at_install')
class TestLockMended(LockCommon):
    """Doors that stood open."""

    def test_a_tier_that_stops_nothing_is_as_good_as_no_limit(self):
        self.tier_b.sudo().order_control = 'warn'
        for tier in (self.tier_a | self.tier_b).filtered(
                lambda tier: tier.order_control in ('none', 'warn')):
            request = self.requests.with_user(self.manager)._submit('tier_override', self.tested, {
                'tier_override_id': tier.id, 'tier_override_until': str(self.day(9)),
                'tier_override_reason': "Friend"}, "Friend")
            self.assertRecordValues(request, [
                {'is_unlimited': True, 'state': 'waiting', 'rule_id': self.large.id}])
            request.with_user(self.manager).action_cancel()

    def test_a_new_contact_begins_without_a_longer_term(self):
        clerk = self.role_user('billing', login='ar_clerk')
        clerk.group_ids += self.env.ref('base.group_partner_manager')
        partners = self.env['res.partner'].with_user(clerk)
        term = self.term((100, 90))
        self.refused(partners.create, [{'name': "New", 'property_payment_term_id': term.id}])
        self.refused(partners.with_context(
            default_property_payment_term_id=term.id).create, [{'name': "New"}])
        self.partner.sudo().with_company(self.company).property_payment_term_id = False
        self.tested.sudo().write({'granted_term_id': term.id})
        child = partners.create([{
            'name': "Ann", 'parent_id': self.partner.id, 'property_payment_term_id': term.id}])
        self.assertEqual(self.native(child)[2], term)
        self.assertTrue(partners.create([{
            'name': "Cash", 'property_payment_term_id': self.term((100, 0)).id}]))

    def test_who_drafted_what_another_sent_does_not_decide(self):
        draft = self.draft(self.manager, new_limit=2_000)
        draft.with_user(self.analyst).action_submit()
        self.assertEqual((draft.requester_id, draft.party_ids), (self.analyst, self.manager))
        with self.assertRaises(AccessError):
            draft.with_user(self.manager).action_approve()
        draft.with_user(self.chief).action_approve()
        self.assertEqual(self.tested.credit_limit, 2_000)

    def test_what_changed_meanwhile_is_asked_again(self):
        request = self.ask(900)
        self.tested.sudo().credit_limit = 700
        notice = request.with_user(self.analyst).action_approve()
        self.assertIn("Not approved yet", notice['params']['message'])
        self.assertEqual((request.state, self.tested.credit_limit), ('waiting', 700))
        self.assertEqual(request.before['credit_limit'], 700)
        self.assertIn("changed it meanwhile", self.events('request.renewed', request).reason)
        self.assertIn(self.analyst, request.activity_ids.user_id)
        self.assertIsNone(request.with_user(self.analyst).action_approve())
        self.assertEqual(self.tested.credit_limit, 900)

    def test_the_band_of_the_day_it_is_decided(self):
        request = self.requests.with_user(self.seller)._submit(
            'terms', self.tested, {'granted_term_id': self.term((100, 60)).id}, "Harvest")
        self.assertEqual(request.rule_id, self.small)
        self.tested.sudo().credit_limit = 3_000
        request.with_user(self.analyst).action_approve()
        self.assertRecordValues(request, [
            {'state': 'waiting', 'rule_id': self.medium.id, 'amount': 3_000}])
        with self.assertRaises(AccessError):
            request.with_user(self.analyst).action_approve()
        request.with_user(self.manager).action_approve()
        self.assertTrue(self.tested.granted_term_id)

    def test_who_may_not_decide_renews_nothing(self):
        request = self.ask(900)
        self.tested.sudo().credit_limit = 700
        with self.assertRaises(AccessError):
            request.with_user(self.collector).action_approve()
        self.assertFalse(self.events('request.renewed', request))

    def test_decided_steps_count_no_more(self):
        request = self.ask(9_000)
        request.with_user(self.manager).action_approve()
        self.tested.sudo().credit_limit = 800
        request.with_user(self.chief).action_approve()
        self.assertEqual(request.step_ids.mapped('decision'), [False, False])
        self.assertEqual(self.tested.credit_limit, 800)
