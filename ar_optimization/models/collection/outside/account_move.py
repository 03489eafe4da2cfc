from odoo import fields, models


class AccountMove(models.Model):
    """The entries of a write-off and of what was recovered after it."""
    _inherit = 'account.move'

    ar_write_off_id = fields.Many2one(
        'ar.write.off', string="Write-Off", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null', groups='ar_optimization.group_collector')
