from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_promise_tolerance = fields.Integer(
        string="Tolerance of Promises", default=3, groups='base.group_user',
        help="Days after the promised day that are still in time, unless the promise says "
             "otherwise.")
    ar_promise_confirm_days = fields.Integer(
        string="Payments Stand After", default=5, groups='base.group_user',
        help="Days after which a payment counts that no bank line confirms, unless it was taken "
             "back or entered by the collector who took the promise. Where no bank journal is fed, "
             "promises and instalments are judged so many days after their last day.")

    _ar_promise_days_positive = models.Constraint(
        'CHECK (ar_promise_tolerance >= 0 AND ar_promise_confirm_days >= 0)',
        "Days of promises cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS dunning
        return super()._ar_logged_settings() | {'ar_promise_tolerance', 'ar_promise_confirm_days'}
