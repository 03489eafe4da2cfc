from odoo.service.model import call_kw
from odoo.tests import freeze_time

from ..common import ARCommon


class ReportCommon(ARCommon):
    """Customers that owe, two credit managers, and a director without any role of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill, cls.shop = cls.customer("Mill"), cls.customer("Shop")
        cls.late = cls.invoice(cls.shop, 600, -200, -150)
        cls.young = cls.invoice(cls.mill, 400, -20, 20)
        cls.writer = cls.role_user('credit_manager', login='ar_writer', email='w@example.com')
        cls.signer = cls.role_user('credit_manager', login='ar_signer', email='s@example.com')
        cls.director = cls.role_user(
            'employee', login='ar_director', name="Director", email='d@example.com')
        cls.stranger = cls.role_user('employee', login='ar_stranger')
        cls.company.ar_risk_report_reader_ids = cls.director
        cls.reports = cls.env['ar.risk.report']
        cls.env['ar.snapshot']._build_company_months(cls.company, cls.today)

    def report(self, user=None, when=0, **vals):
        return self.reports.with_user(user or self.writer).create({
            'date': self.day(when), 'company_id': self.company.id, **vals}).with_env(self.env)

    def night(self, when=0):
        with freeze_time(self.day(when)):
            self.env['ar.credit.account'].sudo()._nightly_risk_reports(
                self.company, self.day(when))

    def call(self, user, records, method, *args, context=None, **kwargs):
        """Call a method as `user` would over RPC, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        ids = [] if getattr(getattr(type(model), method), '_api_model', False) else [records.ids]
        context = {'allowed_company_ids': user.company_ids.ids, **(context or {})}
        result = call_kw(model, method, [*ids, *args], {**kwargs, 'context': context})
        self.env.flush_all()
        return result

    def refused(self, errors, user, records, method, *args, **kwargs):
        with self.subTest(user=user.login, method=method, args=args), \
                self.assertRaises(errors), self.cr.savepoint():
            self.call(user, records, method, *args, **kwargs)
