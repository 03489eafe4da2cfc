from odoo import api, fields, models

from ..tools.allocation import COSTS, INTEREST, PRINCIPAL, Debt


class ArReceiptMatchLine(models.TransientModel):
    _name = 'ar.receipt.match.line'
    _description = "Invoice That a Receipt May Settle"
    _inherit = ['ar.item.dialog']

    wizard_id = fields.Many2one('ar.receipt.match', required=True, ondelete='cascade')
    document = fields.Char(related='move_line_id.move_name', related_sudo=False, string="Number")
    date_maturity = fields.Date(related='move_line_id.date_maturity', related_sudo=False)
    kind = fields.Selection(
        [(COSTS, "Costs"), (INTEREST, "Interest"), (PRINCIPAL, "Principal")],
        compute='_compute_kind')
    open_amount = fields.Monetary(
        string="Open Amount", related='move_line_id.amount_residual_currency', related_sudo=False)
    disputed_amount = fields.Monetary(string="Disputed", compute='_compute_kind')
    named = fields.Boolean(string="Customer Pays This", help="The customer said so.")
    amount = fields.Monetary(string="Settled", compute='_compute_amount')

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_kind(self):
        for line in self:
            line.kind = line.move_line_id._ar_debt_kind()
            line.disputed_amount = line.move_line_id._ar_disputed_now()

    @api.depends('named', 'wizard_id.order', 'wizard_id.line_ids.named')
    def _compute_amount(self):
        for wizard, lines in self.grouped('wizard_id').items():
            shares = wizard._allocate()[0]
            by_line = {
                line: shares.get(index, 0.0) for index, line in enumerate(wizard.line_ids)}
            for line in lines:
                line.amount = by_line.get(line, 0.0)

    def _debt(self, key):
        """This line for `tools.allocation`. A part of a foreign item cannot be left out by Odoo's
        matching: such an item is left out wholly while a part of it is disputed."""
        item = self.move_line_id
        disputed = 0.0 if self.named else item._ar_disputed_now()
        whole = disputed and item.currency_id != item.company_id.currency_id
        return Debt(
            key, item._ar_debt_kind(), 0.0 if whole else item.amount_residual_currency - disputed,
            item.date_maturity or item.date, self.named)
