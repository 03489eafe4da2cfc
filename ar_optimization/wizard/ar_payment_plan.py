from odoo import models


class ArPaymentPlan(models.Model):
    _inherit = 'ar.payment.plan'

    def action_ask_cancel(self):
        """Ask why these plans are cancelled."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_agreement_end_action'),
            'context': {'default_plan_ids': self.ids},
        }
