from odoo import models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def write(self, vals):
        # EXTENDS 'base': a contact that changes its parent takes its invoices along
        if {'parent_id', 'is_company', 'commercial_partner_id'}.isdisjoint(vals):
            return super().write(vals)
        before = self.commercial_partner_id
        res = super().write(vals)
        after = self.commercial_partner_id
        if before != after:
            self.env['ar.feature.change']._mark_partners(before | after)
        return res
