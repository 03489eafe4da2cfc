from odoo import fields, models


class ArCreditDecision(models.TransientModel):
    """Refuse requests, with the reason that whoever asked is told."""
    _name = 'ar.credit.decision'
    _description = "Refuse Requests"

    request_ids = fields.Many2many('ar.credit.request', string="Requests", required=True)
    comment = fields.Char(string="Reason", required=True)

    def action_refuse(self):
        """Refuse the requests. Who may is checked by each request.

        :raise AccessError: for who may not decide.
        """
        self.ensure_one()
        self.request_ids._decide('refused', self.comment)
        return {'type': 'ir.actions.act_window_close'}
