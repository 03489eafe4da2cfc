from odoo import fields, models
from odoo.exceptions import UserError


class ArKpiTargetChange(models.TransientModel):
    """Asks a credit manager why a target out of reach is approved, or why one is changed that
    everybody works by."""
    _name = 'ar.kpi.target.change'
    _description = "Reason for a Target"

    target_id = fields.Many2one(
        'ar.kpi.target', required=True, readonly=True, ondelete='cascade')
    kind = fields.Selection(
        [('approve', "Approve"), ('change', "Change")], required=True, readonly=True,
        default='change')
    measure = fields.Selection(related='target_id.measure', related_sudo=False)
    is_out_of_reach = fields.Boolean(related='target_id.is_out_of_reach', related_sudo=False)
    range_words = fields.Char(related='target_id.range_words', related_sudo=False)
    before = fields.Float(
        related='target_id.value', related_sudo=False, string="Target Now", digits=(16, 2))
    value = fields.Float(string="New Target", digits=(16, 2))
    reason = fields.Char(required=True)

    def action_apply(self):
        """Approve or change the target, with the reason in the log.

        :raise UserError: without a reason, or for a target that is negative.
        """
        self.ensure_one()
        target, reason = self.target_id, (self.reason or "").strip()
        target._check_decision()
        if not reason:
            raise UserError(self.env._("Please say why."))
        if self.value < 0:
            raise UserError(self.env._("A target is not negative."))
        if self.kind == 'approve':
            target.sudo()._approve(reason)
        else:
            target.sudo()._change(self.value, reason)
        return {'type': 'ir.actions.act_window_close'}
