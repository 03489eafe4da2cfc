from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ArDisputeOpen(models.TransientModel):
    """Open disputes about one or several items: why, how much of each, and the evidence."""
    _name = 'ar.dispute.open'
    _description = "Open a Dispute"

    reason_id = fields.Many2one('ar.dispute.reason', required=True, ondelete='cascade')
    owner_id = fields.Many2one(
        'res.users', string="Answered By", domain=[('share', '=', False)],
        compute='_compute_owner_id', store=True, readonly=False,
        help="Empty: the reason's, else the salesperson of each invoice.")
    description = fields.Text(string="What the Customer Says")
    attachment_ids = fields.Many2many('ir.attachment', string="Evidence")
    move_line_ids = fields.Many2many('account.move.line', readonly=True)
    line_ids = fields.One2many(
        'ar.dispute.open.line', 'wizard_id', string="Items", compute='_compute_line_ids',
        compute_sudo=False, store=True, readonly=False)

    # === COMPUTE === #

    @api.depends('reason_id')
    def _compute_owner_id(self):
        for wizard in self:
            company = wizard.move_line_ids.company_id[:1] or self.env.company
            wizard.owner_id = wizard.reason_id.with_company(company).owner_id

    @api.depends('move_line_ids')
    def _compute_line_ids(self):
        whole = self.env.context.get('ar_whole')
        for wizard in self:
            wizard.line_ids = [Command.clear(), *(
                Command.create({
                    'move_line_id': line._origin.id,
                    'amount': whole and self._room_of(line._origin)})
                for line in wizard.move_line_ids)]

    @api.model
    def _room_of(self, line):
        """What is open of an item and not disputed yet, in its currency; nothing of none."""
        return line.currency_id.round(
            line.amount_residual_currency - line._ar_disputed_now()) if line else 0.0

    # === ACTIONS === #

    def action_open(self):
        """Open them, and show them.

        :raise UserError: when no amount is given, or more than is open.
        """
        self.ensure_one()
        lines = self.line_ids.filtered('amount')
        if not lines:
            raise UserError(self.env._("Say how much of which item is disputed."))
        disputes = self.env['ar.dispute'].create([
            {
                'move_line_id': line.move_line_id.id, 'amount': line.amount,
                'reason_id': self.reason_id.id, 'description': self.description,
                **({'owner_id': self.owner_id.id} if self.owner_id else {}),
            } for line in lines])
        self._attach(disputes)
        return disputes._get_records_action(name=self.env._("Disputes"))

    def _attach(self, disputes):
        """Move the evidence to the disputes, each its own copy."""
        self.attachment_ids.check_access('read')
        evidence = self.attachment_ids.sudo()
        for dispute in disputes[1:]:
            evidence.copy({'res_model': dispute._name, 'res_id': dispute.id})
        evidence.write({'res_model': disputes._name, 'res_id': disputes[:1].id})
