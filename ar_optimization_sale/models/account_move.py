from odoo import models


class AccountMove(models.Model):
    _inherit = 'account.move'

    def _ar_guard_is_direct(self):
        # EXTENDS 'ar_optimization': what an order has delivered can always be invoiced.
        ordered = self.invoice_line_ids.sale_line_ids.filtered(lambda line: line.state == 'sale')
        return super()._ar_guard_is_direct() and not ordered

    def _ar_counts_as_draft(self):
        # EXTENDS 'ar_optimization': see `ar.credit.account._draft_counts_sql`
        return super()._ar_counts_as_draft() or bool(self.invoice_line_ids.sale_line_ids)
