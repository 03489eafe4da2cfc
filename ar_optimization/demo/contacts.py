"""What became of the notices of the demo company: an answer, a bounce, and what was said on the
phone."""
from odoo import fields, models

CALLS = [
    ('promised', 5, "Pays the oldest two on Friday, the rest at the end of the month."),
    ('no_answer', 1, False),
]


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_contacts(self, today):
        """Play what followed on the notices that were sent. To be called when they are there."""
        sent = self.env['ar.dunning.notice'].search(
            [('company_id', '=', self.id), ('state', '=', 'sent')], order='amount desc')
        sent._note_delivered()
        sent._log_contacts()
        for log in self.env['ar.contact.log'].sudo().search([('notice_id', 'in', sent.ids)]):
            log.date = log.notice_id.delivery_date = log.notice_id.sent_date
        if sent:
            self._ar_answer_demo_notice(sent[0])
            self._ar_report_demo_calls(sent[1:].account_id, today)
        if len(sent) > 3:
            sent[-1]._note_bounced(sent[-1]._recipient().email_normalized, "")
        for run in self.env['ar.dunning.run'].search(
                [('company_id', '=', self.id), ('state', '=', 'draft')]):
            run.action_refresh()

    def _ar_answer_demo_notice(self, notice):
        notice.account_id._receive_answer({
            'author_id': notice._recipient().id,
            'subject': f"Re: {notice.preview_subject}"}, automatic=False)
        notice.delivery = 'answered'

    def _ar_report_demo_calls(self, accounts, today):
        admin = self.env.ref('base.user_admin')
        for account, (result, days, note) in zip(accounts, CALLS, strict=False):
            self.env['ar.contact.log'].with_user(admin).create({
                'account_id': account.id, 'channel': 'phone', 'result': result, 'note': note,
                'contact_id': account.partner_id.id,
                'promised_amount': sum(
                    account._lines_to_agree_on()[:2].mapped('amount_residual_currency'))
                if result == 'promised' else 0.0,
                'next_date': fields.Date.add(today, days=days)})
