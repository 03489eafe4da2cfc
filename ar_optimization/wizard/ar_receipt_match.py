from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import allocation


class ArReceiptMatch(models.TransientModel):
    """Say what a receipt settles, and see it before it is done: what the customer named first, then
    costs, interest and principal, the oldest first. What is disputed is left alone unless named."""
    _name = 'ar.receipt.match'
    _description = "Match a Receipt"
    _inherit = ['ar.item.dialog']

    move_line_id = fields.Many2one(readonly=True)
    document = fields.Char(related='move_line_id.move_name', related_sudo=False, string="Receipt")
    text = fields.Char(string="Reference", compute='_compute_text')
    amount = fields.Monetary(string="To Match", compute='_compute_text')
    order = fields.Selection(
        selection='_order_selection',
        string="Settles First", required=True, compute='_compute_order', store=True,
        readonly=False)
    line_ids = fields.One2many(
        'ar.receipt.match.line', 'wizard_id', string="Invoices", compute='_compute_line_ids',
        compute_sudo=False, store=True, readonly=False)
    left = fields.Monetary(string="Stays Unapplied", compute='_compute_left')

    # === COMPUTE === #

    @api.model
    def _order_selection(self):
        orders = self.env['res.company']._fields['ar_allocation_order']
        return orders._description_selection(self.env)

    @api.depends('move_line_id')
    def _compute_text(self):
        for wizard in self:
            line = wizard.move_line_id
            wizard.amount = -line.amount_residual_currency
            wizard.text = " ".join(dict.fromkeys(filter(
                None, (line.ref, line.name, line.payment_id.memo))))

    @api.depends('move_line_id')
    def _compute_order(self):
        for wizard in self:
            wizard.order = wizard.move_line_id.company_id.ar_allocation_order or 'costs_first'

    @api.depends('move_line_id')
    def _compute_line_ids(self):
        for wizard in self:
            debts = wizard.move_line_id._ar_debts()
            named = allocation.named_in(wizard.text, debts.mapped('move_name'))
            wizard.line_ids = [Command.clear(), *(
                Command.create({'move_line_id': debt.id, 'named': debt.move_name in named})
                for debt in debts)]

    @api.depends('line_ids.named', 'order')
    def _compute_left(self):
        for wizard in self:
            wizard.left = wizard._allocate()[1]

    def _allocate(self):
        """What the receipt settles as it stands.

        :return: ({index of a line: amount}, what is left of the receipt)
        """
        receipt = self.move_line_id
        shares, left = allocation.allocate(
            max(0.0, -receipt.amount_residual_currency),
            [line._debt(index) for index, line in enumerate(self.line_ids)],
            self.order or 'costs_first', receipt.currency_id.decimal_places or 2)
        return {share.key: share.amount for share in shares}, left

    # === ACTIONS === #

    def action_match(self):
        """Match the receipt as shown.

        :raise AccessError: for whoever may not reconcile.
        :raise UserError: when nothing is left to match.
        """
        self.ensure_one()
        self.env['account.partial.reconcile'].check_access('create')
        receipt = self.move_line_id
        receipt.lock_for_update()
        shares = self._allocate()[0]
        if not shares:
            raise UserError(self.env._("There is nothing that this receipt could settle."))
        settled = {}
        lines = list(self.line_ids)
        for index, amount in shares.items():
            debt = lines[index].move_line_id
            receipt._ar_settle(debt, amount)
            settled[str(debt.id)] = amount
        self.env['ar.event']._log('receipt.matched', receipt, numbers={
            receipt.id: {'settled': settled, 'order': self.order}})
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}
