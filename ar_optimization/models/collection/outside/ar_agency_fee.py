from odoo import fields, models


class ArAgencyFee(models.Model):
    """A line of an agency's fee scale: of what it brings in, by age of the item and size of the
    case. The line with the most days that is reached counts, then the one with the most money."""
    _name = 'ar.agency.fee'
    _description = "Fee of an Agency"
    _inherit = ['ar.logged']
    _order = 'days_from, amount_from, id'
    _rec_name = 'percent'
    _logged_as = 'placement.fee_'
    _logged_names = ('agency_id', 'days_from', 'amount_from', 'percent')

    agency_id = fields.Many2one('ar.agency', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='agency_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='agency_id.currency_id')
    days_from = fields.Integer(
        string="Days Overdue From", help="Of the item, on the day it is handed over.")
    amount_from = fields.Monetary(string="Cases From", help="Of all items of the case together.")
    percent = fields.Float(digits=(5, 2), required=True, help="Of what is received.")

    _step_unique = models.Constraint(
        'UNIQUE (agency_id, days_from, amount_from)',
        "The fee scale has two lines for the same days and amount.")
    _figures_possible = models.Constraint(
        'CHECK (days_from >= 0 AND amount_from >= 0 AND percent >= 0 AND percent < 100)',
        "Days and amounts are not negative, and a fee is less than all that is received.")
