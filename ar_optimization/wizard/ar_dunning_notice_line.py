from odoo import models


class ArDunningNoticeLine(models.Model):
    """The dialog to work on one item of a preview."""
    _inherit = 'ar.dunning.notice.line'

    def action_change(self):
        """Ask what is to become of these items, and why."""
        return self.env['ar.dunning.change']._open({'default_line_ids': self.ids})
