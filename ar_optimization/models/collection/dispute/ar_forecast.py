from odoo import api, models
from odoo.tools import SQL


class ArForecast(models.Model):
    """What is disputed is not expected: not before it is decided, and what the customer is right
    about never. The rest of the item is."""
    _inherit = 'ar.forecast'

    @api.model
    def _forecast_terms(self, company, day):
        # EXTENDS plan: first, so that no promise or instalment pays what is disputed
        self.env['ar.dispute'].flush_model()
        until = self._known_until(day)
        return [SQL(
            """
            SELECT dispute.move_line_id, NULL::date,
                   dispute.amount * CASE WHEN item.amount_currency = 0 THEN 1
                                         ELSE item.balance / item.amount_currency END,
                   1.0
              FROM ar_dispute dispute
              JOIN account_move_line item ON item.id = dispute.move_line_id
             WHERE item.company_id = %(company)s
               AND dispute.opened_on <= %(until)s
               AND (dispute.closed_on IS NULL OR dispute.closed_on > %(until)s)
            """,
            company=company.id, until=until), *super()._forecast_terms(company, day)]
