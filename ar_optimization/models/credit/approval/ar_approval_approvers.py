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

    def _named(self):
        """Whom this step names, there or not, with access or without.

        :return: `res.users`.
        """
        step = self.sudo()
        return step.user_ids | step.group_id.all_user_ids

    @api.model
    def _with_access(self, users):
        """Those of these users who can open what they are to decide on."""
        return users.filtered(lambda user: user.has_group('ar_optimization.group_collector'))

    def _approvers(self, company):
        """Who may decide on this step today: leavers, people of other companies and people without
        access to Receivables may not.

        :param company: `res.company` of the request.
        :return: `res.users`.
        """
        self.ensure_one()
        return self._with_access(self._named()).filtered(
            lambda user: user.active and not user.share and company in user.company_ids)

    def _without_access(self, company):
        """Whom this step names, but who cannot open what he is to decide on.

        :return: `res.users`.
        """
        named = self._named().filtered(lambda user: user.active and company in user.company_ids)
        return named - self._with_access(named)

    def _who(self):
        """Who decides, in words, e.g. `Credit Manager`."""
        self.ensure_one()
        step = self.sudo()
        return ", ".join(filter(None, [step.group_id.name, *step.user_ids.mapped('name')]))
