from odoo import api, models


class ArCreditAccount(models.Model):
    """The nights of the predictions."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _figure_steps(self):
        # EXTENDS insight
        return [*super()._figure_steps(), '_nightly_evaluations', '_nightly_predictions']

    @api.model
    def _nightly_evaluations(self, companies, today, full=False):
        """Judge the predictions of companies whose last judgement is a week old."""
        evaluations = self.env['ar.model.evaluation'].sudo()
        for company in companies:
            if full or evaluations._is_due(company, today):
                evaluations._judge(company, today)

    @api.model
    def _nightly_predictions(self, companies, today, full=False):
        """Predict every open instalment anew."""
        for company in companies:
            self.env['ar.prediction'].sudo()._build(company, today)
