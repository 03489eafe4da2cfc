from odoo import api, fields, models


class ArDisputeOpenLine(models.TransientModel):
    _name = 'ar.dispute.open.line'
    _description = "Item That Is Disputed"
    _inherit = ['ar.item.dialog']

    wizard_id = fields.Many2one('ar.dispute.open', required=True, ondelete='cascade')
    document = fields.Char(related='move_line_id.move_name', related_sudo=False, string="Number")
    date_maturity = fields.Date(related='move_line_id.date_maturity', related_sudo=False)
    room = fields.Monetary(
        string="Open Amount", compute='_compute_room', help="Open and not disputed yet.")
    amount = fields.Monetary(string="Disputed")

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_room(self):
        for line in self:
            line.room = self.env['ar.dispute.open']._room_of(line.move_line_id)
