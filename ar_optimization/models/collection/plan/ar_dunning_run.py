from odoo import models
from odoo.tools import SQL


class ArDunningRun(models.Model):
    """Nobody asks for what is paid in instalments as agreed. When the plan fails, each item goes on
    from the level it had reached."""
    _inherit = 'ar.dunning.run'

    def _flush_facts(self):
        # EXTENDS dunning
        self.env['ar.payment.plan.item'].flush_model()
        return super()._flush_facts()

    def _blocking_terms(self):
        # EXTENDS promise
        return [*super()._blocking_terms(), ('plan', SQL(
            """
            EXISTS (SELECT FROM ar_payment_plan_item planned
                     WHERE planned.move_line_id = line.id AND planned.state = 'active')
            """))]
