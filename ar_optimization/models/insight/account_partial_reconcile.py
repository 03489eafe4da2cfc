from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        partials = super().create(vals_list)
        partials._ar_mark_features()
        return partials

    def unlink(self):
        # EXTENDS 'account'
        self._ar_mark_features()
        return super().unlink()

    def _ar_mark_features(self):
        """Both sides: an invoice paid by another contact of the group is a fact of both."""
        if self:  # Odoo takes apart what was never matched each time it posts
            self.env['ar.feature.change']._mark_lines(self.debit_move_id | self.credit_move_id)
