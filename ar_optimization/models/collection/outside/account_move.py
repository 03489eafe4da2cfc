from odoo import fields, models


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

    # === BUSINESS === #

    def _ar_standing(self):
        """Those of these entries that are posted and that no posted entry takes back."""
        return self.filtered(lambda move: move.state == 'posted' and not any(
            back.state == 'posted' for back in move.reversal_move_ids))
