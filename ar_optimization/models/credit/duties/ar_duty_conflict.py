from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools.duties import Conflict

LOGGED = ('duty_id', 'other_id', 'severity', 'active')


class ArDutyConflict(models.Model):
    """Two duties that one person should not have, and what could happen. The pairs that ship are
    what auditors usually look for; a firm adds and archives its own."""
    _name = 'ar.duty.conflict'
    _description = "Conflict of Duties"
    _order = 'severity desc, sequence, id'

    duty_id = fields.Many2one(
        'ar.duty', string="One Duty", required=True, index=True, ondelete='restrict')
    other_id = fields.Many2one(
        'ar.duty', string="Other Duty", required=True, index=True, ondelete='restrict')
    risk = fields.Char(
        string="What Could Happen", required=True, translate=True)
    severity = fields.Selection(
        [('1', "Low"), ('2', "Medium"), ('3', "High")], required=True, default='2')
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    pair_key = fields.Char(compute='_compute_pair_key', store=True, precompute=True)

    _pair_unique = models.UniqueIndex('(pair_key)', "These two duties are a conflict already.")

    # === CONSTRAINTS === #

    @api.constrains('duty_id', 'other_id')
    def _check_two(self):
        if any(conflict.duty_id == conflict.other_id for conflict in self):
            raise ValidationError(self.env._("A conflict is between two duties."))

    # === COMPUTE === #

    @api.depends('duty_id', 'other_id')
    def _compute_pair_key(self):
        for conflict in self:
            ids = sorted((conflict.duty_id.id or 0, conflict.other_id.id or 0))
            conflict.pair_key = f"{ids[0]}-{ids[1]}"

    @api.depends('duty_id.name', 'other_id.name')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for conflict in self:
            conflict.display_name = (
                f"{conflict.duty_id.name or ''} + {conflict.other_id.name or ''}")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env['ar.event']._log('duties.changed', made, after=made._images())
        return made

    def write(self, vals):
        before = self._images()
        result = super().write(vals)
        after = self._images()
        self.env['ar.event']._log(
            'duties.changed', self.filtered(lambda pair: before[pair.id] != after[pair.id]),
            before=before, after=after)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_logged(self):
        self.env['ar.event']._log('duties.changed', self, before=self._images())

    def _images(self):
        return self.env['ar.event']._images(self, LOGGED)

    # === BUSINESS === #

    @api.model
    def _in_force(self):
        """The pairs that are looked at, as `tools.duties.Conflict` items."""
        pairs = self.sudo().search([
            ('duty_id.active', '=', True), ('other_id.active', '=', True)])
        return [Conflict(pair.id, pair.duty_id.id, pair.other_id.id) for pair in pairs]
