from odoo import fields, models


class ArCreditTier(models.Model):
    _inherit = 'ar.credit.tier'

    incentive_policy_id = fields.Many2one(
        'ar.incentive.policy', string="Incentive", ondelete='restrict', check_company=True,
        index='btree_not_null',
        help="How customers of this tier are rewarded for paying early, unless their contract "
             "says otherwise.")

    def _policy(self):
        # EXTENDS credit
        return {**super()._policy(), 'incentive_policy_id': self.incentive_policy_id.id}
