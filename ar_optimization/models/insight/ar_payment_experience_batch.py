from odoo import models


class ArPaymentExperienceBatch(models.Model):
    _inherit = 'ar.payment.experience.batch'

    def write(self, vals):
        # EXTENDS ledger: a file that is withdrawn, or trusted less, changes all its customers
        if not {'active', 'weight', 'date', 'source', 'company_id'}.isdisjoint(vals):
            self._ar_mark_features()
        return super().write(vals)

    def unlink(self):
        # EXTENDS ledger
        self._ar_mark_features()
        return super().unlink()

    def _ar_mark_features(self):
        lines = self.with_context(active_test=False).line_ids
        self.env['ar.feature.change']._mark_partners(lines.partner_id)
