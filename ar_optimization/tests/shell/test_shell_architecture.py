"""The addon keeps to its rooms, and the checker can tell when it does not."""

from pathlib import Path

from odoo.tests import BaseCase, tagged

from .. import architecture

LOW = "class Low(models.Model):\n    _name = 'ar.low'\n"
HIGH = "class High(models.Model):\n    _name = 'ar.high.thing'\n"


@tagged('post_install', '-at_install')
class TestArchitecture(BaseCase):

    def test_this_addon(self):
        tree = architecture.read_tree(Path(__file__).parents[2])
        self.assertIn('models/ledger/ar_credit_account.py', tree)
        self.assertEqual([str(violation) for violation in architecture.check(tree)], [])

    def violations(self, *, low=LOW, **files):
        """Check a made-up addon: a ledger model, a credit model, and these files besides."""
        return [(violation.path, violation.line) for violation in architecture.check({
            'models/__init__.py': "from . import ledger\nfrom . import credit\n",
            'models/ledger/ar_low.py': low,
            'models/credit/ar_high_thing.py': HIGH,
            **files,
        })]

    def test_lawful_tree(self):
        self.assertEqual(self.violations(**{
            'models/credit/ar_low.py': "class Low(models.Model):\n    _inherit = 'ar.low'\n",
            'views/credit/ar_low_views.xml': '<record model="ar.low"/>',
            'tests/credit/test_credit_low.py': "MODELS = ['ar.low', 'ar.high.thing']\n",
            'security/ar_rules.xml': '<field name="model_id" ref="model_ar_high_thing"/>',
        }), [])

    def test_model_of_room_above_in_python(self):
        place = ('models/ledger/ar_low.py', 3)
        for line in (
            "    high_id = fields.Many2one('ar.high.thing')",
            "    _inherit = ['mail.thread', 'ar.high.thing']",
            "    query = 'SELECT h.id FROM ar_high_thing h'",
            "    query = 'SELECT ar_high_thing.id'",
            "    reference = 'ar.high.thing,7'",
        ):
            with self.subTest(line):
                self.assertIn(place, self.violations(low=LOW + line + "\n"))

    def test_a_mixin_given_from_above_lifts_no_model(self):
        export = LOW + "    _inherit = ['ar.low', 'ar.x']\n"
        self.assertEqual(self.violations(**{'report/ar_low_export.py': export}), [])

    def test_prose_and_longer_names_are_no_models(self):
        for line in (
            '    def f(self):\n        """See ar.high.thing."""',
            "    # ar.high.thing\n    x = 1",
            "    fields = ['ar_high_thing_ids', 'var.high.thing', 'ar.high']",
        ):
            with self.subTest(line):
                self.assertEqual(self.violations(low=LOW + line + "\n"), [])

    def test_model_of_room_above_in_data(self):
        for path, text in {
            'views/ledger/ar_low_views.xml': '<odoo>\n<field name="model">ar.high.thing</field>',
            'views/ledger/other_views.xml': '<odoo>\n<field ref="model_ar_high_thing"/>',
            'data/ledger/rows.csv': 'id,model\na,ar.high.thing\n',
        }.items():
            with self.subTest(path):
                self.assertEqual(self.violations(**{path: text}), [(path, 2)])

    def test_xml_comment_is_prose(self):
        self.assertEqual(
            self.violations(**{'views/ledger/x.xml': '<odoo>\n<!-- ar.high.thing -->'}), [])

    def test_import_from_room_above(self):
        for line in (
            "from ..credit import ar_high_thing",
            "from odoo.addons.ar_optimization.models.credit.ar_high_thing import High",
            "from odoo.addons.ar_optimization.report import ageing",
        ):
            with self.subTest(line):
                self.assertEqual(
                    self.violations(**{'models/ledger/helper.py': line, 'report/ageing.py': ""}),
                    [('models/ledger/helper.py', 1)])

    def test_import_from_the_package_itself(self):
        line = "from odoo.addons.ar_optimization import _pre_init"
        self.assertEqual(self.violations(**{'tests/ledger/test_ledger_x.py': line}), [])

    def test_tools_import_nothing_of_odoo(self):
        for line, lawful in {
            "import odoo": False,
            "from odoo.tools import SQL": False,
            "from ..models.ledger import ar_low": False,
            "from .rounding import round_half_up": True,
            "from dataclasses import dataclass": True,
        }.items():
            with self.subTest(line):
                self.assertEqual(not self.violations(**{'tools/pure.py': line}), lawful)

    def test_files_lie_in_rooms(self):
        self.assertEqual(
            self.violations(**{'models/ar_stray.py': "", 'views/stray.xml': ""}),
            [('models/ar_stray.py', 1), ('views/stray.xml', 1)])

    def test_one_model_per_file(self):
        second = "class More(models.Model):\n    _name = 'ar.more'\n"
        self.assertEqual(self.violations(low=LOW + second), [('models/ledger/ar_low.py', 3)])
        self.assertEqual(
            self.violations(**{'models/ledger/other.py': second}), [('models/ledger/other.py', 1)])

    def test_test_files(self):
        wrong = ['tests/credit/test_low.py', 'tests/test_credit_low.py']
        self.assertEqual(
            self.violations(**dict.fromkeys(wrong, "")), [(path, 1) for path in wrong])
        twice = ['tests/credit/test_credit_x.py', 'tests/ledger/test_credit_x.py']
        self.assertIn((twice[1], 1), self.violations(**dict.fromkeys(twice, "")))

    def test_order_of_rooms(self):
        path = 'models/__init__.py'
        self.assertEqual(
            self.violations(**{path: "from . import credit\nfrom . import ledger\n"}), [(path, 2)])
        manifest = "{'data': [\n'views/credit/a.xml',\n'data/any.xml',\n'views/ledger/b.xml']}"
        self.assertEqual(
            self.violations(**{'__manifest__.py': manifest}), [('__manifest__.py', 4)])

    def test_core_names_no_bridge(self):
        for path, text in {
            'models/ledger/helper.py': "x = 1  # see ar_optimization_sale",
            'views/ledger/x.xml': '<field ref="ar_optimization_stock.view"/>',
            'static/src/x.js': "import '@ar_optimization_crm/x';",
        }.items():
            with self.subTest(path):
                self.assertEqual(self.violations(**{path: text}), [(path, 1)])
        self.assertEqual(self.violations(**{'static/src/x.js': "'menu_ar_optimization_root'"}), [])
