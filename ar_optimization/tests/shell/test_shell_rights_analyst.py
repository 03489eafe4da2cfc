import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .rights_common import RightsCommon

# What XML-RPC and JSON can carry, and the ORM refuses to round.
NO_NUMBERS = ((float('nan'), ValueError), (float('inf'), OverflowError))


@tagged('post_install', '-at_install')
class TestRightsAnalyst(RightsCommon):
    """An analyst proposes. Nobody but a credit manager disposes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst')
        cls.fresh = cls.customer("Fresh")

    def test_an_account_is_not_handed_to_another_customer(self):
        self.refused(self.analyst, self.ours, 'write', {'partner_id': self.fresh.id})
        self.refused(self.analyst, self.ours, 'write', {'company_id': self.there.id})

    def test_defaults_in_the_context_are_values_too(self):
        accounts = self.env['ar.credit.account']
        vals = {'partner_id': self.fresh.id, 'company_id': self.company.id}
        for name, value in (
            ('credit_limit', 9e6), ('status', 'watch'), ('tier_id', self.tier_a.id),
            ('score', 99), ('proposal_origin', 'formula'), ('net_sales', 9e9),
        ):
            self.refused(
                self.analyst, accounts, 'create', vals, context={f'default_{name}': value})
            self.refused(
                self.analyst, accounts, 'create', {**vals, name: value},
                context={f'default_{name}': value})

    def test_defaults_of_the_user_are_values_too(self):
        self.env['ir.default'].set(
            'ar.credit.account', 'credit_limit', 9e6, user_id=self.analyst.id)
        self.refused(self.analyst, self.env['ar.credit.account'], 'create', {
            'partner_id': self.fresh.id, 'company_id': self.company.id})

    def test_an_account_made_on_demand_has_no_limit_from_the_context(self):
        self.call(
            self.analyst, self.fresh, 'action_make_credit_account',
            context={'default_credit_mode': 'limit', 'default_status': 'legal',
                     'default_credit_limit': 9})
        account = self.fresh._ar_account(self.company)
        self.assertRecordValues(account, [{'credit_mode': 'unlimited', 'status': 'open'}])

    def test_who_proposed_what_is_not_rewritten(self):
        self.call(self.analyst, self.ours, 'write', {'proposed_limit': 5_000})
        self.refused(self.analyst, self.ours, 'write', {'proposal_origin': 'formula'})
        self.refused(self.analyst, self.ours, 'write', {'proposal_state': 'dismissed'})

    def test_a_proposal_made_with_the_account_is_one_by_hand(self):
        self.call(self.analyst, self.env['ar.credit.account'], 'create', {
            'partner_id': self.fresh.id, 'company_id': self.company.id, 'proposed_limit': 50})
        account = self.fresh._ar_account(self.company)
        self.assertEqual(
            (account.proposal_state, account.proposal_origin), ('waiting', 'manual'))
        self.assertTrue(self.events('limit.proposed', account))

    def test_measured_figures(self):
        for name in ('score', 'features_next_date', 'net_sales', 'score_coverage', 'paid_count',
                     'first_invoice_date', 'resolved_count'):
            self.refused(self.analyst, self.ours, 'write', {name: False})

    def test_history_of_scores(self):
        self.refused(self.analyst, self.ours, 'write', {'score_ids': [Command.create({
            'company_id': self.company.id, 'partner_id': self.fresh.id, 'date': '2026-01-01'})]})

    def test_amounts_that_are_no_numbers(self):
        for value, error in NO_NUMBERS:
            self.refused(
                self.analyst, self.ours, 'write', {'proposed_limit': value}, errors=error)

    def test_information_that_is_no_number(self):
        kind = self.env['ar.credit.input.kind'].search([('code', '=', 'net_worth')])
        for value, error in NO_NUMBERS:
            self.refused(self.analyst, self.env['ar.credit.input'], 'create', {
                'partner_id': self.fresh.id, 'kind_id': kind.id, 'source': "x", 'value': value,
            }, errors=error)

    def test_experience_that_is_no_number(self):
        batch = self.env['ar.payment.experience.batch'].create({'name': "Old"})
        for value, error in NO_NUMBERS:
            self.refused(self.analyst, self.env['ar.payment.experience'], 'create', {
                'batch_id': batch.id, 'partner_id': self.fresh.id, 'amount': value,
                'currency_id': self.company.currency_id.id, 'invoice_date': '2026-01-01',
                'due_date': '2026-01-01',
            }, errors=error)

    def test_experience_of_another_company(self):
        batch = self.env['ar.payment.experience.batch'].with_company(self.there).create({
            'name': "Old", 'company_id': self.there.id})
        for extra in ({}, {'company_id': self.company.id}):
            self.refused(self.analyst, self.env['ar.payment.experience'], 'create', {
                'batch_id': batch.id, 'partner_id': self.fresh.id, 'amount': 5,
                'currency_id': self.company.currency_id.id, 'invoice_date': '2026-01-01',
                'due_date': '2026-01-01', **extra})

    def test_files_that_are_none(self):
        for content in (b'"' + b'x' * 200_000, b'\xff\xfe\x00', b''):
            wizard = self.env['ar.import'].with_user(self.analyst).create({
                'kind': 'limits', 'file': base64.b64encode(content), 'filename': 'x.csv'})
            self.refused(self.analyst, wizard, 'action_read', errors=UserError)

    def test_a_file_of_limits_that_are_no_numbers(self):
        content = b"customer,credit limit\nFresh,nan\nOurs,inf\nFresh,1e400\n"
        wizard = self.env['ar.import'].with_user(self.analyst).create({
            'kind': 'limits', 'file': base64.b64encode(content), 'filename': 'x.csv'})
        self.call(self.analyst, wizard, 'action_read')
        self.refused(self.analyst, wizard, 'action_load', errors=UserError)

    def test_suggestion_for_another_company(self):
        wizard = self.env['ar.tier.suggestion']
        self.refused(self.analyst, wizard, 'create', {'company_id': self.there.id})

    def test_dialogs_of_others_are_out_of_sight(self):
        wizard = self.env['ar.import'].create({'kind': 'limits'})
        self.refused(self.analyst, wizard, 'read', ['kind'])
        self.refused(self.analyst, wizard, 'write', {'filename': 'x'})

    def test_nothing_is_slipped_into_a_dialog_of_others(self):
        manager = self.role_user('credit_manager')
        suggestion = self.env['ar.tier.suggestion'].with_user(manager).create({})
        self.call(self.analyst, self.env['ar.tier.suggestion.group'], 'create', {
            'suggestion_id': suggestion.id, 'tier_id': self.tier_a.id,
            'conditions': {'min_on_time_ratio': 0}})
        self.env.invalidate_all()
        self.assertFalse(suggestion.group_ids)


@tagged('post_install', '-at_install')
class TestRightsOtherManager(RightsCommon):
    """The credit manager of another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.role_user('credit_manager', companies=cls.there)

    def test_our_account_is_out_of_reach(self):
        for method, *args in (
            ('write', {'credit_limit': 1}), ('read', ['credit_limit']), ('unlink',),
            ('action_rescore',), ('action_review_limit',), ('action_dismiss_proposals',),
            ('action_end_tier_override',), ('web_save', {'status': 'open'}, {}),
            ('action_open_history',), ('web_read', {'exposure': {}}),
        ):
            self.refused(self.stranger, self.ours, method, *args)

    def test_dialogs_with_our_accounts(self):
        self.ours.write({'proposed_limit': 5})
        for model, vals in (
            ('ar.limit.apply', {}),
            ('ar.tier.override', {'tier_id': self.tier_a.id, 'reason': "x"}),
        ):
            vals = dict(vals, account_ids=[Command.set(self.ours.ids)])
            with self.subTest(model), self.assertRaises(AccessError), self.cr.savepoint():
                wizard = self.call(self.stranger, self.env[model], 'create', [vals])
                self.call(self.stranger, self.env[model].browse(wizard), 'action_apply')
        self.refused(
            self.stranger, self.env['ar.limit.apply'], 'onchange',
            {'account_ids': [Command.set(self.ours.ids)]}, ['account_ids'], {'summary': {}})

    def test_our_log(self):
        event = self.events('limit.changed', self.ours)
        for method in ('read', 'action_undo', 'action_erase_text', 'action_open_record'):
            self.refused(self.stranger, event, method)

    def test_our_company_in_dialogs(self):
        for model in ('ar.tier.suggestion', 'ar.go.live', 'ar.import'):
            vals = {'company_id': self.company.id}
            if model == 'ar.import':
                vals['kind'] = 'limits'
            self.refused(self.stranger, self.env[model], 'create', vals)

    def test_our_company_in_the_context(self):
        for model in ('ar.tier.suggestion', 'ar.go.live', 'ar.import'):
            vals = {'company_id': self.company.id}
            if model == 'ar.import':
                vals['kind'] = 'limits'
            self.refused(
                self.stranger, self.env[model], 'create', vals,
                context={'allowed_company_ids': self.company.ids})

    def test_our_score_card(self):
        card = self.env['ar.scorecard'].create({'name': "Ours", 'company_id': self.company.id})
        shared = self.env['ar.scorecard.characteristic'].search([], limit=1)
        characteristic = shared.copy({'scorecard_id': card.id})
        self.refused(self.stranger, card, 'write', {'name': "x"})
        self.refused(self.stranger, characteristic, 'write', {'weight': 0})
        self.refused(self.stranger, characteristic, 'read', ['weight'])
        if characteristic.attribute_ids:
            self.refused(self.stranger, characteristic.attribute_ids, 'write', {'points': 0})
        self.refused(self.stranger, self.env['ar.scorecard.attribute'], 'create', {
            'characteristic_id': characteristic.id, 'points': 99})

    def test_our_tier(self):
        tier = self.tier_a.copy({'company_id': self.company.id})
        self.refused(self.stranger, tier, 'write', {'sales_multiple': 1})
        self.refused(self.stranger, self.foreign, 'write', {
            'tier_override_id': tier.id, 'tier_override_until': self.day(9),
            'tier_override_reason': "x"}, errors=UserError)


