import base64
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .outside_common import OutsideCommon

PROOF = base64.b64encode(b"receipt of delivery")


@tagged('post_install', '-at_install')
class TestCollectionLegal(OutsideCommon):
    """The day is 2026-06-30; the older invoice is due since 2025-12-12."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.country_id = cls.env.ref('base.cn')
        cls.lawyer = cls.env['res.partner'].create({'name': "Hart & Partner"})

    @classmethod
    def case(cls, *documents, **vals):
        return cls.env['ar.legal.case'].with_user(cls.analyst).create({
            'account_id': cls.account.id,
            'move_line_ids': [Command.set(cls.items(*(documents or (cls.older,))).ids)], **vals})

    def step(self, case, kind, day, proof=PROOF):
        return self.env['ar.legal.step'].with_user(self.analyst).create({
            'case_id': case.id, 'kind': kind, 'date': day, 'name': kind, 'proof': proof})

    # === COURSE === #

    def test_from_demand_to_outcome(self):
        case = self.case()
        case.action_begin()
        self.assertEqual((case.state, self.account.status), ('demand', 'legal'))
        action = case.action_print_demand()
        self.assertEqual(action['report_name'], 'ar_optimization.ar_legal_demand')
        self.assertEqual(case.step_ids.mapped('kind'), ['demand'])
        with self.assertRaises(UserError):
            case.action_file()
        case.write({'lawyer_id': self.lawyer.id, 'court': "District Court", 'case_number': "7/26"})
        case.action_file()
        self.env['ar.legal.cost'].with_user(self.analyst).create([
            {'case_id': case.id, 'name': "Fee", 'amount': 120.5},
            {'case_id': case.id, 'name': "Retainer", 'kind': 'lawyer', 'amount': 300}])
        self.assertEqual((case.state, case.cost_amount), ('court', 420.5))
        with self.assertRaises(UserError):
            case.action_close()
        case.outcome = 'won'
        case.action_close()
        self.assertEqual((case.state, self.account.status), ('done', 'open'))
        kinds = self.env['ar.event'].search(
            [('res_model', '=', 'ar.legal.case'), ('res_id', '=', case.id)]).mapped('kind')
        self.assertCountEqual(kinds, ['legal.begun', 'legal.filed', 'legal.closed'])

    def test_the_letter_says_what_is_owed_and_by_when(self):
        case = self.case(self.older, self.newer, pay_until=self.day(14))
        case.action_begin()
        html = self.env['ir.actions.report'].sudo()._render_qweb_html(
            'ar_optimization.ar_legal_demand', case.ids)[0].decode()
        for text in (self.older.name, self.newer.name, "1,333.33", "07/14/2026"):
            self.assertIn(text, html)

    def test_not_while_an_agency_has_it(self):
        placed = self.placed()
        with self.assertRaises(UserError):
            self.case(self.older).action_begin()
        placed.action_recall()
        self.case(self.older).action_begin()
        self.assertTrue(self.proposed(self.newer).problem)

    def test_the_status_stays_while_another_case_is_open(self):
        first, second = self.case(self.older), self.case(self.newer)
        (first | second).action_begin()
        first.outcome = 'withdrawn'
        first.action_close()
        self.assertEqual(self.account.status, 'legal')
        second.outcome = 'paid'
        second.action_close()
        self.assertEqual(self.account.status, 'open')

    def test_a_status_given_by_hand_stays(self):
        self.account.status = 'legal'
        case = self.case()
        case.action_begin()
        case.outcome = 'paid'
        case.action_close()
        self.assertEqual(self.account.status, 'legal')

    # === LIMITATION === #

    def test_clock_of_china(self):
        """A demand that can be proven begins the three years anew; one that cannot does not."""
        case = self.case()
        self.assertEqual((case.limitation_date, case.rule_id.country_ids.code),
                         (date(2028, 12, 12), 'CN'))
        self.step(case, 'demand', date(2026, 6, 1), proof=False)
        self.assertEqual(case.limitation_date, date(2028, 12, 12))
        self.step(case, 'demand', date(2026, 6, 10))
        self.assertEqual(case.limitation_date, date(2029, 6, 10))
        self.assertEqual(case.limitation_days, (date(2029, 6, 10) - self.today).days)

    def test_clock_of_germany(self):
        """From the end of the year; a letter does nothing, a lawsuit stops it."""
        self.partner.country_id = self.env.ref('base.de')
        case = self.case()
        self.assertEqual(case.limitation_date, date(2028, 12, 31))
        self.step(case, 'demand', date(2026, 6, 10))
        self.assertEqual(case.limitation_date, date(2028, 12, 31))
        self.step(case, 'filed', date(2026, 6, 20))
        self.assertEqual((case.limitation_date, case.is_stopped), (False, True))

    def test_a_part_payment_begins_it_anew(self):
        case = self.case()
        self.pay(self.items(self.older), -3, 100)
        self.assertEqual(case.limitation_date, date(2029, 6, 27))

    def test_the_item_barred_first_counts(self):
        case = self.case(self.older, self.newer)
        self.assertEqual(case.limitation_date, date(2028, 12, 12))
        self.pay(self.items(self.older), 0)
        self.assertEqual(case.limitation_date, date(2029, 5, 21))

    def test_unknown_country(self):
        self.partner.country_id = self.company.country_id = False
        self.assertFalse(self.case().limitation_date)

    def test_somebody_is_told_in_time(self):
        case = self.case(responsible_id=self.analyst.id)
        cases = self.env['ar.legal.case'].sudo()
        cases._warn_of_limitation(self.company, self.today)
        self.assertFalse(case.activity_ids or case.is_barred_soon)
        near = date(2028, 12, 12) - timedelta(days=60)
        with freeze_time(near):
            for __ in range(2):
                cases._warn_of_limitation(self.company, near)
            case.invalidate_recordset(['is_barred_soon'])  # days pass without a write
            self.assertTrue(case.is_barred_soon)
        self.assertEqual(case.activity_ids.user_id, self.analyst)
        self.assertEqual(len(case.activity_ids), 1)

    # === BAD INPUT AND RIGHTS === #

    def test_bad_input(self):
        stranger = self.invoice(self.customer("Steel Works"), 5, -90)
        with self.assertRaises(ValidationError):
            self.case(stranger)
        case = self.case()
        with self.assertRaises(ValidationError):
            self.step(case, 'hearing', self.day(1))
        empty = self.env['ar.legal.case'].with_user(self.analyst).create({
            'account_id': self.account.id})
        with self.assertRaises(UserError):
            empty.action_begin()

    def test_merged_in_mid_case(self):
        case, target = self.case(), self.customer("Wood Corner Ltd")
        case.action_begin()
        kept = self.env['ar.credit.account']._account_for(target, self.company)
        merge = self.env['base.partner.merge.automatic.wizard'].create({})
        merge._merge((self.partner | target).ids, target)
        self.assertEqual((case.account_id, case.partner_id, kept.status), (kept, target, 'legal'))
        case.outcome = 'settled'
        case.action_close()
        self.assertEqual(kept.status, 'open')

    def test_nobody_gets_round_the_steps(self):
        case = self.case()
        for vals in ({'state': 'court'}, {'date_opened': self.today}, {'limitation_date': False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                case.with_user(self.manager).write(vals)
        for user in (self.collector, self.role_user('employee')):
            with self.assertRaises(AccessError):
                case.with_user(user).action_begin()
        case.action_begin()
        with self.assertRaises(UserError):
            case.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            case.with_user(self.manager).write({'move_line_ids': [Command.clear()]})
        with self.assertRaises(AccessError):
            self.env['ar.limitation.rule'].with_user(self.analyst).search([]).write({'months': 1})
