from odoo import api, models


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS ledger
        return {**super()._kind_names(), 'company.went_live': self.env._("Go-live answers")}

    def action_preview_undo(self):
        """Show what taking back these changes would do, before it is done."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Undo Changes"),
            'res_model': 'ar.event.undo',
            'res_id': self.env['ar.event.undo'].create({'event_list': self.ids}).id,
            'view_mode': 'form',
            'target': 'new',
        }
