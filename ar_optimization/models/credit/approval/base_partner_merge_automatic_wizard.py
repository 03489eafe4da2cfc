from odoo import models

from ..ar_credit_account_terms import NATIVE_SYNC


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_values(self, src_partners, dst_partner):
        # EXTENDS 'base': the accounts were folded, the stricter terms won; what Odoo's fields get
        # in between follows them again at night
        return super()._update_values(
            src_partners, dst_partner.with_context(ar_native_sync=NATIVE_SYNC))
