from odoo import models


class ArDunningNotice(models.Model):
    """The dialog to work on a preview."""
    _inherit = 'ar.dunning.notice'

    def action_change(self):
        """Ask what is to become of these notices, and why."""
        return self.env['ar.dunning.change']._open({'default_notice_ids': self.ids})
