from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # EXTENDS 'base': its SQL would delete the accounts of all companies as soon as one of them
        # has a counterpart, because a customer has only one account per company.
        self.env['ar.credit.account']._fold_partners(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
