from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        partials = super().create(vals_list)
        partials._ar_mark_confirmed()
        return partials

    def unlink(self):
        # EXTENDS 'account'
        self._ar_mark_confirmed()
        return super().unlink()

    def _ar_mark_confirmed(self):
        """A payment that is matched with its bank line, or no longer, is another evidence. What
        happens on receivable accounts is marked by the insight room."""
        if not self:
            return
        lines = (self.debit_move_id | self.credit_move_id).filtered(
            lambda line: line.account_type != 'asset_receivable' and line.move_id.origin_payment_id)
        self.env['ar.agreement.mark'].sudo()._mark({
            (line.company_id.id, line.partner_id.commercial_partner_id.id) for line in lines})
