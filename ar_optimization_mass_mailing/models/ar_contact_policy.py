from odoo import api, models
from odoo.tools import SQL


class ArContactPolicy(models.Model):
    """Newsletters and text messages of marketing are contacts, too."""
    _inherit = 'ar.contact.policy'

    @api.model
    def _contact_terms(self, customers, since):
        # EXTENDS 'ar_optimization': a mail that is kept is among the messages already
        self.env['mailing.trace'].flush_model()
        recent = SQL(
            """
            reader.commercial_partner_id IN %s AND trace.sent_datetime > %s
            AND trace.is_test_trace IS NOT TRUE
            AND trace.trace_status IN ('pending', 'sent', 'open', 'reply')
            """, customers._ids, since)
        return [*super()._contact_terms(customers, since), SQL(
            """
            SELECT reached.customer, trace.sent_datetime, trace.trace_type = 'sms'
              FROM (SELECT reader.commercial_partner_id AS customer, trace.id
                      FROM mailing_trace trace
                      JOIN res_partner reader ON reader.email_normalized = trace.email
                     WHERE %(recent)s
                     UNION
                    SELECT reader.commercial_partner_id, trace.id
                      FROM mailing_trace trace
                      JOIN res_partner reader ON reader.id = trace.res_id
                     WHERE trace.model = 'res.partner' AND %(recent)s) reached
              JOIN mailing_trace trace ON trace.id = reached.id
             WHERE NOT EXISTS (
                   SELECT 1 FROM mail_message message
                     JOIN mail_notification notification
                       ON notification.mail_message_id = message.id
                    WHERE message.message_id = trace.message_id
                      AND notification.notification_type = 'email')
            """, recent=recent)]