@tagged('post_install', '-at_install')
class TestRightsManager(RightsCommon):
    """A credit manager decides, and every decision leaves a trace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')

    def test_a_member_typed_into_the_form_is_refused(self):
        """What a customer owes another company, over a shared limit that nobody saves."""
        self.refused(
            self.manager, self.env['ar.credit.group'], 'onchange',
            {'name': "Shared", 'across_companies': True, 'account_ids': [[4, self.foreign.id]]},
            ['account_ids'], {'exposure': {}, 'available_credit': {}})

    def test_a_deleted_account_leaves_its_terms_in_the_log(self):
        account = self.account("Gone")
        account.write({'status': 'blocked'})
        self.call(self.manager, account, 'unlink')
        event = self.events('account.deleted', account)
        self.assertEqual(event.before['status'], 'blocked')

    def test_a_reason_of_blanks_is_none(self):
        self.refused(self.manager, self.ours, 'write', {
            'tier_override_id': self.tier_a.id, 'tier_override_until': self.day(9),
            'tier_override_reason': "  "}, errors=ValidationError)

    def test_names_of_all_kinds(self):
        names = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "🦄" * 50, "شركة", "x" * 40_000)
        for name in names:
            account = self.account(name)
            self.invoice(account.partner_id, 10, -40, due=-10)
        self.env['ar.credit.account']._run_nightly(self.company, self.today, True)
        accounts = self.env['ar.credit.account'].search([('partner_id.name', 'in', names)])
        self.call(self.manager, accounts, 'web_read', {
            'display_name': {}, 'tier_reason': {}, 'score_card': {}})
        self.assertEqual(len(accounts), len(names))
