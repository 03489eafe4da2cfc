from odoo import fields, models

from .ar_replay_result import SCENARIOS


class ArReplayWeek(models.Model):
    """How much a week would have held under one of the two sets of rules."""
    _name = 'ar.replay.week'
    _description = "Week of a Replay"
    _inherit = ['ar.replay.result']
    _rec_name = 'date'
    _order = 'date, scenario'

    scenario = fields.Selection(SCENARIOS, string="Rules", required=True, readonly=True)
    date = fields.Date(string="Week From", required=True, readonly=True)
    documents = fields.Integer(
        string="Looked At", readonly=True, help="Documents that the rules were held against.")
    held = fields.Integer(readonly=True, help="Each is one request for the team to decide.")
    revenue = fields.Monetary(readonly=True)
    revenue_delayed = fields.Monetary(readonly=True)
