from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, ormcache

from ....tools.chain import plain


class ArCreditPolicy(models.Model):
    """One rule of the guard: when a document is let pass, warned about, held, or asked to be paid
    in advance.

    A rule of the customer counts in place of one of its tier about the same condition, that one in
    place of the company's, and each in place of one that all companies share. Of rules of one rank
    that contradict each other the stricter one counts.
    """
    _name = 'ar.credit.policy'
    _description = "Credit Policy"
    _inherit = [
        'ar.credit.rule', 'ar.approval.locked', 'ar.guard.cached', 'ar.reviewed', 'ar.logged']
    _logged_as = 'guard.policy_'
    _check_company_auto = True
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(help="Empty: for all companies.")
    date_from = fields.Date(string="From", help="First day; at once when empty.")
    date_to = fields.Date(string="To", help="Last day; until further notice when empty.")
    owner_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, help="Answers for this rule.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at the rule again.")

    conflict_text = fields.Char(compute='_compute_conflict_text')

    _dates_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "A policy cannot end before it begins.")

    # === COMPUTE === #

    @api.depends('date_from', 'date_to')
    def _compute_text(self):
        # EXTENDS 'ar.credit.rule'
        return super()._compute_text()

    def _sentences(self):
        # EXTENDS 'ar.credit.rule'
        yield from super()._sentences()
        if self.date_from:
            yield self.env._("From %s.", format_date(self.env, self.date_from))
        if self.date_to:
            yield self.env._("Until %s.", format_date(self.env, self.date_to))

    @api.depends(
        'condition', 'action', 'bound', 'company_id', 'tier_id', 'partner_id', 'active',
        'date_from', 'date_to')
    @api.depends_context('lang')
    def _compute_conflict_text(self):
        for policy in self:
            rivals = policy._rivals() if policy.active else self.browse()
            policy.conflict_text = bool(rivals) and self.env._(
                "Contradicts %(names)s: where both apply, the stricter one counts.",
                names=", ".join(rivals.mapped('name')))

    def _rivals(self):
        """Rules of the same rank that do something else under the same condition and bound."""
        return self.search(Domain([
            ('id', '!=', self._origin.id), ('condition', '=', self.condition),
            ('company_id', '=', self.company_id.id), ('tier_id', '=', self.tier_id.id),
            ('partner_id', '=', self.partner_id.id), ('action', '!=', self.action),
            ('bound', '=', self.bound),
        ])).filtered(lambda other: not (
            (self.date_to and other.date_from and self.date_to < other.date_from)
            or (other.date_to and self.date_from and other.date_to < self.date_from)))

    # === BUSINESS === #

    def _image(self):
        """What the rule says, as JSON values."""
        names = ('active', 'company_id', 'date_from', 'date_to')
        return {**self._rule_image(), **plain({
            name: self._fields[name].convert_to_write(self[name], self) for name in names})}

    @api.model
    def _rules_of(self, account):
        """The rules that may speak about a customer's documents, for `tools.guard.decide`."""
        return [
            rule for partner_id, tier_id, rule in self._compiled(account.company_id.id)
            if partner_id in (False, account.partner_id.id)
            and tier_id in (False, account.tier_id.id)
        ]

    @api.model
    @ormcache('company_id')
    def _compiled(self, company_id):
        """The rules of a company and those that all share.

        :return: tuple of (customer id or False, tier id or False, `tools.guard.Rule`)
        """
        policies = self.sudo().search([('company_id', 'in', (company_id, False))])
        return tuple(
            (policy.partner_id.id, policy.tier_id.id, policy._rule()) for policy in policies)

    def _rule(self):
        # EXTENDS 'ar.credit.rule': with its days
        return replace(
            super()._rule(), start=self.date_from or None, end=self.date_to or None, key=self.id)
