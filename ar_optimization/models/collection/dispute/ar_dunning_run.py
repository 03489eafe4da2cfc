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
            (SELECT LEAST(item.residual, COALESCE(
                        SUM(dispute.amount) * item.residual / NULLIF(item.residual_currency, 0),
                        0))
               FROM ar_dispute dispute
              WHERE dispute.move_line_id = line.id AND dispute.state IN %s)
            """, LIVE)

    def _flush_facts(self):
        # EXTENDS dunning
        self.env['ar.dispute'].flush_model()
        return super()._flush_facts()
