"""Computed fields keep to their rules, and the checker can tell when one does not."""

from pathlib import Path

from odoo.tests import BaseCase, tagged

from .. import architecture, architecture_fields
from ..pure import check_doctests

RIGHTS = "id,model_id:id,perm_read,perm_write,perm_create\na,model_ar_low,1,%s,0\n"
SHOWN = """
class Low(models.Model):
    _name = 'ar.low'
    debt = fields.Float(compute='_compute_debt', compute_sudo=True%s)

    def _compute_debt(self):
        for low in self:
            low.debt = low%s.partner_id.credit
"""
STORED = """
class Low(models.Model):
    _name = 'ar.low'
    line_id = fields.Many2one('account.move.line')
    part_ids = fields.One2many('ar.part', 'low_id')
    due = fields.Date(%s, store=True)

    @api.depends('line_id', 'part_ids.line_id.date', 'part_ids.day')
    def _compute_due(self):
        self.due = False

class Part(models.Model):
    _name = 'ar.part'
    line_id = fields.Many2one('account.move.line')
    low_id = fields.Many2one('ar.low')
    day = fields.Date()
"""


@tagged('post_install', '-at_install')
class TestArchitectureFields(BaseCase):

    def test_doctests(self):
        check_doctests(self, architecture_fields)

    def test_this_addon(self):
        """What breaks a rule is named with its reason, and nothing is named in vain."""
        tree = architecture.read_tree(Path(__file__).parents[2])
        for rule, named in (
            (architecture_fields.computed_from_the_form, architecture_fields.FROM_THE_FORM),
            (architecture_fields.stored_through_the_ledger,
             architecture_fields.FOLLOWING_THE_LEDGER),
        ):
            with self.subTest(rule.__name__):
                found = rule(tree)
                self.assertEqual([str(found[name]) for name in found if name not in named], [])
                self.assertEqual(sorted(named.keys() - found.keys()), [])

    def test_computed_from_the_form(self):
        for written, options, read, wrong in (
            (1, "", "", True), (1, "", "._origin", False), (1, ", store=True", "", False),
            (0, "", "", False),
        ):
            with self.subTest(written=written, options=options, read=read):
                found = architecture_fields.computed_from_the_form({
                    architecture_fields.ACCESS: RIGHTS % written,
                    'models/ledger/ar_low.py': SHOWN % (options, read)})
                self.assertEqual('ar.low._compute_debt' in found, wrong)

    def test_stored_through_the_ledger(self):
        for options, wrong in (
            ("related='line_id.date_maturity'", True), ("related='part_ids.day'", False),
            ("related='line_id'", False), ("compute='_compute_due'", True),
        ):
            with self.subTest(options):
                found = architecture_fields.stored_through_the_ledger(
                    {'models/ledger/ar_low.py': STORED % options})
                self.assertEqual(sorted(found), ['ar.low.due'] if wrong else [])
