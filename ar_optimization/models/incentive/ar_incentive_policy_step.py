from odoo import api, fields, models

from ...tools.incentive import annual_rate


class ArIncentivePolicyStep(models.Model):
    """Who pays so many days earlier gets so many percent."""
    _name = 'ar.incentive.policy.step'
    _description = "Step of an Incentive Policy"
    _inherit = ['ar.logged.part']
    _order = 'policy_id, days, id'
    _part_of = 'policy_id'

    policy_id = fields.Many2one(
        'ar.incentive.policy', required=True, index=True, ondelete='cascade')
    days = fields.Integer(required=True, help="Before the due date, or from the beginning.")
    percent = fields.Float(string="Discount", digits=(6, 3), required=True)
    annual_rate = fields.Float(
        string="Per Year", compute='_compute_annual_rate',
        help="What the discount is worth to the customer as interest: 1 % for ten days is "
             "36.9 % a year. Where days are counted from the beginning, a term of 30 days is "
             "taken.")

    _days_positive = models.Constraint(
        'CHECK (days >= 0)', "A step is a number of days, 0 or more.")
    _percent_range = models.Constraint(
        'CHECK (percent > 0 AND percent < 50)', "A discount is above 0 and below 50 percent.")
    _days_unique = models.UniqueIndex(
        '(policy_id, days)', "Two steps of a policy cannot be for the same day.")

    # === COMPUTE === #

    @api.depends('days', 'percent', 'policy_id.counted')
    def _compute_annual_rate(self):
        for step in self:
            days = step.days if step.policy_id.counted == 'before_due' else 30 - step.days
            step.annual_rate = annual_rate(step.percent, days) or 0.0
