"""Targets of the demo's people, what the last months earned them, and entries that a manager is to
review."""
from dateutil.relativedelta import relativedelta

from odoo import models

RULES = (
    # name, subject, measure, formula, floor, at the target, cap, beside money
    ("Money collected", 'collector', 'collected', 'linear', 80, 600, 900, "A day off"),
    ("Own customers pay", 'salesperson', 'collected', 'linear', 80, 400, 600, False),
)
MONTHS = (-2, -1, 0, 1)
# Of what is most likely; the company's own target of next month is out of reach.
BOLD = 1.6
PAYER = "Fontana Textiles"


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_targets(self, today):
        """Targets of past months, this one and the next. To be called once results are there."""
        self.env['ar.kpi.bonus.rule'].create([
            {'company_id': self.id, 'name': name, 'subject': subject, 'measure': measure,
             'kind': kind, 'floor': floor, 'amount': amount, 'cap': cap, 'reward': reward}
            for name, subject, measure, kind, floor, amount, cap, reward in RULES])
        made = self.env['ar.kpi.target']
        for month in MONTHS:
            made |= self._ar_make_demo_month(today + relativedelta(months=month, day=1))
        future = made.filtered(lambda target: target.date_from > today)
        for target in future.sudo():
            if (target.subject, target.measure) == ('company', 'collected'):
                target.value *= BOLD
        (made - future)._approve()
        self._ar_make_demo_receipt(today)
        self.env['ar.kpi.flag'].sudo()._find(self, today)
        self.env['ar.kpi.bonus'].sudo()._make(self, today)

    def _ar_make_demo_month(self, day):
        """The targets that a manager proposes for a month, as far as something is likely."""
        made = self.env['ar.kpi.target']
        for measure in ('collected', 'overdue_rate'):
            plan = self.env['ar.kpi.target.plan'].create({
                'company_id': self.id, 'date_from': day, 'measure': measure})
            made |= made.sudo().create(plan._missing())
        made.filtered(lambda target: not target.value).unlink()
        return made.exists()

    def _ar_make_demo_receipt(self, today):
        """Money of the last day of a month that no invoice has taken since."""
        day = today.replace(day=1) + relativedelta(months=-1, days=-1)
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 480.0, 'date': day,
            'partner_id': self._ar_demo_accounts()[PAYER].partner_id.id,
            'journal_id': self.env['account.journal'].search(
                [('type', '=', 'bank'), ('company_id', '=', self.id)], limit=1).id,
        }).action_post()
