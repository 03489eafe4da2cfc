from datetime import date

from odoo import api, models
from odoo.tools import ormcache

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

    @api.model
    @ormcache('term_id', 'day')
    def _ar_parts(self, term_id, day):
        """When how much of a document of a day is due under a term, from a cache that ends with
        each change of a term: orders ask it at every confirmation.

        :param int term_id: `account.payment.term`, may be empty.
        :return: tuple of (days, `percent` or `fixed`, value), one per instalment.
        """
        return tuple(
            ((line._get_due_date(day) - day).days, line.value, line.value_amount)
            for line in self.browse(term_id or ()).line_ids)
