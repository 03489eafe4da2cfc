from odoo import api, fields, models


class ArUntilMixin(models.AbstractModel):
    """Something lasts up to a day, with a reason, and then ends by itself: a stop, a hold. The day
    and the reason are fields of the model; a flag, and the search for it, follow from the day."""
    _name = 'ar.until.mixin'
    _description = "Lasts up to a Day, with a Reason"

    def _compute_lasting(self, flag, until):
        """Fill the flag of what lasts.

        :param str flag: name of the boolean field.
        :param str until: name of the field with the last day.
        """
        today = fields.Date.context_today(self)
        for record in self:
            record[flag] = bool(record[until] and record[until] >= today)

    @api.model
    def _search_lasting(self, until, operator):
        """The domain of those whose flag is set, for the `search` of the flag."""
        if operator != 'in':
            return NotImplemented
        return [(until, '>=', fields.Date.context_today(self))]
