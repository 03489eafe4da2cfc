from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_plan_grace_days = fields.Integer(
        string="Grace of Instalments", default=5, groups='base.group_user',
        help="Days after which an instalment of a new payment plan counts as missed, once the bank "
             "has told what came in.")

    _ar_plan_grace_positive = models.Constraint(
        'CHECK (ar_plan_grace_days >= 0)', "Days of grace cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS promise
        return super()._ar_logged_settings() | {'ar_plan_grace_days'}

    def _ar_interest_account(self, kind):
        # EXTENDS dunning: interest of a plan is interest
        return super()._ar_interest_account('interest' if kind == 'plan' else kind)
