from odoo import models


class ArPromise(models.Model):
    _inherit = 'ar.promise'

    def action_ask_cancel(self):
        """Ask why these promises are cancelled."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_agreement_end_action'),
            'context': {'default_promise_ids': self.ids},
        }
