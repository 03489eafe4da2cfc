from odoo import models


class ArCreditHold(models.Model):
    """Buttons of the queue that open a dialog."""
    _inherit = 'ar.credit.hold'

    def action_release(self):
        """Ask for reason and terms, then release the open ones of these holds."""
        return self._decision_dialog('release', self.env._("Release"))

    def action_reject(self):
        """Ask for the reason, then reject the open ones of these holds."""
        return self._decision_dialog('reject', self.env._("Reject"))

    def _decision_dialog(self, decision, title):
        return {
            'type': 'ir.actions.act_window',
            'name': title,
            'res_model': 'ar.hold.decision',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_hold_ids': self.filtered(lambda hold: hold.state == 'open').ids,
                'default_decision': decision,
            },
        }
