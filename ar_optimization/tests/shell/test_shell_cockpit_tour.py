from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellCockpitTour(HttpCase, ARCommon):
    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_user('credit_manager')
        cls.sam = cls.role_user('employee', login='ar_sam')
        alpha, beta = cls.customers(2, "Tour")
        alpha.user_id = cls.sam
        cls.invoice(alpha, 600, -70, -10)
        cls.invoice(alpha, 400, -10, 20)
        cls.invoice(beta, 250, -70, -10)
        cls.env['ar.credit.account']._ensure_accounts(cls.company)
        cls.env['ar.snapshot']._build_missing(cls.company, cls.today)
        cls.env['ar.forecast'].sudo()._build(cls.company, cls.today)

    def test_cockpit(self):
        """The app opens with it; numbers open their lists; a month stays in the address."""
        self.start_tour(
            f'/odoo?cids={self.company.id}', 'ar_cockpit', login='ar_credit_manager')

    def test_failing_card(self):
        """A card that fails says so; the others stand."""
        def fail(records, question):
            raise ValueError("out of paper")

        self.patch(type(self.env['ar.cockpit']), '_card_alerts', fail)
        with self.assertLogs('odoo.http', 'ERROR'):
            self.start_tour(
                f'/odoo/receivables-cockpit?cids={self.company.id}', 'ar_cockpit_failing',
                login='ar_credit_manager')

    def test_salesperson(self):
        self.start_tour(
            f'/odoo/receivables-cockpit?cids={self.company.id}', 'ar_cockpit_sales',
            login='ar_sam')
