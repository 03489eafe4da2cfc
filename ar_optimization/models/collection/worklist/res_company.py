from odoo import api, fields, models

from ...ledger.positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_collection = fields.Selection(
        POSITIONS, string="Collection", default='observe', required=True,
        help="Off: there is no worklist.\n"
             "Observe: each night makes the worklist; collectors are assigned by hand.\n"
             "On: customers get a collector of their pool, and debts are handed from sales to the "
             "collector and to the lawyers by themselves.",
    )
    ar_owner_sales_days = fields.Integer(
        string="Sales Own the First Days", default=0, groups='base.group_user',
        help="Up to so many days overdue, the customer's salesperson answers for the debt. "
             "0: the collector from the first day.")
    ar_owner_legal_days = fields.Integer(
        string="Lawyers From Day", default=180, groups='base.group_user',
        help="From so many days overdue the debt is a matter for the lawyers. 0: only when the "
             "status says so.")
    ar_legal_user_id = fields.Many2one(
        'res.users', string="Who Leads Lawsuits", groups='base.group_user', ondelete='set null',
        help="Gets the debts that belong to the lawyers; without one, the collector keeps them.")

    _ar_owner_days_positive = models.Constraint(
        'CHECK (ar_owner_sales_days >= 0 AND ar_owner_legal_days >= 0)',
        "Days overdue are 0 or more.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS dunning
        return super()._ar_logged_settings() | {
            'ar_legal_user_id', 'ar_owner_legal_days', 'ar_owner_sales_days',
            'ar_position_collection'}
