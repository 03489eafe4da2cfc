from odoo import api, models
from odoo.tools import SQL

from .ar_dispute import LIVE


class ArOpenItem(models.Model):
    """The disputed part of an item, on the day that is looked at."""
    _inherit = 'ar.open.item'

    _depends = {
        'ar.dispute': ['amount', 'closed_on', 'company_id', 'move_line_id', 'opened_on', 'state'],
        'res.currency': ['rounding'],
    }

    # === QUERY === #

    @api.model
    def _is_anything_disputed(self):
        # EXTENDS ledger
        self.env['ar.dispute'].flush_model(['closed_on', 'opened_on', 'state'])
        [[found]] = self.env.execute_query(SQL(
            "SELECT EXISTS (SELECT FROM ar_dispute dispute WHERE %s)", self._dispute_counts_sql()))
        return found

    @api.model
    def _disputed_join(self):
        # EXTENDS ledger: left out by PostgreSQL where nobody asks for it
        self.env['ar.dispute'].flush_model(self._depends['ar.dispute'])
        return SQL(
            """
            LEFT JOIN (SELECT dispute.move_line_id, SUM(dispute.amount) AS amount,
                              MAX(currency.decimal_places) AS digits
                         FROM ar_dispute dispute
                         JOIN res_company company ON company.id = dispute.company_id
                         JOIN res_currency currency ON currency.id = company.currency_id
                        WHERE %s
                     GROUP BY dispute.move_line_id) disputed ON disputed.move_line_id = line.id
            """,
            self._dispute_counts_sql())

    @api.model
    def _dispute_counts_sql(self):
        """Which disputes (`dispute`) keep something back on the day that is looked at."""
        day = self._as_of()
        if not day:
            return SQL("dispute.state IN %s", LIVE)
        return SQL(
            """
            dispute.opened_on <= %(day)s
            AND (dispute.closed_on IS NULL OR dispute.closed_on > %(day)s)
            """, day=day)

    @api.model
    def _disputed_sql(self):
        # EXTENDS ledger: never more than is open; of a foreign currency, its share of what is open
        return SQL(
            """
            CASE WHEN disputed.amount IS NULL OR line.residual <= 0 THEN 0.0
                 WHEN disputed.amount >= line.residual_currency THEN line.residual
                 ELSE ROUND(disputed.amount * line.residual / line.residual_currency,
                            disputed.digits)
                 END
            """)

    @api.model
    def _disputed_currency_sql(self):
        # EXTENDS ledger
        return SQL(
            """
            CASE WHEN disputed.amount IS NULL OR line.residual <= 0 THEN 0.0
                 ELSE LEAST(disputed.amount, line.residual_currency)
                 END
            """)

    # === ACTIONS === #

    def action_dispute(self):
        """Open disputes about these items."""
        self.check_access('read')
        return self.env['ar.dispute']._open_dialog(self.line_id, whole=True)
