from odoo import models


class ResCurrency(models.Model):
    """How many decimals a company's amounts have is cached, see `res.company._ar_digits`."""
    _inherit = 'res.currency'

    def write(self, vals):
        # EXTENDS 'base'
        result = super().write(vals)
        if 'rounding' in vals:
            self.env.registry.clear_cache()
        return result
