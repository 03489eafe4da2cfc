from odoo import api, models
from odoo.tools import ormcache


class ArCreditTier(models.Model):
    """What a tier says about documents is read at every confirmation and therefore cached."""
    _name = 'ar.credit.tier'
    _inherit = ['ar.credit.tier', 'ar.guard.cached']

    @api.model
    @ormcache('tier_id')
    def _guard_terms(self, tier_id):
        """What a tier does with documents.

        :param tier_id: id, False for an account without tier, whose limit somebody has set by hand.
        :return: (action over the limit, percent to be paid in advance, longest term in days or
            None)
        """
        tier = self.sudo().browse(tier_id)
        if not tier:
            return 'hold', 0.0, None
        term = tier.max_payment_term_id
        return (
            tier.order_control, tier.prepayment_percent,
            term._ar_longest_days() if term else None)
