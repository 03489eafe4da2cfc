from odoo import api, models
from odoo.tools import SQL


class ArWorklist(models.Model):
    """Customers with open early warnings are turned to before others."""
    _inherit = 'ar.worklist'

    @api.model
    def _worklist_terms(self, company, today):
        # EXTENDS worklist: red counts twice
        self.env['ar.alert'].flush_model()
        return [*super()._worklist_terms(company, today), ('alert', SQL(
            """
            SELECT alert.account_id, NULL::numeric,
                   SUM(CASE alert.severity WHEN 'red' THEN 2 ELSE 1 END), MIN(alert.date)
              FROM ar_alert alert
             WHERE alert.company_id = %s AND alert.state <> 'closed'
               AND alert.account_id IS NOT NULL
          GROUP BY alert.account_id
            """, company.id))]
