from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import LazyTranslate, format_date, formatLang, ormcache

from ....tools import guard
from ....tools.chain import plain

_lt = LazyTranslate(__name__)

# Condition → what it says, with its bound.
WORDS = {
    'status': _lt("the status gives no more credit"),
    'prepay': _lt("the customer is to pay in advance"),
    'limit': _lt("more than %s %% of the limit is used"),
    'overdue_days': _lt("something is more than %s days overdue"),
    'overdue_amount': _lt("more than %s is overdue"),
    'dunning': _lt("dunning has reached level %s"),
    'expired': _lt("the review of the limit is more than %s days late"),
    'behaviour': _lt("less than %s %% of the invoices are paid on time"),
    'document': _lt("the document is larger than %s"),
    'term': _lt("the last payment is due after more than %s days"),
    'discount': _lt("a discount is higher than %s %%"),
    'instalments': _lt("there are more than %s instalments"),
    'first_payment': _lt("the first instalment is less than %s %%"),
    'watch': _lt("the customer is being watched"),
    'unsigned': _lt("no signed contract is in force"),
    guard.ANY: _lt("whatever speaks against it"),
}
TIER_TERM = _lt("the last payment is due later than the tier allows")
AMOUNTS = {'overdue_amount', 'document'}
WITHOUT_BOUND = {'status', 'prepay', 'watch', 'unsigned', guard.ANY}
KINDS = {'order': 'on_orders', 'delivery': 'on_deliveries', 'invoice': 'on_invoices'}


