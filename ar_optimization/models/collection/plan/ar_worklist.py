from odoo import api, models
from odoo.tools import SQL


class ArWorklist(models.Model):
    """Customers whose payment plan is in default."""
    _inherit = 'ar.worklist'

    # === ACTIONS === #

    def action_make_plan(self):
        """Make a payment plan with this customer."""
        self.ensure_one()._check_worker()
        return self.account_id.action_make_plan()

    # === BUSINESS === #

    @api.model
    def _worklist_terms(self, company, today):
        # EXTENDS promise
        self.env['ar.payment.plan'].flush_model()
        return [*super()._worklist_terms(company, today), ('plan_default', SQL(
            """
            SELECT plan.account_id,
                   CASE WHEN MIN(plan.currency_id) = MAX(plan.currency_id)
                         AND MIN(plan.currency_id) = %(currency)s THEN SUM(plan.arrears) END,
                   %(today)s::date - MIN(plan.defaulted_on), MIN(plan.defaulted_on)
              FROM ar_payment_plan plan
             WHERE plan.company_id = %(company)s AND plan.state = 'defaulted' AND plan.arrears > 0
          GROUP BY plan.account_id
            """,
            today=today, company=company.id, currency=company.currency_id.id))]
