from odoo import models

WATCHED = {
    'date_maturity', 'partner_id', 'account_id', 'balance', 'debit', 'credit', 'amount_currency',
}


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def write(self, vals):
        # EXTENDS 'account'
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        posted = self.filtered(lambda line: line.parent_state == 'posted')
        changes = self.env['ar.feature.change']
        changes._mark_lines(posted)
        res = super().write(vals)
        if not {'partner_id', 'account_id'}.isdisjoint(vals):
            changes._mark_lines(posted)
        return res
