from odoo import api, fields, models


class ArDunningNotice(models.Model):
    """Why a notice goes out on the way it does."""
    _inherit = 'ar.dunning.notice'

    strategy_id = fields.Many2one(
        'ar.dunning.strategy', readonly=True, ondelete='set null', index='btree_not_null',
        help="The rule that chose the way of this notice.")
    strategy_facts = fields.Json(readonly=True)
    strategy_text = fields.Char(string="Why on This Way", compute='_compute_strategy_text')

    @api.depends('strategy_id.name', 'strategy_facts', 'channel')
    @api.depends_context('lang')
    def _compute_strategy_text(self):
        for notice in self:
            notice.strategy_text = (notice.strategy_id or notice.strategy_facts) and (
                notice.strategy_id._reason(
                    notice.strategy_facts, notice.company_id, channel=notice.channel))
