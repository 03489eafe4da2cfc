from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate, formatLang

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
# What a rule says, its name and its place in the list apart.
TERMS = (
    'tier_id', 'partner_id', 'condition', 'bound', 'action', 'prepayment_percent',
    *KINDS.values(), 'small_amount', 'small_month', 'grace_days',
)


class ArCreditRule(models.AbstractModel):
    """What a rule of the guard says: of a policy, which counts, and of a draft that is tried on
    the past before it does."""
    _name = 'ar.credit.rule'
    _description = "Rule of the Guard"

    sequence = fields.Integer(default=10)
    company_id = fields.Many2one('res.company', index=True)
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
    text = fields.Char(string="In Words", compute='_compute_text')

    _not_negative = models.Constraint(
        'CHECK (bound >= 0 AND small_amount >= 0 AND small_month >= 0 AND grace_days >= 0)',
        "The figures of a policy cannot be negative.")
    _percent_range = models.Constraint(
        'CHECK (prepayment_percent >= 0 AND prepayment_percent <= 100)',
        "A prepayment is between 0 and 100 percent.")
    _one_subject = models.Constraint(
        'CHECK (tier_id IS NULL OR partner_id IS NULL)',
        "A policy is for a tier or for a customer, not for both.")
    _small_has_cap = models.Constraint(
        'CHECK (COALESCE(small_amount, 0) <= COALESCE(small_month, 0))',
        "Say how much may pass per month as small documents: at least as much as one of them.")
    _looks_at_something = models.Constraint(
        'CHECK (on_orders OR on_deliveries OR on_invoices)',
        "A policy looks at one kind of document at least.")

    # === CONSTRAINTS === #

    @api.constrains('condition', 'action')
    def _check_exemption(self):
        if any(rule.condition == guard.ANY and rule.action != 'none' for rule in self):
            raise ValidationError(self.env._("An exemption from everything lets documents pass."))

    @api.constrains('partner_id')
    def _check_commercial_partner(self):
        for rule in self.filtered('partner_id'):
            if rule.partner_id != rule.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s belongs to %(customer)s. Credit is given to the company, not to "
                    "its contacts.",
                    contact=rule.partner_id.display_name,
                    customer=rule.partner_id.commercial_partner_id.display_name))

    # === COMPUTE === #

    @api.depends('condition', 'company_id')
    @api.depends_context('company', 'lang')
    def _compute_unit(self):
        for rule in self:
            if rule.condition in AMOUNTS:
                rule.unit = (rule.company_id or self.env.company).currency_id.name
            elif rule.condition in ('overdue_days', 'expired', 'term'):
                rule.unit = self.env._("days")
            elif rule.condition in ('dunning', 'instalments'):
                rule.unit = ""
            else:
                rule.unit = "%"

    @api.depends('company_id', *TERMS)
    @api.depends_context('company', 'lang')
    def _compute_text(self):
        for rule in self:
            rule.text = " ".join(rule._sentences())

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

    # === BUSINESS === #

    def _shadow_key(self):
        """What this rule speaks about: of two policies with the same, that of the company counts
        and the shared one does not."""
        self.ensure_one()
        return self.condition, self.tier_id.id, self.partner_id.id

    def _rule_image(self):
        """What this rule says, as JSON values."""
        return plain({
            name: self._fields[name].convert_to_write(self[name], self) for name in TERMS})

    def _rule(self):
        """This rule as `tools.guard.Rule`, without days."""
        scope = (
            guard.CUSTOMER if self.partner_id else guard.TIER if self.tier_id else guard.COMPANY)
        return guard.Rule(
            self.condition, self.action, self.bound, self.prepayment_percent,
            scope=scope + (not self.company_id),
            kinds=tuple(kind for kind, name in KINDS.items() if self[name]),
            small=self.small_amount, small_month=self.small_month, grace=self.grace_days)
