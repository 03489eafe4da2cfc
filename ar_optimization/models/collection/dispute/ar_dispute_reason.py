from odoo import api, fields, models
from odoo.exceptions import UserError


class ArDisputeReason(models.Model):
    """Why customers do not pay an item, or a part of it: the root cause, who in the company answers
    for it, and how long that may take."""
    _name = 'ar.dispute.reason'
    _description = "Reason of a Dispute"
    _inherit = ['ar.logged']
    _order = 'sequence, id'
    _logged_as = 'dispute.reason_'
    _logged_names = (
        'account_id', 'active', 'cause', 'escalation_days', 'name', 'owner_id', 'sla_days')

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    cause = fields.Selection(
        [
            ('price', "Price or Terms"), ('quantity', "Quantity"), ('quality', "Quality of Goods"),
            ('delivery', "Delivery"), ('paperwork', "Paperwork"), ('payment', "Payment"),
            ('other', "Other"),
        ],
        string="Root Cause", required=True, default='other',
        help="What the report adds the money up by: where in the company it went wrong.")
    owner_id = fields.Many2one(
        'res.users', string="Answered By", company_dependent=True,
        domain=[('share', '=', False)],
        help="Who looks into disputes of this kind, outside finance. Empty: the salesperson of the "
             "invoice.")
    sla_days = fields.Integer(
        string="Days to Answer", default=5,
        help="Within so many days the owner says what was found out.")
    escalation_days = fields.Integer(
        string="Days Between Escalations", default=3,
        help="So long after the owner was reminded, whoever leads the owner is told, and then the "
             "credit manager.")
    account_id = fields.Many2one(
        'account.account', string="Account of Deductions", company_dependent=True,
        domain=[('account_type', 'in', ('income', 'income_other', 'expense', 'expense_other'))],
        help="Where an amount is booked that a customer deducted for this reason and that is "
             "accepted without a credit note. Taxes are not corrected: where they are to be, make "
             "a credit note from a dispute. Empty: such deductions need a dispute.")

    _days_positive = models.Constraint(
        'CHECK (sla_days >= 0 AND escalation_days >= 0)', "A number of days is 0 or more.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env['ar.dispute'].sudo().search_count([('reason_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "There are disputes for this reason: archive it, so that their report stays."))
