from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import interest

# What a policy says: every change of these is logged.
TERMS = (
    'active', 'sequence', 'company_id', 'debtor', 'tier_ids', 'mode', 'basis', 'rate',
    'rate_period', 'day_count', 'grace_days', 'from_due', 'date_start', 'highest_rate',
    'cap_percent', 'currency_id', 'fee', 'minimum', 'tax_mode', 'when_paid',
)
DEBTORS = [('business', "Business"), ('public', "Public Body"), ('consumer', "Consumer")]
PERIODS = [('day', "per Day"), ('month', "per Month"), ('year', "per Year")]


class ArInterestPolicy(models.Model):
    """Whether debts of some customers bear interest when they are paid late, at which rate, and
    what becomes of it. Of several policies the first that fits the customer counts."""
    _name = 'ar.interest.policy'
    _description = "Late Interest Policy"
    _inherit = ['ar.reviewed', 'ar.logged']
    _check_company_auto = True
    _order = 'sequence, id'
    _logged_as = 'interest.policy_'
    _logged_names = TERMS

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    # Whose debts
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    debtor = fields.Selection(DEBTORS, string="Kind of Customer", help="Empty: any.")
    tier_ids = fields.Many2many('ar.credit.tier', string="Tiers", help="Empty: any.")

    # How much
    mode = fields.Selection(
        [
            ('none', "No Interest"), ('threat', "Mention Only"), ('accrue', "Keep as Memo"),
            ('post', "Invoice Interest"),
        ],
        string="What Is Done", required=True, default='accrue',
        help="Mention Only: notices say how much it would be; it is never claimed.\n"
             "Keep as Memo: it is added up day by day, claimed in notices, and invoiced when "
             "somebody presses the button.\n"
             "Invoice Interest: as Keep as Memo, and invoiced by itself once a month.")
    basis = fields.Selection(
        [
            ('agreed', "As Agreed, Else by Law"), ('agreed_only', "Only Where Agreed"),
            ('law', "By Law"), ('own', "As Agreed, Else the Rate Below"),
        ],
        string="Rate", required=True, default='agreed',
        help="Agreed is the penalty of the contract that the invoice falls under. The law is the "
             "one of the customer's country and kind, with its table of reference rates.")
    rate = fields.Float(
        string="Own Rate", digits=(8, 4), aggregator=None,
        help="In percent, as your general terms say.")
    rate_period = fields.Selection(PERIODS, string="Each", required=True, default='year')
    day_count = fields.Selection(
        [
            (interest.ACT_365, "Actual Days / 365"), (interest.ACT_360, "Actual Days / 360"),
            (interest.ACT_ACT, "Actual Days / Actual Year"),
            (interest.THIRTY_360, "Months of 30 Days / 360"),
        ],
        required=True, default=interest.ACT_365,
        help="How days become parts of a year. Rates per day count days.")
    grace_days = fields.Integer(
        help="What is paid within so many days after its due date bears nothing.")
    from_due = fields.Boolean(
        string="Then From the Due Date", default=True,
        help="What is paid later bears interest from its due date; else from the end of the grace.")
    date_start = fields.Date(
        string="Not Before", help="Days up to this one bear no interest: set it at go-live.")
    highest_rate = fields.Float(
        digits=(8, 4), aggregator=None,
        help="In percent a year; a higher one is cut to it, and to what the law allows. 0: none.")
    cap_percent = fields.Float(
        string="At Most", digits=(8, 2), aggregator=None,
        help="In percent of the instalment, all interest together. 0: no end.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id,
        help="Of the fee and of the least amount.")
    fee = fields.Monetary(
        string="Fixed Sum", aggregator=None,
        help="Once for each instalment that bears interest, for the costs of recovery.")

    # What becomes of it
    minimum = fields.Monetary(
        string="Least Amount", aggregator=None,
        help="A customer's interest and fees are invoiced once they come to this much.")
    tax_mode = fields.Selection(
        [
            ('none', "No Tax"), ('source', "As Invoiced, Included"),
            ('account', "Taxes of the Account, on Top"),
        ],
        string="Tax", required=True, default='none',
        help="No Tax: damages outside the scope of VAT, as in most of Europe.\n"
             "As Invoiced, Included: part of the price, with the taxes of the invoice it is for, "
             "contained in the amount (价外费用 in China).")
    when_paid = fields.Selection(
        [
            ('keep', "Wait for a Decision"), ('post', "Invoice the Interest"),
            ('drop', "Let Go of the Interest"),
        ],
        string="When Only the Principal Is Paid", required=True, default='keep',
        help="Nothing is lost without a decision: what waits is listed under Principal Paid.")
    owner_id = fields.Many2one(
        'res.users', string="Answers for It", domain=[('share', '=', False)],
        default=lambda self: self.env.user)
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="The owner is reminded to look at this policy again.")

    _not_negative = models.Constraint(
        'CHECK (rate >= 0 AND grace_days >= 0 AND highest_rate >= 0 AND cap_percent >= 0 '
        'AND fee >= 0 AND minimum >= 0)',
        "Rates, days and amounts of a policy are not negative.")

    # === CRUD === #

    def copy_data(self, default=None):
        return [
            {**vals, 'name': self.env._("%s (copy)", policy.name)}
            for policy, vals in zip(self, super().copy_data(default), strict=True)]

    # === BUSINESS === #

    @api.model
    def _debtor_sql(self):
        """The kind of customer, over `account`, `partner` (the commercial one) and `version` (of
        the contract that an invoice falls under)."""
        return SQL(
            """
            COALESCE(account.interest_debtor, CASE
                WHEN version.debtor = 'public' THEN 'public'
                WHEN partner.is_company OR partner.parent_id IS NOT NULL THEN 'business'
                ELSE 'consumer' END)
            """)

    @api.model
    def _policy_sql(self):
        """The policy of a debt: the customer's own, else the first that fits.

        :return: `SQL` subselect of an id over what `_debtor_sql` names.
        """
        return SQL(
            """
            SELECT policy.id
              FROM ar_interest_policy policy
             WHERE policy.id = account.interest_policy_id
                OR (account.interest_policy_id IS NULL AND policy.active
                    AND (policy.company_id IS NULL OR policy.company_id = account.company_id)
                    AND (policy.debtor IS NULL OR policy.debtor = %s)
                    AND (NOT EXISTS (SELECT FROM ar_credit_tier_ar_interest_policy_rel tier
                                      WHERE tier.ar_interest_policy_id = policy.id)
                         OR EXISTS (SELECT FROM ar_credit_tier_ar_interest_policy_rel tier
                                     WHERE tier.ar_interest_policy_id = policy.id
                                       AND tier.ar_credit_tier_id = account.tier_id)))
          ORDER BY policy.sequence, policy.id LIMIT 1
            """,
            self._debtor_sql())

    def _terms(self, law, agreed, digits):
        """The rules that a debt falls under.

        :param law: one `ar.legal.term`, or none.
        :param agreed: `tools.interest.Rate` of the contract, None where nothing was agreed.
        :param int digits: decimals of the currency.
        :return: `tools.interest.Terms`
        """
        ceilings = [each for each in (self.highest_rate, law.highest_rate) if each]
        return interest.Terms(
            self._rates(law, agreed), self.day_count, self.grace_days, self.from_due,
            self.cap_percent, min(ceilings, default=0.0), digits)

    def _rates(self, law, agreed):
        if agreed and self.basis != 'law':
            return (agreed,)
        if self.basis == 'agreed_only':
            return ()
        if self.basis == 'own':
            return (interest.Rate(interest.BEGIN, self.rate, self.rate_period),)
        return law._interest_rates()
