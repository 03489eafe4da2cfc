from odoo import api, models


class ArGuardCached(models.AbstractModel):
    """What the guard reads at every confirmation, and therefore from a cache: each change ends it.
    """
    _name = 'ar.guard.cached'
    _description = "Cached for the Guard"

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env.registry.clear_cache()
        return made

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
