from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellKeyFiguresTour(HttpCase, ARCommon):
    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_user('collector')
        cls.month_end = cls.today.replace(day=1) - relativedelta(days=1)
        cls.alpha = cls.customer("Tour Alpha", country_id=cls.env.ref('base.cn').id)
        beta = cls.customer("Tour Beta", country_id=cls.env.ref('base.fr').id)
        day = cls.month_end.replace(day=1)
        late = cls.invoice(cls.alpha, 600, day, day + relativedelta(days=10))
        cls.invoice(beta, 200, day, day + relativedelta(days=120))
        late.invoice_date_due = day + relativedelta(days=120)

    def test_key_figures(self):
        self.env['ar.snapshot']._build_missing(self.company, self.today)
        self.start_tour(
            f'/odoo/receivables-key-figures?cids={self.company.id}', 'ar_key_figures',
            login='ar_collector')

    def test_no_month_end_yet(self):
        self.start_tour(
            f'/odoo/receivables-key-figures?cids={self.company.id}', 'ar_key_figures_empty',
            login='ar_collector')

    def test_concentration(self):
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.start_tour(
            f'/odoo/receivables-concentration?cids={self.company.id}', 'ar_concentration',
            login='ar_collector')
