from odoo import models


class ArCollectorPool(models.Model):
    """The button that opens a dialog."""
    _inherit = 'ar.collector.pool'

    def action_preview_share_out(self):
        """Show how much each collector would have, and share out from there."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Share Out Anew"),
            'res_model': 'ar.collector.share.out',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_pool_id': self.id},
        }
