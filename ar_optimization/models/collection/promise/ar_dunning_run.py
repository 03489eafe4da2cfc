from odoo import models
from odoo.tools import SQL


class ArDunningRun(models.Model):
    """What is promised is not asked for until it is known whether it came."""
    _inherit = 'ar.dunning.run'

    def _flush_facts(self):
        # EXTENDS dunning
        for name in ('ar.promise', 'ar.promise.line'):
            self.env[name].flush_model()
        return super()._flush_facts()

    def _blocking_terms(self):
        # EXTENDS dunning: an open promise, though not for ever where it is never judged
        wait = self.company_id.sudo().ar_promise_confirm_days
        return [*super()._blocking_terms(), ('promise', SQL(
            """
            EXISTS (SELECT FROM ar_promise_line held
                      JOIN ar_promise promise ON promise.id = held.promise_id
                     WHERE held.move_line_id = line.id AND held.state = 'open'
                       AND promise.deadline + %s >= %s)
            """, wait, self._day()))]
