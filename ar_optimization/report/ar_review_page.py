from odoo import models


class ArReviewPage(models.Model):
    """The page of a salesperson, as the log of exports counts it."""
    _inherit = 'ar.review.page'

    def _ar_printed_rows(self):
        # EXTENDS management
        return sum(
            len(part['rows']) for page in self for part in page.content.values()
            if isinstance(part, dict) and 'rows' in part)
