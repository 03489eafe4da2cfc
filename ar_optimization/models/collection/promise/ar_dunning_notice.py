from odoo import models


class ArDunningNotice(models.Model):
    _inherit = 'ar.dunning.notice'

    def action_promise(self):
        """Take a promise about the items of this notice that are still open."""
        self.ensure_one()
        return self.line_ids.move_line_id._ar_take_promise()
