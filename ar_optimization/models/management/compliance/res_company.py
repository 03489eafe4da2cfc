from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_export_rows = fields.Integer(
        string="Log Exports From", default=100, groups='base.group_user',
        help="Exports and workbooks of so many rows or more are in the event log, with who, what "
             "and how many. 0: every one of them.")

    _ar_export_rows_positive = models.Constraint(
        'CHECK (ar_export_rows >= 0)', "Rows are 0 or more.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS collection
        return super()._ar_logged_settings() | {'ar_export_rows'}
