from odoo.tests import HttpCase, tagged

from .promise_common import PromiseCommon


@tagged('post_install', '-at_install')
class TestCollectionPromiseTour(PromiseCommon, HttpCase):
    freeze = False

    def setUp(self):
        super().setUp()
        self.invoice(self.shop, 100, -60, -30)
        self.page = f'/odoo/credit-accounts/{self.account.id}'

    def test_a_collector_takes_a_promise_and_cancels_it(self):
        self.start_tour(self.page, 'ar_promise', login='ar_ann')
        [promise] = self.account.promise_ids
        self.assertEqual(
            (promise.state, promise.user_id, promise.cancel_reason),
            ('cancelled', self.ann, "It was another customer"))
        self.assertEqual(promise.contact_log_id.note, "Pays on Friday")

    def test_a_collector_makes_a_payment_plan(self):
        self.start_tour(self.page, 'ar_payment_plan', login='ar_ann')
        draft, plan = self.account.payment_plan_ids.sorted('version', reverse=True)
        self.assertEqual((plan.state, plan.line_ids.mapped('amount')), ('active', [50, 50]))
        self.assertEqual((draft.state, draft.parent_id), ('draft', plan))
