from odoo import api, models
from odoo.tools import email_normalize

from ....tools import contact


class MailThread(models.AbstractModel):
    """What comes in: who wrote it, a person or a machine, and what came back."""
    _inherit = 'mail.thread'

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # EXTENDS 'mail': an account that is answered wants to know
        headers = {name.lower(): str(value) for name, value in message.items()}
        automatic = contact.is_automatic(headers, message_dict.get('subject'))
        return super(
            MailThread, self.with_context(ar_automatic_mail=automatic)
        )._message_route_process(message, message_dict, routes)

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        # EXTENDS 'mail': an address that somebody writes from works
        result = super()._routing_reset_bounce(email_message, message_dict)
        if writer := email_normalize(message_dict['email_from']):
            self.env['res.partner'].sudo().search(
                [('ar_bounced_email', '=', writer)]).ar_bounced_email = False
        return result

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        # EXTENDS 'mail'
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict['bounced_message']
        if bounced.model == 'ar.credit.account' and message_dict['bounced_email']:
            self.env['ar.dunning.notice']._of_messages(bounced)._note_bounced(
                message_dict['bounced_email'], message_dict.get('body') or "")
        return result
