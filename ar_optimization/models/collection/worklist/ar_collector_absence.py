from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ....tools import worklist


class ArCollectorAbsence(models.Model):
    """A collector is away, and who does the work meanwhile: the worklist shows the customers to the
    substitute from the first to the last day. The customers keep their collector."""
    _name = 'ar.collector.absence'
    _description = "Absence of a Collector"
    _inherit = ['ar.logged']
    _check_company_auto = True
    _order = 'date_from desc, id desc'
    _rec_name = 'user_id'
    _logged_as = 'worklist.absence_'
    _logged_names = ('user_id', 'substitute_id', 'date_from', 'date_to')

    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        'res.users', string="Collector", required=True, index=True, ondelete='cascade',
        check_company=True, default=lambda self: self.env.user,
        domain=lambda self: self._collector_domain())
    substitute_id = fields.Many2one(
        'res.users', required=True, ondelete='cascade', check_company=True,
        domain=lambda self: self._collector_domain())
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Last Day", required=True)

    _days_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "The last day cannot be before the first one.")
    _not_oneself = models.Constraint(
        'CHECK (user_id <> substitute_id)', "Nobody is his own substitute.")

    # === CONSTRAINTS === #

    @api.constrains('user_id', 'substitute_id')
    def _check_people(self):
        for absence in self:
            if not absence.substitute_id.has_group('ar_optimization.group_collector'):
                raise ValidationError(self.env._(
                    "%s is no collector.", absence.substitute_id.name))
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        if not self.env.su and not manager and self.user_id - self.env.user:
            raise AccessError(self.env._("A credit manager enters the absence of others."))

    @api.constrains('user_id', 'date_from', 'date_to')
    def _check_overlap(self):
        for absence in self:
            if self.search_count([
                    ('id', '!=', absence.id), ('user_id', '=', absence.user_id.id),
                    ('company_id', '=', absence.company_id.id),
                    ('date_from', '<=', absence.date_to),
                    ('date_to', '>=', absence.date_from)], limit=1):
                raise ValidationError(self.env._(
                    "%s is away on some of these days already.", absence.user_id.name))

    # === BUSINESS === #

    @api.model
    def _collector_domain(self):
        group = self.env.ref('ar_optimization.group_collector', raise_if_not_found=False)
        return [('all_group_ids', 'in', group.ids if group else [])]

    @api.model
    def _stand_ins(self, company, today):
        """Who does whose work today.

        :return: {id of the user: id of the substitute}
        """
        away = self.sudo().search([
            ('company_id', '=', company.id), ('date_from', '<=', today),
            ('date_to', '>=', today)])
        return worklist.substitutes([
            worklist.Absence(absence.user_id.id, absence.substitute_id.id) for absence in away])
