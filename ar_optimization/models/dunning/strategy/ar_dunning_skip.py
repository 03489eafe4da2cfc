from odoo import api, fields, models
from odoo.tools import format_date


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

    @api.depends(
        'strategy_id.name', 'strategy_facts', 'reason', 'until', 'account_id.dunning_pause_until',
        'account_id.dunning_pause_reason')
    @api.depends_context('lang')
    def _compute_detail(self):
        rests = self._rests()
        for skip in self:
            skip.detail = skip._words() or rests.get(skip)

    def _rests(self):
        """Up to which day a customer or an instalment rests and why, while it still does as it did
        in the run.

        :return: {skip: text}
        """
        accounts = self.filtered(lambda skip: skip.reason == 'paused')
        lines = self.filtered(lambda skip: skip.reason == 'item_paused')
        items = self.env['ar.dunning.item'].sudo().search(
            [('move_line_id', 'in', lines.move_line_id.ids)]).grouped('move_line_id')
        found = {
            **{skip: (skip.account_id.dunning_pause_until, skip.account_id.dunning_pause_reason)
               for skip in accounts},
            **{skip: (items[skip.move_line_id].pause_until, items[skip.move_line_id].pause_reason)
               for skip in lines if skip.move_line_id in items}}
        return {
            skip: self.env._("Up to %(day)s: %(why)s", day=format_date(self.env, day), why=why)
            for skip, (day, why) in found.items() if day and day >= skip.run_id.date}

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
