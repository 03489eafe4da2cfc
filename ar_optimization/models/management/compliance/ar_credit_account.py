from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models

LOOK_BACK = timedelta(days=3)  # what is reported later than that is found on Sundays


class ArCreditAccount(models.Model):
    """The night finds what was not allowed."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS collection
        return [*super()._nightly_steps(), '_nightly_compliance']

    @api.model
    def _nightly_compliance(self, companies, today, full=False):
        """List the breaches of the last days; on Sundays and on the first of a month those of the
        whole last month as well, whenever they were reported."""
        whole = full or today.day == 1
        first = today + relativedelta(months=-1, day=1) if whole else today - LOOK_BACK
        breaches = self.env['ar.compliance.breach'].sudo()
        for company in companies:
            breaches._find(company, first, today, today)
