from odoo import api, models

from ..models.ledger.ar_event_text import Value


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS ledger
        return {**super()._kind_names(), 'company.went_live': self.env._("Go-live answers")}

    @api.model
    def _value_names(self):
        # EXTENDS collection
        return {
            **super()._value_names(),
            'chosen': Value(
                self.env._("Way Out Chosen"), 'ar.recovery.choice.line', 'kind'),
            'entry': Value(self.env._("Entry"), 'account.move.line', 'move_id'),
            'kept': Value('', 'ar.placement.remittance', 'kept'),
            'order': Value('', 'ar.receipt.match', 'order'),
            'rate': Value('', 'ar.recovery.choice', 'rate'),
            'recovered': Value('', 'ar.write.off.line', 'recovered_company'),
            'settled': Value(
                self.env._("Settled"), 'ar.receipt.match.line', 'move_line_id amount'),
            'values': Value(
                self.env._("Worth Today"), 'ar.recovery.choice.line', 'kind value'),
        }

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
