from odoo import api, fields, models


class ArAgreedItem(models.AbstractModel):
    """A debt that something was agreed about, with what was open of it then."""
    _name = 'ar.agreed.item'
    _description = "Debt with an Agreement"
    _inherit = ['ar.derived.mixin']
    _rec_name = 'move_line_id'

    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, index=True, ondelete='cascade')
    move_id = fields.Many2one(related='move_line_id.move_id', related_sudo=False, string="Invoice")
    date_maturity = fields.Date(
        related='move_line_id.date_maturity', string="Due Date", store=True)
    currency_id = fields.Many2one(related='move_line_id.currency_id', related_sudo=False)
    amount = fields.Monetary(
        compute='_compute_amount', compute_sudo=False, store=True, readonly=False,
        precompute=True)
    amount_residual = fields.Monetary(
        related='move_line_id.amount_residual_currency', related_sudo=False,
        string="Open Amount")

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_amount(self):
        for item in self:
            item.amount = item.move_line_id.amount_residual_currency

    # === BUSINESS === #

    def _why_not_its(self, agreement):
        """Why this is no debt of the customer of an agreement, in words; empty when it is one."""
        line = self.move_line_id
        if line.company_id != agreement.company_id:
            return self.env._("it is owed to another company.")
        if line.partner_id.commercial_partner_id != agreement.partner_id:
            return self.env._("it is owed by another customer.")
        return ""
