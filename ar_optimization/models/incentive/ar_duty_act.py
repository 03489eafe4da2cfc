from odoo import api, models
from odoo.tools import SQL


class ArDutyAct(models.Model):
    """Who offered discounts, gave up claims, and changed incentive policies."""
    _inherit = 'ar.duty.act'

    @api.model
    def _kinds(self):
        # EXTENDS credit
        return {
            **super()._kinds(),
            'incentive.offered': 'discount', 'incentive.waived': 'discount',
            'incentive.policy_created': 'policy', 'incentive.policy_changed': 'policy',
            'incentive.policy_deleted': 'policy',
        }

    @api.model
    def _by_rule_sql(self, alias):
        # EXTENDS credit: whoever matches a payment writes off no discount that it has earned
        return SQL(
            "(%s OR %s IS NOT NULL)", super()._by_rule_sql(alias),
            SQL.identifier(alias, 'ar_incentive_offer_id'))
