import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..credit.common import CreditCommon

# What XML-RPC and JSON can carry, and the ORM refuses to round.
NO_NUMBERS = ((float('nan'), ValueError), (float('inf'), OverflowError))


class RightsCommon(CreditCommon):
    """Two companies that share nothing but customers, and calls as they come over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.other_company()
        cls.ours = cls.account("Ours", score=65, net_sales=120_000)
        cls.ours.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        cls.bill = cls.invoice(cls.ours.partner_id, 400, -40, due=-10)
        cls.foreign = cls.account_of(cls.ours.partner_id, cls.there)
        cls.foreign.write({'credit_mode': 'limit', 'credit_limit': 777})
        cls.foreign_bill = cls.invoice(cls.ours.partner_id, 555, -40, due=-10, company=cls.there)
        cls.night()

    def call(self, user, records, method, *args, context=None, **kwargs):
        """Call a method as `user` would over RPC, with nothing in the cache.

        :param records: records or, for model methods, an empty model.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids)
        ids = [] if getattr(getattr(type(model), method), '_api_model', False) else [records.ids]
        context = {'allowed_company_ids': user.company_ids.ids, **(context or {})}
        result = call_kw(model, method, [*ids, *args], {**kwargs, 'context': context})
        self.env.flush_all()
        return result

    def refused(self, user, records, method, *args, errors=AccessError, **kwargs):
        with self.subTest(model=records._name, method=method, args=args), \
                self.assertRaises(errors), self.cr.savepoint():
            self.call(user, records, method, *args, **kwargs)


@tagged('post_install', '-at_install')
class TestRightsPortal(RightsCommon):
    """A customer with a portal login learns nothing of how its credit is judged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Portal", 'login': 'ar_portal', 'company_id': cls.company.id,
            'company_ids': [Command.set(cls.company.ids)],
            'group_ids': [Command.set(cls.env.ref('base.group_portal').ids)],
            'partner_id': cls.env['res.partner'].create({
                'name': "Joe", 'parent_id': cls.ours.partner_id.id}).id,
        })

    def test_figures_are_hidden(self):
        [read] = self.call(self.portal, self.ours.partner_id, 'read', [
            'ar_credit_visible', 'ar_exposure', 'ar_tier_code', 'ar_effective_limit'])
        self.assertFalse(any(value for name, value in read.items() if name != 'id'))

    def test_no_model_of_ours_can_be_read(self):
        for name in ('ar.credit.account', 'ar.event', 'ar.event.note', 'ar.event.seal',
                     'ar.score', 'ar.credit.input', 'ar.open.item', 'ar.snapshot', 'ar.credit.tier',
                     'ar.payment.experience', 'ar.feature.change', 'ar.due.date.change'):
            self.refused(self.portal, self.env[name], 'search_read', [])

    def test_no_action_can_be_called(self):
        for method in ('action_rescore', 'action_review_limit', 'action_dismiss_proposals',
                       'action_end_tier_override', 'action_open_history', 'message_post'):
            self.refused(self.portal, self.ours, method)
        for method in ('action_undo', 'action_erase_text'):
            self.refused(self.portal, self.events('limit.changed', self.ours), method)
        self.refused(self.portal, self.env['ar.ageing'], 'get_report', {})
        self.refused(self.portal, self.env['ar.event'], 'init')

    def test_the_companys_rules_are_not_for_portal(self):
        self.refused(self.portal, self.company, 'read', ['ar_event_head_emails'])
        self.refused(self.portal, self.company, 'read', ['ar_limit_auto_up'])
        self.refused(self.portal, self.company, 'read', ['ar_last_bank_date'])


@tagged('post_install', '-at_install')
class TestRightsEmployee(RightsCommon):
    """An employee without any accounting right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.role_user('employee')
        cls.clerk = cls.role_user('employee', login='ar_clerk')
        cls.clerk.group_ids += cls.env.ref('base.group_partner_manager')

    def test_figures_are_hidden(self):
        names = ['ar_exposure', 'ar_tier_code', 'ar_credit_account_id', 'ar_tier_reason']
        [read] = self.call(self.employee, self.ours.partner_id, 'read', names)
        self.assertFalse(any(read[name] for name in names))

    def test_customers_cannot_be_searched_through_accounts(self):
        partners = self.env['res.partner']
        for domain in ([('ar_account_ids.credit_limit', '>', 5)], [('ar_tier_id', '!=', False)],
                       [('ar_account_ids', 'any', [('exposure', '>', 1)])]):
            self.refused(self.employee, partners, 'search', domain)

    def test_actions(self):
        for method in ('action_rescore', 'action_review_limit', 'action_open_history'):
            self.refused(self.employee, self.ours, method)
        self.refused(self.employee, self.ours.partner_id, 'action_make_credit_account')

    def test_a_salesperson_typed_into_the_form_opens_nothing(self):
        spec = {'ar_exposure': {}, 'ar_credit_visible': {}, 'user_id': {}}
        answer = self.call(
            self.clerk, self.ours.partner_id, 'onchange', {'user_id': self.clerk.id}, ['user_id'],
            spec)
        self.assertFalse(answer['value'].get('ar_exposure'))
        answer = self.call(
            self.clerk, self.env['res.partner'], 'onchange',
            {'parent_id': self.ours.partner_id.id, 'user_id': self.clerk.id},
            ['parent_id', 'user_id'], spec)
        self.assertFalse(answer['value'].get('ar_exposure'))

    def test_accounts_are_not_written_through_the_customer(self):
        self.refused(self.clerk, self.ours.partner_id, 'write', {
            'ar_account_ids': [Command.update(self.ours.id, {'credit_limit': 9})]})


