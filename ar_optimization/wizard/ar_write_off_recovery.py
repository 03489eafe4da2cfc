from odoo import api, fields, models
from odoo.exceptions import UserError


class ArWriteOffRecovery(models.TransientModel):
    """A customer has paid what was written off: say with which payment, and how much of it."""
    _name = 'ar.write.off.recovery'
    _description = "Recover after a Write-Off"

    write_off_id = fields.Many2one('ar.write.off', required=True, readonly=True)
    line_id = fields.Many2one(
        'ar.write.off.line', string="Item Written Off", required=True,
        compute='_compute_line_id', compute_sudo=False, store=True, readonly=False,
        precompute=True,
        domain="[('write_off_id', '=', write_off_id)]")
    currency_id = fields.Many2one(related='line_id.currency_id')
    partner_id = fields.Many2one(related='write_off_id.partner_id')
    company_id = fields.Many2one(related='write_off_id.company_id')
    credit_id = fields.Many2one(
        'account.move.line', string="Payment", required=True,
        domain="[('company_id', '=', company_id), ('partner_id', 'child_of', partner_id), "
               "('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), "
               "('currency_id', '=', currency_id), ('amount_residual', '<', 0)]",
        help="A payment of this customer that is not matched yet, in the currency of the item.")
    amount = fields.Monetary(
        string="Recovered", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=False)

    @api.depends('write_off_id')
    def _compute_line_id(self):
        for wizard in self:
            wizard.line_id = wizard.write_off_id.line_ids.filtered(lambda line: line._left())[:1]

    @api.depends('credit_id', 'line_id')
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = min(
                wizard.line_id._left() if wizard.line_id else 0.0,
                -wizard.credit_id.amount_residual_currency)

    def action_apply(self):
        """Book it.

        :raise UserError: for more than the payment has left or than was written off.
        """
        self.ensure_one()
        self.env.user._ar_check_role('credit_analyst')
        self.write_off_id.check_access('write')
        self._check()
        entry = self.line_id.sudo()._recover(self.credit_id.sudo(), self.amount)
        self.env['ar.event']._log(
            'write_off.recovered', self.write_off_id, numbers={self.write_off_id.id: {
                'recovered': self.line_id.recovered_company,
                'entry': entry.id}})
        return {'type': 'ir.actions.act_window_close'}

    def _check(self):
        case, credit = self.write_off_id, self.credit_id.sudo()
        if case.state != 'booked' or self.line_id.write_off_id != case:
            raise UserError(self.env._("Only after a booked write-off is something recovered."))
        if not case._lines_of_account(credit) or credit.currency_id != self.currency_id:
            raise UserError(self.env._(
                "The payment is not one of this customer in the currency of the item."))
        limit = min(self.line_id._left(), -credit.amount_residual_currency)
        compare = self.currency_id.compare_amounts
        if compare(self.amount, 0.0) <= 0 or compare(self.amount, limit) > 0:
            raise UserError(self.env._(
                "More than nothing, and not more than the payment has left or was written off, "
                "can be recovered."))
