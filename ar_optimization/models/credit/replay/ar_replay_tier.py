from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ....tools.chain import plain
from .ar_credit_tier import TERMS, draft_image


def tier_selection(name):
    """The choices of a field of the tier, for the same field of a draft."""
    return lambda self: self.env['ar.credit.tier']._fields[name]._description_selection(self.env)


class ArReplayTier(models.Model):
    """A tier of a draft: who would get in, and how much credit. One that is in use, as it is or
    changed or out of use, or a new one."""
    _name = 'ar.replay.tier'
    _description = "Tier of a Replay"
    _inherit = ['ar.replay.part']
    _check_company_auto = True
    _order = 'sequence, id'
    _rec_name = 'code'

    tier_id = fields.Many2one(
        'ar.credit.tier', check_company=True, ondelete='cascade', index=True,
        help="Empty: a new tier.")
    code = fields.Char(
        string="Letter", required=True, size=3, compute='_compute_place', store=True,
        readonly=False, precompute=True)
    sequence = fields.Integer(
        string="Place", compute='_compute_place', store=True, readonly=False, precompute=True,
        help="From the best tier to the worst; the places of the others are in the list.")
    name = fields.Char(help="Of a new tier.")
    is_out = fields.Boolean(
        string="Out of Use",
        help="Customers of this tier go into the others. It is archived when the draft is "
             "activated.")
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
        [('same', "As Now"), ('changed', "Changed"), ('new', "New"), ('out', "Out of Use")],
        string="Against Now",
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

    # === CONSTRAINTS === #

    @api.constrains('code', 'tier_id')
    def _check_codes(self):
        for replay in self.replay_id:
            others = replay._company_tiers() - replay.tier_ids.tier_id
            codes = [*replay.tier_ids.mapped('code'), *others.mapped('code')]
            if len(set(codes)) < len(codes):
                raise ValidationError(self.env._(
                    "Two tiers of a company cannot have the same letter."))

    @api.constrains('credit_mode', 'sales_multiple', 'net_worth_percent', 'fixed_limit',
                    'limit_floor', 'limit_cap')
    def _check_formula(self):
        """What a tier is refused, too: else it could be tried and not be activated."""
        for line in self:
            line._as_tier()._check_formula()
            line._as_tier()._check_floor()

    # === COMPUTE === #

    @api.depends('tier_id.code', 'tier_id.sequence')
    def _compute_place(self):
        for line in self:
            line.code = line.tier_id.code or line.code
            line.sequence = line.tier_id.sequence if line.tier_id else line.sequence or 10

    @api.depends('condition_ids.condition', 'condition_ids.value', 'needs_fresh')
    @api.depends_context('lang')
    def _compute_conditions_text(self):
        for line in self:
            line.conditions_text = line._as_tier().conditions_text

    @api.depends('condition_ids.condition', 'condition_ids.value', 'tier_id', 'is_out',
                 'replay_id.rules_image', *TERMS)
    def _compute_change(self):
        for line in self:
            if not line.tier_id:
                line.change = 'new'
            elif line.is_out:
                line.change = 'out'
            else:
                same = plain(draft_image(line)) == line.replay_id._rule_at_run(line.tier_id)
                line.change = 'same' if same else 'changed'

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

    def _new_tier_values(self):
        """What this line says, as values of a new tier beside the others of the company."""
        others = self.env['ar.credit.tier']._for_company(self.company_id)
        return {
            **self._tier_values(), 'code': self.code, 'sequence': self.sequence,
            'name': self.name or self.code, 'company_id': others[:1].company_id.id}

    def _as_tier(self):
        """This line as its tier would be, not saved."""
        if not self.tier_id:
            return self.env['ar.credit.tier'].new(self._new_tier_values())
        return self.env['ar.credit.tier'].new(self._tier_values(), origin=self.tier_id)
