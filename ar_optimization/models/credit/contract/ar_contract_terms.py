from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ....tools import settlement

_lt = LazyTranslate(__name__)

PERIODS = [('day', "per Day"), ('month', "per Month"), ('year', "per Year")]
# Column name in English → what is said of it, for clauses and for changes.
CURRENCY = {
    'none': _lt("payable in %(currency)s"),
    'invoice': _lt("payable in %(currency)s at the rate of the invoice date"),
    'fixed': _lt("payable in %(currency)s at the fixed rate of %(rate)s"),
    'band': _lt("payable in %(currency)s; beyond a change of the rate by %(band)s %% the price is "
                "agreed anew"),
}


class ArContractTerms(models.AbstractModel):
    """What a contract says about paying: of a template, where it is a proposal, and of a version of
    a contract, where it counts."""
    _name = 'ar.contract.terms'
    _description = "Terms of a Contract"

    payment_term_id = fields.Many2one(
        'account.payment.term', ondelete='restrict', check_company=True,
        index='btree_not_null',
        help="Granted to the customer while the contract is in force, whatever its tier says.")
    settlement_day = fields.Integer(
        string="Monthly Settlement Day", aggregator=None,
        help="All invoices up to this day of a month are on one statement, and their terms are "
             "counted from it. 29 to 31: the last day of shorter months. 0: each invoice is "
             "counted from its own date.")
    payment_day = fields.Integer(
        aggregator=None,
        help="Day of the month on which the customer pays: what falls due before it is due on "
             "this day. 0: any day.")
    penalty_rate = fields.Float(
        string="Late Payment Penalty", digits=(8, 4), aggregator=None,
        help="In percent of what is overdue. 0: nothing was agreed, and the law counts.")
    penalty_period = fields.Selection(PERIODS, required=True, default='day')
    discount_percent = fields.Float(
        string="Early Payment Discount", digits=(5, 2), aggregator=None,
        help="In percent, for paying within the days beside it.")
    discount_days = fields.Integer(string="Paid Within", aggregator=None)
    max_discount = fields.Float(
        string="Highest Discount on a Line", digits=(5, 2), aggregator=None,
        help="In percent. Invoices that give more differ from the contract. 0: nothing was agreed.")
    currency_clause = fields.Selection(
        [
            ('none', "Currency Only"), ('invoice', "Rate of the Invoice Date"),
            ('fixed', "Fixed Rate"), ('band', "New Price beyond a Band"),
        ],
        required=True, default='none', help="Who bears it when the exchange rate moves.")
    currency_band = fields.Float(
        string="Band", digits=(5, 2), aggregator=None,
        help="In percent of the rate at the first day of the contract.")
    debtor = fields.Selection(
        [('business', "Business"), ('public', "Public Body")], string="Kind of Customer",
        required=True, default='business', help="The law often allows public bodies less time.")
    needs_signature = fields.Boolean(
        string="To Be Signed", default=True,
        help="A change takes effect only once it is signed. Whether a contract that is not signed "
             "gives credit is said by the policies.")
    notice_days = fields.Integer(
        string="Remind before the End", default=60, aggregator=None,
        help="So many days before the last day the person responsible gets an activity.")

    # === CONSTRAINTS === #

    @api.constrains('settlement_day', 'payment_day')
    def _check_days_of_month(self):
        for terms in self:
            if not (0 <= terms.settlement_day <= 31 and 0 <= terms.payment_day <= 31):
                raise ValidationError(self.env._("A day of the month is between 1 and 31."))

    @api.constrains('settlement_day', 'payment_day', 'payment_term_id')
    def _check_settlement_has_term(self):
        for terms in self:
            if terms._settlement() and not terms.payment_term_id:
                raise ValidationError(self.env._(
                    "A monthly settlement needs a payment term that is counted from it, be it "
                    "of 0 days."))

    @api.constrains(
        'penalty_rate', 'discount_percent', 'discount_days', 'max_discount', 'currency_band',
        'notice_days')
    def _check_figures(self):
        for terms in self:
            figures = (
                terms.penalty_rate, terms.discount_percent, terms.discount_days,
                terms.max_discount, terms.currency_band, terms.notice_days)
            if min(figures) < 0 or max(terms.discount_percent, terms.max_discount) > 100:
                raise ValidationError(self.env._(
                    "Figures of a contract are not negative, and a discount is 100 % at most."))

    # === BUSINESS === #

    @api.model
    def _term_names(self):
        """Names of the fields that make up the terms, those of the clauses apart."""
        return [
            'payment_term_id', 'settlement_day', 'payment_day', 'penalty_rate', 'penalty_period',
            'discount_percent', 'discount_days', 'max_discount', 'currency_clause',
            'currency_band', 'debtor', 'needs_signature', 'notice_days',
        ]

    def _settlement(self):
        """The `tools.settlement.Settlement` of these terms; false where there is none."""
        return settlement.Settlement(self.settlement_day, self.payment_day)

    def _words(self):
        """What clauses may name in braces, in the language of the reader: {name: text}."""
        return {
            'term': self.payment_term_id.name or "–",
            'settlement': self._settlement_words(),
            'penalty': self._penalty_words(),
            'discount': self._discount_words(),
            'currency': self._currency_words(),
        }

    def _settlement_words(self):
        parts = []
        if self.settlement_day:
            parts.append(self.env._("one statement a month, closed on its last day")
                         if self.settlement_day == 31 else self.env._(
                             "one statement a month, closed on day %s", self.settlement_day))
        if self.payment_day:
            parts.append(self.env._("payment on the last day of the month")
                         if self.payment_day == 31 else self.env._(
                             "payment on day %s of the month", self.payment_day))
        return "; ".join(parts) or self.env._("each invoice counted from its own date")

    def _penalty_words(self):
        if not self.penalty_rate:
            return self.env._("late payment interest as by law")
        periods = dict(self._fields['penalty_period']._description_selection(self.env))
        return self.env._(
            "%(rate)s %% %(period)s", rate=f"{self.penalty_rate:g}",
            period=periods[self.penalty_period].lower())

    def _discount_words(self, percent=None, days=None):
        """A discount for early payment in words, by default that of these terms."""
        if percent is None:
            percent, days = self.discount_percent, self.discount_days
        if not percent:
            return self.env._("no discount for early payment")
        return self.env._(
            "%(percent)s %% when paid within %(days)s days", percent=f"{percent:g}", days=days)

    def _currency_words(self):
        currency = self['currency_id'].name if 'currency_id' in self._fields else ""
        rate = self['currency_rate'] if 'currency_rate' in self._fields else 0
        return str(self.env._(CURRENCY[self.currency_clause])) % {
            'currency': currency, 'rate': f"{rate:g}", 'band': f"{self.currency_band:g}"}