class ArCreditPolicy(models.Model):
    """One rule of the guard: when a document is let pass, warned about, held, or asked to be paid
    in advance.

    A rule of the customer counts in place of one of its tier about the same condition, that one in
    place of the company's, and each in place of one that all companies share. Of rules of one rank
    that contradict each other the stricter one counts.
    """
    _name = 'ar.credit.policy'
    _description = "Credit Policy"
    _inherit = ['ar.approval.locked', 'ar.guard.cached', 'ar.reviewed']
    _check_company_auto = True
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for all companies.")
    tier_id = fields.Many2one(
        'ar.credit.tier', index='btree_not_null', check_company=True, ondelete='cascade',
        help="Only for customers of this tier.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", index='btree_not_null', ondelete='cascade',
        domain="[('commercial_partner_id', '=', id)]", help="Only for this customer.")
    condition = fields.Selection(
        [
            ('limit', "Used Part of the Limit"),
            ('overdue_days', "Days Overdue"),
            ('overdue_amount', "Amount Overdue"),
            ('status', "No More Credit by Status"),
            ('watch', "Status Watch"),
            ('prepay', "Prepayment"),
            ('dunning', "Dunning Level"),
            ('expired', "Limit Not Reviewed"),
            ('behaviour', "Share Paid on Time"),
            ('document', "Size of the Document"),
            ('term', "Length of the Terms"),
            ('discount', "Discount"),
            ('instalments', "Number of Instalments"),
            ('first_payment', "First Instalment"),
            (guard.ANY, "Everything (Exemption)"),
        ],
        required=True, default='limit')
    bound = fields.Float(
        string="Allowed", digits='Account',
        help="In the unit of the condition: percent, days, or the company's currency. Length of "
             "the terms: 0 is what the tier allows.")
    unit = fields.Char(compute='_compute_unit')
    action = fields.Selection(
        [
            ('none', "Let Pass"), ('warn', "Warn"), ('prepay', "Ask for Prepayment"),
            ('hold', "Hold for a Decision"), ('tier', "As the Tier Says"),
        ],
        required=True, default='hold')
    prepayment_percent = fields.Float(
        string="Prepayment", help="In percent of the document; 0: as the tier says.")

    on_orders = fields.Boolean(string="Orders", default=True)
    on_deliveries = fields.Boolean(string="Deliveries", default=True)
    on_invoices = fields.Boolean(string="Direct Invoices", default=True)
    small_amount = fields.Float(
        string="Small Documents Pass up to", digits='Account',
        help="In the company's currency. 0: none.")
    small_month = fields.Float(
        string="At Most per Month", digits='Account',
        help="What may pass like this of one customer in a calendar month, so that a large order "
             "is not split into small ones.")
    grace_days = fields.Integer(
        help="A document that passed is not held by this rule at its next step, such as the "
             "delivery, for so many days.")
    date_from = fields.Date(string="From", help="First day; at once when empty.")
    date_to = fields.Date(string="To", help="Last day; until further notice when empty.")
    owner_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, help="Answers for this rule.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at the rule again.")

    text = fields.Char(string="In Words", compute='_compute_text')
    conflict_text = fields.Char(compute='_compute_conflict_text')

    _not_negative = models.Constraint(
        'CHECK (bound >= 0 AND small_amount >= 0 AND small_month >= 0 AND grace_days >= 0)',
        "The figures of a policy cannot be negative.")
    _percent_range = models.Constraint(
        'CHECK (prepayment_percent >= 0 AND prepayment_percent <= 100)',
        "A prepayment is between 0 and 100 percent.")
    _one_subject = models.Constraint(
        'CHECK (tier_id IS NULL OR partner_id IS NULL)',
        "A policy is for a tier or for a customer, not for both.")
    _dates_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "A policy cannot end before it begins.")
    _small_has_cap = models.Constraint(
        'CHECK (small_amount = 0 OR small_month >= small_amount)',
        "Say how much may pass per month as small documents: at least as much as one of them.")
    _looks_at_something = models.Constraint(
        'CHECK (on_orders OR on_deliveries OR on_invoices)',
        "A policy looks at one kind of document at least.")

    # === CONSTRAINTS === #

    @api.constrains('condition', 'action')
    def _check_exemption(self):
        if any((policy.condition == guard.ANY) and policy.action != 'none' for policy in self):
            raise ValidationError(self.env._("An exemption from everything lets documents pass."))

    @api.constrains('partner_id')
    def _check_commercial_partner(self):
        for policy in self.filtered('partner_id'):
            if policy.partner_id != policy.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s belongs to %(customer)s. Credit is given to the company, not to "
                    "its contacts.",
                    contact=policy.partner_id.display_name,
                    customer=policy.partner_id.commercial_partner_id.display_name))

    # === COMPUTE === #

    @api.depends('condition', 'company_id')
    @api.depends_context('company', 'lang')
    def _compute_unit(self):
        for policy in self:
            if policy.condition in AMOUNTS:
                policy.unit = (policy.company_id or self.env.company).currency_id.name
            elif policy.condition in ('overdue_days', 'expired', 'term'):
                policy.unit = self.env._("days")
            elif policy.condition in ('dunning', 'instalments'):
                policy.unit = ""
            else:
                policy.unit = "%"

    @api.depends(
        'condition', 'bound', 'action', 'prepayment_percent', 'tier_id', 'partner_id',
        'small_amount', 'small_month', 'grace_days', 'date_from', 'date_to', 'company_id',
        *KINDS.values())
    @api.depends_context('company', 'lang')
    def _compute_text(self):
        for policy in self:
            policy.text = " ".join(policy._sentences())

    def _sentences(self):
        actions = dict(self._fields['action']._description_selection(self.env))
        yield self.env._(
            "%(documents)s of %(customers)s: when %(condition)s, %(action)s.",
            documents=self._documents_words(), customers=self._customers_words(),
            condition=self._condition_words(), action=self._action_words(actions))
        if self.small_amount:
            yield self.env._(
                "Documents up to %(amount)s pass, %(month)s a month in total.",
                amount=self._money(self.small_amount), month=self._money(self.small_month))
        if self.grace_days:
            yield self.env._("Not looked at again for %s days.", self.grace_days)
        if self.date_from:
            yield self.env._("From %s.", format_date(self.env, self.date_from))
        if self.date_to:
            yield self.env._("Until %s.", format_date(self.env, self.date_to))

    def _documents_words(self):
        if all(self[name] for name in KINDS.values()):
            return self.env._("All documents")
        labels = [
            self._fields[name]._description_string(self.env)
            for name in KINDS.values() if self[name]]
        return ", ".join(labels)

    def _customers_words(self):
        if self.partner_id:
            return self.partner_id.display_name
        if self.tier_id:
            return self.env._("tier %s", self.tier_id.code)
        return self.env._("all customers")

    def _condition_words(self):
        if self.condition == 'term' and not self.bound:
            return str(self.env._(TIER_TERM))
        words = str(self.env._(WORDS[self.condition])) if self.condition else ""
        if not self.condition or self.condition in WITHOUT_BOUND:
            return words
        amount = self.condition in AMOUNTS
        return words % (self._money(self.bound) if amount else f'{self.bound:g}')

    def _action_words(self, actions):
        action = actions.get(self.action, "").lower()
        if self.action == 'prepay' and self.prepayment_percent:
            return f"{action} ({self.prepayment_percent:g} %)"
        return action

    def _money(self, amount):
        currency = (self.company_id or self.env.company).currency_id
        return formatLang(self.env, amount, currency_obj=currency)

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

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env['ar.event']._log(
            'guard.policy_created', made, after={policy.id: policy._image() for policy in made})
        return made

    def write(self, vals):
        before = {policy.id: policy._image() for policy in self}
        result = super().write(vals)
        self.env['ar.event']._log_changes(
            'guard.policy_changed', self, before,
            {policy.id: policy._image() for policy in self})
        return result

    def unlink(self):
        self.env['ar.event']._log(
            'guard.policy_deleted', self, before={policy.id: policy._image() for policy in self})
        return super().unlink()

    def _image(self):
        """What the rule says, as JSON values."""
        names = (
            'active', 'company_id', 'tier_id', 'partner_id', 'condition', 'bound', 'action',
            'prepayment_percent', *KINDS.values(), 'small_amount', 'small_month', 'grace_days',
            'date_from', 'date_to')
        return plain({
            name: self._fields[name].convert_to_write(self[name], self) for name in names})

    # === BUSINESS === #

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
        scope = (
            guard.CUSTOMER if self.partner_id else guard.TIER if self.tier_id else guard.COMPANY)
        return guard.Rule(
            self.condition, self.action, self.bound, self.prepayment_percent,
            scope=scope + (not self.company_id),
            kinds=tuple(kind for kind, name in KINDS.items() if self[name]),
            small=self.small_amount, small_month=self.small_month, grace=self.grace_days,
            start=self.date_from or None, end=self.date_to or None, key=self.id)
