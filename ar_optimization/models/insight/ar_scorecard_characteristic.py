from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import scorecard

# How figures of the ledger are read, and what ranges are shown in.
UNITS = {
    'on_time_ratio': 'percent', 'on_time_ratio_amount': 'percent', 'overdue_share': 'percent',
    'utilisation': 'percent', 'partial_ratio': 'percent', 'credit_note_ratio': 'percent',
    'order_volatility': 'percent', 'currency_risk': 'percent',
    'mean_days_late': 'days', 'weighted_days_late': 'days', 'delay_recent': 'days',
    'delay_trend': 'days', 'worst_overdue_days': 'days', 'days_since_invoice': 'days',
    'days_since_payment': 'days', 'months_known': 'months',
}


class ArScorecardCharacteristic(models.Model):
    """One line of a scorecard: what is looked at, how much it weighs, and what to do when it is
    not known or out of date."""
    _name = 'ar.scorecard.characteristic'
    _description = "Scorecard Characteristic"
    _order = 'scorecard_id, sequence, id'

    scorecard_id = fields.Many2one(
        'ar.scorecard', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    source = fields.Selection(
        [
            ('feature', "Payment Behaviour"), ('input', "Credit Information"),
            ('industry', "Industry Outlook"), ('currency', "Currency Risk"),
        ],
        required=True, default='feature',
    )
    feature = fields.Selection(
        [
            ('on_time_ratio', "On time, by number"),
            ('on_time_ratio_amount', "On time, by amount"),
            ('mean_days_late', "Mean days late"),
            ('weighted_days_late', "Days late, by amount"),
            ('delay_recent', "Delay of the last 3 months"),
            ('delay_trend', "Delay trend"),
            ('worst_overdue_days', "Days of the oldest overdue item"),
            ('overdue_share', "Share overdue of what is open"),
            ('utilisation', "Use of the credit limit"),
            ('months_known', "Months known"),
            ('invoice_count', "Number of invoices"),
            ('average_order', "Average invoice"),
            ('monthly_sales', "Monthly sales"),
            ('order_volatility', "Order volatility"),
            ('partial_ratio', "Paid in parts"),
            ('credit_note_ratio', "Credit notes by sales"),
            ('days_since_invoice', "Days since the last invoice"),
            ('days_since_payment', "Days since the last payment"),
        ],
        string="Figure",
    )
    kind_id = fields.Many2one(
        'ar.credit.input.kind', string="Information", ondelete='restrict', index='btree_not_null')
    code = fields.Char(
        compute='_compute_code', store=True, precompute=True,
        help="What is looked at, once per scorecard.")
    by_category = fields.Boolean(compute='_compute_unit')
    unit = fields.Char(compute='_compute_unit')
    weight = fields.Float(required=True, default=1.0, digits=(16, 2))
    share = fields.Float(
        string="Points of 100", compute='_compute_share',
        help="The most points this line can add to the score when everything is known.")
    missing = fields.Selection(
        [
            ('exclude', "Leave out"), ('neutral', "Half the points"), ('points', "Fixed points"),
        ],
        string="If Unknown", required=True, default='exclude',
        help="Leave out: the other lines share its weight.")
    missing_points = fields.Float(string="Points if Unknown", digits=(16, 2))
    stale_days = fields.Integer(
        string="Out of Date after Days",
        help="Besides the last valid day of the information itself. 0: no limit.")
    stale_factor = fields.Float(
        string="Weight if Out of Date", default=0.5, digits=(3, 2),
        help="Part of the weight that is left: 1 keeps it, 0 leaves the line out.")
    requirement = fields.Selection(
        [
            ('none', "Optional"), ('fresh', "Fresh if given"), ('given', "Given and fresh"),
        ],
        string="Best Tiers Need It", required=True, default='none',
        help="A customer whose information is out of date, or not given, stays out of the tiers "
             "that need fresh information: old good news makes no A.")
    attribute_ids = fields.One2many(
        'ar.scorecard.attribute', 'characteristic_id', string="Ranges", copy=True)
    best_points = fields.Float(compute='_compute_best_points')

    _weight_positive = models.Constraint('CHECK (weight >= 0)', "A weight cannot be negative.")
    _factor_range = models.Constraint(
        'CHECK (stale_factor BETWEEN 0 AND 1)',
        "The weight of information that is out of date lies between 0 and 1.")
    _code_unique = models.Constraint(
        'UNIQUE (scorecard_id, code)', "A scorecard looks at each thing once.")

    # === CONSTRAINTS === #

    @api.constrains('source', 'feature', 'kind_id')
    def _check_source(self):
        for line in self:
            if line.source == 'feature' and not line.feature:
                raise ValidationError(self.env._("%(name)s: choose a figure.", name=line.name))
            if line.source == 'input' and not line.kind_id:
                raise ValidationError(self.env._(
                    "%(name)s: choose the information it looks at.", name=line.name))

    @api.constrains('weight')
    def _check_weights(self):
        for card in self.scorecard_id:
            if not any(card.characteristic_ids.mapped('weight')):
                raise ValidationError(self.env._(
                    "At least one characteristic of %(card)s needs a weight.", card=card.name))

    @api.constrains('attribute_ids', 'missing', 'missing_points')
    def _check_points(self):
        for line in self:
            if not line.best_points:
                raise ValidationError(self.env._(
                    "%(name)s: at least one range must give points.", name=line.name))
            if line.missing == 'points' and not 0 <= line.missing_points <= line.best_points:
                raise ValidationError(self.env._(
                    "%(name)s: the points if unknown lie between 0 and those of the best range.",
                    name=line.name))

    @api.constrains('attribute_ids', 'source', 'kind_id')
    def _check_ranges(self):
        for line in self:
            keys = [
                attribute.category_id.id if line.by_category else attribute.lower
                for attribute in line.attribute_ids
            ]
            if line.by_category and not all(keys):
                raise ValidationError(self.env._(
                    "%(name)s: every line needs its category.", name=line.name))
            if len(set(keys)) < len(keys):
                raise ValidationError(self.env._(
                    "%(name)s: two ranges begin at the same value.", name=line.name))

    # === COMPUTE === #

    @api.depends('source', 'feature', 'kind_id.code')
    def _compute_code(self):
        codes = {'industry': 'industry', 'currency': 'currency_risk'}
        for line in self:
            line.code = {
                'feature': line.feature, 'input': line.kind_id.code,
            }.get(line.source, codes.get(line.source))

    @api.depends('source', 'code', 'kind_id.value_type')
    def _compute_unit(self):
        for line in self:
            kind = line.source == 'input' and line.kind_id.value_type
            line.by_category = kind == 'category'
            line.unit = 'percent' if kind == 'percent' else UNITS.get(line.code, 'number')

    @api.depends('weight', 'scorecard_id.characteristic_ids.weight')
    def _compute_share(self):
        for line in self:
            whole = sum(line.scorecard_id.characteristic_ids.mapped('weight'))
            line.share = 100 * line.weight / whole if whole else 0.0

    @api.depends('attribute_ids.points')
    def _compute_best_points(self):
        for line in self:
            line.best_points = max(line.attribute_ids.mapped('points'), default=0.0)

    @api.onchange('source', 'feature', 'kind_id')
    def _onchange_source(self):
        if not self.name and self.code:
            labels = dict(self._fields['feature']._description_selection(self.env))
            self.name = labels.get(self.feature) if self.source == 'feature' else self.kind_id.name

    # === BUSINESS === #

    def _limits_of(self, attribute):
        """Where a range begins and ends, None where it is open."""
        edges = sorted({other.lower for other in self.attribute_ids} | {attribute.lower})
        place = edges.index(attribute.lower)
        upper = edges[place + 1] if place + 1 < len(edges) else None
        return (attribute.lower if place else None), upper

    def _compiled(self):
        """These lines as `tools.scorecard` understands them.

        :return: list of `scorecard.Characteristic`; lines without ranges are left out, so that a
            card can be tried while it is being written.
        """
        return [
            scorecard.Characteristic(
                line.code, line.weight, line._bins(), line.missing, line.missing_points,
                line.stale_days or None, line.stale_factor,
                line.requirement != 'none', line.requirement == 'fresh',
            )
            for line in self if line.code and line.best_points
        ]

    def _bins(self):
        if self.by_category:
            return tuple(
                scorecard.Bin(attribute.points, choice=attribute.category_id.code)
                for attribute in self.attribute_ids if attribute.category_id)
        return tuple(
            scorecard.Bin(attribute.points, *self._limits_of(attribute))
            for attribute in self.attribute_ids.sorted('lower'))

    def _value_text(self, value):
        """A value in the unit of the line, as a person reads it; "" when it is not known."""
        if value is None or value is False:
            return ""
        if isinstance(value, str):
            names = {category.code: category.name for category in self.kind_id.category_ids}
            return names.get(value, value)
        return self.env['ar.scorecard']._figure_text(value, self.unit)

    def _range_text(self, lower, upper):
        """A range in the unit of the line: "90 – 95 %", "< 30 days", "≥ 24 months"."""
        figure = self.env['ar.scorecard']._figure_text
        if lower is None and upper is None:
            return self.env._("any")
        if lower is None:
            return f"< {figure(upper, self.unit)}"
        if upper is None:
            return f"≥ {figure(lower, self.unit)}"
        start = figure(lower * 100 if self.unit == 'percent' else lower, 'number')
        return f"{start} – {figure(upper, self.unit)}"
