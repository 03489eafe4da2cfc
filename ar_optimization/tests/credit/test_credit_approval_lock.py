import json

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged

from .approval_common import ApprovalCommon

REFUSED = (RedirectWarning, UserError)


class LockCommon(ApprovalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tested.write({'credit_mode': 'limit', 'credit_limit': 500})
        cls.company.ar_lock_terms = True
        cls.partner = cls.tested.partner_id

    def write_as(self, user, vals, account=None):
        (account or self.tested).with_user(user).write(vals)
        self.env.flush_all()

    def refused(self, call, *args, errors=REFUSED):
        """Call what must raise one of several errors; Odoo's `assertRaises` takes only one."""
        try:
            with self.cr.savepoint():
                call(*args)
                self.env.flush_all()
        except errors as error:
            return error
        self.fail("not refused")


@tagged('post_install', '-at_install')
class TestLock(LockCommon):
    """The credit account: what somebody may decide alone is a request approved at once, everything
    else is refused, whatever way it comes in."""

    def test_within_ones_own_authority(self):
        self.write_as(self.analyst, {'credit_limit': 1_000})
        request = self.requests.search([('account_id', '=', self.tested.id)])
        self.assertRecordValues(request, [{
            'state': 'approved', 'decided_how': 'own', 'origin': 'write', 'amount': 1_000,
            'requester_id': self.analyst.id, 'rule_id': self.small.id}])
        self.assertEqual(self.tested.credit_limit, 1_000)
        self.assertEqual(self.events('limit.changed', self.tested)[0].user_id, self.analyst.id)
        self.assertTrue(self.events('request.approved', request))

    def test_above_it_is_refused_and_can_be_asked_for(self):
        warning = self.refused(self.write_as, self.analyst, {'credit_limit': 1_001})
        self.assertIsInstance(warning, RedirectWarning)
        context = warning.args[3]
        self.assertEqual(
            (context['default_type'], context['default_new_limit'], context['default_new_mode']),
            ('limit', 1_001, 'limit'))
        form = Form(self.requests.with_user(self.analyst).with_context(**context))
        form.reason = "Big order"
        form.save().action_submit()
        self.assertEqual(self.tested.credit_limit, 500)

    def test_every_kind_of_term(self):
        self.tested.sudo().write({'credit_limit': 9_000})
        for vals in (
            {'credit_limit': 9_001}, {'credit_mode': 'unlimited'}, {'credit_limit': 2_000},
            {'temporary_limit': 9_000, 'temporary_limit_to': self.day(9)},
            {'tier_override_id': self.tier_a.id, 'tier_override_until': self.day(9),
             'tier_override_reason': "Friend"},
            {'granted_term_id': self.term((100, 90)).id},
        ):
            with self.subTest(**vals):
                self.refused(self.write_as, self.analyst, vals)
        self.tested.sudo().status = 'blocked'
        self.refused(self.write_as, self.analyst, {'status': 'open'})

    def test_collectors_write_nothing(self):
        self.refused(self.write_as, self.collector, {'credit_limit': 1}, errors=AccessError)

    def test_the_same_value_passes_and_asks_for_nothing(self):
        self.write_as(self.analyst, {
            'credit_limit': 500.0, 'credit_mode': 'limit', 'status': 'open',
            'temporary_limit_to': False})
        self.assertFalse(self.requests.search([('account_id', '=', self.tested.id)]))

    def test_all_or_nothing(self):
        other = self.account("Other", credit_mode='limit', credit_limit=500)
        both = self.tested | other
        self.refused(self.write_as, self.analyst, {'credit_limit': 2_000, 'status': 'watch'}, both)
        self.assertEqual(both.mapped('status'), ['open', 'open'])
        self.write_as(self.analyst, {'credit_limit': 700}, both)
        self.assertEqual(both.mapped('credit_limit'), [700, 700])

    def test_the_form(self):
        with Form(self.tested.with_user(self.manager)) as form:
            form.credit_limit = 5_000
        self.assertEqual(self.tested.credit_limit, 5_000)
        with self.assertRaises(RedirectWarning), Form(self.tested.with_user(self.manager)) as form:
            form.credit_limit = 5_001

    def test_a_list_edit_as_the_web_client_sends_it(self):
        self.refused(self.tested.with_user(self.analyst).web_save, {'credit_limit': 1_001}, {})
        self.tested.with_user(self.analyst).web_save({'credit_limit': 999}, {})
        self.assertEqual(self.tested.credit_limit, 999)

    def test_import(self):
        rows = [[str(self.tested.id), '5000']]
        result = self.accounts.with_user(self.analyst).load(['.id', 'credit_limit'], rows)
        self.assertFalse(result['ids'])
        result = self.accounts.with_user(self.analyst).with_context(import_file=True).load(
            ['.id', 'credit_limit'], rows)
        self.assertIn("locked", result['messages'][0]['message'])
        self.assertEqual(self.tested.credit_limit, 500)

    def test_through_the_customer(self):
        self.refused(self.partner.with_user(self.analyst).write, {
            'ar_account_ids': [Command.update(self.tested.id, {'credit_limit': 9_000})]},
            errors=(AccessError, *REFUSED))

    def test_no_context_key_gets_round(self):
        for context in ({'ar_native_sync': True}, {'ar_native_sync': 1}, {'install_mode': True},
                        {'import_file': True}, {'ar_lock_terms': False}):
            loose = self.tested.with_context(**context)
            self.refused(self.write_as, self.analyst, {'credit_limit': 1_001}, loose)

    def test_a_new_account_begins_without_terms_of_ones_own(self):
        vals = {'partner_id': self.customer("Fresh").id, 'company_id': self.company.id}
        accounts = self.accounts.with_user(self.manager)
        self.refused(accounts.create, [{**vals, 'credit_mode': 'limit', 'credit_limit': 9_000}])
        self.refused(
            accounts.with_context(default_credit_mode='limit', default_credit_limit=9_000).create,
            [vals])
        account = accounts.create([{**vals, 'credit_mode': 'limit', 'credit_limit': 3_000}])
        self.assertEqual(account.credit_limit, 3_000)
        self.assertEqual(account.request_ids.decided_how, 'own')

    def test_an_account_is_not_deleted_to_begin_anew(self):
        self.refused(self.tested.with_user(self.manager).unlink)
        blank = self.accounts._account_for(self.customer("Blank"), self.company)
        blank.with_user(self.manager).unlink()

    def test_undo_is_no_way_round(self):
        self.write_as(self.manager, {'credit_limit': 5_000})
        event = self.events('limit.changed', self.tested)[0]
        self.tested.sudo().write({'credit_limit': 500})
        self.write_as(self.manager, {'credit_limit': 4_000})
        event = self.events('limit.changed', self.tested)[0]
        event.with_user(self.manager).action_undo()
        self.assertEqual(self.tested.credit_limit, 500)
        self.assertEqual(self.tested.request_ids[:1].origin, 'write')

    def test_another_company_is_not_locked(self):
        other = self.other_company()
        there = self.account_of(self.partner, other)
        manager = self.role_user('credit_manager', 'both', self.company | other)
        self.write_as(manager, {'credit_mode': 'limit', 'credit_limit': 99_000}, there)
        self.refused(self.write_as, manager, {'credit_limit': 99_000}, self.tested | there)
        self.assertEqual(there.credit_limit, 99_000)
        self.assertFalse(there.request_ids)

    def test_with_the_lock_off_all_is_as_before(self):
        self.company.ar_lock_terms = False
        self.write_as(self.manager, {'credit_limit': 99_000})
        self.refused(self.write_as, self.analyst, {'credit_limit': 1}, errors=AccessError)
        self.assertFalse(self.tested.request_ids)

    def test_the_night_and_the_rules_go_on(self):
        self.tested.sudo().write({
            'temporary_limit': 800, 'temporary_limit_to': self.day(1)})
        self.night(2)
        self.assertFalse(self.tested.temporary_limit)

    def test_switching_it_off_is_in_the_log(self):
        self.company.ar_lock_terms = False
        event = self.events('rules.changed', self.company)[0]
        self.assertEqual((event.before, event.after),
                         ({'ar_lock_terms': True}, {'ar_lock_terms': False}))


@tagged('post_install', '-at_install')
class TestNativeLock(LockCommon):
    """Odoo's own fields on the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.role_user('billing', login='ar_clerk')
        cls.clerk.group_ids += cls.env.ref('base.group_partner_manager')
        cls.tested.sudo()._project(cls.company, cls.today)

    def as_clerk(self, partner=None):
        return (partner or self.partner).with_user(self.clerk)

    def test_a_different_limit_is_refused(self):
        for vals in ({'credit_limit': 9_000}, {'credit_limit': 0}, {'credit_limit': None},
                     {'use_partner_credit_limit': False}):
            with self.subTest(**vals):
                self.refused(self.as_clerk().write, vals)
        self.assertEqual(self.native(self.partner)[0], 500)

    def test_it_can_be_asked_for_by_who_sees_the_figures(self):
        self.partner.user_id = self.clerk
        warning = self.refused(self.as_clerk().write, {'credit_limit': 9_000})
        self.assertIsInstance(warning, RedirectWarning)
        self.assertEqual(warning.args[3]['default_new_limit'], 9_000)

    def test_with_all_rights_too(self):
        self.refused(self.partner.sudo().write, {'credit_limit': 9_000})

    def test_no_context_key_gets_round(self):
        for value in (True, 1, object(), "NATIVE_SYNC"):
            loose = self.as_clerk().with_context(ar_native_sync=value)
            self.refused(loose.write, {'credit_limit': 9_000})

    def test_the_same_value_passes(self):
        self.as_clerk().write({
            'credit_limit': 500, 'use_partner_credit_limit': True, 'phone': "1"})
        self.assertEqual(self.partner.phone, "1")

    def test_the_form(self):
        with Form(self.as_clerk()) as form:
            form.phone = "2"
        self.assertEqual(self.partner.phone, "2")

    def test_import_and_new_contacts(self):
        partners = self.env['res.partner'].with_user(self.clerk)
        result = partners.load(
            ['.id', 'credit_limit'], [[str(self.partner.id), '9000']])
        self.assertFalse(result['ids'])
        result = partners.load(['name', 'credit_limit'], [["Fresh", '9000']])
        self.assertFalse(result['ids'])
        self.refused(partners.create, [{'name': "Fresh", 'credit_limit': 9_000}])
        self.refused(
            partners.with_context(default_credit_limit=9_000).create, [{'name': "Fresh"}])
        self.assertTrue(partners.create([{'name': "Fresh", 'credit_limit': 0}]))

    def test_a_longer_term_is_refused_a_shorter_one_passes(self):
        short, middle, long = (self.term((100, days)) for days in (10, 30, 60))
        self.partner.sudo().property_payment_term_id = False
        self.refused(self.as_clerk().write, {'property_payment_term_id': long.id})
        self.requests.with_user(self.manager)._submit(
            'terms', self.tested, {'granted_term_id': middle.id}, "Agreed")
        self.assertEqual(self.native(self.partner)[2], middle)
        self.as_clerk().write({'property_payment_term_id': short.id})
        self.assertEqual(self.native(self.partner)[2], short)

    def test_contacts_are_kept_in_step(self):
        child = self.env['res.partner'].with_user(self.clerk).create({
            'name': "Ann", 'parent_id': self.partner.id})
        self.assertEqual(self.native(child)[0], 500)
        self.refused(self.as_clerk(child).write, {'credit_limit': 9_000})

    def test_re_parenting(self):
        loner = self.env['res.partner'].with_user(self.clerk).create({'name': "Loner"})
        loner.parent_id = self.partner
        self.assertEqual(self.native(loner)[0], 500)
        loner.write({'parent_id': False, 'is_company': True})
        self.assertEqual(loner.sudo()._ar_account(self.company).credit_limit, 500)

    def test_merging(self):
        twin = self.account("Twin", credit_mode='limit', credit_limit=300)
        twin.sudo()._project(self.company, self.today)
        self.env['base.partner.merge.automatic.wizard']._merge(
            (self.partner | twin.partner_id).ids, self.partner)
        self.assertEqual(self.partner._ar_account(self.company).credit_limit, 300)
        self.night()
        self.assertEqual(self.native(self.partner)[0], 300)

    def test_drift_is_restored(self):
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET credit_limit = %s WHERE id = %s",
            [json.dumps({str(self.company.id): 77}), self.partner.id])
        self.env.invalidate_all()
        self.night()
        self.assertEqual(self.native(self.partner)[0], 500)
        self.assertTrue(self.events('projection.restored', self.tested))

    def test_the_default_of_the_settings(self):
        defaults = self.env['ir.default']
        self.refused(defaults.set, 'res.partner', 'credit_limit', 9_000)
        self.refused(lambda: defaults.set(
            'res.partner', 'credit_limit', 9_000, company_id=self.company.id))
        self.refused(lambda: defaults.set('res.partner', 'credit_limit', 9_000, user_id=True))
        defaults.set('res.partner', 'credit_limit', 0, company_id=self.company.id)
        self.env['res.config.settings'].create({}).execute()
        with self.assertRaises(UserError):
            self.env['res.config.settings'].create(
                {'account_use_credit_limit': True, 'account_default_credit_limit': 9_000}).execute()

    def test_the_default_payment_term(self):
        defaults = self.env['ir.default'].with_user(self.env.ref('base.user_admin'))
        short, long = self.term((100, 10)), self.term((100, 90))
        self.company.ar_lock_terms = False
        defaults.set('res.partner', 'property_payment_term_id', self.term((100, 30)).id)
        self.company.ar_lock_terms = True
        for scope in ({}, {'company_id': self.company.id}, {'user_id': True}):
            self.refused(lambda scope=scope: defaults.set(
                'res.partner', 'property_payment_term_id', long.id, **scope))
        defaults.set('res.partner', 'property_payment_term_id', short.id)
        self.assertEqual(defaults._get('res.partner', 'property_payment_term_id'), short.id)

    def test_other_companies_and_lock_off(self):
        other = self.other_company()
        self.partner.with_company(other).credit_limit = 9_000
        self.company.ar_lock_terms = False
        self.as_clerk().write({'credit_limit': 9_000})
        self.assertEqual(self.native(self.partner)[0], 9_000)


@tagged('post_install', '-at_install')
class TestProposals(LockCommon):
    """Limit proposals while terms are locked."""

    def proposed(self, limit, user=None, account=None):
        """A proposal by a user, or by the formula."""
        account = account or self.tested
        if user:
            account.with_user(user).write({'proposed_limit': limit})
        else:
            account.sudo()._write_set({account.id: {
                'proposal_state': 'waiting', 'proposal_origin': 'formula',
                'proposed_mode': 'limit', 'proposed_limit': limit}},
                ('proposal_state', 'proposal_origin', 'proposed_mode', 'proposed_limit'))
        return account

    def test_applied_by_a_manager_within_his_authority(self):
        events = self.proposed(4_000, self.analyst).with_user(self.manager)._apply_proposals()
        self.assertEqual(self.tested.credit_limit, 4_000)
        self.assertRecordValues(self.tested.request_ids, [{
            'state': 'approved', 'origin': 'proposal', 'decided_how': 'steps',
            'requester_id': self.analyst.id}])
        self.assertEqual(events.mapped('kind'), ['limit.changed'])
        self.assertFalse(self.tested.proposal_state)

    def test_the_formula_asks_and_a_manager_decides(self):
        self.proposed(4_000).with_user(self.manager)._apply_proposals()
        self.assertEqual(self.tested.credit_limit, 4_000)
        self.assertEqual(self.tested.request_ids.requester_id, self.env.ref('base.user_root'))

    def test_a_large_one_waits_for_a_second_person(self):
        self.proposed(9_000).with_user(self.manager)._apply_proposals()
        self.assertEqual(self.tested.credit_limit, 500)
        request = self.tested.request_ids
        self.assertEqual(request.step_ids.mapped('decision'), ['approved', False])
        request.with_user(self.chief).action_approve()
        self.assertEqual(self.tested.credit_limit, 9_000)

    def test_a_manager_does_not_apply_his_own_large_proposal(self):
        self.proposed(9_000, self.manager).with_user(self.manager)._apply_proposals()
        self.assertEqual(self.tested.request_ids.state, 'waiting')
        self.assertFalse(any(self.tested.request_ids.step_ids.mapped('decision')))

    def test_analysts_do_not_apply(self):
        with self.assertRaises(AccessError):
            self.proposed(600).with_user(self.analyst)._apply_proposals()

    def test_a_batch_costs_as_much_as_one(self):
        accounts = self.accounts.concat(*(
            self.account(f"C{number}", credit_mode='limit', credit_limit=100)
            for number in range(12)))
        for account in accounts:
            self.proposed(4_000, account=account)

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.manager)._apply_proposals()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(accounts[:1])
        self.assertLessEqual(queries(accounts[2:]), queries(accounts[1:2]) + 5)
        self.assertEqual(set(accounts.mapped('credit_limit')), {4_000})
