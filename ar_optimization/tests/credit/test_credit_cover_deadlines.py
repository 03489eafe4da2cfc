from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .cover_common import CoverCommon


@tagged('post_install', '-at_install')
class TestCoverDeadlines(CoverCommon):
    """No last day passes unseen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_limitation_years = 0
        cls.policy = cls.cover(
            amount=5_000, kind='insurance', end=200, report_days=30, stop_days=60, claim_days=120)
        cls.late = cls.invoice(cls.partner, 100, when=-50, due=-20)
        cls.invoice(cls.partner, 70, when=-20, due=10)

    def activities(self, record=None):
        return self.env['mail.activity'].search([
            ('res_model', '=', (record or self.policy)._name),
            ('res_id', '=', (record or self.policy).id)])

    def night(self, day=0):
        self.accounts.sudo()._nightly_covers(self.company, self.day(day))

    def test_each_last_day(self):
        self.assertEqual(self.dates(), {
            ('report', self.late.name): (10, 'open'),
            ('claim', self.late.name): (100, 'open'),
            ('stop', ''): (40, 'open'),
            ('expiry', ''): (200, 'open'),
        })

    def test_a_day_fixed_beforehand(self):
        self.policy.last_shipment = self.day(5)
        self.assertEqual(self.dates(kind='stop'), {('stop', ''): (5, 'open')})
        self.policy.write({'stop_days': 0, 'last_shipment': False})
        self.assertFalse(self.dates(kind='stop'))

    def test_paid_items_need_nothing(self):
        self.pay(self.late)
        self.assertEqual(self.dates(), {('expiry', ''): (200, 'open')})

    def test_limitation_period(self):
        self.company.ar_limitation_years = 3
        due = self.late.invoice_date_due
        found = self.deadlines.search([
            ('kind', '=', 'limitation'), ('account_id', '=', self.customer_account.id)])
        self.assertEqual(found.date, due.replace(year=due.year + 3))
        self.assertFalse(found.cover_id)
        self.assertEqual(found.amount, 100)

    def test_past_and_done(self):
        old = self.invoice(self.partner, 40, when=-80, due=-31)
        deadline = self.deadlines.search([('kind', '=', 'report'), ('move_id', '=', old.id)])
        self.assertEqual((deadline.state, deadline.days_left), ('past', -1))
        self.assertEqual(self.worth(self.policy), [170])
        deadline.action_done()
        deadline = self.deadlines.search([('kind', '=', 'report'), ('move_id', '=', old.id)])
        self.assertEqual((deadline.state, deadline.done_date), ('done', self.today))
        self.assertEqual(self.worth(self.policy), [170], "too late: it stays lost")
        self.policy.mark_ids.done_date = self.day(-3)
        self.assertEqual(self.worth(self.policy), [210], "it had been reported in time")
        self.assertEqual(len(self.events('cover.deadline_done', self.policy)), 2)
        with self.assertRaisesRegex(ValidationError, "future"):
            self.policy.mark_ids.done_date = self.day(1)

    def test_somebody_is_told_once_and_in_time(self):
        self.night()
        activity = self.activities()
        self.assertEqual(activity.date_deadline, self.day(10))
        self.assertEqual(activity.user_id, self.env.user)
        self.assertIn(self.late.name, activity.summary)
        activity.action_done()
        self.night()
        self.night(1)
        self.assertFalse(self.activities())
        self.policy.report_days = 31
        self.night()
        self.assertEqual(self.activities().date_deadline, self.day(11), "another day")

    def test_nobody_is_told_of_what_is_done(self):
        self.deadlines.search([('kind', '=', 'report')]).action_done()
        self.night()
        self.assertFalse(self.activities())

    def test_without_responsible_the_credit_manager_is_told(self):
        self.policy.responsible_id = False
        self.company.ar_credit_manager_id = False
        self.night()
        self.assertFalse(self.activities())
        self.company.ar_credit_manager_id = manager = self.role_user('credit_manager')
        self.night()
        self.assertEqual(self.activities().user_id, manager)

    def test_limitation_is_told_on_the_account(self):
        self.company.write({'ar_limitation_years': 1, 'ar_credit_manager_id': self.env.user.id})
        self.invoice(self.partner, 9, when=-400, due=-360)
        self.night()
        self.assertEqual(len(self.activities(self.customer_account)), 1)

    def test_nearest_deadline_of_open_items(self):
        items = self.env['ar.open.item'].search([
            ('commercial_partner_id', '=', self.partner.id)], order='date_maturity')
        self.assertEqual(items.mapped('next_deadline'), [self.day(10), False])
        self.deadlines.search([('kind', '=', 'report')]).action_done()
        items = self.env['ar.open.item'].search([('next_deadline', '!=', False)])
        self.assertEqual(items.mapped('next_deadline'), [self.day(100)])
        self.customer_account.invalidate_recordset()
        self.assertEqual(self.customer_account.next_deadline, self.day(40))

    def test_ids_are_those_of_one_row(self):
        found = self.deadlines.search([])
        self.assertEqual(len(set(found.ids)), len(found))
        for each in found:
            again = self.deadlines.browse(each.id)
            self.assertEqual((again.kind, again.date), (each.kind, each.date))
        self.assertIn(self.late.name, found.filtered(lambda d: d.kind == 'report').display_name)

    def test_rights(self):
        collector = self.role_user('collector')
        seen = self.deadlines.with_user(collector).search([('cover_id', '=', self.policy.id)])
        self.assertEqual(len(seen), 4)
        with self.assertRaises(AccessError):
            seen[:1].action_done()
        self.deadlines.search([('kind', '=', 'report')]).action_done()
        mark, analyst = self.policy.mark_ids, self.role_user('credit_analyst')
        with self.assertRaises(AccessError):
            mark.with_user(collector).reference = "R-1"
        mark.with_user(analyst).reference = "R-1"
        with self.assertRaises(AccessError):
            mark.with_user(analyst).kind = 'claim'
        with self.assertRaises(AccessError):
            self.env['ar.cover.mark'].with_user(analyst).create(
                {'kind': 'report', 'cover_id': self.policy.id})
        other = self.other_company()
        stranger = self.role_user('collector', login='ar_stranger', companies=other)
        self.assertFalse(self.deadlines.with_user(stranger).search([]))
        self.assertFalse(self.covers.with_user(stranger).search([]))

    def test_telling_costs_the_same_for_many(self):
        for number in range(10):
            self.invoice(self.partner, 5, when=-40, due=-25 + number % 3)
        self.night()
        self.env['mail.activity'].search([('res_model', '=', 'ar.cover')]).unlink()
        self.env['ar.cover.mark'].sudo().search([]).unlink()
        self.env.flush_all()
        with self.assertQueryCount(40):
            self.night()
        self.assertEqual(len(self.activities()), 11)
