from odoo import api, fields, models


class ArContractTerms(models.AbstractModel):
    _inherit = 'ar.contract.terms'

    incentive_policy_id = fields.Many2one(
        'ar.incentive.policy', string="Incentive", ondelete='restrict', check_company=True,
        help="Counts for this customer whatever its tier says.")

    @api.model
    def _term_names(self):
        # EXTENDS credit
        return [*super()._term_names(), 'incentive_policy_id']
