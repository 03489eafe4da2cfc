from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArApprovalApprovers(models.AbstractModel):
    """Whose decision a step needs: one person out of a group or out of some users."""
    _name = 'ar.approval.approvers'
    _description = "Approvers of a Step"

    group_id = fields.Many2one('res.groups', string="Anyone Of", ondelete='restrict')
    user_ids = fields.Many2many('res.users', string="Or One Of", domain=[('share', '=', False)])

    @api.constrains('group_id', 'user_ids')
    def _check_approvers(self):
        for step in self:
            if not (step.group_id or step.user_ids):
                raise ValidationError(self.env._("Say who decides: a group, or users."))

    def _approvers(self, company):
        """Who may decide on this step today: leavers and people of other companies may not.

        :param company: `res.company` of the request.
        :return: `res.users`.
        """
        self.ensure_one()
        step = self.sudo()
        return (step.user_ids | step.group_id.all_user_ids).filtered(
            lambda user: user.active and not user.share and company in user.company_ids)

    def _who(self):
        """Who decides, in words, e.g. `Credit Manager`."""
        self.ensure_one()
        step = self.sudo()
        return ", ".join(filter(None, [step.group_id.name, *step.user_ids.mapped('name')]))
