"""Everybody sees his own results, managers all, and nobody writes one."""
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .kpi_common import KpiCommon


@tagged('post_install', '-at_install')
class TestManagementKpiRights(KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner, amount in ((cls.shop, 100), (cls.mill, 60)):
            cls.pay(cls.invoice(partner, amount, -20, -10), -5, amount=amount / 2)
        cls.env['ar.kpi.result']._rebuild(
            cls.company, cls.day('2026-06-01'), cls.day('2026-06-30'))

    def call(self, user, records, method, *args, context=None, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        ids = [] if getattr(getattr(type(model), method), '_api_model', False) else [records.ids]
        return call_kw(model, method, [*ids, *args], {'context': context or {}, **kwargs})

    def refused(self, user, records, method, *args, errors=AccessError, **kwargs):
        with self.subTest(user=user.name, model=records._name, method=method), \
                self.assertRaises(errors), self.cr.savepoint():
            self.call(user, records, method, *args, **kwargs)

    def seen(self, user):
        rows = self.call(user, self.results, 'search_read', [], ['subject', 'subject_name'])
        return {(row['subject'], row['subject_name']) for row in rows}

    def test_who_sees_whom(self):
        self.assertEqual(self.seen(self.sam), {('salesperson', "Sam")})
        self.assertEqual(self.seen(self.ann), {
            ('collector', "Ann"), ('company', self.company.name), ('tier', False)})
        self.assertEqual(self.seen(self.manager), {
            ('salesperson', "Sam"), ('salesperson', "Sue"), ('collector', "Ann"),
            ('collector', "Bob"), ('company', self.company.name), ('tier', False)})
        self.assertFalse(self.seen(self.role_user('employee', login='ar_other')))

    def test_a_colleague_is_not_read_in_any_way(self):
        bobs = self.results.search([('user_id', '=', self.bob.id)])
        self.assertTrue(bobs)
        self.refused(self.ann, bobs, 'read', ['value'])
        self.refused(self.sam, bobs, 'web_read', {'value_text': {}})
        self.refused(self.ann, bobs[:1], 'action_statement')
        rows = self.call(
            self.ann, self.results, 'formatted_read_group', [], ['user_id'], ['value:sum'])
        self.assertEqual({row['user_id'] and row['user_id'][0] for row in rows},
                         {False, self.ann.id})
        cash = self.receipts.search([('collector_id', '=', self.bob.id)])
        self.refused(self.ann, cash, 'read', ['amount'])
        self.assertEqual(
            self.call(self.sam, self.receipts, 'search', []),
            self.receipts.search([('seller_id', '=', self.sam.id)]).ids)

    def test_nobody_writes_what_follows_from_the_ledger(self):
        row, cash = self.results.search([], limit=1), self.receipts.search([], limit=1)
        for user in (self.ann, self.manager):
            for record, values in (
                    (row, {'value': 1.0}), (row, {'state': 'frozen'}), (cash, {'amount': 1.0}),
                    (cash, {'seller_id': user.id})):
                self.refused(user, record, 'write', values)
            for model in (self.results, self.receipts, self.env['ar.kpi.migration']):
                self.refused(user, model, 'create', {'company_id': self.company.id})
            self.refused(user, row, 'unlink', errors=UserError)
        self.refused(self.sam, row, 'write', {'value': 1.0})

    def test_other_companies(self):
        other = self.other_company()
        self.invoice(self.shop, 10, -20, -10, company=other)
        self.night('2026-06-30', other)
        self.assertTrue(self.results.search_count([('company_id', '=', other.id)]))
        self.assertEqual(
            self.call(self.manager, self.results, 'search', [('company_id', '=', other.id)]), [])

    def test_benchmarks_are_the_managers_and_stand_beside(self):
        vals = {'measure': 'overdue_rate', 'value': 21.5, 'source': "Survey", 'date': '2026-01-31'}
        self.refused(self.ann, self.env['ar.kpi.benchmark'], 'create', vals)
        self.refused(self.sam, self.env['ar.kpi.benchmark'], 'search', [])
        home = self.company.country_id or self.env.ref('base.us')
        self.company.country_id = home
        abroad = self.env['res.country'].search([('id', '!=', home.id)], limit=1)
        self.call(self.manager, self.env['ar.kpi.benchmark'], 'create', [
            vals, {**vals, 'value': 30.0, 'country_id': abroad.id},
            {**vals, 'value': 25.0, 'date': '2025-01-31', 'country_id': home.id}])
        mine = self.results.search([
            ('user_id', '=', self.sam.id), ('measure', '=', 'overdue_rate')]).with_user(self.sam)
        self.assertEqual((mine.benchmark_text, mine.benchmark_source),
                         ("25.0 %", "Survey, 01/31/2025"), "of the own country")
        other = self.results.search([('measure', '=', 'overdue')])[:1]
        self.assertEqual((other.benchmark_text, other.benchmark_source), (False, False))

    def test_every_measure_has_a_benchmark_and_its_unit(self):
        benchmarks = self.env['ar.kpi.benchmark']
        for measure, __ in benchmarks._measure_selection():
            row = benchmarks.create({
                'measure': measure, 'value': 12, 'source': "Survey", 'date': '2026-01-31'})
            self.assertTrue(row.unit, measure)
        found = benchmarks._latest(self.company)
        self.assertEqual(len(found), len(benchmarks._measure_selection()))
        for row in self.results.search([('company_id', '=', self.company.id)]):
            self.assertEqual(row.benchmark_source, "Survey, 01/31/2026", row.measure)

    def test_a_benchmark_of_another_industry_is_not_shown(self):
        wood, steel = self.env['res.partner.industry'].create([
            {'name': "Wood"}, {'name': "Steel"}])
        benchmarks = self.env['ar.kpi.benchmark']
        every, ours, theirs = benchmarks.create([
            {'measure': 'dso', 'value': value, 'source': "Survey", 'date': day,
             'industry_id': industry.id}
            for value, day, industry in (
                (50, '2026-05-31', benchmarks.industry_id), (40, '2026-01-31', wood),
                (30, '2026-05-31', steel))])
        latest = lambda: benchmarks._latest(self.company)[self.company, 'dso']  # noqa: E731
        self.company.partner_id.industry_id = wood
        self.assertEqual(latest(), ours, "rather than a newer one of all")
        ours.unlink()
        self.assertEqual(latest(), every)
        self.company.partner_id.industry_id = False
        self.assertEqual(latest(), theirs, "nobody knows that it is another one")

    def test_the_statement_is_a_page_of_ones_own(self):
        mine = self.results.search([('user_id', '=', self.sam.id)])
        pages = mine[:2].with_user(self.sam)._statements()
        self.assertEqual([(page['name'], len(page['rows'])) for page in pages],
                         [("Sam", len(mine))])
        html, __ = self.env['ir.actions.report'].with_user(self.sam)._render_qweb_html(
            'ar_optimization.ar_kpi_statement', mine.ids)
        self.assertIn("Results of Sam, June 2026", html.decode())
        self.assertIn("50.0 %", html.decode())
        self.assertEqual(mine[:2].with_user(self.sam)._ar_printed_rows(), len(mine))
        action = self.call(self.sam, mine[:1], 'action_statement')
        self.assertEqual(action['report_name'], 'ar_optimization.ar_kpi_statement')

    def test_salespeople_find_their_results(self):
        asked = self.env.ref('ar_optimization.group_asked')
        self.assertNotIn(self.sam, asked.user_ids)
        self.company.ar_position_collection = 'on'
        self.env['ar.kpi.result']._freeze_month(self.company, self.day('2026-06-01'))
        self.assertIn(self.sam, asked.user_ids)
        self.company.sudo().write({'name': "Renamed"})
        self.sam.sudo().write({'group_ids': [Command.unlink(asked.id)]})
        self.assertEqual(self.seen(self.sam), {('salesperson', "Sam")})