@tagged('post_install', '-at_install')
class TestRightsBilling(RightsCommon):
    """Somebody who writes invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = cls.role_user('billing')

    def test_due_dates_of_another_company_are_out_of_sight(self):
        changes = self.env['ar.due.date.change']
        line = self.receivable_lines(self.foreign_bill)
        self.refused(self.billing, changes, 'create', {
            'move_id': self.foreign_bill.id, 'reason': "x"})
        self.refused(
            self.billing, changes, 'onchange', {'move_id': self.foreign_bill.id}, ['move_id'],
            {'line_ids': {'fields': {'date_maturity': {}, 'amount_residual': {}}},
             'no_followup': {}})
        change = self.call(self.billing, changes, 'create', [{
            'move_id': self.bill.id, 'reason': "x",
            'line_ids': [Command.create({
                'move_line_id': line.id, 'date_maturity': '2026-07-01'})]}])
        change = changes.with_user(self.billing).browse(change).line_ids
        self.refused(self.billing, change, 'read', ['amount_residual'])
        self.refused(self.billing, change, 'read', ['original_date_maturity'])
        self.refused(self.billing, change.change_id, 'action_apply')

    def test_originals_stay(self):
        line = self.receivable_lines(self.bill)
        self.refused(
            self.billing, line, 'write', {'original_date_maturity': '2027-01-01'},
            errors=UserError)
        self.refused(self.billing, self.bill, 'write', {'original_terms': {}}, errors=UserError)

    def test_no_context_key_silences_the_watch(self):
        self.call(
            self.billing, self.bill, 'write', {'invoice_date_due': '2026-12-01'},
            context={'tracking_disable': True, 'mail_notrack': True, 'import_file': True,
                     'skip_invoice_sync': False, 'ar_as_of': '2020-01-01'})
        self.cr.precommit.run()
        self.assertEqual(self.events('due_date.changed', self.bill).user_id, self.billing.id)

    def test_exposure_in_another_company_is_out_of_sight(self):
        self.there.ar_position_limits = 'on'
        moves = self.env['account.move']
        journal = self.foreign_bill.journal_id
        try:
            with self.cr.savepoint():
                answer = self.call(
                    self.billing, moves, 'onchange',
                    {'move_type': 'out_invoice', 'company_id': self.there.id,
                     'journal_id': journal.id, 'partner_id': self.ours.partner_id.id,
                     'invoice_line_ids': []},
                    ['partner_id'], {'partner_credit_warning': {}, 'alerts': {}})
        except AccessError:
            return
        self.assertNotIn('555', str(answer))
        self.assertNotIn('777', str(answer))

    def test_accounts_and_log(self):
        for name in ('ar.credit.account', 'ar.event', 'ar.open.item', 'ar.score'):
            self.refused(self.billing, self.env[name], 'search_read', [])


@tagged('post_install', '-at_install')
class TestRightsCollector(RightsCommon):
    """A collector sees, and decides nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')

    def test_another_company_is_out_of_sight(self):
        for name in ('ar.credit.account', 'ar.open.item', 'ar.event', 'ar.score', 'ar.snapshot',
                     'ar.credit.input', 'ar.payment.experience'):
            rows = self.env[name].sudo().search([('company_id', '=', self.there.id)], limit=3)
            with self.subTest(name):
                self.assertFalse(self.call(self.collector, self.env[name], 'search', [
                    ('company_id', '=', self.there.id)]))
                if rows:
                    self.refused(self.collector, rows, 'read', [])
        self.refused(self.collector, self.env['ar.event.note'], 'search_read', [])
        self.refused(self.collector, self.env['ar.event'], 'verify', [self.there.id])
        self.refused(self.collector, self.env['ar.credit.account'], 'search', [],
                     context={'allowed_company_ids': self.there.ids})

    def test_figures_of_another_company_are_not_grouped(self):
        groups = self.call(
            self.collector, self.env['ar.credit.account'], 'formatted_read_group', [],
            [], ['exposure:sum'])
        self.assertEqual(groups[0]['exposure:sum'], 400)

    def test_a_collector_writes_nothing(self):
        for vals in ({'status': 'hold'}, {'proposal_state': 'waiting'}, {'active': False}):
            self.refused(self.collector, self.ours, 'write', vals)
            self.refused(self.collector, self.ours, 'web_save', vals, {})
        self.refused(self.collector, self.ours, 'copy', {})
        self.refused(self.collector, self.ours, 'unlink')
        self.refused(self.collector, self.ours, 'message_post', body="x")
        self.refused(self.collector, self.ours, 'action_rescore')
        self.refused(self.collector, self.env['ar.limit.apply'], 'create', {})
        self.refused(self.collector, self.env['ar.import'], 'create', {'kind': 'limits'})

    def test_nonsense_for_a_day_is_refused(self):
        for day in ('x', '9999-99-99'):
            self.refused(
                self.collector, self.env['ar.open.item'], 'search', [],
                context={'ar_as_of': day}, errors=ValueError)


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
