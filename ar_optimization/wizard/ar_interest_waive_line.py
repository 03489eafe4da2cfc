from odoo import fields, models


class ArInterestWaiveLine(models.TransientModel):
    """How much of one charge is let go."""
    _name = 'ar.interest.waive.line'
    _description = "Interest or Fee to Let Go"

    wizard_id = fields.Many2one('ar.interest.waive', required=True, ondelete='cascade', index=True)
    charge_id = fields.Many2one(
        'ar.interest.charge', string="Interest or Fee", required=True, readonly=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='charge_id.partner_id')
    currency_id = fields.Many2one(related='charge_id.currency_id')
    state = fields.Selection(related='charge_id.state')
    amount_due = fields.Monetary(related='charge_id.amount_due')
    amount = fields.Monetary(string="Let Go")
