from odoo import api, models
from odoo.tools import SQL


class ArWorklist(models.Model):
    """Customers who broke a promise, or whose promise is due and not judged yet."""
    _inherit = 'ar.worklist'

    # === ACTIONS === #

    def action_promise(self):
        """Take a promise of this customer, who is then off the list."""
        self.ensure_one()._check_worker()
        return self.account_id.action_promise()

    # === BUSINESS === #

    @api.model
    def _worklist_terms(self, company, today):
        # EXTENDS worklist: a broken promise counts while something of it is still open
        for name in ('ar.promise', 'ar.promise.line'):
            self.env[name].flush_model()
        return [
            *super()._worklist_terms(company, today),
            ('promise_broken', SQL(
                """
                SELECT promise.account_id, SUM(promise.amount_company), COUNT(*),
                       MAX(promise.date)
                  FROM ar_promise promise
                 WHERE promise.company_id = %s AND promise.state IN ('broken', 'partly')
                   AND EXISTS (SELECT FROM ar_promise_line held
                                 JOIN account_move_line line ON line.id = held.move_line_id
                                WHERE held.promise_id = promise.id AND line.amount_residual > 0)
              GROUP BY promise.account_id
                """, company.id)),
            ('promise_due', SQL(
                """
                SELECT promise.account_id, SUM(promise.amount_company),
                       %(today)s::date - MIN(promise.date), MIN(promise.date)
                  FROM ar_promise promise
                 WHERE promise.company_id = %(company)s AND promise.state = 'open'
                   AND promise.date <= %(today)s
              GROUP BY promise.account_id
                """, today=today, company=company.id)),
        ]
