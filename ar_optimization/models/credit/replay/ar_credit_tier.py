from odoo import models

from ....tools.chain import plain

# The part of a tier that a replay tries. What concerns terms of payment stays as it is.
TERMS = (
    'needs_fresh', 'credit_mode', 'sales_multiple', 'net_worth_percent', 'fixed_limit',
    'limit_floor', 'limit_cap', 'limit_step', 'order_control', 'prepayment_percent',
    'review_months',
)


class ArCreditTier(models.Model):
    """What a draft speaks about of a tier."""
    _inherit = 'ar.credit.tier'

    def _draft_image(self):
        """What the part of this tier says that a draft can change, as JSON values."""
        self.ensure_one()
        return plain(draft_image(self))


def draft_image(record):
    """The same of a tier or of a line of a draft, for comparison."""
    conditions = sorted(
        [item.condition, item.value] for item in record.condition_ids if item.condition)
    return {**{name: record[name] for name in TERMS}, 'conditions': conditions}
