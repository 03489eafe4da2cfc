from odoo import api, models


class ArPaymentExperience(models.Model):
    _inherit = 'ar.payment.experience'

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS ledger
        known = super().create(vals_list)
        self.env['ar.feature.change']._mark_partners(known.partner_id)
        return known

    def write(self, vals):
        # EXTENDS ledger
        changes = self.env['ar.feature.change']
        changes._mark_partners(self.partner_id)
        res = super().write(vals)
        if 'partner_id' in vals:
            changes._mark_partners(self.partner_id)
        return res

    def unlink(self):
        # EXTENDS ledger
        self.env['ar.feature.change']._mark_partners(self.partner_id)
        return super().unlink()
