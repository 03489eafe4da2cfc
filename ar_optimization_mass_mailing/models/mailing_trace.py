from odoo import models


class MailingTrace(models.Model):
    _inherit = 'mailing.trace'

    # Whoever may be contacted is asked for the mailings of the last seven days.
    _ar_sent_idx = models.Index("(sent_datetime) WHERE sent_datetime IS NOT NULL")
