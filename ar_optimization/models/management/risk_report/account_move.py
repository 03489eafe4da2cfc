from odoo import api, fields, models


class AccountMove(models.Model):
    """How long an invoice waits to be sent to its customer."""
    _inherit = 'account.move'

    ar_unsent_days = fields.Integer(
        string="Days Not Sent", compute='_compute_ar_unsent_days',
        help="Since the date of the invoice, as *Invoice to Sent* counts them. 0 for what was sent "
             "or is no posted customer invoice.")

    @api.depends('invoice_date', 'is_move_sent', 'move_type', 'state')
    def _compute_ar_unsent_days(self):
        today = fields.Date.context_today(self)
        for move in self:
            waits = (
                move.move_type == 'out_invoice' and move.state == 'posted'
                and not move.is_move_sent)
            move.ar_unsent_days = max((today - move.invoice_date).days, 0) if waits else 0
