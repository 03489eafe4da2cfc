from odoo import models


class ArReviewMeeting(models.Model):
    """The pack of a review meeting, as the log of exports counts it."""
    _inherit = 'ar.review.meeting'

    def _ar_printed_rows(self):
        # EXTENDS management
        return self.page_ids._ar_printed_rows() + sum(
            len(found['rows'])
            for meeting in self for found in (meeting.content or {}).get('exceptions', {}).values())
