from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestCollectionWorklistPeople(WorklistCommon):
    """Who collects from whom, who steps in, who owns a debt, and the customer's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.shop, 1000, -60, -40)
        cls.invoice(cls.mill, 500, -60, -40)
        cls.pools = cls.env['ar.collector.pool']

    def pool(self, *users, share=1, **vals):
        return self.pools.create({
            'name': "Pool", 'company_id': self.company.id, **vals, 'member_ids': [
                Command.create({'user_id': user.id, 'share': share}) for user in users]})

    def collectors(self):
        return self.shop_account.collector_id, self.mill_account.collector_id

    def events(self, kind, account=None):
        return self.env['ar.event'].search([
            ('kind', '=', kind), *([('res_id', '=', account.id)] if account else [])])

    # === POOLS === #

    def test_who_has_no_collector_gets_one_of_the_first_pool_that_fits(self):
        (self.shop_account | self.mill_account).collector_id = False
        self.pool(self.tom, amount_from=800, sequence=1)
        self.pool(self.lena, sequence=2)
        self.rebuild()
        self.assertEqual(self.collectors(), (self.tom, self.lena))
        event = self.events('worklist.assigned', self.shop_account)
        self.assertEqual(event.after, {'collector_id': self.tom.id})
        self.rebuild()
        self.assertEqual(len(self.events('worklist.assigned', self.shop_account)), 1)

    def test_a_collector_who_left_is_replaced(self):
        self.pool(self.tom)
        self.lena.active = False
        self.rebuild()
        self.assertEqual(self.collectors(), (self.tom, self.tom))

    def test_work_is_shared_evenly_and_shared_out_anew_by_a_manager(self):
        pool = self.pool(self.lena, self.tom, measure='amount')
        with self.assertRaises(AccessError):
            pool.with_user(self.lena).action_share_out()
        pool.with_user(self.company.ar_credit_manager_id).action_share_out()
        self.assertNotEqual(*self.collectors())
        event = self.events('worklist.assigned')[:1]
        event.with_user(self.company.ar_credit_manager_id).action_undo()
        self.assertEqual(self.collectors(), (self.lena, self.lena))

    def test_tier_country_and_salesperson_choose(self):
        (self.shop_account | self.mill_account).collector_id = False
        seller = self.role_user('billing')
        self.shop.user_id = seller
        self.mill.country_id = self.env.ref('base.de')
        self.pool(self.tom, salesperson_ids=[Command.link(seller.id)])
        self.pool(self.lena, country_ids=[Command.link(self.env.ref('base.de').id)])
        self.rebuild()
        self.assertEqual(self.collectors(), (self.tom, self.lena))

    def test_observe_assigns_nobody(self):
        self.shop_account.collector_id = False
        self.pool(self.tom)
        self.company.write({'ar_position_collection': 'observe', 'ar_owner_legal_days': 30})
        self.rebuild()
        self.assertFalse(self.shop_account.collector_id)
        self.assertEqual(self.shop_account.debt_owner, 'collector')
        self.assertEqual(self.row(self.shop_account).user_id, self.company.ar_credit_manager_id)
        self.assertEqual(self.events('observed.worklist').mapped('numbers'), [{'handed_over': 2}])
        self.rebuild()
        self.assertEqual(len(self.events('observed.worklist')), 1, "nothing new to say")

    # === ABSENCE === #

    def test_a_substitute_has_the_work_of_who_is_away(self):
        self.env['ar.collector.absence'].create({
            'user_id': self.lena.id, 'substitute_id': self.tom.id, 'date_from': self.day(0),
            'date_to': self.day(2)})
        row = self.rebuild()[:1]
        self.assertEqual((row.user_id, row.stands_in_for_id), (self.tom, self.lena))
        self.assertEqual(row.account_id.collector_id, self.lena)
        with freeze_time(self.day(3)):
            self.rebuild(3)
        self.assertEqual((row.user_id, row.stands_in_for_id.ids), (self.lena, []))

    def test_absences_of_others_are_a_managers_business(self):
        absences = self.env['ar.collector.absence'].with_user(self.tom)
        vals = {'substitute_id': self.lena.id, 'date_from': self.day(0), 'date_to': self.day(1)}
        mine = absences.create(vals)
        self.assertEqual(mine.user_id, self.tom)
        with self.assertRaises(AccessError):
            absences.create({**vals, 'user_id': self.lena.id, 'substitute_id': self.tom.id})
        with self.assertRaises(AccessError):
            mine.with_user(self.lena).write({'date_to': self.day(9)})
        with self.assertRaises(ValidationError):
            absences.create({**vals, 'date_from': self.day(1), 'date_to': self.day(4)})

    # === WHO OWNS A DEBT === #

    def test_a_debt_changes_hands_by_status_and_days(self):
        seller = self.role_user('collector', login='ar_seller')
        self.shop.user_id = seller
        self.company.write({'ar_owner_sales_days': 45, 'ar_legal_user_id': self.tom.id})
        self.mill_account.status = 'legal'
        self.rebuild()
        self.assertEqual(
            (self.shop_account.debt_owner, self.mill_account.debt_owner), ('sales', 'legal'))
        self.assertEqual(self.row(self.shop_account).user_id, seller)
        self.assertEqual(self.row(self.mill_account).user_id, self.tom)
        with freeze_time(self.day(6)):
            self.rebuild(6)
        self.assertEqual(self.shop_account.debt_owner, 'collector')
        event = self.events('worklist.handed_over', self.shop_account)[:1]
        self.assertEqual(
            (event.before, event.after), ({'debt_owner': 'sales'}, {'debt_owner': 'collector'}))
        item = self.env['ar.open.item'].search([('commercial_partner_id', '=', self.mill.id)])
        self.assertEqual(item.debt_owner, 'legal')

    def test_nobody_writes_whose_debt_it_is_nor_how_the_customer_feels(self):
        manager = self.company.ar_credit_manager_id
        for vals in ({'debt_owner': 'legal'}, {'relation_score': 100},
                     {'relation_date': self.today}):
            with self.subTest(**vals), self.assertRaises(AccessError):
                self.shop_account.with_user(manager).write(vals)
            with self.subTest(**vals), self.assertRaises(AccessError):
                self.env['ar.credit.account'].with_user(manager).create(
                    {'partner_id': self.customer("New").id, **vals})
        self.assertEqual(self.env['ar.credit.account'].with_user(manager).create(
            {'partner_id': self.customer("New").id}).debt_owner, 'collector')

    # === TIMELINE === #

    def test_one_timeline_over_all_rooms(self):
        self.pay(self.env['account.move'].search([('partner_id', '=', self.mill.id)]), amount=100)
        self.report(self.mill_account, 'told', note="Speaks of next week")
        self.credit_note(self.mill, 20)
        rows = self.mill_account.timeline['rows']
        self.assertLessEqual(
            {'invoice', 'refund', 'payment', 'contact', 'event'}, {row['kind'] for row in rows})
        spoken = next(row for row in rows if row['kind'] == 'contact')
        self.assertIn("next week", spoken['name'])
        self.assertFalse(set(self.mill_account.timeline['kinds']) - {
            kind for kind, *__ in self.mill_account._timeline_terms()})

    def test_an_invoice_leads_to_the_page_of_its_customer(self):
        bill = self.env['account.move'].search([('partner_id', '=', self.mill.id)], limit=1)
        self.assertEqual(
            bill.with_user(self.lena).action_ar_customer()['res_id'], self.mill_account.id)
