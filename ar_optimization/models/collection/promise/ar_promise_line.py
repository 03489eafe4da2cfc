from odoo import api, fields, models


class ArPromiseLine(models.Model):
    """An open item that a customer promised to pay, or a part of it."""
    _name = 'ar.promise.line'
    _description = "Promised Item"
    _inherit = ['ar.engine.written', 'ar.derived.mixin']
    _order = 'promise_id desc, date_maturity, id'
    _rec_name = 'move_line_id'

    promise_id = fields.Many2one(
        'ar.promise', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='promise_id.company_id', store=True, index=True)
    state = fields.Selection(related='promise_id.state', store=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, index=True, ondelete='cascade')
    move_id = fields.Many2one(related='move_line_id.move_id', related_sudo=False, string="Invoice")
    date_maturity = fields.Date(
        related='move_line_id.date_maturity', string="Due Date", store=True)
    currency_id = fields.Many2one(related='move_line_id.currency_id', related_sudo=False)
    amount_residual = fields.Monetary(
        related='move_line_id.amount_residual_currency', related_sudo=False,
        string="Open Amount")
    amount = fields.Monetary(
        string="Promised", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=False, precompute=True)

    _one_open = models.UniqueIndex(
        "(move_line_id) WHERE state = 'open'",
        "There is an open promise about this item already. Cancel that one first.")
    _amount_positive = models.Constraint(
        'CHECK (amount >= 0)', "A promised amount cannot be negative.")

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_amount(self):
        for line in self:
            line.amount = line.move_line_id.amount_residual_currency

    # === BUSINESS === #

    def _engine_words(self):
        return self.env._("The items of a promise stay as they were given.")

    def _why_not(self):
        """Why this cannot be promised, in words; empty when it can."""
        item, promise = self.move_line_id, self.promise_id
        if item.company_id != promise.company_id:
            return self.env._("it is owed to another company.")
        if item.partner_id.commercial_partner_id != promise.partner_id:
            return self.env._("it is owed by another customer.")
        if item.currency_id != promise.currency_id:
            return self.env._("it is in another currency: take one promise for each.")
        return self._why_not_owed(item)

    def _why_not_owed(self, item):
        if item.parent_state != 'posted' or item.account_type != 'asset_receivable':
            return self.env._("it is no posted receivable.")
        if item.currency_id.compare_amounts(item.amount_residual_currency, 0.0) <= 0:
            return self.env._("nothing is open on it.")
        if item.currency_id.compare_amounts(self.amount, 0.0) <= 0:
            return self.env._("say how much of it is promised.")
        if item.currency_id.compare_amounts(self.amount, item.amount_residual_currency) > 0:
            return self.env._("more is promised than is open.")
        return ""
