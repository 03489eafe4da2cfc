from odoo import api, fields, models


class ArTierSuggestionGroup(models.TransientModel):
    """One group of customers who pay alike, and the conditions that would make it a tier."""
    _name = 'ar.tier.suggestion.group'
    _description = "Group of Customers Who Pay Alike"
    _order = 'rank, id'

    suggestion_id = fields.Many2one(
        'ar.tier.suggestion', required=True, index=True, ondelete='cascade')
    rank = fields.Integer(readonly=True)
    tier_id = fields.Many2one(
        'ar.credit.tier', string="Becomes Tier",
        domain="[('company_id', 'in', (parent.company_id, False))]")
    name = fields.Char(compute='_compute_name')
    size = fields.Integer(string="Customers", readonly=True)
    on_time_ratio = fields.Float(string="On Time", readonly=True)
    weighted_days_late = fields.Float(string="Days Late", readonly=True)
    overdue_share = fields.Float(readonly=True)
    currency_id = fields.Many2one(related='suggestion_id.company_id.currency_id')
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    receivable_amount = fields.Monetary(string="Open Amount", readonly=True)
    conditions = fields.Json(string="Bounds", readonly=True)
    conditions_text = fields.Text(string="Conditions", compute='_compute_conditions_text')

    @api.depends('tier_id', 'rank')
    def _compute_name(self):
        for group in self:
            group.name = group.tier_id.code or str(group.rank + 1)

    @api.depends('conditions', 'tier_id')
    @api.depends_context('lang')
    def _compute_conditions_text(self):
        words = self.env['ar.credit.tier.condition']
        for group in self:
            lines = [words._in_words(name, bound) for name, bound in group.conditions.items()] \
                if group.conditions else [self.env._("As they are now")]
            group.conditions_text = "\n".join(lines)
