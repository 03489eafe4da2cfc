from odoo import api, models


class ArCreditAccount(models.Model):
    """The nights of the forecasts."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _figure_steps(self):
        # EXTENDS prediction
        return [*super()._figure_steps(), '_nightly_forecasts']

    @api.model
    def _nightly_forecasts(self, companies, today, full=False):
        """Forecast the cash of each company under every scenario, and compare those of past weeks
        with what came."""
        forecasts = self.env['ar.forecast'].sudo()
        for company in companies:
            forecasts._build(company, today)
            forecasts._fill_actual(company, today)
