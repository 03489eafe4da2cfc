from odoo import api, fields, models


class ArApprovalRuleStep(models.Model):
    _name = 'ar.approval.rule.step'
    _description = "Step of an Approval Rule"
    _inherit = ['ar.approval.approvers', 'ar.approval.locked.row']
    _order = 'rule_id, sequence, id'

    rule_id = fields.Many2one('ar.approval.rule', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    user_ids = fields.Many2many(relation='ar_approval_rule_step_user_rel')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = self.env['ar.approval.rule'].browse(
            {vals['rule_id'] for vals in vals_list if vals.get('rule_id')})
        with rules._logged():
            return super().create(vals_list)

    def write(self, vals):
        with self.rule_id._logged():
            return super().write(vals)

    def unlink(self):
        rules = self.rule_id
        with rules._logged():
            result = super().unlink()
        rules._check_steps()
        return result
