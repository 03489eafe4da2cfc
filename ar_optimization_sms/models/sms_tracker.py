from odoo import models


class SmsTracker(models.Model):
    """What the gateway answers at once, and what the network reports later."""
    _inherit = 'sms.tracker'

    def _update_sms_notifications(
            self, notification_status, failure_type=False, failure_reason=False):
        # EXTENDS 'sms': a report that comes too late is not taken
        result = super()._update_sms_notifications(
            notification_status, failure_type=failure_type, failure_reason=failure_reason)
        taken = self.mail_notification_id.filtered(
            lambda told: told.notification_status == notification_status)
        self.env['ar.dunning.notice']._of_messages(taken.mail_message_id)._note_sms(
            notification_status, failure_type, failure_reason)
        return result
