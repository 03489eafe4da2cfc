"""What the demo company did against the rules, what was said about it, and a question to a
lawyer."""
from datetime import datetime, time, timedelta

from odoo import fields, models

# Customer, days ago, hour (UTC), subject.
CALLS = (
    ("Castellan Build", 6, 4, "Overdue invoices, before work"),
    ("Fontana Textiles", 3, 23, "Overdue invoices, late at night"),
)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_compliance(self, today):
        """Play two calls at night, find the breaches of two months, explain one of them, ask a
        colleague, and preview what could be erased. To be called at the end."""
        self._ar_make_demo_night_calls(today)
        breaches = self.env['ar.compliance.breach'].sudo()._find(
            self, fields.Date.subtract(today, months=2), today, today)
        called = breaches.filtered(lambda breach: breach.kind == 'contact_hours')
        for breach in called[-1:]:
            breach.write({
                'reason': "The customer works at night and had asked for it",
                'state': 'explained', 'decided_on': today,
                'decided_by_id': self.env.ref('base.user_admin').id})
        advice = self.env['ar.legal.advice'].create({
            'name': "Calls outside the hours", 'company_id': self.id,
            'question': "May we call at night when a customer has asked us to do so?",
            'user_id': self.env.ref('base.user_admin').id,
            'breach_ids': [fields.Command.set(called.ids)],
            'rule_id': self.env.ref('ar_optimization.compliance_contact_us').id})
        advice.action_ask()
        self.env['ar.retention.run'].sudo().create(
            {'company_id': self.id, 'date': today})._preview()

    def _ar_make_demo_night_calls(self, today):
        accounts = self._ar_demo_accounts()
        admin = self.env.ref('base.user_admin')
        self.env['ar.contact.log'].sudo().create([
            {'account_id': accounts[name].id, 'channel': 'phone', 'result': 'told',
             'subject': subject, 'user_id': admin.id,
             'date': datetime.combine(today - timedelta(days=days), time(hour))}
            for name, days, hour, subject in CALLS])
