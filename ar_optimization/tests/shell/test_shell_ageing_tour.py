from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellAgeingTour(HttpCase, ARCommon):
    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_user('collector')
        cls.alpha, cls.beta, cls.gamma = (
            cls.customer(f"Tour {name}") for name in ("Alpha", "Beta", "Gamma"))
        cls.late = cls.invoice(cls.alpha, 1000, -60, due=-31)
        cls.invoice(cls.beta, 500, -10, due=20)
        cls.payment(cls.beta, 49.50, -1)
        cls.invoice(cls.gamma, 200, -5, due=25)

    def tour(self, name, options=''):
        url = f'/odoo/aged-receivables?cids={self.company.id}{options}'
        self.start_tour(url, name, login='ar_collector')

    def test_ageing_screen(self):
        # The tour also types buckets that are none; the refusal is logged by the server.
        with self.assertLogs('odoo.http', 'WARNING') as refused:
            self.tour('ar_ageing')
        self.assertIn("are no ageing buckets", ''.join(refused.output))

    def test_address(self):
        self.tour('ar_ageing_address', '&search=tour%20gamma&bounds=10')

    def test_open_items_by_bucket(self):
        """What is dated later is an open item, too: the proof takes it in on both sides."""
        self.invoice(self.gamma, 1, when=30)
        self.start_tour(
            f'/odoo/open-items?cids={self.company.id}', 'ar_open_item_proof', login='ar_collector')

    def test_damaged_ledger(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 999.99 WHERE id = %s",
            [self.receivable_lines(self.late).id])
        self.env.invalidate_all()
        self.tour('ar_ageing_untied')
