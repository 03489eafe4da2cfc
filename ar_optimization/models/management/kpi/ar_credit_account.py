from odoo import api, models


class ArCreditAccount(models.Model):
    """The step of the night that adds up what the month came to."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS collection: what the night has judged is in the results
        return [*super()._nightly_steps(), '_nightly_results']

    @api.model
    def _nightly_results(self, companies, today, full=False):
        """Bring the results of the months that are not frozen up to date."""
        for company in companies:
            self.env['ar.kpi.result']._build_months(company, today, full)
