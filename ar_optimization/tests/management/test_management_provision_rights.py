import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .provision_common import ProvisionCommon


@tagged('post_install', '-at_install')
class TestManagementProvisionRights(HttpCase, ProvisionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector', password='ar_collector')
        cls.there = cls.other_company()
        cls.aged(1_000)
        cls.ours = cls.matrix()
        cls.theirs = cls.env['ar.provision.matrix'].sudo().create({'company_id': cls.there.id})

    def call(self, user, records, method, *args, context=None):
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        is_model = getattr(getattr(type(model), method), '_api_model', False)
        return call_kw(model, method, [*([] if is_model else [records.ids]), *args],
                       {'context': {'allowed_company_ids': self.company.ids, **(context or {})}})

    def refused(self, user, records, method, *args, errors=AccessError, **kwargs):
        with self.subTest(user=user.login, method=method, args=args), \
                self.assertRaises(errors), self.cr.savepoint(), \
                mute_logger('odoo.models', 'odoo.addons.base.models.ir_rule'):
            self.call(user, records, method, *args, **kwargs)

    def test_collectors_only_read(self):
        self.assertEqual(
            self.call(self.collector, self.ours, 'read', ['open_amount'])[0]['open_amount'], 1_000)
        self.refused(self.collector, self.ours, 'create', [{}])
        self.refused(self.collector, self.ours, 'write', {'forward_percent': 5})
        self.refused(self.collector, self.ours.line_ids[0], 'write', {'typed_rate': 5})
        for method in ('action_refill', 'action_approve', 'action_propose', 'action_reverse',
                       'action_reopen'):
            self.refused(self.collector, self.ours, method)

    def test_analysts_neither_approve_nor_book(self):
        for method in ('action_approve', 'action_propose', 'action_reverse', 'action_reopen'):
            self.refused(self.analyst, self.ours, method)

    def test_what_the_engine_writes(self):
        """No value, default or part of another record makes a figure or a state."""
        engine = {'state': 'booked', 'approved_on': '2026-01-01', 'ledger_amount': 1.0,
                  'total_amount': 1.0, 'prepared_by_id': self.collector.id, 'company_id': 1}
        for name, value in engine.items():
            self.refused(self.manager, self.ours, 'write', {name: value})
        for name in ('state', 'approved_on', 'total_amount'):
            self.refused(self.manager, self.ours, 'create', [{name: engine[name]}])
        line = self.ours.line_ids[0]
        for name in ('balance', 'own_rate', 'exposed_amount', 'loss_amount', 'matrix_id'):
            self.refused(self.manager, line, 'write', {name: 1})
        self.refused(self.manager, line, 'create', [{'matrix_id': self.ours.id}])
        self.refused(self.manager, self.ours, 'write', {
            'line_ids': [(0, 0, {'segment_name': "Mine", 'balance': 5})]})
        self.refused(self.manager, line, 'unlink')
        made = self.call(self.manager, self.ours, 'create', [{'segment_by': 'all'}], context={
            'default_approved_on': '2026-01-01', 'default_state': 'approved',
            'default_company_id': self.there.id, 'default_credit_amount': -5})
        made = self.env['ar.provision.matrix'].browse(made)
        self.assertEqual((made.state, made.approved_on, made.company_id, made.prepared_by_id),
                         ('draft', False, self.company, self.manager))
        self.assertEqual(made.open_amount, 1_000)

    def test_whose_rates_are_in_it_does_not_approve_it(self):
        """Whoever else touches it last."""
        boss = self.role_user('credit_manager', login='ar_boss')
        self.type_rates(self.ours.with_user(self.manager), 5)
        self.call(self.analyst, self.ours, 'write', {'forward_percent': 1})
        self.assertEqual(self.ours.prepared_by_id, self.analyst)
        self.refused(self.manager, self.ours, 'action_approve', errors=UserError)
        self.refused(self.manager, self.ours, 'write', {'author_ids': [(5,)]})
        self.call(boss, self.ours, 'action_approve')
        begun = self.matrix(user=boss)
        self.call(self.analyst, begun.line_ids[0], 'write',
                  {'typed_rate': 5, 'typed_source': "Study"})
        self.type_rates(begun.with_user(self.analyst), 5)
        self.refused(boss, begun, 'action_approve', errors=UserError)

    def test_what_was_approved_does_not_change(self):
        self.type_rates(self.ours, 5)
        self.ours.with_user(self.manager).action_approve()
        for records, vals in (
                (self.ours, {'forward_percent': 50}),
                (self.ours, {'line_ids': [(1, self.ours.line_ids[0].id, {'typed_rate': 0})]}),
                (self.ours.line_ids[0], {'typed_rate': 0})):
            self.refused(self.manager, records, 'write', vals, errors=UserError)
        self.refused(self.manager, self.ours, 'unlink', errors=UserError)
        self.assertEqual(self.ours.total_amount, 50)

    def test_other_companies(self):
        self.refused(self.manager, self.theirs, 'read', ['total_amount'])
        self.refused(self.manager, self.ours, 'create', [{'company_id': self.there.id}])
        self.refused(self.manager, self.theirs, 'action_refill')
        self.there.sudo().ar_provision_account_id = self.company_data[
            'default_account_revenue'].copy({
                'account_type': 'asset_current', 'company_ids': [(6, 0, self.there.ids)]})
        answer = self.call(
            self.manager, self.ours, 'onchange', {'company_id': self.there.id}, ['company_id'],
            {'company_id': {}, 'booked_amount': {}})
        self.assertFalse(answer['value'].get('booked_amount'))

    def test_the_workbook(self):
        self.authenticate('ar_collector', 'ar_collector')
        answer = self.url_open(f'/ar_optimization/provision/{self.ours.id}.xlsx')
        self.assertEqual(answer.status_code, 200)
        book = load_workbook(io.BytesIO(answer.content))
        cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
        self.assertIn(1_000, cells)
        self.assertEqual(
            self.url_open(f'/ar_optimization/provision/{self.theirs.id}.xlsx').status_code, 403)
