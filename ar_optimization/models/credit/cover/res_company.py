from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_cover_effect = fields.Selection(
        [
            ('none', "Shown Only"), ('exposure', "Netted from Exposure"),
            ('limit', "Added to Limit"),
        ],
        string="Effect of Cover", default='exposure', required=True, groups='base.group_user',
        help="Shown only: cover changes no figure.\n"
             "Netted from exposure: what is covered is not at risk.\n"
             "Added to limit: what can be covered may be sold on top of the limit.")
    ar_deadline_days = fields.Integer(
        string="Tell Deadlines Before", default=14, groups='base.group_user',
        help="So many days before a last day somebody gets an activity.")
    ar_limitation_years = fields.Integer(
        string="Limitation Period", default=3, groups='base.group_user',
        help="Years after the due date in which a debt can be enforced at court. 0: not watched.")

    _ar_deadlines_positive = models.Constraint(
        'CHECK (ar_deadline_days >= 0 AND ar_limitation_years >= 0)',
        "Days and years of deadlines cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS credit
        return super()._ar_logged_settings() | {
            'ar_cover_effect', 'ar_deadline_days', 'ar_limitation_years'}

    def _ar_settings_changed(self, names):
        # EXTENDS credit: what is held may pass now, or the other way round.
        super()._ar_settings_changed(names)
        if 'ar_cover_effect' in names:
            self.env['ar.cover'].sudo().search([('company_id', 'in', self.ids)])._after_change()

    # === SETUP === #

    @api.model
    def _ar_always_read(self):
        # EXTENDS ledger
        return super()._ar_always_read() | {'ar_cover_effect'}
