from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time

from .common import InsightCommon

# The bound that a rule ships with, as far as tests speak about it.
DELAY = 'ar_optimization.alert_rule_delay'


class AlertCommon(InsightCommon):
    """Customers whose stored behaviour is set by hand, and nights of early warning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.env['ar.alert']
        cls.company.ar_bank_stale_days = 10_000
        cls.rule = cls.env.ref(DELAY)
        cls.sam = cls.role_user('employee', login='ar_sam', name="Sam")
        cls.cora = cls.role_user('collector', login='ar_cora', name="Cora")
        cls.max = cls.role_user('credit_manager', login='ar_max', name="Max")
        cls.company.ar_credit_manager_id = cls.max
        cls.shop = cls.known("Shop", user_id=cls.sam.id)

    @classmethod
    def known(cls, name, company=None, **vals):
        """The account of a customer who has bought and paid for two years."""
        account = cls.account(cls.customer(name, **vals), company)
        cls.facts(account)
        return account

    @classmethod
    def facts(cls, accounts, **facts):
        """Store behaviour as the night of the insight room would."""
        facts = {
            'resolved_count': 10, 'paid_count': 10, 'on_time_ratio': 0.9, 'partial_ratio': 0,
            'delay_recent': 2, 'delay_before': 2, 'delay_trend': 0,
            'first_invoice_date': cls.today - timedelta(days=730), **facts}
        accounts.sudo()._write_set(dict.fromkeys(accounts.ids, facts), tuple(facts))

    @classmethod
    def slower(cls, accounts, days):
        """Customers who pay so many days later than they used to."""
        cls.facts(accounts, delay_recent=2 + days, delay_trend=days)

    def night(self, day=0, companies=None):
        """One night of early warning; what is new, without what an account has by itself."""
        with freeze_time(f'{self.day(day)} 03:00'):
            before = self.alerts.sudo().search([])
            self.env['ar.credit.account']._nightly_alerts(
                companies or self.company, fields.Date.context_today(self.alerts))
            self.env.invalidate_all()
            return self.alerts.sudo().search([]) - before

    def warned(self, day=0):
        """{(indicator, customer): value} of what a night brings."""
        return {(alert.indicator, alert.partner_id.name): alert.value for alert in self.night(day)}
