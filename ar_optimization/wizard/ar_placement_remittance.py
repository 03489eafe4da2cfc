from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import agency


class ArPlacementRemittance(models.TransientModel):
    """An agency has paid on what the customer paid it, less its fee: say for which item, and see
    what the customer has paid and what the agency has kept before it is booked."""
    _name = 'ar.placement.remittance'
    _description = "Net Remittance of an Agency"

    placement_id = fields.Many2one(
        'ar.placement', required=True, readonly=True, ondelete='cascade')
    company_id = fields.Many2one(related='placement_id.company_id', related_sudo=False)
    agency_partner_id = fields.Many2one(
        related='placement_id.agency_id.partner_id', string="Agency", related_sudo=False)
    line_id = fields.Many2one(
        'ar.placement.line', string="Item", required=True, ondelete='cascade',
        compute='_compute_line_id', compute_sudo=False, store=True, readonly=False,
        precompute=True, domain="[('placement_id', '=', placement_id)]")
    currency_id = fields.Many2one(related='line_id.currency_id', related_sudo=False)
    credit_id = fields.Many2one(
        'account.move.line', string="Payment", required=True, ondelete='cascade',
        domain="[('company_id', '=', company_id), ('partner_id', 'child_of', agency_partner_id), "
               "('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), "
               "('currency_id', '=', currency_id), ('amount_residual', '<', 0)]",
        help="A payment of the agency, entered as received from it, that is not matched yet.")
    received = fields.Monetary(compute='_compute_received', help="What the agency has paid on.")
    amount = fields.Monetary(
        string="Paid by the Customer", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=False, help="As the agency reports it; begins with what its fee leaves.")
    kept = fields.Monetary(
        string="Kept by the Agency", compute='_compute_kept',
        help="Waits on the agency's account until its bill is matched with it.")
    usual = fields.Monetary(
        string="Fee as Agreed", compute='_compute_kept', help="By the fee of the item.")

    # === COMPUTE === #

    @api.depends('placement_id')
    def _compute_line_id(self):
        for wizard in self:
            wizard.line_id = wizard.placement_id.line_ids.filtered(
                lambda line: line.amount_residual_currency > 0)[:1]

    @api.depends('credit_id')
    def _compute_received(self):
        for wizard in self:
            wizard.received = -wizard.credit_id.amount_residual_currency

    @api.depends('received', 'line_id')
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = agency.gross_of(
                wizard.received, wizard.line_id.percent, wizard.currency_id.decimal_places or 2)

    @api.depends('received', 'amount', 'line_id')
    def _compute_kept(self):
        for wizard in self:
            line = wizard.line_id
            before = [(receipt.amount, receipt.fee) for receipt in line._counted()]
            wizard.kept = wizard.amount - wizard.received
            wizard.usual = agency.next_fee(
                before, wizard.amount, line.percent, wizard.currency_id.decimal_places or 2)

    # === ACTIONS === #

    def action_apply(self):
        """Split the payment, and count it as a receipt of the case.

        :raise UserError: for a payment that is booked already, or more than is open.
        :raise AccessError: for who is no credit manager, where more is kept than the fee.
        """
        self.ensure_one()
        self.env.user._ar_check_role('credit_analyst')
        self.placement_id.check_access('write')
        self.credit_id.check_access('read')
        line, credit = self.line_id.sudo(), self.credit_id.sudo()
        credit.lock_for_update()
        self._check(line, credit)
        # Read before the payment is matched: what is left of it is nothing then.
        figures = {'received': self.amount, 'net_amount': self.received, 'kept': self.kept}
        entry = line._remit(credit, self.amount)
        self.env['ar.event']._log('placement.remitted', self.placement_id, numbers={
            self.placement_id.id: {**figures, 'entry': entry.id}})
        self.placement_id.action_refresh()
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def _check(self, line, credit):
        """Refuse what is no payment of this agency for this item, and what was booked before."""
        if line.placement_id != self.placement_id or not line._may_remit(credit.date):
            raise UserError(self.env._("The agency did not have this item on that day."))
        partner = self.placement_id.agency_id.partner_id.commercial_partner_id
        if (credit.partner_id.commercial_partner_id != partner or credit.parent_state != 'posted'
                or credit.company_id != line.company_id or credit.amount_residual_currency >= 0
                or credit.account_type != 'asset_receivable'
                or credit.currency_id != line.currency_id):
            raise UserError(self.env._(
                "The payment is not one of this agency, in the currency of the item, that is left "
                "to be used."))
        if entry := line._remitted_before(credit):
            raise UserError(self.env._(
                "This receipt is booked already, with %s.", entry.display_name))
        self._check_amount(line)

    def _check_amount(self, line):
        compare = line.currency_id.compare_amounts
        if compare(self.amount, self.received) < 0 or compare(
                self.amount, line.move_line_id.amount_residual_currency) > 0:
            raise UserError(self.env._(
                "The customer has paid at least what the agency pays on, and not more than is "
                "open."))
        # What is kept settles the item without money: as agreed, to the cent of rounding.
        if compare(self.kept, self.usual + line.currency_id.rounding) > 0:
            self.env.user._ar_check_role('credit_manager')
