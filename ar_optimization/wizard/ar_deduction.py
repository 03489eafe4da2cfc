from odoo import api, fields, models


class ArDeduction(models.TransientModel):
    """Accept what a customer deducted, with a reason: booked on the reason's account and matched
    with the invoice, at once or after an approval."""
    _name = 'ar.deduction'
    _description = "Accept a Deduction"
    _inherit = ['ar.item.dialog']

    move_line_id = fields.Many2one(readonly=True)
    document = fields.Char(related='move_line_id.move_name', related_sudo=False, string="Invoice")
    room = fields.Monetary(
        string="Open Amount", compute='_compute_room', help="Open and not disputed.")
    amount = fields.Monetary(
        string="Deduction", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=False)
    reason_id = fields.Many2one('ar.dispute.reason', required=True, ondelete='cascade')
    account_id = fields.Many2one(
        'account.account', string="Booked On", compute='_compute_account_id')
    note = fields.Text(string="Why It Is Accepted", required=True)

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_room(self):
        for wizard in self:
            wizard.room = self.env['ar.dispute.open']._room_of(wizard.move_line_id)

    @api.depends('move_line_id')
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.room

    @api.depends('reason_id', 'move_line_id')
    def _compute_account_id(self):
        for wizard in self:
            wizard.account_id = wizard.reason_id.with_company(
                wizard.move_line_id.company_id).account_id

    # === ACTIONS === #

    def action_apply(self):
        """Ask for it; it is booked at once where the user may decide.

        :raise UserError: for more than is open, or a reason without account.
        """
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        line = self.move_line_id
        line.check_access('read')
        account = self.env['ar.credit.account'].sudo()._account_for(
            line.partner_id, line.company_id)
        request = self.env['ar.credit.request']._submit(
            'deduction', account,
            {'move_line_id': line.id, 'reason_id': self.reason_id.id, 'amount': self.amount},
            self.note, document=line.move_id)
        return self._told(request)

    def _told(self, request):
        waiting = request.state == 'waiting'
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'warning' if waiting else 'success',
                'message': self.env._(
                    "Asked for: %s. Somebody decides on it.", request.name,
                ) if waiting else self.env._("Booked and matched with the invoice."),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'}},
        }
