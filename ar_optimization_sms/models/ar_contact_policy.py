from odoo import api, models
from odoo.tools import SQL


class ArContactPolicy(models.Model):
    """Text messages of all of Odoo are contacts, too."""
    _inherit = 'ar.contact.policy'

    @api.model
    def _contact_terms(self, customers, since):
        # EXTENDS 'ar_optimization': those of notices are in the log already
        return [*super()._contact_terms(customers, since), SQL(
            """
            SELECT reader.commercial_partner_id, message.date, TRUE
              FROM mail_notification notification
              JOIN mail_message message ON message.id = notification.mail_message_id
              JOIN res_partner reader ON reader.id = notification.res_partner_id
             WHERE reader.commercial_partner_id IN %s AND message.date > %s
               AND notification.notification_type = 'sms'
               AND notification.notification_status IN ('ready', 'process', 'pending', 'sent')
               AND NOT EXISTS (
                   SELECT 1 FROM ar_contact_log log WHERE log.mail_message_id = message.id)
            """, customers._ids, since)]
