"""Dunning in the demo: a run that went out three weeks ago, and the one that waits on the desk."""
from datetime import datetime, time

from odoo import fields, models

DAYS_AGO = 21
# Customer, days that dunning rests, why.
RESTING = ("Meridian Foods", 10, "Talks about the returned pallets until the end of next week")


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_dunning(self, today):
        """Switch dunning on, with one run sent and one in preview. To be called when tiers are
        there."""
        accounts = self._ar_demo_accounts()
        before = fields.Date.subtract(today, days=DAYS_AGO)
        for name, account in accounts.items():
            if not account.partner_id.email:
                account.partner_id.email = f"{name.split()[0].lower()}@example.com"
        # What the first night observed gives way to a history.
        self.env['ar.dunning.run'].search([('company_id', '=', self.id)])._drop()
        self.env['ar.dunning.item'].search([('company_id', '=', self.id)]).unlink()
        self.write({'ar_position_dunning': 'on', 'ar_dunning_first_cap': 0})
        self.ar_dunning_open_date = fields.Date.subtract(today, days=90)
        # A few are held back by lot, so that the others can be measured.
        procedures = self.env['ar.dunning.procedure'].search([('holdout_percent', '=', 0)])
        procedures.write({'holdout_percent': 5, 'holdout_cap': 50_000})
        self._ar_send_demo_run(before)
        customer, days, reason = RESTING
        accounts[customer].write({
            'dunning_pause_until': fields.Date.add(today, days=days),
            'dunning_pause_reason': reason})
        self.env['ar.dunning.run']._prepare(self, today)

    def _ar_send_demo_run(self, day):
        """A run of the past, of what was overdue then. Nothing is mailed to anybody."""
        run = self.env['ar.dunning.run']._prepare(self, day)
        run._approve(run.notice_ids)
        run.notice_ids._note_sent(day)
        noon = datetime.combine(day, time(12))
        run.notice_ids.sent_date = noon
        run._close()
        run.write({'approve_date': noon, 'done_date': noon})
