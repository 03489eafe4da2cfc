from odoo import fields, models


class ArPromiseLine(models.Model):
    """An open item that a customer promised to pay, or a part of it."""
    _name = 'ar.promise.line'
    _description = "Promised Item"
    _inherit = ['ar.engine.written', 'ar.agreed.item']
    _order = 'promise_id desc, date_maturity, id'

    promise_id = fields.Many2one(
        'ar.promise', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='promise_id.company_id', store=True, index=True)
    state = fields.Selection(related='promise_id.state', store=True)
    amount = fields.Monetary(string="Promised")

    _one_open = models.UniqueIndex(
        "(move_line_id) WHERE state = 'open'",
        "There is an open promise about this item already. Cancel that one first.")
    _amount_positive = models.Constraint(
        'CHECK (amount >= 0)', "A promised amount cannot be negative.")

    # === BUSINESS === #

    def _engine_words(self):
        return self.env._("The items of a promise stay as they were given.")

    def _why_not(self):
        """Why this cannot be promised, in words; empty when it can."""
        if stranger := self._why_not_its(self.promise_id):
            return stranger
        if self.currency_id != self.promise_id.currency_id:
            return self.env._("it is in another currency: take one promise for each.")
        return self._why_not_owed(self.move_line_id)

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
