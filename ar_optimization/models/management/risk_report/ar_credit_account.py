from odoo import api, models


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _nightly_steps(self):
        # EXTENDS collection
        return [*super()._nightly_steps(), '_nightly_risk_reports']

    @api.model
    def _nightly_risk_reports(self, companies, today, full=False):
        """Draft the report of a period that is over, and remind those who have not read one."""
        for company in companies:
            self.env['ar.risk.report']._draft_of_period(company, today)
            self.env['ar.risk.report']._remind_readers(company, today)
