from datetime import timedelta

from odoo.tests import tagged

from .common import ARSaleCommon


@tagged('post_install', '-at_install')
class TestSaleAlert(ARSaleCommon):
    """Orders that leave their usual course are a warning before invoices show it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_bank_stale_days = 10_000
        cls.account = cls.accounts._account_for(cls.partner, cls.company).sudo()

    def ordered(self, amount, day, **vals):
        order = self.order((self.goods, 1, amount), **vals)
        order.date_order = self.day(day)
        return order

    def warned(self):
        """{indicator: value} of what a night brings of orders."""
        found = self.env['ar.alert'].sudo()._build(self.company, self.today)
        return {alert.indicator: alert.value for alert in found
                if alert.indicator.startswith('order_')}

    def usual(self, **vals):
        """365 every 30 days for 13 months: 720 in 60 days of the year before."""
        for month in range(13):
            self.ordered(365, -70 - 30 * month, **vals)

    def test_below_the_bound_and_quotations(self):
        self.usual()
        self.ordered(361, -40)
        self.assertEqual(self.warned(), {}, "49.9 % less")
        self.ordered(700, -5, confirm=False)
        self.assertEqual(self.warned(), {}, "a quotation is no order")

    def test_a_drop(self):
        self.usual()
        self.ordered(180, -50)
        self.assertEqual(self.warned(), {'order_drop': 75})
        alert = self.env['ar.alert'].search([('indicator', '=', 'order_drop')])
        self.assertIn("Ordered", alert.words)
        action = alert.action_evidence()
        self.assertEqual(
            len(self.env[action['res_model']].search(action['domain'])), 14)

    def test_a_jump_in_another_currency_and_of_a_contact(self):
        euro = self.other_currency()
        self.usual()
        branch = self.env['res.partner'].create({
            'name': "Branch", 'parent_id': self.partner.id, 'type': 'invoice'})
        self.ordered(500, -3, currency=euro, partner=branch)
        self.assertEqual(list(self.warned()), ['order_spike'], "1,000 against 330")

    def test_who_is_new_and_who_orders_rarely_has_no_usual_course(self):
        for day in (-100, -90, -80, -75, -70, -65):
            self.ordered(100, day)
        self.assertEqual(self.warned(), {})
        rare = self.customer("Rare")
        self.accounts._account_for(rare, self.company)
        for day in (-400, -200):
            self.ordered(100, day, partner=rare)
        self.assertEqual(self.warned(), {})

    def test_orders_of_another_company_and_of_later_days(self):
        other = self.other_company(name="Second")
        self.usual(company=other)
        self.ordered(5_000, -3)
        self.assertEqual(self.warned(), {})
        found = self.env['ar.alert'].sudo()._build(
            self.company, self.today - timedelta(days=400))
        self.assertFalse(found)
