from odoo import api, fields, models


class ArDueDateChangeLine(models.TransientModel):
    """The new due date of one instalment."""
    _name = 'ar.due.date.change.line'
    _description = "Change of a Due Date"
    _order = 'id'

    change_id = fields.Many2one(
        'ar.due.date.change', required=True, ondelete='cascade', index=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Instalment", required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='move_line_id.currency_id')
    amount_residual = fields.Monetary(
        related='move_line_id.amount_residual_currency', related_sudo=False,
        string="Open Amount")
    original_date_maturity = fields.Date(
        string="Original Due Date", compute='_compute_original_date_maturity')
    date_maturity = fields.Date(string="Due Date", required=True)

    @api.depends('move_line_id')
    def _compute_original_date_maturity(self):
        for line in self:
            line.original_date_maturity = line.move_line_id._ar_due_date(original=True)

    def _apply(self, move):
        """Write the date where it lives: on the invoice when that has one date for all, else on
        the instalment, and then the invoice takes the last one.

        :param move: the invoice, with the reason in its context.
        """
        line = self.move_line_id.with_env(move.env)
        if self.date_maturity == line.date_maturity:
            return
        if move.is_invoice(include_receipts=True) and not move.invoice_payment_term_id:
            move.invoice_date_due = self.date_maturity
            return
        line.date_maturity = self.date_maturity
        if move.is_invoice(include_receipts=True):
            move.invoice_date_due = max(move._ar_receivable_lines().mapped('date_maturity'))
