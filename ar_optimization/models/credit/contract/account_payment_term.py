from odoo import models

from ....tools.settlement import Settlement


class AccountPaymentTerm(models.Model):
    """Terms that are counted from a monthly statement, see `account_move.py`."""
    _inherit = 'account.payment.term'

    def _compute_terms(self, date_ref, *args, **kwargs):
        # EXTENDS 'account': instalments are counted from the statement and paid on the payment
        # day. A discount for early payment is counted from the invoice, as it is printed. Nobody
        # outside can make this value of the context.
        monthly = self.env.context.get('ar_settlement')
        if not isinstance(monthly, Settlement):
            return super()._compute_terms(date_ref, *args, **kwargs)
        terms = super()._compute_terms(monthly.begin(date_ref), *args, **kwargs)
        terms['discount_date'] = self._get_last_discount_date(date_ref)
        for line in terms['line_ids']:
            line['date'] = monthly.due(line['date'])
        return terms

    # === BUSINESS === #

    def _ar_agreed_versions(self):
        """The versions of contracts that were submitted with these terms.

        :return: `ar.contract.version` with all rights, keeping the terms as they are now where
            they were submitted before versions did that.
        """
        versions = self.env['ar.contract.version'].sudo()
        if not self or not self.env['ar.contract']._any_agreed():
            return versions
        versions = versions.search([
            ('payment_term_id', 'in', self.ids), ('state', '!=', 'draft')])
        versions.filtered(lambda version: not version.agreed_lines)._freeze_term()
        return versions
