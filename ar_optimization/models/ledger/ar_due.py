from odoo import api, fields, models


class ArDue(models.AbstractModel):
    """Something that somebody is to do by a day; as long as it is `open` after that day, it is
    late. A model that inherits this has states of its own, `open` among them."""
    _name = 'ar.due'
    _description = "To Be Done by a Day"

    date_due = fields.Date(string="By When", required=True)
    is_late = fields.Boolean(
        string="Past Its Day", compute='_compute_is_late', search='_search_is_late')

    # === COMPUTE === #

    @api.depends('state', 'date_due')
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.is_late = bool(
                record.state == 'open' and record.date_due and record.date_due < today)

    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('state', '=', 'open'), ('date_due', '<', fields.Date.context_today(self))]
