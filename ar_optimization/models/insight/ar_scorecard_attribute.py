from odoo import api, fields, models


class ArScorecardAttribute(models.Model):
    """Points for a range of values, or for one category.

    A range goes from its own lower limit up to the next one's, and the first has no lower limit:
    so there can be neither gaps nor overlaps.
    """
    _name = 'ar.scorecard.attribute'
    _description = "Scorecard Range"
    _order = 'characteristic_id, lower, sequence, id'

    characteristic_id = fields.Many2one(
        'ar.scorecard.characteristic', required=True, index=True, ondelete='cascade')
    kind_id = fields.Many2one(related='characteristic_id.kind_id')
    by_category = fields.Boolean(related='characteristic_id.by_category')
    sequence = fields.Integer(default=10)
    lower = fields.Float(
        string="From", digits=(16, 4),
        help="Lowest value of this range; it ends where the next one begins. The first range also "
             "takes everything below.")
    category_id = fields.Many2one(
        'ar.credit.input.category', domain="[('kind_id', '=', kind_id)]", ondelete='restrict',
        index='btree_not_null')
    points = fields.Float(required=True, digits=(16, 2), aggregator=None)
    range_text = fields.Char(string="Range", compute='_compute_range_text')

    _points_positive = models.Constraint('CHECK (points >= 0)', "Points cannot be negative.")

    @api.depends('lower', 'category_id', 'characteristic_id.attribute_ids.lower')
    def _compute_range_text(self):
        for attribute in self:
            if attribute.category_id:
                attribute.range_text = attribute.category_id.name
                continue
            characteristic = attribute.characteristic_id
            lower, upper = characteristic._limits_of(attribute)
            attribute.range_text = characteristic._range_text(lower, upper)
