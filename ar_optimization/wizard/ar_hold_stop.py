from odoo import fields, models


class ArHoldStop(models.TransientModel):
    """Hold a document, or all of a customer, by hand; always with a reason."""
    _name = 'ar.hold.stop'
    _description = "Hold by Hand"

    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field='res_model', required=True)
    name = fields.Char(string="What", compute='_compute_name')
    reason = fields.Char(required=True)

    def _compute_name(self):
        for stop in self:
            stop.name = stop._record().display_name

    def _record(self):
        """What is to be held, with the user's own rights: a credit account or a document."""
        self.ensure_one()
        holds = self.env['ar.credit.hold']
        if self.res_model != 'ar.credit.account' and not holds._is_guarded(self.res_model):
            return holds
        return self.env[self.res_model].browse(self.res_id).exists()

    def action_apply(self):
        """Hold it.

        :raise AccessError: for who may not decide.
        """
        if record := self._record():
            if record._name == 'ar.credit.account':
                record._stop_credit(self.reason)
            else:
                self.env['ar.credit.hold']._stop(record, self.reason)
        return {'type': 'ir.actions.act_window_close'}
