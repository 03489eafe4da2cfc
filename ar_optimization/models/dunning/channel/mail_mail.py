from odoo import api, models

from ....tools import contact


class MailMail(models.Model):
    """What the mail queue makes of notices."""
    _inherit = 'mail.mail'

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        # EXTENDS 'mail'
        result = super().process_email_queue(email_ids, batch_size)
        self.env['ar.dunning.notice'].sudo()._sweep_mails()
        return result

    def _postprocess_sent_message(
            self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # EXTENDS 'mail': which deletes what was handed over
        notices = self.env['ar.dunning.notice']._of_messages(self.mail_message_id)
        reason = contact.said(failure_reason or self[:1].failure_reason or "")
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type)
        if not notices:
            return result
        if failure_type == 'mail_smtp':
            notices._note_server_down(self.sudo(), reason)
        elif failure_type and not success_pids:
            self.sudo().exists().write({'state': 'cancel'})
            notices._fail(reason or failure_type)
        else:
            notices._note_delivered()
        return result
