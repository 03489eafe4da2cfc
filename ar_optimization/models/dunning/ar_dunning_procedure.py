from odoo import Command, api, fields, models

from ...tools.chain import plain

# What a procedure says: every change of these is logged.
TERMS = (
    'active', 'company_id', 'grace_days', 'credit_percent', 'holdout_percent', 'holdout_cap')
# Of its levels.
LEVEL_TERMS = (
    'days', 'gap_days', 'channel', 'approval_required', 'final_notice', 'active')


class ArDunningProcedure(models.Model):
    """In which steps a customer is asked to pay. Tiers name one, a credit account may name another;
    procedures without company are shared."""
    _name = 'ar.dunning.procedure'
    _description = "Dunning Procedure"
    _inherit = ['ar.reviewed', 'ar.logged']
    _check_company_auto = True
    _order = 'sequence, id'
    _logged_as = 'dunning.procedure_'
    _logged_names = TERMS

    name = fields.Char(required=True, translate=True)
    description = fields.Char(string="For Whom", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', index=True, help="Empty: for every company.")
    level_ids = fields.One2many('ar.dunning.level', 'procedure_id', string="Levels", copy=True)
    grace_days = fields.Integer(
        string="Days Between Notices", default=5,
        help="A customer gets no further notice within so many days of the last one, whatever "
             "else falls due meanwhile; it then gets one about everything.")
    credit_percent = fields.Float(
        string="Credits Stop From", default=50.0,
        help="In percent of what would be asked for. When payments and credit notes that are not "
             "matched yet come to this much, somebody looks at these first. 0: never stop.")
    holdout_percent = fields.Float(
        string="Held Back", help="In percent of the notices of each level, chosen by lot, that "
        "are not sent, so that the effect of the others can be measured. Never a final notice.")
    holdout_cap = fields.Float(
        string="Held Back Up To", digits='Account', default=1000.0,
        help="Notices above this amount in the company's currency are always sent.")
    owner_id = fields.Many2one(
        'res.users', string="Answers for It", domain=[('share', '=', False)],
        default=lambda self: self.env.user)
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="The owner is reminded to look at this procedure again.")

    _days_positive = models.Constraint(
        'CHECK (grace_days >= 0)', "The days between two notices cannot be negative.")
    _percent_range = models.Constraint(
        'CHECK (holdout_percent >= 0 AND holdout_percent <= 50 AND credit_percent >= 0 '
        'AND holdout_cap >= 0)',
        "At most half of the notices can be held back, and no figure can be negative.")

    # === CRUD === #

    def copy_data(self, default=None):
        return [
            {**vals, 'name': self.env._("%s (copy)", procedure.name)}
            for procedure, vals in zip(self, super().copy_data(default), strict=True)]

    # === BUSINESS === #

    @api.model
    def _level_terms(self):
        """Hook: names of the fields of a level whose changes are logged."""
        return list(LEVEL_TERMS)

    def _image(self):
        # EXTENDS ledger: the levels are part of it
        return {**super()._image(), 'level_ids': plain([
            Command.create({
                name: level._fields[name].convert_to_write(level[name], level)
                for name in self._level_terms()})
            for level in self.level_ids])}
