from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ArApprovalDelegation(models.Model):
    """Somebody decides in another's name between two days. It is not passed on: who stands in for
    a substitute stands in for nobody else. Nobody decides this way on what either of the two asked
    for."""
    _name = 'ar.approval.delegation'
    _description = "Approval Delegation"
    _order = 'date_from desc, id desc'

    user_id = fields.Many2one(
        'res.users', string="Approver", required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.user, domain=[('share', '=', False)])
    delegate_id = fields.Many2one(
        'res.users', string="Substitute", required=True, index=True, ondelete='cascade',
        domain="[('share', '=', False), ('id', '!=', user_id)]")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: fields.Date.context_today(self))
    date_to = fields.Date(string="Until and Including", required=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: in every company.")
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "It ends before it begins.")
    _not_oneself = models.Constraint(
        'CHECK (user_id <> delegate_id)', "Nobody stands in for himself.")

    # === CONSTRAINTS === #

    @api.constrains('delegate_id')
    def _check_delegate(self):
        for delegation in self:
            if not delegation.delegate_id.sudo().has_group('ar_optimization.group_collector'):
                raise ValidationError(self.env._(
                    "%s has no access to Receivables and cannot decide there.",
                    delegation.delegate_id.name))

    # === COMPUTE === #

    @api.depends('user_id', 'delegate_id')
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = (
                f"{delegation.user_id.name or ''} → {delegation.delegate_id.name or ''}")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        delegations._log('request.delegated')
        return delegations

    def write(self, vals):
        self._check_own()
        result = super().write(vals)
        self._check_own()
        self._log('request.delegated')
        return result

    def unlink(self):
        self._check_own()
        self._log('request.delegation_ended')
        return super().unlink()

    def _check_own(self):
        """Nobody gives away another's authority, a credit manager neither: he could give it to
        himself. For somebody who fell ill an administrator may."""
        if self.env.su or self.env.user.has_group('base.group_system'):
            return
        if any(delegation.user_id != self.env.user for delegation in self):
            raise AccessError(self.env._("You can only name a substitute for yourself."))

    # === BUSINESS === #

    @api.model
    def _delegators(self, user, company, today):
        """For whom somebody stands in.

        :return: `res.users`.
        """
        return self.sudo().with_context(active_test=True).search([
            ('delegate_id', '=', user.id), ('date_from', '<=', today), ('date_to', '>=', today),
            ('company_id', 'in', (company.id, False)),
        ]).user_id

    @api.model
    def _delegates(self, users, company, today):
        """Who stands in for these users.

        :return: `res.users`.
        """
        return self.sudo().with_context(active_test=True).search([
            ('user_id', 'in', users.ids), ('date_from', '<=', today), ('date_to', '>=', today),
            ('company_id', 'in', (company.id, False)),
        ]).delegate_id.filtered('active')

    def _log(self, kind):
        names = ('user_id', 'delegate_id', 'date_from', 'date_to', 'active')
        event = self.env['ar.event']
        event._log(kind, self, after=event._images(self, names))
