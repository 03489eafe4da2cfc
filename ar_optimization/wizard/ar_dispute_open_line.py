from odoo import api, fields, models


class ArDisputeOpenLine(models.TransientModel):
    _name = 'ar.dispute.open.line'
    _description = "Item That Is Disputed"

    wizard_id = fields.Many2one('ar.dispute.open', required=True, ondelete='cascade')
    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, ondelete='cascade')
    document = fields.Char(related='move_line_id.move_name', string="Number")
    date_maturity = fields.Date(related='move_line_id.date_maturity')
    currency_id = fields.Many2one(related='move_line_id.currency_id')
    room = fields.Monetary(
        string="Open Amount", compute='_compute_room', help="Open and not disputed yet.")
    amount = fields.Monetary(string="Disputed")

    # === CONSTRAINTS === #

    @api.constrains('move_line_id')
    def _check_readable(self):
        """Its figures are shown with all rights: an item of a company that the user does not see is
        refused."""
        self.move_line_id.sudo(False).check_access('read')

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_room(self):
        for line in self:
            line.room = self.env['ar.dispute.open']._room_of(line.move_line_id)
