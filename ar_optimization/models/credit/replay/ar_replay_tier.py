from odoo import Command, api, fields, models

# The part of a tier that a replay tries. What concerns terms of payment stays as it is.
TERMS = (
    'needs_fresh', 'credit_mode', 'sales_multiple', 'net_worth_percent', 'fixed_limit',
    'limit_floor', 'limit_cap', 'limit_step', 'order_control', 'prepayment_percent',
    'review_months',
)


def tier_selection(name):
    """The choices of a field of the tier, for the same field of a draft."""
    return lambda self: self.env['ar.credit.tier']._fields[name]._description_selection(self.env)


class ArReplayTier(models.Model):
    """A tier of a draft: who would get in, and how much credit."""
    _name = 'ar.replay.tier'
    _description = "Tier of a Replay"
    _inherit = ['ar.replay.part']
    _check_company_auto = True
    _order = 'sequence, id'
    _rec_name = 'tier_id'

    tier_id = fields.Many2one(
        'ar.credit.tier', required=True, check_company=True, ondelete='cascade', index=True)
    code = fields.Char(string="Letter", related='tier_id.code')
    sequence = fields.Integer(related='tier_id.sequence', store=True)
    condition_ids = fields.One2many(
        'ar.replay.condition', 'replay_tier_id', string="Conditions", copy=True)
    needs_fresh = fields.Boolean(string="No Information Out of Date")
    credit_mode = fields.Selection(
        selection=tier_selection('credit_mode'), string="Credit", required=True, default='limit')
    sales_multiple = fields.Float(
        string="Times Average Monthly Sales", digits=(6, 2), help="0: not used.")
    net_worth_percent = fields.Float(
        string="Percent of Net Worth", digits=(6, 2), help="0: not used.")
    fixed_limit = fields.Float(string="Fixed Amount", digits='Account', help="0: not used.")
    limit_floor = fields.Float(string="At Least", digits='Account')
    limit_cap = fields.Float(string="At Most", digits='Account', help="0: no such amount.")
    limit_step = fields.Float(string="Rounded to", digits='Account')
    order_control = fields.Selection(
        selection=tier_selection('order_control'), string="Orders Over the Limit", required=True,
        default='warn')
    prepayment_percent = fields.Float(string="Prepayment", help="In percent of an order.")
    review_months = fields.Integer(
        string="Review Every", required=True, default=12, help="In months.")
    conditions_text = fields.Text(string="In Words", compute='_compute_conditions_text')
    change = fields.Selection(
        [('same', "As Now"), ('changed', "Changed")], string="Against Now",
        compute='_compute_change')

    _tier_unique = models.UniqueIndex(
        '(replay_id, tier_id)', "A tier stands in a draft only once.")
    _positive = models.Constraint(
        'CHECK (sales_multiple >= 0 AND net_worth_percent >= 0 AND fixed_limit >= 0 '
        'AND limit_floor >= 0 AND limit_cap >= 0 AND limit_step >= 0 AND review_months > 0)',
        "The figures of a limit formula cannot be negative.")
    _percent_range = models.Constraint(
        'CHECK (prepayment_percent >= 0 AND prepayment_percent <= 100)',
        "A prepayment is between 0 and 100 percent.")

    # === COMPUTE === #

    @api.depends('condition_ids.condition', 'condition_ids.value', 'needs_fresh')
    @api.depends_context('lang')
    def _compute_conditions_text(self):
        for line in self:
            line.conditions_text = line._as_tier().conditions_text

    @api.depends('condition_ids.condition', 'condition_ids.value', 'tier_id', *TERMS)
    def _compute_change(self):
        for line in self:
            same = line._image(line) == line._image(line.tier_id)
            line.change = 'same' if same else 'changed'

    @api.model
    def _image(self, record):
        """What a tier or a line says, for comparison."""
        conditions = sorted((item.condition, item.value) for item in record.condition_ids)
        return [*(record[name] for name in TERMS), conditions]

    # === BUSINESS === #

    @api.model
    def _values_of(self, tier):
        """What a tier says, as values of a line."""
        return {
            'tier_id': tier.id, **{name: tier[name] for name in TERMS},
            'condition_ids': [
                Command.create({'condition': item.condition, 'value': item.value,
                                'sequence': item.sequence}) for item in tier.condition_ids],
        }

    def _tier_values(self):
        """What this line says, as values of its tier."""
        return {
            **{name: self[name] for name in TERMS},
            'condition_ids': [Command.clear(), *(
                Command.create({'condition': item.condition, 'value': item.value,
                                'sequence': item.sequence}) for item in self.condition_ids
                if item.condition)],
        }

    def _as_tier(self):
        """This line as its tier would be, not saved."""
        return self.env['ar.credit.tier'].new(self._tier_values(), origin=self.tier_id)
