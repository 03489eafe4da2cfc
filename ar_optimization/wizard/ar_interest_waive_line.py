from odoo import fields, models


class ArInterestWaiveLine(models.TransientModel):
    """How much of one charge is let go."""
    _name = 'ar.interest.waive.line'
    _description = "Interest or Fee to Let Go"

    wizard_id = fields.Many2one('ar.interest.waive', required=True, ondelete='cascade', index=True)
    charge_id = fields.Many2one(
        'ar.interest.charge', string="Interest or Fee", required=True, readonly=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='charge_id.partner_id', related_sudo=False)
    currency_id = fields.Many2one(related='charge_id.currency_id', related_sudo=False)
    state = fields.Selection(related='charge_id.state', related_sudo=False)
    amount_due = fields.Monetary(related='charge_id.amount_due', related_sudo=False)
    amount = fields.Monetary(string="Let Go")
