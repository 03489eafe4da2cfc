from odoo import api, fields, models
from odoo.exceptions import AccessError

# What only the steps of a case link: by it, entries count as receipts and losses.
LINKS = ('ar_write_off_id', 'ar_recovered_line_id', 'ar_remittance_line_id')


class AccountMove(models.Model):
    """The entries of a write-off, of what was recovered after it, and of what agencies paid on."""
    _inherit = 'account.move'

    ar_write_off_id = fields.Many2one(
        'ar.write.off', string="Write-Off", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null', groups='ar_optimization.group_collector')
    ar_recovered_line_id = fields.Many2one(
        'ar.write.off.line', string="Item Written Off", readonly=True, copy=False,
        ondelete='set null', index='btree_not_null', groups='ar_optimization.group_collector')
    ar_remittance_line_id = fields.Many2one(
        'ar.placement.line', string="Item with an Agency", readonly=True, copy=False,
        ondelete='set null', index='btree_not_null', groups='ar_optimization.group_collector',
        help="The entry splits what the agency has paid on, less its fee.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account': neither a value nor a default of the context makes an entry one of a
        # case; who may not see the links is refused them by Odoo
        if not self.env.su:
            none = {name: False for name in LINKS
                    if self._has_field_access(self._fields[name], 'write')}
            vals_list = [{**vals, **none} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'account'
        given = [name for name in LINKS if name in vals]
        if given and not self.env.su:
            raise AccessError(self.env._(
                "%(field)s follows from the steps of the case and cannot be set by hand.",
                field=self._fields[given[0]]._description_string(self.env)))
        return super().write(vals)

    # === BUSINESS === #

    def _ar_standing(self):
        """Those of these entries that are posted and that no posted entry takes back."""
        return self.filtered(lambda move: move.state == 'posted' and not any(
            back.state == 'posted' for back in move.reversal_move_ids))
