from datetime import date

from odoo import models

# A day on which terms counted from the end of the month come out longest.
LONGEST_FROM = date(2025, 7, 1)


class AccountPaymentTerm(models.Model):
    _inherit = 'account.payment.term'

    def _ar_longest_days(self):
        """Days from the invoice to its last instalment, at the worst: an invoice of the first of
        a month with 31 days.

        :return: int, 0 for no term or one without lines.
        """
        return max((
            (line._get_due_date(LONGEST_FROM) - LONGEST_FROM).days for line in self.line_ids
        ), default=0)
