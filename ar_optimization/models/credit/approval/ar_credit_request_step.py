from odoo import fields, models


class ArCreditRequestStep(models.Model):
    """One decision a request needs, as the rule had it when the request was made. Written by the
    engine alone."""
    _name = 'ar.credit.request.step'
    _description = "Step of a Credit Request"
    _inherit = ['ar.approval.approvers']
    _order = 'request_id, sequence, id'

    request_id = fields.Many2one(
        'ar.credit.request', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(readonly=True)
    user_ids = fields.Many2many(relation='ar_credit_request_step_user_rel')
    escalated_user_id = fields.Many2one('res.users', string="Asked After the Time", readonly=True)
    decision = fields.Selection(
        [('approved', "Approved"), ('refused', "Refused")], readonly=True)
    decided_by_id = fields.Many2one('res.users', readonly=True)
    behalf_id = fields.Many2one(
        'res.users', string="On Behalf Of", readonly=True,
        help="Whom the person who decided stood in for.")
    date = fields.Datetime(string="Decided On", readonly=True)
    comment = fields.Char(readonly=True)
    who = fields.Char(string="Who Decides", compute='_compute_who', compute_sudo=True)

    def _compute_who(self):
        for step in self:
            step.who = step._who()

    # === BUSINESS === #

    def _approvers(self, company):
        # EXTENDS: who was asked when the time was over
        return super()._approvers(company) | self.sudo().escalated_user_id

    def _mandated(self, company, today):
        """Approvers and their substitutes of today."""
        approvers = self._approvers(company)
        return approvers | self.env['ar.approval.delegation']._delegates(
            approvers, company, today)

    def _deciders(self):
        """Who decided so far, and in whose name: ids of users."""
        decided = self.filtered('decision')
        return set(decided.decided_by_id.ids) | set(decided.behalf_id.ids)
