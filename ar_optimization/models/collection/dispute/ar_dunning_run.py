from odoo import api, models
from odoo.tools import SQL

from .ar_dispute import LIVE


class ArDunningRun(models.Model):
    _inherit = 'ar.dunning.run'

    @api.model
    def _disputed_sql(self):
        # EXTENDS dunning: not rounded, so that the rest in the item's own currency is exact
        return SQL(
            """
            LEAST(item.residual, COALESCE(
                      dispute.amount * item.residual / NULLIF(item.residual_currency, 0), 0))
            """)

    @api.model
    def _disputed_join(self):
        # EXTENDS dunning: added up once for all, not for each item
        return SQL(
            """
            LEFT JOIN (SELECT move_line_id, SUM(amount) AS amount
                         FROM ar_dispute
                        WHERE state IN %s
                     GROUP BY move_line_id) dispute ON dispute.move_line_id = line.id
            """, LIVE)

    def _flush_facts(self):
        # EXTENDS dunning
        self.env['ar.dispute'].flush_model()
        return super()._flush_facts()
