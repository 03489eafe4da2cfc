from odoo import api, models
from odoo.tools import SQL

from ..alert.ar_alert import Indicator
from ..alert.ar_alert_terms import FEWEST
from .ar_prediction import MODEL


class ArAlert(models.Model):
    """Customers whose open items are far more likely to be late than their past was."""
    _inherit = 'ar.alert'

    @api.model
    def _indicators(self):
        # EXTENDS alert
        return {
            **super()._indicators(),
            'prediction': Indicator(
                self.env._("Likely to Be Late"), self.env._("points above its past"),
                self.env._("What is not due yet is likelier to be late by %(value)s points than "
                           "its past: %(base)s % of its invoices were.")),
        }

    @api.model
    def _alert_terms(self, company, today):
        # EXTENDS alert: only where the model has beaten the customer's own rate in its backtest
        return {
            **super()._alert_terms(company, today),
            'prediction': SQL(
                """
                SELECT account.id,
                       100.0 * (SUM(item.probability_late * item.amount_residual)
                                / NULLIF(SUM(item.amount_residual), 0)
                                - 1 + account.on_time_ratio),
                       100.0 * (1 - account.on_time_ratio), MAX(item.date)
                  FROM ar_prediction item
                  JOIN ar_credit_account account ON account.id = item.account_id
                 WHERE item.company_id = %(company)s AND item.state = %(model)s
                   AND item.date_maturity >= %(today)s AND item.amount_residual > 0
                   AND account.active AND account.resolved_count >= %(fewest)s
              GROUP BY account.id
                """, company=company.id, model=MODEL, today=today, fewest=FEWEST),
        }

    def _evidence(self):
        # EXTENDS alert
        return {**super()._evidence(), 'prediction': self._show_predictions}

    def _show_predictions(self):
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_prediction_action'),
            'domain': [('account_id', '=', self.account_id.id)], 'context': {},
        }
