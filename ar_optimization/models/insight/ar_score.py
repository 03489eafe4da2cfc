from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools import scorecard, scorecard_store


class ArScore(models.Model):
    """One scoring of one customer: every point with its value, source and date.

    Written by the nightly run when a line of the card gives other points than before, and never
    changed after that. Inputs and card version are kept with it, so it can be made again.
    """
    _name = 'ar.score'
    _description = "Score"
    _order = 'date desc, id desc'
    _rec_name = 'date'
    _log_access = False

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, index=True,
        ondelete='cascade', readonly=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        readonly=True)
    date = fields.Date(string="Since", required=True, readonly=True)
    total = fields.Float(string="Score", digits=(5, 1), readonly=True, aggregator='avg')
    change = fields.Float(
        digits=(5, 1), readonly=True, aggregator=None, help="Against the score before.")
    coverage = fields.Float(
        readonly=True, aggregator='avg',
        help="Weight of what is really known of the customer ÷ weight of the whole card.")
    is_capped = fields.Boolean(
        string="Keeps out of Best Tiers", readonly=True,
        help="Information that must be fresh is out of date or missing.")
    version_id = fields.Many2one(
        'ar.scorecard.version', required=True, ondelete='restrict', readonly=True)
    scorecard_id = fields.Many2one(related='version_id.scorecard_id')
    signature = fields.Char(readonly=True)  # what tonight's scoring is compared with
    lines = fields.Json(readonly=True)
    card = fields.Json(compute='_compute_card')

    # === COMPUTE METHODS === #

    @api.depends('lines', 'total')
    @api.depends_context('lang')
    def _compute_card(self):
        for score in self:
            score.card = score.lines and score._rendered()

    @api.depends('total', 'date')
    def _compute_display_name(self):
        for score in self:
            score.display_name = self.env._(
                "%(total).1f since %(date)s", total=score.total,
                date=format_date(self.env, score.date))

    # === ACTIONS === #

    def action_recompute(self):
        """Make the score again from what was stored with it, and say whether it is the same."""
        self.ensure_one()
        again = self._recompute()
        values = scorecard_store.values_from_dict(self.lines)
        lines = scorecard_store.lines_to_dict(again, values)
        if again.total != self.total or lines != self.lines:
            raise UserError(self.env._(
                "Made again from its stored inputs this score is %(again)s, not %(total)s.",
                again=again.total, total=self.total))
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "Made again from its stored inputs: %(total).1f, the same.", total=self.total),
            },
        }

    # === BUSINESS METHODS === #

    def _recompute(self):
        """The `tools.scorecard.Result` of the stored inputs and the stored card."""
        return scorecard.score(
            self._stored_card(), scorecard_store.values_from_dict(self.lines), self.date)

    def _stored_card(self):
        return scorecard_store.card_from_dict(self.version_id.definition)

    @api.model
    def _caps_of(self, result):
        """Codes of the information that keeps a customer out of the best tiers."""
        return [code for code, __ in result.caps]

    def _rendered(self):
        """The score as its widget shows it: the lines as they are stored."""
        card = self._stored_card()
        return {
            **self.account_id._rendered_result(self.scorecard_id, card, self._stored_result(card)),
            'date': format_date(self.env, self.date),
        }

    def _stored_result(self, card):
        """This score as a `tools.scorecard.Result`."""
        return scorecard_store.result_from_dict(card, self.lines, self.total, self.coverage)
