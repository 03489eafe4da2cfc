from odoo import api, fields, models


class ArPlacementLine(models.Model):
    """An item handed over: what was open then, at which fee, and what came in since."""
    _name = 'ar.placement.line'
    _description = "Item of a Placement"
    _inherit = ['ar.outside.line']
    _case_name = 'placement_id'
    _order = 'date_maturity, id'

    placement_id = fields.Many2one(
        'ar.placement', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        related='placement_id.company_id', store=True, index=True, precompute=True)
    is_live = fields.Boolean(
        readonly=True, default=True, copy=False)  # its case is not over
    move_id = fields.Many2one(related='move_line_id.move_id', related_sudo=False, string="Invoice")
    date_maturity = fields.Date(related='move_line_id.date_maturity', string="Due", store=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    placed_currency = fields.Monetary(string="Handed Over", readonly=True, copy=False)
    placed_amount = fields.Monetary(
        string="In Company Currency", currency_field='company_currency_id', readonly=True,
        copy=False)
    days = fields.Integer(string="Days Overdue", readonly=True, copy=False)
    percent = fields.Float(
        string="Fee (%)", digits=(5, 2), readonly=True, copy=False,
        help="As the fee scale had it on the day it was handed over.")
    receipt_ids = fields.One2many('ar.placement.receipt', 'line_id', readonly=True)
    received_currency = fields.Monetary(string="Received", compute='_compute_received')

    _one_live = models.UniqueIndex(
        '(move_line_id) WHERE is_live', "This item is in another case already.")

    # === COMPUTE === #

    @api.depends('receipt_ids.amount', 'receipt_ids.state')
    def _compute_received(self):
        for line in self:
            line.received_currency = sum(line._counted().mapped('amount'))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in ('placement_id', 'move_line_id') if name in vals}
                | {'is_live': True} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = {name: vals[name] for name in ('placement_id', 'move_line_id') if name in vals}
        return super().write(vals)

    # === BUSINESS === #

    def _counted(self):
        """The receipts that were not reversed."""
        return self.receipt_ids.filtered(lambda receipt: receipt.state == 'counted')

    def _freeze(self, today, percent):
        """Keep what is handed over.

        :param float percent: the fee.
        """
        item = self.move_line_id
        self.write({
            'placed_currency': item.amount_residual_currency,
            'placed_amount': item.amount_residual, 'percent': percent,
            'days': self._days_overdue(today)})

    def _days_overdue(self, today):
        return max((today - (self.move_line_id.date_maturity or self.move_line_id.date)).days, 0)
