"""Results and targets by analytic account."""
from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ...tools import analytic
from .kpi_common import KpiCommon

MAY, JUNE = '2026-05-01', '2026-06-01'


@tagged('post_install', '-at_install')
class TestManagementAnalytic(KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env['account.analytic.plan'].create({'name': "Building Sites"})
        cls.bridge, cls.tower = cls.env['account.analytic.account'].create([
            {'name': name, 'plan_id': cls.plan.id, 'company_id': False}
            for name in ("Bridge", "Tower")])

    def bill(self, partner, when, due, *lines, **vals):
        """An invoice of lines (amount, distribution)."""
        return self.invoice(partner, 0, when, due, invoice_line_ids=[
            Command.create({
                'name': "Work", 'price_unit': amount, 'tax_ids': [Command.clear()],
                'analytic_distribution': shares}) for amount, shares in lines], **vals)

    def found(self, month, account, company=None):
        """{measure: value} of an analytic account."""
        return {
            measure: round(row.value, 2)
            for measure, row in self.rows(month, 'analytic', account, company).items()}

    def rest(self, month, plan):
        """The results of what has no account of a plan, by measure."""
        rows = self.results.search([
            ('company_id', '=', self.company.id), ('date_from', '=', month),
            ('subject', '=', 'analytic'), ('subject_ref', '=', analytic.rest(plan.id))])
        return {row.measure: row for row in rows}

    def machines(self):
        """An account of another plan, below a plan of its own."""
        plans = self.env['account.analytic.plan']
        hired = plans.create({'name': "Hired Machines"})
        cranes = plans.create({'name': "Cranes", 'parent_id': hired.id})
        return hired, self.env['account.analytic.account'].create(
            {'name': "Crane", 'company_id': False, 'plan_id': cranes.id})

    def story(self):
        """900 are for the bridge; of 600 a third is for the tower, the rest for nobody; 100 are an
        opening balance. A half of the first invoice was paid, and 60 of the second credited."""
        whole = {str(self.bridge.id): 100}
        first = self.bill(self.shop, '2026-05-04', '2026-05-20', (900, whole))
        self.bill(self.mill, '2026-06-08', '2026-07-20',
                  (200, {str(self.tower.id): 100}), (400, False))
        self.bill(self.mill, '2026-06-09', '2026-06-09', (20, {str(self.tower.id): 100}),
                  (40, False), move_type='out_refund')
        self.entry(self.shop, 100, '2026-05-02', '2026-05-10')
        self.bank_line(450.20, '2026-06-11', match=first)
        self.night('2026-06-30')

    def test_sales_receipts_overdue_and_dso(self):
        self.story()
        bridge, tower = (self.found(JUNE, who) for who in (self.bridge, self.tower))
        none = self.rest(JUNE, self.plan)
        self.assertEqual(
            [bridge[name] for name in ('sales', 'collected', 'receivable', 'overdue')],
            [0.0, 450.2, 449.8, 449.8])
        self.assertEqual(bridge['dso'], round(449.8 / 900 * 91, 2), "sales of April to June")
        self.assertEqual(
            [tower[name] for name in ('sales', 'receivable', 'overdue', 'credit_note_rate')],
            [180.0, 180.0, 0.0, 10.0])
        self.assertEqual(
            [round(none[name].value, 2) for name in ('sales', 'receivable', 'overdue')],
            [360.0, 460.0, 100.0])
        self.assertEqual(
            self.rows(JUNE, 'analytic', self.tower)['sales'].subject_name, "Tower")
        self.assertEqual(
            none['sales'].subject_name, "Without Analytic Account (Building Sites)")
        self.assertFalse(self.rows(JUNE, 'analytic'), "a rest is one of a plan")
        self.assertNotIn('bad_debt_rate', bridge, "losses are booked elsewhere")

    def test_each_plan_adds_up_to_the_company(self):
        """What is wholly for a site and for no machine has no account of the machines only."""
        hired, crane = self.machines()
        self.bill(self.shop, '2026-06-01', '2026-06-20', (1000, {str(self.bridge.id): 100}))
        self.bill(self.mill, '2026-06-02', '2026-06-20', (500, {str(crane.id): 100}))
        self.bill(self.mill, '2026-06-03', '2026-06-20', (
            40, {str(self.tower.id): 100, str(self.bridge.id): 100}))  # whoever typed that
        self.story()
        self.assertEqual(
            [round(self.rest(JUNE, plan)['sales'].value, 2) for plan in (self.plan, hired)],
            [820.0, 1580.0])
        for measure in ('sales', 'collected', 'receivable', 'overdue'):
            rows = self.results._read_group(
                [('company_id', '=', self.company.id), ('date_from', '=', JUNE),
                 ('subject', '=', 'analytic'), ('measure', '=', measure)],
                ['plan_name'], ['value:sum'])
            whole = self.value(measure, JUNE)
            self.assertEqual(
                {plan: round(value, 2) for plan, value in rows},
                {"Building Sites": whole, "Hired Machines": whole}, measure)

    def test_parts_as_the_formula_has_them(self):
        hired, crane = self.machines()
        lines = [
            (900.0, {str(self.bridge.id): 100}),
            (300.0, {str(self.bridge.id): 50, str(self.tower.id): 50}),
            (400.0, {f'{self.tower.id},{crane.id}': 100}),
            (400.0, {str(crane.id): 25})]
        self.bill(self.shop, '2026-06-08', '2026-06-20', *lines)
        self.night('2026-06-30')
        parts = analytic.shares([analytic.Line(*line) for line in lines])
        self.assertEqual(
            {row.subject_ref: round(row.value, 2) for row in self.results.search([
                ('company_id', '=', self.company.id), ('date_from', '=', JUNE),
                ('subject', '=', 'analytic'), ('measure', '=', 'overdue')])},
            {key: round(2000 * sums['part'], 2) for key, sums in analytic.with_rests(
                {'part': 1.0}, {account: {'part': part} for account, part in parts.items()},
                {account.id: account.root_plan_id.id
                 for account in (self.bridge, self.tower, crane)}).items()})
        self.assertEqual(crane.root_plan_id, hired)

    def test_without_analytic_accounts_there_are_no_such_results(self):
        self.invoice(self.shop, 100, '2026-06-08', '2026-06-20')
        self.night('2026-06-30')
        self.assertFalse(self.results.search([('subject', '=', 'analytic')]))
        self.assertTrue(self.value('sales', JUNE))

    def test_companies_and_rights(self):
        self.story()
        other = self.other_company()
        self.bill(self.shop, '2026-06-08', '2026-06-20', (70, {str(self.bridge.id): 100}),
                  company=other)
        self.night('2026-06-30', other)
        self.assertEqual(self.found(JUNE, self.bridge, other)['overdue'], 70.0)
        self.assertEqual(self.found(JUNE, self.bridge)['overdue'], 449.8)
        seen = self.results.with_user(self.ann).search([('subject', '=', 'analytic')])
        self.assertEqual(seen.company_id, self.company, "a collector sees what is nobody's own")
        self.assertFalse(self.results.with_user(self.sam).search([('subject', '=', 'analytic')]))
        page, = seen.filtered(lambda row: row.subject_ref == self.bridge.id)._statements()[:1]
        self.assertEqual((page['name'], len(page['taken_back'])), ("Bridge", 0))

    def test_targets_are_proposed_and_held_against_the_results(self):
        self.story()
        with freeze_time('2026-06-30'):
            plan = self.env['ar.kpi.target.plan'].with_user(self.manager).create({
                'measure': 'overdue', 'for_accounts': True, 'for_company': False,
                'for_teams': False, 'for_collectors': False, 'for_salespeople': False})
            made = self.env['ar.kpi.target'].search(plan.action_propose()['domain'])
        self.assertEqual(
            {(target.subject, target.subject_name) for target in made},
            {('analytic', "Bridge"), ('analytic', "Tower")}, "nobody answers for the rest")
        target = made.filtered(lambda each: each.subject_ref == self.bridge.id)
        self.assertEqual(str(target.date_from), '2026-07-01')
        with freeze_time('2026-06-30'):
            target.with_user(self.manager).value = 500
            target.with_user(self.manager).action_approve()
        self.night('2026-07-31')
        with freeze_time('2026-07-31'):
            target.invalidate_recordset()
            self.assertEqual((target.result, target.light), (449.8, 'green'))
        with self.assertRaises(ValidationError):
            self.env['ar.kpi.target'].with_user(self.manager).create({
                'subject': 'analytic', 'measure': 'overdue', 'date_from': '2026-09-01'})
