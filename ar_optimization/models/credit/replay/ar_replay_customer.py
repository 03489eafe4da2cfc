from odoo import fields, models

MODES = [('unlimited', "Unlimited"), ('limit', "Up to Limit"), ('prepay', "Prepayment Only")]


class ArReplayCustomer(models.Model):
    """One customer at the end of a replay: tier and limit under the rules of now and under the
    draft, and what either would have held."""
    _name = 'ar.replay.customer'
    _description = "Customer in a Replay"
    _inherit = ['ar.replay.result']
    _rec_name = 'partner_id'
    _order = 'draft_revenue desc, id'

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='account_id.partner_id', string="Customer", store=True)
    documents = fields.Integer(string="Documents Replayed", readonly=True)
    revenue = fields.Monetary(readonly=True)
    now_tier = fields.Char(string="Tier Now", readonly=True)
    draft_tier = fields.Char(string="Tier in the Draft", readonly=True)
    is_moved = fields.Boolean(string="Changes Tier", readonly=True)
    now_mode = fields.Selection(MODES, string="Credit Now", readonly=True)
    draft_mode = fields.Selection(MODES, string="Credit in the Draft", readonly=True)
    now_limit = fields.Monetary(string="Limit Now", readonly=True, aggregator=None)
    draft_limit = fields.Monetary(string="Limit in the Draft", readonly=True, aggregator=None)
    now_held = fields.Integer(string="Held Now", readonly=True)
    draft_held = fields.Integer(string="Held in the Draft", readonly=True)
    now_revenue = fields.Monetary(string="Revenue Delayed Now", readonly=True)
    draft_revenue = fields.Monetary(string="Revenue Delayed in the Draft", readonly=True)
