from odoo import models


class ArDunningNoticeLine(models.Model):
    _inherit = 'ar.dunning.notice.line'

    def action_dispute(self):
        """Open disputes about these items: what the customer answered to the notice."""
        self.check_access('read')
        return self.env['ar.dispute']._open_dialog(self.move_line_id, whole=True)
