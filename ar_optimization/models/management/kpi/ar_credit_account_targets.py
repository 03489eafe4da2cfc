from odoo import api, models


class ArCreditAccount(models.Model):
    """The steps of the night that hold results against targets."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS results
        return [*super()._nightly_steps(), '_nightly_flags', '_nightly_targets', '_nightly_bonuses']

    @api.model
    def _nightly_flags(self, companies, today, full=False):
        """Notice entries that make a result better than it was."""
        for company in companies:
            self.env['ar.kpi.flag'].sudo()._find(company, today)

    @api.model
    def _nightly_targets(self, companies, today, full=False):
        """Say anew what is likely of targets whose period has not begun."""
        self.env['ar.kpi.target'].sudo()._refresh_bands(companies, today)

    @api.model
    def _nightly_bonuses(self, companies, today, full=False):
        """Compute the bonuses of periods that are over."""
        self.env['ar.kpi.bonus'].sudo()._make(companies, today)
