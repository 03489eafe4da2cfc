from odoo import fields
from odoo.tests import freeze_time

from .worklist_common import WorklistCommon


class SalesCommon(WorklistCommon):
    """Two salespeople without any role of ours, whose customers owe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sam = cls.role_user('employee', login='ar_sam', name="Sam", email='sam@example.com')
        cls.sue = cls.role_user('employee', login='ar_sue', name="Sue", email='sue@example.com')
        cls.shop.user_id = cls.sam
        cls.mill.user_id = cls.sue
        cls.company.resource_calendar_id = False  # days to answer are days
        cls.inquiries = cls.env['ar.sales.inquiry']
        cls.manager = cls.company.ar_credit_manager_id
        cls.cash, cls.goods, cls.conduct = (
            cls.env.ref(f'ar_optimization.sales_cause_{name}')
            for name in ('cash', 'goods', 'conduct'))

    def night(self, when=0, companies=None):
        """What a night does for sales."""
        with freeze_time(self.day(when)):
            accounts = self.env['ar.credit.account']
            today = fields.Date.context_today(accounts)
            accounts._nightly_sales(companies or self.company, today)
            accounts._nightly_sales_digest(companies or self.company, today)
            self.env.flush_all()
            self.env.invalidate_all()
        return self.open()

    def bank(self, when):
        """The bank tells of a receipt: all up to that day is known."""
        self.env['account.bank.statement.line'].create({
            'journal_id': self.bank_journal.id, 'date': self.day(when), 'amount': 7,
            'payment_ref': "Of nobody"})

    def open(self):
        return self.inquiries.search([('state', 'in', ('asked', 'answered'))])

    def about(self, partner, **domain):
        return self.inquiries.search([
            ('partner_id', '=', partner.id), ('company_id', '=', self.company.id),
            *((name, '=', value) for name, value in domain.items())], order='id')

    def answer(self, inquiry, when, expected, cause=None, comment=False):
        """The salesperson answers, as over the screen."""
        mine = inquiry.with_user(inquiry.user_id)
        with freeze_time(self.day(when)):
            mine.write({'cause_id': (cause or self.cash).id, 'comment': comment,
                        'expected_date': self.day(expected)})
            mine.action_answer()
            self.env.flush_all()
        return inquiry

    def kinds(self, record):
        return self.env['ar.event'].search([
            ('res_model', '=', record._name), ('res_id', '=', record.id)],
            order='id').mapped('kind')
