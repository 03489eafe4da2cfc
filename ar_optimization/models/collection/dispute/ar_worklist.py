from odoo import api, models
from odoo.tools import SQL


class ArWorklist(models.Model):
    """Customers whose dispute has its answer and waits for a decision, or is past its time."""
    _inherit = 'ar.worklist'

    # === ACTIONS === #

    def action_dispute(self):
        """Open disputes about what this customer owes."""
        self.ensure_one()._check_worker()
        return self.account_id.action_dispute()

    # === BUSINESS === #

    @api.model
    def _worklist_terms(self, company, today):
        # EXTENDS worklist
        self.env['ar.dispute'].flush_model()
        return [*super()._worklist_terms(company, today), ('dispute', SQL(
            """
            SELECT dispute.account_id, SUM(dispute.amount_company),
                   GREATEST(0, %(today)s::date - MIN(dispute.deadline)), MIN(dispute.opened_on)
              FROM ar_dispute dispute
             WHERE dispute.company_id = %(company)s AND dispute.state = 'open'
               AND (dispute.verdict IS NOT NULL OR dispute.deadline < %(today)s)
          GROUP BY dispute.account_id
            """, today=today, company=company.id))]
