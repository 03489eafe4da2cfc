from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ArDueDateChange(models.TransientModel):
    """Form that changes the due dates of a posted invoice and asks why."""
    _name = 'ar.due.date.change'
    _description = "Change of Due Dates"

    move_id = fields.Many2one('account.move', required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='move_id.currency_id')
    line_ids = fields.One2many(
        'ar.due.date.change.line', 'change_id', compute='_compute_line_ids', store=True,
        readonly=False, compute_sudo=False)
    no_followup = fields.Boolean(
        string="No Follow-Up", compute='_compute_no_followup', store=True, readonly=False,
        compute_sudo=False,
        help="Nobody reminds the customer of this invoice.")
    reason = fields.Char(required=True)

    @api.constrains('move_id')
    def _check_move(self):
        self.move_id.sudo(False).check_access('read')

    @api.depends('move_id')
    def _compute_line_ids(self):
        for change in self:
            lines = change.move_id._ar_receivable_lines().filtered(lambda line: not line.reconciled)
            change.line_ids = [Command.clear()] + [
                Command.create({'move_line_id': line.id, 'date_maturity': line._ar_due_date()})
                for line in lines.sorted('date_maturity')
            ]

    @api.depends('move_id')
    def _compute_no_followup(self):
        for change in self:
            change.no_followup = change.move_id.no_followup

    def action_apply(self):
        """Write the new dates with the reason. Access rights are those of the invoice."""
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Please say why."))
        move = self.move_id.with_context(ar_reason=self.reason.strip())
        for line in self.line_ids:
            line._apply(move)
        if self.no_followup != move.no_followup:
            move.no_followup = self.no_followup
        return {'type': 'ir.actions.act_window_close'}
