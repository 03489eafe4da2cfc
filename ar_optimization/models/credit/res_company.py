from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..ledger.positions import POSITIONS

# Rules that limit proposals follow from.
LIMIT_RULES = ('ar_limit_auto', 'ar_position_limits')
# Rules that are logged, and that no limit proposal follows from.
OTHER_RULES = (
    'ar_exposure_', 'ar_guard_', 'ar_lock_', 'ar_position_guard', 'ar_single_', 'ar_tier_')


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_limits = fields.Selection(
        POSITIONS, string="Tiers and Limits", default='observe', required=True,
        help="Off: tiers and limits are left alone.\n"
             "Observe: tiers are assigned and limits proposed, but no limit changes and nothing "
             "is written to Odoo's own fields; what would be done is listed in the log.\n"
             "On: limits change inside the bounds below, and Odoo's own credit limit, degree of "
             "trust and payment terms follow the credit account.",
    )
    ar_tier_margin = fields.Float(
        string="Tier Margin", default=3.0,
        help="In points. To rise, a score must clear the entry of the better tier by this much; "
             "to fall, it must miss the entry of its own by as much.",
    )
    ar_tier_days = fields.Integer(
        string="Or After Days", default=30,
        help="A customer who has earned a better tier for so many days in a row gets it without "
             "the margin. 0: never.",
    )
    ar_limit_auto = fields.Boolean(
        groups='base.group_user',
        string="Change Limits Automatically", default=True,
        help="Limits inside the bounds below change by themselves; all others wait in Limit "
             "Proposals until a credit manager applies them.",
    )
    ar_limit_auto_first = fields.Boolean(
        groups='base.group_user',
        string="First Limits Too",
        help="A customer's first limit, in place of unlimited credit, is also set by itself.",
    )
    ar_limit_auto_up = fields.Float(
        groups='base.group_user',
        string="Raise by at Most", default=20.0,
        help="In percent of the present limit.",
    )
    ar_limit_auto_down = fields.Float(
        groups='base.group_user',
        string="Lower by at Most", default=20.0,
        help="In percent of the present limit.",
    )
    ar_limit_auto_cap = fields.Monetary(
        groups='base.group_user',
        string="Up to an Amount of", currency_field='currency_id',
        help="No limit above this amount is set without a person. 0: no such amount.",
    )

    _ar_limit_bounds_positive = models.Constraint(
        'CHECK (ar_tier_margin >= 0 AND ar_tier_days >= 0 AND ar_limit_auto_up >= 0 AND '
        'ar_limit_auto_down >= 0 AND ar_limit_auto_cap >= 0)',
        "The bounds of automatic limit changes cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS ledger
        return super()._ar_logged_settings() | {
            name for name in self._fields if name.startswith((*LIMIT_RULES, *OTHER_RULES))}

    def _ar_settings_changed(self, names):
        # EXTENDS ledger
        super()._ar_settings_changed(names)
        if any(name.startswith(LIMIT_RULES) for name in names):
            self._ar_forget_limits(switched='ar_position_limits' in names)

    def _ar_check_limits_not_off(self):
        """Refuse what tiers and limits do not do where they are switched off.

        :raise UserError: names the companies.
        """
        off = self.filtered(lambda company: company.ar_position_limits == 'off')
        if off:
            raise UserError(self.env._(
                "Tiers and limits are switched off in %s. Switch them to Observe or On in the "
                "settings first.", format_list(self.env, off.mapped('name'))))

    def _ar_forget_limits(self, switched):
        """Have proposals decided anew under the new rules in the next nightly run.

        :param bool switched: the position changed; where limits are now on, the limits that users
            had entered in Odoo's own field are proposed, and stay in force until decided.
        """
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False)
        accounts.search([
            ('company_id', '=', self.id), ('proposal_origin', '!=', 'manual'),
        ])._forget_limit_date()
        if not switched:
            return
        followed = accounts.search([('company_id', '=', self.id)])
        accounts._write_set({key: {'projection': None} for key in followed.ids}, ('projection',))
        if self.ar_position_limits == 'on':
            accounts._propose_entered_limits(self)
