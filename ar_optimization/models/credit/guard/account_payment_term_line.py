from odoo import api, models


class AccountPaymentTermLine(models.Model):
    """The longest term of a tier is cached, see `ar.credit.tier._guard_terms`."""
    _inherit = 'account.payment.term.line'

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
