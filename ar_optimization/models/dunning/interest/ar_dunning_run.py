from odoo import models


class ArDunningRun(models.Model):
    _inherit = 'ar.dunning.run'

    def _after_apply(self):
        # EXTENDS dunning: interest and fees as of the day of the run
        result = super()._after_apply()
        self.env['ar.interest.charge'].sudo()._catch_up(self)
        self._notices_with_interest()._fill_interest()
        return result

    def _notices_with_interest(self):
        """The notices of this run whose level speaks about interest."""
        return self.env['ar.dunning.notice'].search([
            ('run_id', '=', self.id), ('level_id.interest_rule', '!=', 'none')])
