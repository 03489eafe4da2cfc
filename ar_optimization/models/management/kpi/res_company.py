from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_kpi_freeze_days = fields.Integer(
        string="Freeze Results After", default=5, groups='base.group_user',
        help="Days after the end of a month until which its results still change. Then they are "
             "frozen: what is taken back later counts in the month in which it is found.")
    ar_kpi_since = fields.Date(
        string="Results Since", readonly=True, copy=False, groups='base.group_system',
        help="First night that added up results. Months before it are frozen with its own: until "
             "then customers can be given to those who look after them.")

    _ar_kpi_freeze_days_positive = models.Constraint(
        'CHECK (ar_kpi_freeze_days >= 0)', "Results are frozen after 0 days or more.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS collection
        return super()._ar_logged_settings() | {'ar_kpi_freeze_days'}
