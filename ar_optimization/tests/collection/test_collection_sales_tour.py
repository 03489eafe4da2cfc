from odoo.tests import HttpCase, tagged

from .sales_common import SalesCommon


@tagged('post_install', '-at_install')
class TestCollectionSalesTour(SalesCommon, HttpCase):
    freeze = False

    def test_a_salesperson_answers_two_questions(self):
        self.mill.write({'name': "Tour Mill", 'user_id': self.sam.id})
        self.shop.name = "Tour Shop"
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.mill, 50, -60, -30)
        self.night()
        self.start_tour('/odoo/my-overdue-customers', 'ar_sales', login='ar_sam')
        self.assertRecordValues(self.about(self.mill) | self.about(self.shop), [
            {'state': 'answered', 'cause_id': self.cash.id, 'comment': "I call Tour Mill",
             'expected_date': self.day(5)},
            {'state': 'answered', 'cause_id': self.goods.id, 'comment': "I call Tour Shop",
             'expected_date': self.day(9)}])
