from dataclasses import replace

from odoo import api, fields, models

# A draft says what a policy says, but for its dates: it counts for the whole of the past.
TERMS = (
    'name', 'sequence', 'condition', 'bound', 'action', 'prepayment_percent', 'tier_id',
    'partner_id', 'on_orders', 'on_deliveries', 'on_invoices', 'small_amount', 'small_month',
    'grace_days',
)


class ArReplayPolicy(models.Model):
    """A policy of a draft: one that is in force, changed or as it is, or a new one."""
    _name = 'ar.replay.policy'
    _description = "Policy of a Replay"
    _inherit = ['ar.replay.part']
    _check_company_auto = True
    _order = 'sequence, id'

    policy_id = fields.Many2one(
        'ar.credit.policy', string="In Place Of", readonly=True, ondelete='set null',
        index='btree_not_null')
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    condition = fields.Selection(
        selection=lambda self: self.env['ar.credit.policy']._fields['condition']
        ._description_selection(self.env),
        required=True, default='limit')
    bound = fields.Float(
        string="Allowed", digits='Account',
        help="In the unit of the condition: percent, days, or the company's currency.")
    action = fields.Selection(
        selection=lambda self: self.env['ar.credit.policy']._fields['action']
        ._description_selection(self.env),
        required=True, default='hold')
    prepayment_percent = fields.Float(
        string="Prepayment", help="In percent of the document; 0: as the tier says.")
    tier_id = fields.Many2one(
        'ar.credit.tier', check_company=True, ondelete='cascade', index='btree_not_null',
        help="Only for customers of this tier.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", ondelete='cascade', index='btree_not_null',
        domain="[('commercial_partner_id', '=', id)]", help="Only for this customer.")
    on_orders = fields.Boolean(string="Orders", default=True)
    on_deliveries = fields.Boolean(string="Deliveries", default=True)
    on_invoices = fields.Boolean(string="Direct Invoices", default=True)
    small_amount = fields.Float(
        string="Small Documents Pass up to", digits='Account',
        help="In the company's currency. 0: none.")
    small_month = fields.Float(
        string="At Most per Month", digits='Account',
        help="What may pass like this of one customer in a calendar month.")
    grace_days = fields.Integer(
        help="A document that passed is not held by this rule at its next step for so many days.")
    text = fields.Char(string="In Words", compute='_compute_text')
    change = fields.Selection(
        [('same', "As Now"), ('changed', "Changed"), ('new', "New")], string="Against Now",
        compute='_compute_change')

    _not_negative = models.Constraint(
        'CHECK (bound >= 0 AND small_amount >= 0 AND small_month >= 0 AND grace_days >= 0)',
        "The figures of a policy cannot be negative.")
    _percent_range = models.Constraint(
        'CHECK (prepayment_percent >= 0 AND prepayment_percent <= 100)',
        "A prepayment is between 0 and 100 percent.")
    _one_subject = models.Constraint(
        'CHECK (tier_id IS NULL OR partner_id IS NULL)',
        "A policy is for a tier or for a customer, not for both.")

    # === COMPUTE === #

    @api.depends(*TERMS)
    @api.depends_context('lang')
    def _compute_text(self):
        for line in self:
            line.text = line._as_policy().text

    @api.depends('policy_id', *TERMS)
    def _compute_change(self):
        for line in self:
            if not line.policy_id:
                line.change = 'new'
            else:
                same = line._policy_values() == line._values_of(line.policy_id, named=False)
                line.change = 'same' if same else 'changed'

    # === BUSINESS === #

    @api.model
    def _values_of(self, policy, named=True):
        """What a policy says, as values of a line.

        :param bool named: with the policy itself and its name.
        """
        values = {
            name: policy._fields[name].convert_to_write(policy[name], policy) for name in TERMS}
        return {**values, 'policy_id': policy.id} if named else values

    def _policy_values(self):
        """What this line says, as values of a policy of its company."""
        return {name: self._fields[name].convert_to_write(self[name], self) for name in TERMS}

    def _as_policy(self):
        """This line as a policy that is not saved, for its words and its rule."""
        return self.env['ar.credit.policy'].new({
            **self._policy_values(), 'company_id': self.company_id.id})

    def _rule(self):
        """This line as `tools.guard.Rule`, of the rank it has once it is activated."""
        return replace(self._as_policy()._rule(), key=None)
