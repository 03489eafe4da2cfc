from odoo import api, fields, models

from ..ledger.positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_dunning = fields.Selection(
        POSITIONS, string="Dunning", default='observe', required=True,
        help="Off: nobody is dunned.\n"
             "Observe: each night shows whom dunning would write to, and sends nothing.\n"
             "On: runs are prepared at night, approved by people, and sent.",
    )
    ar_dunning_procedure_id = fields.Many2one(
        'ar.dunning.procedure', string="Usual Procedure", check_company=True,
        groups='base.group_user',
        help="Of customers whose tier and credit account name none.")
    ar_dunning_automatic = fields.Boolean(
        string="Send by Itself", groups='base.group_user',
        help="Notices of levels that need nobody's approval go out at night without a person.")
    ar_dunning_first_cap = fields.Integer(
        string="First Run at Most", default=50, groups='base.group_user',
        help="Notices in the first run after go-live: the largest amounts. 0: no bound.")
    ar_dunning_open_date = fields.Date(
        string="Opening Levels Set On", groups='base.group_user',
        help="On this day what was overdue before the app came got its level by age. Nothing was "
             "sent for it.")

    _ar_dunning_first_cap_positive = models.Constraint(
        'CHECK (ar_dunning_first_cap >= 0)', "The size of the first run cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS credit
        return super()._ar_logged_settings() | {
            'ar_position_dunning', 'ar_dunning_automatic', 'ar_dunning_first_cap',
            'ar_dunning_open_date', 'ar_dunning_procedure_id'}

    def _ar_dunning_procedure(self):
        """The procedure of customers for whom nothing names one: the standard one as shipped, when
        the company has not chosen.

        :return: `ar.dunning.procedure`, perhaps empty.
        """
        self.ensure_one()
        standard = self.env.ref(
            'ar_optimization.ar_dunning_procedure_standard', raise_if_not_found=False)
        return self.sudo().ar_dunning_procedure_id or (
            standard or self.env['ar.dunning.procedure']).filtered('active')

    def _ar_settings_changed(self, names):
        # EXTENDS credit: what fell due while nothing was sent begins by its age
        super()._ar_settings_changed(names)
        if 'ar_position_dunning' in names and self.ar_position_dunning == 'on':
            self.sudo().ar_dunning_open_date = False
