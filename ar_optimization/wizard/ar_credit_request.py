from odoo import models


class ArCreditRequest(models.Model):
    """The button of the list that opens a dialog."""
    _inherit = 'ar.credit.request'

    def action_preview_approval(self):
        """Show what these requests ask for, and approve them from there."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_decision_action'),
            'name': self.env._("Approve"),
            'context': {'default_request_ids': self.ids, 'default_decision': 'approved'},
        }
