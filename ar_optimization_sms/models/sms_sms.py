from odoo import api, models


class SmsSms(models.Model):
    """What the SMS queue makes of notices."""
    _inherit = 'sms.sms'

    @api.model
    def _process_queue(self):
        # EXTENDS 'sms'
        result = super()._process_queue()
        self.env['ar.dunning.notice'].sudo()._sweep_sms()
        return result

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        # EXTENDS 'sms': its queue mixes companies, each of which has a gateway of its own
        result, groups = None, [self]
        if not self.env.context.get('sms_api'):
            groups = self.grouped(lambda sms: sms._get_sms_company()).values()
        for group in groups:
            result = super(SmsSms, group)._send(
                unlink_failed=unlink_failed, unlink_sent=unlink_sent,
                raise_exception=raise_exception)
        return result

    def _handle_call_result_hook(self, results):
        # EXTENDS 'sms': a notice that failed comes again with the next run, so its message must not
        result = super()._handle_call_result_hook(results)
        failed = self.filtered(lambda sms: sms.state == 'error')
        notices = self.env['ar.dunning.notice'].sudo().search([
            ('mail_message_id', 'in', failed.mail_message_id.ids)])
        failed.filtered(lambda sms: sms.mail_message_id in notices.mail_message_id).write(
            {'state': 'canceled'})
        return result
