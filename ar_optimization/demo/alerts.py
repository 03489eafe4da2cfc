"""Early warnings of the demo: what the night finds, an event somebody has read about, one that was
looked into, and the risks of the company as a whole."""
from odoo import fields, models

EVENT = ("Castellan Build", "Trade Journal",
         "The builder's main project in Milan is stopped; suppliers wait for their money.")
RISKS = (
    ("Our largest customer fails", 'concentration', '2', '5', 'treated',
     "Credit insurance for the five largest customers; limits reviewed every quarter."),
    ("Exchange rates move between order and payment", 'country', '3', '3', 'accepted',
     "Invoices in our own currency wherever the customer agrees."),
    ("Due dates are changed to please the statistics", 'fraud', '2', '4', 'treated',
     "Every change after posting is logged and told to the credit manager."),
    ("Nobody collects while the collector is away", 'process', '4', '2', 'open',
     "Name a substitute for every absence."),
)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_alerts(self, today):
        """Look for warnings, and enter what no ledger says. To be called when promises and
        disputes are there."""
        admin = self.env.ref('base.user_admin')
        accounts = self._ar_demo_accounts()
        customer, source, text = EVENT
        alerts = self.env['ar.alert']
        alerts.with_user(admin).create({
            'account_id': accounts[customer].id, 'source': source, 'description': text,
            'severity': 'red', 'event_date': fields.Date.subtract(today, days=2)})
        self.env['ar.credit.account']._nightly_alerts(self, today)
        found = alerts.search([('company_id', '=', self.id), ('origin', '=', 'rule')], order='id')
        for alert, close in zip(found, ('action_real', 'action_false_alarm', 'action_real'),
                                strict=False):
            getattr(alert.with_user(admin), close)()
        found[3:4].with_user(admin).action_seen()
        self.env['ar.risk'].with_user(admin).create([
            {'name': name, 'category': category, 'likelihood': likelihood, 'impact': impact,
             'state': state, 'measure': measure, 'company_id': self.id,
             'next_review_date': fields.Date.add(today, days=30 * int(impact))}
            for name, category, likelihood, impact, state, measure in RISKS])
