from odoo import api, fields, models

from ...ledger.positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_guard = fields.Selection(
        POSITIONS, string="Guard", default='observe', required=True,
        help="Off: documents are not looked at.\n"
             "Observe: every document passes; what would have been held is listed.\n"
             "On: what the policies do not let pass is held until somebody decides.",
    )
    ar_guard_invoices = fields.Boolean(
        groups='base.group_user',
        string="Guard Direct Invoices",
        help="Customer invoices without an order are held like orders. What an order has delivered "
             "can always be invoiced.",
    )
    ar_guard_newcomers = fields.Boolean(
        groups='base.group_user', string="New Customers Pay in Advance", default=True,
        help="Who becomes a customer while the guard is on gets no credit until somebody decides "
             "on it; else credit is unlimited until then, and a second contact for a customer who "
             "is held would get round that. Who is known when it is switched on goes on as before.",
    )
    ar_guard_days = fields.Integer(
        groups='base.group_user', string="Days to Decide", default=1,
        help="Working days within which a hold is to be decided.")
    ar_guard_release_percent = fields.Float(
        groups='base.group_user', string="Release Covers", default=5.0,
        help="In percent more than what was looked at, so that a trifle is not held again.")
    ar_guard_release_days = fields.Integer(
        groups='base.group_user', string="Release Ends After", default=30, help="In days.")
    ar_guard_release_max_percent = fields.Float(
        groups='base.group_user', string="Release Covers at Most", default=20.0,
        help="In percent more than what was looked at: nobody releases more, whoever it is.")
    ar_guard_release_max_days = fields.Integer(
        groups='base.group_user', string="Release Ends After at Most", default=90,
        help="In days: nobody releases for longer, whoever it is.")
    ar_guard_notice_days = fields.Integer(
        groups='base.group_user', string="Days to Pay on a Notice", default=7,
        help="The notice of a withheld delivery asks for payment or security within these days.")

    _ar_guard_positive = models.Constraint(
        'CHECK (ar_guard_days >= 0 AND ar_guard_release_percent >= 0 '
        'AND ar_guard_release_days >= 0 AND ar_guard_notice_days >= 0)',
        "Days and percent of the guard cannot be negative.")
    _ar_guard_release_bounds = models.Constraint(
        'CHECK (ar_guard_release_max_percent >= ar_guard_release_percent '
        'AND ar_guard_release_max_days >= ar_guard_release_days)',
        "A usual release cannot be more than the most that is allowed.")

    # === CRUD === #

    def write(self, vals):
        # EXTENDS 'base': who is a customer by now is not new later.
        begins = self.browse()
        if vals.get('ar_position_guard') == 'on' or vals.get('ar_guard_newcomers'):
            begins = self.filtered(lambda company: not company._ar_newcomers_prepay())
        if begins:
            self.env['ar.credit.account'].sudo()._ensure_accounts(begins)
        return super().write(vals)

    def _ar_newcomers_prepay(self):
        """Whether new customers pay in advance until somebody decides on their credit."""
        company = self.sudo()
        return company.ar_position_guard == 'on' and company.ar_guard_newcomers

    # === SETUP === #

    @api.model
    def _ar_always_read(self):
        # EXTENDS ledger
        return super()._ar_always_read() | {'ar_guard_invoices'}
