from odoo import api, fields, models
from odoo.tools.misc import formatLang

# Figure → unit.
UNITS = {
    'documents': 'count', 'held': 'count', 'held_share': 'percent', 'per_week': 'number',
    'peak_week': 'count', 'customers': 'count', 'revenue_delayed': 'money', 'days': 'number',
    'overdue_avoided': 'money', 'loss_avoided': 'money', 'good_revenue': 'money',
    'good_held': 'count',
}


class ArReplayFigure(models.Model):
    """One figure of a replay, under the rules of now beside the draft."""
    _name = 'ar.replay.figure'
    _description = "Figure of a Replay"
    _inherit = ['ar.replay.result']
    _rec_name = 'figure'
    _order = 'sequence, id'

    sequence = fields.Integer(readonly=True)
    figure = fields.Selection(
        [
            ('documents', "Documents looked at"),
            ('held', "Would have been held"),
            ('held_share', "Share held"),
            ('per_week', "Requests per week, on average"),
            ('peak_week', "Requests in the busiest week"),
            ('customers', "Customers concerned"),
            ('revenue_delayed', "Revenue delayed"),
            ('days', "Days of delay, on average"),
            ('overdue_avoided', "Overdue avoided, at most"),
            ('loss_avoided', "Loss avoided, at most"),
            ('good_revenue', "Good revenue delayed"),
            ('good_held', "Held although paid on time"),
        ],
        required=True, readonly=True)
    now = fields.Float(string="Now as a Number", readonly=True)
    draft = fields.Float(string="Draft as a Number", readonly=True)
    now_text = fields.Char(string="Rules of Now", compute='_compute_texts')
    draft_text = fields.Char(string="The Draft", compute='_compute_texts')
    difference_text = fields.Char(string="Difference", compute='_compute_texts')

    # === COMPUTE === #

    @api.depends('figure', 'now', 'draft')
    @api.depends_context('lang')
    def _compute_texts(self):
        for figure in self:
            figure.now_text = figure._shown(figure.now)
            figure.draft_text = figure._shown(figure.draft)
            difference = figure.draft - figure.now
            sign = "+" if difference > 0 else ""
            figure.difference_text = sign + figure._shown(difference)

    def _shown(self, value):
        """A number with its unit as a person reads it."""
        unit = UNITS[self.figure]
        if unit == 'money':
            return formatLang(self.env, value, currency_obj=self.currency_id)
        text = formatLang(self.env, value, digits=0 if unit == 'count' else 1)
        return f"{text} %" if unit == 'percent' else text
