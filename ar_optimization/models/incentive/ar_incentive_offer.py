from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...tools import incentive

# States in which an invoice has an offer that a payment may still earn: money that came in time
# is often matched late.
EARNABLE = ('open', 'missed')
# In one of these, no second offer is made on the invoice.
LIVE = ('draft', 'waiting', 'open', 'taken')


class ArIncentiveOffer(models.Model):
    """A discount for early payment of one invoice, by a policy or by the invoice's payment term:
    what was promised, frozen, and what became of it. Written by the engine alone."""
    _name = 'ar.incentive.offer'
    _description = "Early Payment Offer"
    _inherit = ['ar.amount.mixin']
    _check_company_auto = True
    _order = 'id desc'
    _rec_name = 'move_id'

    move_id = fields.Many2one(
        'account.move', string="Invoice", required=True, index=True, ondelete='cascade',
        readonly=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, readonly=True,
        ondelete='restrict')
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", index=True, readonly=True,
        ondelete='set null')
    policy_id = fields.Many2one(
        'ar.incentive.policy', index='btree_not_null', ondelete='restrict', readonly=True,
        help="Empty: the discount of the invoice's own payment term.")
    origin = fields.Selection(
        [('invoice', "New Invoice"), ('open', "Open Invoice"), ('term', "Payment Term")],
        required=True, default='invoice', readonly=True)
    state = fields.Selection(
        [
            ('draft', "Prepared"), ('waiting', "Waiting for Approval"), ('open', "Offered"),
            ('observed', "Observed Only"), ('taken', "Taken"), ('full', "Paid in Full"),
            ('missed', "Missed"), ('refused', "Refused"), ('cancelled', "Withdrawn"),
        ],
        required=True, default='draft', readonly=True, index=True)
    request_id = fields.Many2one(
        'ar.credit.request', index='btree_not_null', ondelete='set null', readonly=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")

    # What was promised
    date = fields.Date(string="Offered On", required=True, readonly=True)
    steps = fields.Json(readonly=True)  # [[last day, percent], …], first day first
    tax_mode = fields.Selection(
        [('included', "Lowers the Tax"), ('excluded', "Leaves the Tax"),
         ('mixed', "Tax as Invoiced")],
        string="Tax", required=True, default='included', readonly=True)
    grace_days = fields.Integer(string="Tolerance", readonly=True, aggregator=None)
    parts = fields.Boolean(string="Parts Earn Their Part", readonly=True)
    total = fields.Monetary(string="Invoice Total", readonly=True)
    base = fields.Monetary(string="Discounted Amount", readonly=True, aggregator=None)
    percent = fields.Float(
        string="Discount (%)", digits=(6, 3), readonly=True, aggregator='avg',
        help="Of the first step, which is the highest.")
    discount = fields.Monetary(
        string="Keep", readonly=True, help="What the customer keeps by paying by the first day.")
    to_pay = fields.Monetary(string="Pay", readonly=True)
    date_first = fields.Date(string="Pay By", readonly=True, help="Last day of the first step.")
    date_last = fields.Date(
        string="Ends On", readonly=True, index=True, help="Last day of the last step.")
    date_due = fields.Date(string="Due Date", readonly=True)
    annual_rate = fields.Float(
        string="Per Year (%)", digits=(8, 2), readonly=True, aggregator='avg',
        help="What the discount is worth to the customer as interest per year: 1 % for ten days "
             "is 36.9 % a year.")
    habit_days = fields.Float(
        string="Usual Delay", readonly=True, aggregator='avg',
        help="Days after the due date on which the customer used to pay before it was first "
             "offered a discount, negative when earlier.")
    habit_known = fields.Boolean(readonly=True)

    # What became of it
    paid_on = fields.Date(readonly=True, help="The day that counted.")
    taken_percent = fields.Float(digits=(6, 3), readonly=True, aggregator='avg')
    taken_amount = fields.Monetary(string="Discount Taken", readonly=True)
    taken_back = fields.Monetary(
        readonly=True, help="Of what was granted, charged again: the goods were returned.")
    cost = fields.Monetary(
        currency_field='company_currency_id', readonly=True,
        help="What was granted, less the tax that it lowered.")
    paid_company = fields.Monetary(
        string="Settled", currency_field='company_currency_id', readonly=True,
        help="The part of the invoice that was settled with the discount.")
    days_gained = fields.Float(
        readonly=True, aggregator='avg',
        help="Paid so many days before the day on which the customer used to pay.")
    was_early = fields.Boolean(
        string="Paid Early Anyway", readonly=True,
        help="The customer used to pay by that day without a discount.")
    claim_state = fields.Selection(
        [('open', "To Be Claimed"), ('paid', "Claim Paid"), ('waived', "Claim Given Up")],
        string="Claim", readonly=True, index='btree_not_null')
    claim_amount = fields.Monetary(
        string="Deducted Without Right", readonly=True,
        help="Deducted too late or too much, or owed back after a return.")
    claim_line_id = fields.Many2one(
        'account.move.line', string="Claimed Item", readonly=True, index='btree_not_null',
        ondelete='set null', help="The open item on which the claim stands.")
    booking_ids = fields.One2many(
        'account.move', 'ar_incentive_offer_id', string="Discount Entries", readonly=True)
    problem = fields.Char(readonly=True, help="Why an earned discount is not booked.")
    is_untold = fields.Boolean(
        string="Customer Not Told", readonly=True,
        help="The offer counts, but no mail told the customer of it, as it has no address.")
    clause = fields.Text(string="In Words", compute='_compute_clause')

    _one_live = models.UniqueIndex(
        "(move_id) WHERE state IN ('draft', 'waiting', 'open', 'taken')",
        "An invoice has one offer at a time.")

    # === COMPUTE === #

    @api.depends('state', 'steps', 'move_id.amount_residual', 'taken_amount')
    @api.depends_context('lang')
    def _compute_clause(self):
        for offer in self:
            offer.clause = "\n".join(offer._clause_lines())

    # === TEXT === #

    def _clause_lines(self):
        """The offer in sentences that a customer cannot misread: days and amounts, never a
        percentage. What is open now counts, so that after a credit note it is right, too.

        :return: list of sentences in the language of the environment.
        """
        left, today = self._left(), fields.Date.context_today(self)
        steps = [step for step in self._terms().steps
                 if step.last >= today and self._open_discount(step.percent) < left]
        if not steps or left <= 0:
            return []
        lines = [self._step_sentence(step, left) for step in steps]
        end = steps[-1].last
        lines.append(self.env._(
            "If your payment reaches us after %(day)s, the full amount of %(amount)s is due on "
            "%(due)s.",
            day=format_date(self.env, end), amount=self._money(left),
            due=format_date(self.env, self.date_due)))
        lines.append(self.env._(
            "This offer is for invoice %s only. It is not a discount on prices and does not apply "
            "to other invoices.", self.move_id.name))
        return lines

    def _step_sentence(self, step, left):
        discount = self._open_discount(step.percent)
        return self.env._(
            "Pay %(amount)s so that we have it by %(day)s: the invoice is then settled, and you "
            "keep %(discount)s.",
            amount=self._money(left - discount), day=format_date(self.env, step.last),
            discount=self._money(discount))

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # === TERMS === #

    def _terms(self):
        """What was promised, as `tools.incentive` wants it."""
        self.ensure_one()
        return incentive.Terms(
            total=self.total, base=self.base,
            steps=tuple(
                incentive.Step(fields.Date.to_date(day), percent)
                for day, percent in self.steps or ()),
            grace=self.grace_days, parts=self.parts, digits=self.currency_id.decimal_places)

    def _line(self):
        """The one instalment of the invoice."""
        return self.move_id.line_ids.filtered(lambda line: line.display_type == 'payment_term')[:1]

    def _left(self):
        """What is open of the invoice, in its currency."""
        return self._line().amount_residual_currency

    def _credited(self):
        """What credit notes have made the invoice smaller by, in its currency."""
        return self._payments()[1]

    def _open_discount(self, percent):
        """What a percentage comes to now, in the invoice's currency."""
        earned = self._terms().discount(percent, self._credited())
        return max(0.0, self.currency_id.round(earned - self.taken_amount))

    def _discount_on(self, day, grace=True):
        """What a payment on a day that settles the invoice may deduct, in its currency.

        :param bool grace: with the tolerance, which nobody is told of.
        """
        step = self._terms().step_on(day, None if grace else 0)
        left = self._left()
        discount = self._open_discount(step.percent) if step else 0.0
        return discount if 0 < discount < left else 0.0

    def _last_day_on(self, day):
        """The last day of the step that counts on a day, False when it is too late."""
        step = self._terms().step_on(day, 0)
        return step.last if step else False

    def _expected_day(self):
        """The day on which the customer used to pay, None when no habit is known."""
        if not self.habit_known:
            return None
        return self.date_due + timedelta(days=round(self.habit_days))
