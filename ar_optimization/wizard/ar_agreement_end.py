from odoo import fields, models


class ArAgreementEnd(models.TransientModel):
    """Take back promises or payment plans, always with a reason."""
    _name = 'ar.agreement.end'
    _description = "Cancel an Agreement"

    promise_ids = fields.Many2many('ar.promise', string="Promises")
    plan_ids = fields.Many2many('ar.payment.plan', string="Payment Plans")
    reason = fields.Char(required=True)

    def action_apply(self):
        """Cancel them, with the reason in the log; the models say who may.

        :raise UserError: for what is over already.
        :raise AccessError: for what is somebody else's.
        """
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        self.promise_ids.action_cancel(self.reason)
        self.plan_ids.action_cancel(self.reason)
        return {'type': 'ir.actions.act_window_close'}
