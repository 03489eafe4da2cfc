from odoo import api, fields, models


class ArDunningSkip(models.Model):
    """Why somebody rather waits, and until when."""
    _inherit = 'ar.dunning.skip'

    until = fields.Date(
        string="Decided Again On", readonly=True,
        help="From this day on nothing is in the way any more: the next run decides again.")
    strategy_id = fields.Many2one(
        'ar.dunning.strategy', readonly=True, ondelete='set null', index='btree_not_null')
    strategy_facts = fields.Json(readonly=True)
    detail = fields.Char(string="In Words", compute='_compute_detail')

    @api.depends('strategy_id.name', 'strategy_facts', 'reason', 'until')
    @api.depends_context('lang')
    def _compute_detail(self):
        for skip in self:
            skip.detail = skip._words()

    def _words(self):
        """Hook: why this one is left out, where there is more to say than the reason's name.

        :return: text, or False.
        """
        return self.reason == 'strategy' and self.strategy_id._reason(
            self.strategy_facts, self.company_id, until=self.until)

    @api.model
    def _reasons(self):
        # EXTENDS dunning
        return {**super()._reasons(), 'strategy': self.env._("Better to wait")}
