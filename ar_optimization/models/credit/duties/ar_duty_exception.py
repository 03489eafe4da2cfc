from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

IMAGE = ('conflict_id', 'user_id', 'company_id', 'owner_id', 'date_end', 'active')


class ArDutyException(models.Model):
    """A conflict of duties that is accepted for a person until a day, with the reason and who
    answers for it: a small firm cannot separate everything. Nobody accepts his own."""
    _name = 'ar.duty.exception'
    _description = "Accepted Conflict of Duties"
    _check_company_auto = True
    _order = 'date_end, id'
    _rec_name = 'user_id'

    conflict_id = fields.Many2one(
        'ar.duty.conflict', required=True, index=True, ondelete='cascade')
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, index=True, ondelete='cascade',
        domain=[('share', '=', False)])
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    reason = fields.Text(required=True, help="Why it is accepted, and what is done instead.")
    owner_id = fields.Many2one(
        'res.users', required=True, domain=[('share', '=', False)],
        default=lambda self: self.env.user, help="Answers for it and looks at what was done.")
    date_end = fields.Date(
        string="Until and Including", required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=6))
    active = fields.Boolean(default=True)

    _one_each = models.UniqueIndex(
        '(conflict_id, user_id, company_id) WHERE active IS TRUE',
        "This conflict is accepted for this person already.")

    # === CONSTRAINTS === #

    @api.constrains('owner_id', 'user_id')
    def _check_owner(self):
        if any(accepted.owner_id == accepted.user_id for accepted in self):
            raise ValidationError(self.env._("Somebody else answers for it, not the person."))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        accepted = super().create(vals_list)
        accepted._check_not_own()
        self.env['ar.event']._log('duties.accepted', accepted, after=accepted._images())
        return accepted

    def write(self, vals):
        self._check_not_own()
        before = self._images()
        result = super().write(vals)
        self._check_not_own()
        self.env['ar.event']._log(
            'duties.accepted', self, before=before, after=self._images())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_logged(self):
        self._check_not_own()
        self.env['ar.event']._log('duties.withdrawn', self, before=self._images())

    def _check_not_own(self):
        if not self.env.su and self.env.user in self.user_id:
            raise AccessError(self.env._("Nobody accepts his own conflict of duties."))

    def _images(self):
        event = self.env['ar.event']
        return {
            accepted.id: {**event._image(accepted, IMAGE), 'reason': accepted.reason}
            for accepted in self}
