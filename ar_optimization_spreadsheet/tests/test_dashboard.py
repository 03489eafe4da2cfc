"""The dashboard that ships: everything it names exists, and it is for collectors and above."""
import json

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.ar_optimization.tests.common import ARCommon
from odoo.addons.spreadsheet.utils.validate_data import (
    fields_in_spreadsheet,
    menus_xml_ids_in_spreadsheet,
)

FOLDER = 'ar_optimization_spreadsheet/data/files'


@tagged('post_install', '-at_install')
class TestDashboard(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref('ar_optimization_spreadsheet.dashboard_receivables')
        cls.collector = cls.role_user('collector')

    def test_names(self):
        """Models, fields and menus, as the core's own helper reads them out of the file."""
        data = json.loads(self.dashboard.spreadsheet_data)
        found = fields_in_spreadsheet(data)
        self.assertLessEqual({'ar.open.item', 'ar.snapshot'}, found.keys())
        for model, names in found.items():
            for name in names:
                with self.subTest(model=model, field=name):
                    self.assertIn(name.split('.')[0], self.env[model]._fields)
        menus = menus_xml_ids_in_spreadsheet(data)
        self.assertTrue(menus)
        for xml_id in menus:
            with self.subTest(menu=xml_id):
                self.assertEqual(self.env.ref(xml_id)._name, 'ir.ui.menu')

    def test_heads_of_tables_are_terms(self):
        """A pivot would write its heads as the file names them, in English for every reader."""
        cells = json.loads(self.dashboard.spreadsheet_data)['sheets'][0]['cells']
        tables = {cell: formula for cell, formula in cells.items() if formula.startswith('=PIVOT(')}
        self.assertEqual(tables, {'E26': "=PIVOT(5, 10, FALSE, FALSE, 1, FALSE)"})
        self.assertEqual(
            (cells['E25'], cells['F25']), ('=_t("Customer")', '=_t("Overdue")'))

    def test_readers_may_read_all_of_it(self):
        data = json.loads(self.dashboard.spreadsheet_data)
        self.invoice(self.customer(), 100, -60, -30)
        self.env['ar.snapshot']._build_missing(self.company, self.today)
        for pivot in data['pivots'].values():
            with self.subTest(pivot=pivot['name']):
                model = self.env[pivot['model']].with_user(self.collector)
                measures = [
                    '__count' if measure['fieldName'] == '__count'
                    else f"{measure['fieldName']}:{measure['aggregator']}"
                    for measure in pivot['measures']]
                rows = [row['fieldName'] for row in pivot['rows']]
                [values] = model.formatted_read_group(pivot['domain'], rows, measures)
                if pivot['model'] == 'ar.open.item':
                    self.assertEqual(values.get('amount_residual:sum'), 100)
        for figure in data['sheets'][0]['figures']:
            if figure['data']['type'].startswith('odoo_'):
                with self.subTest(chart=figure['data']['title']):
                    meta, search = figure['data']['metaData'], figure['data']['searchParams']
                    self.assertTrue(self.env[meta['resModel']].with_user(
                        self.collector).formatted_read_group(
                            search['domain'], meta['groupBy'], [f"{meta['measure']}:sum"]))

    def test_for_whom(self):
        self.assertEqual(self.dashboard.with_user(self.collector).name, "Receivables")
        employee = self.role_user('employee')
        with self.assertRaises(AccessError):
            self.dashboard.with_user(employee).check_access('read')
        self.assertFalse(self.env['spreadsheet.dashboard'].with_user(employee).search([
            ('id', '=', self.dashboard.id)]))

    def test_sample(self):
        """Shown while nobody owes anything: numbers of nobody, and no query."""
        with file_open(f'{FOLDER}/receivables_sample_dashboard.json') as file:
            sample = json.load(file)
        real = json.loads(self.dashboard.spreadsheet_data)
        self.assertFalse(sample['pivots'] or sample['lists'] or fields_in_spreadsheet(sample))
        self.assertEqual(
            len(sample['sheets'][0]['figures']), len(real['sheets'][0]['figures']))
        self.assertEqual(
            self.dashboard.sample_dashboard_file_path,
            f'{FOLDER}/receivables_sample_dashboard.json')
