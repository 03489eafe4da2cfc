"""What salespeople see of their customers' credit on their opportunities, and what they do not."""
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_optimization.tests.common import ARCommon

NAMES = ('ar_tier_code', 'ar_credit_status', 'ar_credit_mode', 'ar_available_credit',
         'ar_overdue_amount')
NOTHING = dict.fromkeys(NAMES, False) | {'ar_available_credit': 0.0, 'ar_overdue_amount': 0.0}


@tagged('post_install', '-at_install')
class TestCrmLead(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref('sales_team.group_sale_manager')
        cls.sam, cls.sue = (cls.seller(login) for login in ('ar_sam', 'ar_sue'))
        cls.shop = cls.customer("Shop", user_id=cls.sam.id)
        cls.account = cls.env['ar.credit.account']._account_for(cls.shop, cls.company)
        cls.account.write({'credit_mode': 'limit', 'credit_limit': 1000})
        cls.invoice(cls.shop, 300, -60, -30)
        cls.lead = cls.opportunity(cls.shop)

    @classmethod
    def seller(cls, login, **vals):
        """A salesperson who sees all opportunities, and has none of our groups."""
        return new_test_user(
            cls.env, login=login, groups='base.group_user,sales_team.group_sale_salesman_all_leads',
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)], **vals)

    @classmethod
    def opportunity(cls, partner, **vals):
        return cls.env['crm.lead'].create({
            'name': "Big order", 'type': 'opportunity', 'partner_id': partner.id,
            'company_id': cls.company.id, 'user_id': cls.sam.id, **vals})

    def figures(self, user, lead=None):
        self.env.flush_all()
        [values] = (lead or self.lead).with_user(user).read(NAMES)
        values.pop('id')
        return values

    def test_the_figures_of_the_customer(self):
        contact = self.env['res.partner'].create({'name': "Kim", 'parent_id': self.shop.id})
        for lead in (self.lead, self.opportunity(contact)):
            figures = self.figures(self.sam, lead)
            self.assertEqual(
                (figures['ar_available_credit'], figures['ar_overdue_amount']), (700.0, 300.0))
            self.assertEqual(figures['ar_tier_code'], self.account.tier_code)
            self.assertEqual(figures['ar_credit_status'], 'open')
        self.account.status = 'hold'
        self.env.invalidate_all()
        self.assertEqual(self.figures(self.sam)['ar_credit_status'], 'hold')

    def test_as_much_as_the_form_of_the_customer_shows_and_no_more(self):
        for user in (self.sam, self.sue, self.role_user('collector', login='ar_col')):
            user.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
            self.env.invalidate_all()
            [form] = self.shop.with_user(user).read(NAMES)
            form.pop('id')
            self.assertEqual(self.figures(user), form, user.login)
        self.assertEqual(self.figures(self.sue), NOTHING)

    def test_nobodys_customer_and_no_customer(self):
        stranger = self.opportunity(self.customer("Mill"))
        none = self.opportunity(self.env['res.partner'])
        self.assertEqual(self.figures(self.sam, stranger), NOTHING)
        self.assertEqual(self.figures(self.sam, none), NOTHING)

    def test_of_the_company_of_the_opportunity(self):
        """Whichever company is chosen on top, and nothing of one that is not ticked there."""
        other = self.other_company()
        self.env['ar.credit.account']._account_for(self.shop, other).status = 'watch'
        self.sam.company_ids += other
        here, there = self.lead, self.opportunity(self.shop, company_id=other.id, user_id=False)
        both = (here | there).with_user(self.sam)
        self.env.invalidate_all()
        for companies in (self.company | other, other | self.company):
            self.assertEqual(
                both.with_context(allowed_company_ids=companies.ids).mapped('ar_credit_status'),
                ['open', 'watch'])
        alone = both.with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(alone.sudo()[1].ar_credit_status)

    def test_nobody_types_them(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.sam).read(['status'])
        self.lead.with_user(self.sam).write({'ar_available_credit': 9e9, 'ar_overdue_amount': 0})
        self.env.invalidate_all()
        self.assertEqual(self.figures(self.sam)['ar_available_credit'], 700.0)

    def test_the_way_to_the_customers_page_is_for_our_groups(self):
        collector = self.role_user('collector')
        collector.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
        action = self.lead.with_user(collector).action_ar_customer()
        self.assertEqual(
            (action['res_model'], action['res_id']), ('ar.credit.account', self.account.id))
        for user, there in ((collector, True), (self.sam, False)):
            arch = self.env['crm.lead'].with_user(user).get_view(
                self.env.ref('crm.crm_lead_view_form').id)['arch']
            buttons = etree.fromstring(arch).xpath("//button[@name='action_ar_customer']")
            self.assertEqual(bool(buttons), there, user.login)

    def test_a_long_list_costs_no_more_queries(self):
        customers = self.customers(80)
        customers.user_id = self.sam
        self.env['ar.credit.account']._ensure_accounts(self.company, customers)
        for customer in customers[:10]:
            self.invoice(customer, 10, -60, -30)
        leads = self.env['crm.lead'].union(*(
            self.opportunity(customer) for customer in customers)).with_user(self.sam)
        leads[:1].read(NAMES)
        counts = []
        for some in (leads[:5], leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(NAMES)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(len(leads.filtered('ar_overdue_amount')), 10)
