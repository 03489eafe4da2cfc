from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import ormcache


class ArGuardExempt(models.AbstractModel):
    """A kind of document that credit control lets pass, such as samples: a team for orders, an
    operation type for deliveries. A credit manager says which, and the log keeps it."""
    _name = 'ar.guard.exempt'
    _description = "Without Credit Control"

    ar_guard_exempt = fields.Boolean(
        string="Without Credit Control", groups='base.group_user', copy=False,
        help="What is of this kind passes whatever credit control says: samples, warranty, goods "
             "on consignment. Set by a credit manager.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': nobody exempts by a default
        return super().default_get([name for name in fields if name != 'ar_guard_exempt'])

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        records = super().create(vals_list)
        records.filtered('ar_guard_exempt')._ar_exempted()
        return records

    def write(self, vals):
        # EXTENDS 'base'
        changed = self.filtered(lambda record: (
            'ar_guard_exempt' in vals
            and record.ar_guard_exempt != bool(vals['ar_guard_exempt'])))
        result = super().write(vals)
        changed._ar_exempted()
        return result

    # === BUSINESS === #

    @api.model
    @ormcache()
    def _ar_exempt_ids(self):
        """Ids of the records that are exempt: each confirmation asks."""
        records = self.sudo().with_context(active_test=False)
        return frozenset(records.search([('ar_guard_exempt', '=', True)]).ids)

    def _ar_exempted(self):
        """Log who has exempted these records, or has ended that.

        :raise AccessError: for who is no credit manager.
        """
        if self and not self.env.su and not self.env.user.has_group(
                'ar_optimization.group_credit_manager'):
            raise AccessError(self.env._("Only a credit manager says what passes unseen."))
        if self:
            self.env.registry.clear_cache()
        self.env['ar.event']._log(
            'rules.changed', self,
            before={record.id: {'ar_guard_exempt': not record.ar_guard_exempt} for record in self},
            after={record.id: {'ar_guard_exempt': record.ar_guard_exempt} for record in self})

    @api.model
    def _ar_logged_settings(self):
        """Names of the settings whose changes are in the log and can be undone there."""
        return {'ar_guard_exempt'}
