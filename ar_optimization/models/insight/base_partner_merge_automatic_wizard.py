from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # EXTENDS 'base': its SQL moves invoices from one customer to another, when contacts of
        # two companies are merged. Who has an account may be others afterwards.
        changes = self.env['ar.feature.change']
        changes._mark_partners(src_partners | dst_partner)
        res = super()._update_foreign_keys(src_partners, dst_partner)
        changes._mark_partners(src_partners | dst_partner)
        return res
