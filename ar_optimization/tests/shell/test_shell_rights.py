from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .rights_common import RightsCommon


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

    def test_a_customer_named_in_a_request_tells_nothing(self):
        """Everybody may ask for credit, for customers of his own; a form that he does not save may
        name any customer, and any record."""
        requests, spec = self.env['ar.credit.request'], {'figures_table': {}, 'summary': {}}
        answer = self.call(
            self.employee, requests, 'onchange', {'account_id': self.ours.id, 'type': 'limit'},
            ['account_id'], spec)
        self.assertNotIn("400", str(answer))
        answer = self.call(
            self.employee, requests, 'onchange',
            {'new_values': {'model': 'res.users', 'id': self.clerk.id,
                            'vals': {'partner_id': self.ours.partner_id.id}}},
            ['new_values'], spec)
        self.assertFalse(answer['value'])

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
        self.refused(self.collector, self.ours, 'action_rescore')
        self.refused(self.collector, self.env['ar.limit.apply'], 'create', {})
        self.refused(self.collector, self.env['ar.import'], 'create', {'kind': 'limits'})

    def test_a_collector_says_in_the_log_what_was_heard(self):
        words = "They change their bank"
        self.call(self.collector, self.ours, 'message_post', body=words)
        self.assertIn(words, self.ours.message_ids[0].body)
        self.refused(self.collector, self.foreign, 'message_post', body=words)

    def test_nonsense_for_a_day_is_refused(self):
        for day in ('x', '9999-99-99'):
            self.refused(
                self.collector, self.env['ar.open.item'], 'search', [],
                context={'ar_as_of': day}, errors=ValueError)
