from ..common import ARCommon


class WorklistCommon(ARCommon):
    """A company in which collection is on, two collectors, and customers that owe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_position_collection = 'on'
        cls.env['ar.contact.policy'].search([]).active = False  # tests live at midnight
        cls.lena = cls.role_user('collector', login='ar_lena')
        cls.tom = cls.role_user('collector', login='ar_tom')
        cls.company.ar_credit_manager_id = cls.role_user('credit_manager')
        cls.shop = cls.customer("Shop", phone='+1 555 0100', city="Boston")
        cls.mill = cls.customer("Mill", email='mill@example.com', city="Lowell")
        cls.shop_account, cls.mill_account = (
            cls.env['ar.credit.account']._account_for(partner, cls.company)
            for partner in (cls.shop, cls.mill))
        cls.shop_account.collector_id = cls.lena
        cls.mill_account.collector_id = cls.lena
        cls.lists = cls.env['ar.worklist']

    def rebuild(self, when=0):
        self.env['ar.credit.account']._nightly_worklist(self.company, self.day(when))
        return self.rows()

    def rows(self):
        return self.lists.search([('company_id', '=', self.company.id)])

    def row(self, account):
        return self.lists.search([('account_id', '=', account.id)])

    def codes(self, row):
        return {code: points for code, (points, *_figures) in (row.detail or {}).items()}

    def report(self, account, result, user=None, **vals):
        return self.env['ar.contact.log'].with_user(user or self.lena).create({
            'account_id': account.id, 'channel': 'phone', 'result': result, **vals})

    def answer(self, account):
        """The customer writes, as the mail gateway notes it."""
        return self.env['ar.contact.log'].sudo().create({
            'account_id': account.id, 'channel': 'mail', 'direction': 'in', 'result': 'answered',
            'is_automatic': True, 'user_id': False})
