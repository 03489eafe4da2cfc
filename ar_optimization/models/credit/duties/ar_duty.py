from odoo import api, fields, models

LOGGED = ('name', 'active')


class ArDuty(models.Model):
    """Something that moves money or credit, and that one person alone should not do together with
    something else: raise a limit, release a hold, match a receipt.

    Who can do it is read from the rights in force (`_rights`), who did it from log and books
    (`ar.duty.act`). A room with a duty of its own adds a record here and its terms there.
    """
    _name = 'ar.duty'
    _description = "Duty"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, readonly=True, help="Under which the rights and acts of it are known.")
    description = fields.Char(string="Who Has It", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Archived: nobody looks at conflicts with it any more.")
    holder_ids = fields.Many2many(
        'res.users', string="Holders", compute='_compute_holder_ids', compute_sudo=True,
        help="Who can do it today in the selected companies.")

    _code_unique = models.Constraint('UNIQUE (code)', "There is such a duty already.")

    # === COMPUTE === #

    @api.depends('code')
    @api.depends_context('allowed_company_ids')
    def _compute_holder_ids(self):
        holdings = [self._holdings(company) for company in self.env.companies]
        for duty in self:
            duty.holder_ids = self.env['res.users'].browse(
                sorted({user for held in holdings for user in held.get(duty._origin.id, ())}))

    # === CRUD === #

    def write(self, vals):
        event = self.env['ar.event']
        before = event._images(self, LOGGED)
        result = super().write(vals)
        after = event._images(self, LOGGED)
        event._log(
            'duties.changed', self.filtered(lambda duty: before[duty.id] != after[duty.id]),
            before=before, after=after)
        return result

    # === BUSINESS === #

    @api.model
    def _holdings(self, company):
        """Who can do what in a company today, and by which rights.

        :return: {duty id: {user id: [ways in words]}}
        """
        rights, holdings = self._rights(company), {}
        for duty in self.sudo().search([('code', 'in', list(rights))]):
            holders = {}
            for ways in rights.get(duty.code, ()):
                for user, way in ways.items():
                    if self._is_person(user, company):
                        holders.setdefault(user.id, []).extend(
                            text for text in way if text not in holders.get(user.id, ()))
            holdings[duty.id] = holders
        return holdings

    @api.model
    def _is_person(self, user, company):
        """Whether somebody can work in a company: the system itself is nobody."""
        return (user.active and not user.share and company in user.company_ids
                and not user._is_superuser())
