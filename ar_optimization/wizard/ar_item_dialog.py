from odoo import api, fields, models


class ArItemDialog(models.AbstractModel):
    """A dialog, or a row of one, about an open item."""
    _name = 'ar.item.dialog'
    _description = "Dialog about an Open Item"

    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='move_line_id.currency_id', related_sudo=False)

    @api.constrains('move_line_id')
    def _check_readable(self):
        """Its figures are shown with all rights: an item of a company that the user does not see is
        refused."""
        self.move_line_id.sudo(False).check_access('read')
