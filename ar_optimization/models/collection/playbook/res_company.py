from odoo import api, fields, models

from ...ledger.positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_survey = fields.Selection(
        POSITIONS, string="Customer Surveys", default='off', required=True,
        help="Off: nobody is asked.\n"
             "Observe: each night notes in the log how many customers would be asked.\n"
             "On: customers get a short survey after a dispute, and some of them from time to "
             "time.")
    ar_survey_months = fields.Integer(
        string="Ask Again After", default=12, groups='base.group_user',
        help="Months of a period: in each one a sample of the customers is asked. 0: only after "
             "disputes.")
    ar_survey_percent = fields.Float(
        string="Customers Asked", default=25.0, digits=(5, 1), groups='base.group_user',
        help="Percentage of the customers that are asked in a period, others in each.")
    ar_survey_since = fields.Date(
        string="Sample Asked Since", readonly=True, copy=False, groups='base.group_user',
        help="The day on which surveys were switched on or the sample was changed: customers whose "
             "turn came before it are asked in another period.")

    _ar_survey_figures = models.Constraint(
        'CHECK (ar_survey_months >= 0 AND ar_survey_percent BETWEEN 0 AND 100)',
        "Months are 0 or more, and a percentage lies between 0 and 100.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS collection
        return super()._ar_logged_settings() | {
            'ar_position_survey', 'ar_survey_months', 'ar_survey_percent'}

    def _ar_settings_changed(self, names):
        # EXTENDS collection: a sample is asked over its period, not at once on the first night
        super()._ar_settings_changed(names)
        if names & {'ar_position_survey', 'ar_survey_months', 'ar_survey_percent'}:
            self.sudo().ar_survey_since = fields.Date.context_today(self)
