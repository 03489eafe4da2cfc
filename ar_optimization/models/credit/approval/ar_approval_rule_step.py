from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArApprovalRuleStep(models.Model):
    _name = 'ar.approval.rule.step'
    _description = "Step of an Approval Rule"
    _inherit = ['ar.logged.part', 'ar.approval.approvers', 'ar.approval.locked.row']
    _order = 'rule_id, sequence, id'
    _part_of = 'rule_id'

    rule_id = fields.Many2one('ar.approval.rule', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    user_ids = fields.Many2many(relation='ar_approval_rule_step_user_rel')

    # === CONSTRAINTS === #

    @api.constrains('group_id', 'user_ids')
    def _check_access_of_approvers(self):
        """Requests would wait for somebody who never sees them."""
        for step in self.sudo():
            if outside := step.user_ids - self._with_access(step.user_ids):
                raise ValidationError(self.env._(
                    "%s has no access to Receivables and cannot decide there.", outside[0].name))
            members = step.group_id.all_user_ids.filtered('active')
            if members and not self._with_access(members | step.user_ids):
                raise ValidationError(self.env._(
                    "Nobody of %s has access to Receivables, so nobody could decide.",
                    step.group_id.name))

    # === CRUD === #

    def write(self, vals):
        rules = self.rule_id
        result = super().write(vals)
        if 'rule_id' in vals:
            (rules | self.rule_id)._check_steps()
        return result

    def unlink(self):
        rules = self.rule_id
        result = super().unlink()
        rules._check_steps()
        return result
