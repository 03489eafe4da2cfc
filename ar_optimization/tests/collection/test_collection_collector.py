from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestCollectionCollector(ARCommon):
    """Whoever collects from a customer finds its open items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.wood, cls.steel = cls.customer("Wood Corner"), cls.customer("Steel Works")
        cls.account = cls.env['ar.credit.account']._account_for(cls.wood, cls.company)
        cls.invoice(cls.wood, 100, -40, due=-10)
        cls.invoice(cls.steel, 50)

    def items(self):
        return self.env['ar.open.item'].with_user(self.collector)

    def test_items_are_found_and_grouped_by_the_collector_of_the_account(self):
        self.assertFalse(self.items().search([('collector_id', '=', self.collector.id)]))
        self.account.collector_id = self.collector
        [item] = self.items().search([('collector_id', '=', self.collector.id)])
        self.assertEqual((item.commercial_partner_id, item.amount_residual), (self.wood, 100))
        groups = self.items()._read_group(
            [('company_id', '=', self.company.id)], ['collector_id'], ['amount_residual:sum'])
        self.assertEqual(
            {collector.id: amount for collector, amount in groups},
            {self.collector.id: 100, False: 50})

    def test_another_companys_collector_is_another(self):
        other = self.other_company()
        there = self.env['ar.credit.account']._account_for(self.wood, other)
        with self.assertRaises(UserError):
            there.collector_id = self.collector
        self.account.collector_id = self.collector
        self.assertFalse(there.collector_id)

    def test_a_merged_customer_keeps_a_collector(self):
        self.account.collector_id = self.collector
        kept = self.env['ar.credit.account']._account_for(self.steel, self.company)
        self.env['base.partner.merge.automatic.wizard'].sudo()._merge(
            (self.wood | self.steel).ids, self.steel)
        self.assertEqual(kept.collector_id, self.collector)
