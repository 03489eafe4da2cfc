from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockPickingType(models.Model):
    _inherit = 'stock.picking.type'

    ar_guard_exempt = fields.Boolean(
        string="Without Credit Control", groups='base.group_user',
        help="Deliveries of this type leave whatever credit control says: samples, warranty, "
             "goods on consignment. Set by a credit manager.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': nobody exempts by a default
        return super().default_get([name for name in fields if name != 'ar_guard_exempt'])

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'stock'
        types = super().create(vals_list)
        types.filtered('ar_guard_exempt')._ar_exempted()
        return types

    def write(self, vals):
        # EXTENDS 'stock'
        changed = self.filtered(lambda kind: (
            'ar_guard_exempt' in vals and kind.ar_guard_exempt != bool(vals['ar_guard_exempt'])))
        result = super().write(vals)
        changed._ar_exempted()
        return result

    def _ar_exempted(self):
        """Log who has exempted which types, or has ended that.

        :raise AccessError: for who is no credit manager.
        """
        if self and not self.env.su and not self.env.user.has_group(
                'ar_optimization.group_credit_manager'):
            raise AccessError(self.env._(
                "Only a credit manager says what leaves without credit control."))
        self.env['ar.event']._log(
            'rules.changed', self,
            before={kind.id: {'ar_guard_exempt': not kind.ar_guard_exempt} for kind in self},
            after={kind.id: {'ar_guard_exempt': kind.ar_guard_exempt} for kind in self})

    @api.model
    def _ar_logged_settings(self):
        """Names of the settings whose changes are in the log and can be undone there."""
        return {'ar_guard_exempt'}
