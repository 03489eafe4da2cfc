from odoo.tests import HttpCase, tagged

from .worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestCollectionWorklistTour(WorklistCommon, HttpCase):
    """A collector's morning, in a browser."""

    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.shop, 1000, -60, -40)
        cls.shop.street = "1 Harbor Street"

    def test_a_collector_works_down_the_list(self):
        self.invoice(self.mill, 200, -60, -20)
        self.rebuild()
        self.start_tour('/odoo/worklist', 'ar_worklist', login='ar_lena')
        rows = self.rows().sorted('account_id')
        self.assertEqual(rows.mapped('state'), ['rest', 'rest'])
        self.assertEqual(
            self.shop_account.contact_log_ids.mapped('result'), ['call_back'])
        self.assertEqual(self.mill_account.contact_log_ids.mapped('result'), ['no_answer'])
        self.assertFalse(rows.claim_user_id)

    def test_a_promise_is_taken_on_the_row(self):
        self.rebuild()
        self.start_tour('/odoo/worklist', 'ar_worklist_promise', login='ar_lena')
        row = self.row(self.shop_account)
        self.assertEqual((row.state, self.shop_account.promise_ids.amount), ('rest', 1000.0))

    def test_no_key_is_taken_twice(self):
        arch = self.lists.get_view(view_type='form')['arch']
        keys = [part.split('"')[1] for part in arch.split('data-hotkey=')[1:]]
        self.assertGreater(len(keys), 6)
        self.assertEqual(len(keys), len(set(keys)))


@tagged('post_install', '-at_install')
class TestCollectionWorklistPhone(WorklistCommon, HttpCase):
    """The visit plan on a phone."""

    freeze = False
    browser_size = '400x900'
    touch_enabled = True

    def test_a_collector_visits_by_city(self):
        self.invoice(self.shop, 1000, -60, -40)
        self.shop.street = "1 Harbor Street"
        self.shop_account._plan_contact('visit', self.today, self.lena, "Bring the statement")
        self.rebuild()
        self.start_tour('/odoo/worklist-visits', 'ar_worklist_visits', login='ar_lena')
        [log] = self.shop_account.contact_log_ids
        self.assertEqual((log.channel, log.result), ('visit', 'told'))
        self.assertEqual(self.row(self.shop_account).state, 'done')
