from odoo import api, models


class ArDerivedMixin(models.AbstractModel):
    """What follows from other figures has no default. Odoo stores a default, of the context of a
    call or of a user, in place of what a stored field would be computed from: an amount owed would
    be whatever somebody sends along."""
    _name = 'ar.derived.mixin'
    _description = "Computed Figures Without Defaults"

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        found = super().default_get(fields)
        return {name: value for name, value in found.items() if not self._is_derived(name)}

    @api.model
    def _is_derived(self, name):
        """Whether a field is computed and nobody types it."""
        field = self._fields[name]
        return bool(field.compute and field.readonly)
