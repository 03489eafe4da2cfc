from odoo import api, models

from .ar_dispute import LIVE


class ArIncentiveOffer(models.Model):
    _inherit = 'ar.incentive.offer'

    @api.model
    def _disputed_moves(self, moves):
        # EXTENDS incentive
        disputes = self.env['ar.dispute'].sudo().search(
            [('move_id', 'in', moves.ids), ('state', 'in', LIVE)])
        return super()._disputed_moves(moves) | disputes.move_id.sudo(self.env.su)
