from odoo import fields, models


class ArDunningLevel(models.Model):
    """What a level says about late interest, and what it costs itself."""
    _inherit = 'ar.dunning.level'

    interest_rule = fields.Selection(
        [('none', "Say Nothing"), ('mention', "Mention"), ('claim', "Claim")],
        string="Late Interest", required=True, default='none',
        help="Mention: the notice says how much interest and fees have come to.\n"
             "Claim: they are asked for together with the items, unless the policy says that they "
             "are only mentioned.")
    fee = fields.Monetary(
        string="Reminder Fee", currency_field='fee_currency_id', aggregator=None,
        help="For the notice itself, once. Only where interest is claimed: many countries do not "
             "allow more than the cost of sending it.")
    fee_currency_id = fields.Many2one(
        'res.currency', string="Currency of the Fee",
        default=lambda self: self.env.company.currency_id)

    _fee_not_negative = models.Constraint(
        'CHECK (fee >= 0)', "A reminder fee cannot be negative.")
