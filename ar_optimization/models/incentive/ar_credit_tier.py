from odoo import api, fields, models
from odoo.tools import ormcache


class ArCreditTier(models.Model):
    _inherit = 'ar.credit.tier'

    incentive_policy_id = fields.Many2one(
        'ar.incentive.policy', string="Incentive", ondelete='restrict', check_company=True,
        index='btree_not_null',
        help="How customers of this tier are rewarded for paying early, unless their contract "
             "says otherwise.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if 'incentive_policy_id' in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    # === BUSINESS === #

    def _policy(self):
        # EXTENDS credit
        return {**super()._policy(), 'incentive_policy_id': self.incentive_policy_id.id}

    @api.model
    @ormcache()
    def _is_any_rewarding(self):
        """Whether the tier of a customer says anything about incentives: every posting asks.

        A tier that is deleted may leave a yes behind, which costs one search and no more."""
        return bool(self.sudo().with_context(active_test=False).search_count(
            [('incentive_policy_id', '!=', False)], limit=1))
