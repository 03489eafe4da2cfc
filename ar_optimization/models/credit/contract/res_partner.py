from odoo import fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    ar_contract_id = fields.Many2one(
        'ar.contract', string="Contract in Force", compute='_compute_ar_credit',
        compute_sudo=False)

    def _ar_credit_fields(self):
        # EXTENDS credit
        return {**super()._ar_credit_fields(), 'ar_contract_id': 'contract_id'}
