from odoo import api, models
from odoo.tools import SQL

from ....tools import promise as rules

# A customer's kept rate is drawn towards the company's, and that towards one half, by so many.
SHRINK = 5.0


class ArForecast(models.Model):
    """A promised item is paid on the promised day, as often as this customer keeps its promises;
    else later, as it usually pays."""
    _inherit = 'ar.forecast'

    @api.model
    def _forecast_terms(self, company, day):
        # EXTENDS insight
        for model in ('ar.promise', 'ar.promise.line'):
            self.env[model].flush_model()
        return [*super()._forecast_terms(company, day), SQL(
            """
            WITH judged AS (
                SELECT account_id, COUNT(*) AS number,
                       COUNT(*) FILTER (WHERE state = %(kept)s) AS kept
                  FROM ar_promise
                 WHERE company_id = %(company)s AND state IN %(judged)s AND judged_on <= %(until)s
              GROUP BY account_id),
            usual AS (
                SELECT (COALESCE(SUM(kept), 0) + %(shrink)s / 2)
                       / (COALESCE(SUM(number), 0) + %(shrink)s) AS rate
                  FROM judged)
            SELECT promised.move_line_id, promise.date,
                   promised.amount * CASE WHEN item.amount_currency = 0 THEN 1
                                          ELSE item.balance / item.amount_currency END,
                   (COALESCE(judged.kept, 0) + %(shrink)s * usual.rate)
                   / (COALESCE(judged.number, 0) + %(shrink)s)
              FROM ar_promise_line promised
              JOIN ar_promise promise ON promise.id = promised.promise_id
              JOIN account_move_line item ON item.id = promised.move_line_id
        CROSS JOIN usual
         LEFT JOIN judged ON judged.account_id = promise.account_id
             WHERE promise.company_id = %(company)s
               AND promise.taken_date <= %(until)s
               AND (promise.state = %(open)s
                    OR promise.state <> 'cancelled' AND promise.judged_on > %(until)s)
          ORDER BY promise.date, promised.id
            """,
            company=company.id, until=self._known_until(day), shrink=SHRINK,
            kept=rules.KEPT, open=rules.OPEN, judged=(rules.KEPT, rules.PARTLY, rules.BROKEN))]
