"""Reminders of the demo company: what was sent this morning, what came back, and what was said on
the phone."""
from odoo import fields, models

CALLS = [
    ('promised', 5, "Pays the oldest two on Friday, the rest at the end of the month."),
    ('no_answer', 1, False),
]


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_contacts(self, today):
        """Send a first run, and play what follows: an answer, a bounce, two calls."""
        self.write({'ar_position_dunning': 'on', 'ar_bank_stale_days': 9999})
        # As if it had gone live last quarter: nothing has got a level by its age today.
        self.ar_dunning_open_date = fields.Date.subtract(today, days=90)
        self.env['ar.dunning.item'].sudo().search([('company_id', '=', self.id)]).unlink()
        run = self.env['ar.dunning.run'].sudo()._prepare(self, today)
        policies = self.env['ar.contact.policy'].search([])
        policies.active = False  # the demo is installed at any hour
        run._approve(run.notice_ids.sorted('amount', reverse=True)[:6])
        run._send_all()
        policies.active = True
        sent = run.notice_ids.filtered(lambda notice: notice.state == 'sent')
        self.env['mail.mail'].search(
            [('mail_message_id', 'in', sent.mail_message_id.ids)]).unlink()
        sent._note_delivered()
        if sent:
            self._ar_make_demo_answers(sent)

    def _ar_make_demo_answers(self, sent):
        """What customers made of their notices."""
        accounts = sent.account_id
        first, last = sent[0], sent[-1]
        first.account_id._receive_answer({
            'parent_id': first.mail_message_id.id, 'author_id': first._recipient().id,
            'subject': f"Re: {first.mail_message_id.subject}"}, automatic=False)
        if last != first:
            last._note_bounced(last._recipient().email_normalized, "")
        for account, (result, days, note) in zip(accounts[1:-1], CALLS, strict=False):
            self.env['ar.contact.log'].with_user(self.env.ref('base.user_admin')).create({
                'account_id': account.id, 'channel': 'phone', 'result': result, 'note': note,
                'contact_id': account.partner_id.id,
                'next_date': fields.Date.add(fields.Date.today(), days=days)})
