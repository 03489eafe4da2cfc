from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import format_date

from .ar_incentive_offer import EARNABLE

# Marks a context in which the entry of an earned discount is made. An object of our own: no caller
# from outside can put it into a context.
BOOKING = object()


class AccountMove(models.Model):
    """Offers on invoices: made when they are posted, counted when they are paid, and booked by
    Odoo's own functions for early payment discounts."""
    _inherit = 'account.move'

    ar_incentive_offer_ids = fields.One2many(
        'ar.incentive.offer', 'move_id', string="Early Payment Offers", readonly=True,
        groups='ar_optimization.group_collector')
    ar_incentive_offer_id = fields.Many2one(
        'ar.incentive.offer', string="Discount of", readonly=True, copy=False,
        index='btree_not_null', ondelete='set null',
        groups='ar_optimization.group_collector',
        help="The offer whose discount this entry books.")
    ar_incentive_text = fields.Text(
        string="Offer in Words", compute='_compute_ar_incentive_text', compute_sudo=True)

    # === COMPUTE === #

    @api.depends('ar_incentive_offer_ids.state', 'amount_residual')
    @api.depends_context('lang')
    def _compute_ar_incentive_text(self):
        for move in self:
            # What is stored: over RPC a form may name any offer.
            stored = move._origin
            move.ar_incentive_text = "\n".join(stored._ar_incentive_clause() if stored else ())

    def _ar_incentive_clause(self):
        """The offer on this invoice in sentences, in the language of the environment; none when
        there is none that can still be earned."""
        self.ensure_one()
        offer = self._ar_earnable_offer() if self.state == 'posted' else None
        return offer._clause_lines() if offer and offer.state == 'open' else []

    # === POSTING === #

    def _post(self, soft=True):
        # EXTENDS 'account'
        posted = super()._post(soft)
        watched = posted.sudo().filtered(
            lambda move: move.move_type in ('out_invoice', 'out_refund')
            and move.company_id._ar_position('incentive') != 'off')
        if watched:
            offers = self.env['ar.incentive.offer'].sudo()
            invoices = watched.filtered(lambda move: move.move_type == 'out_invoice')
            offers._offer_on_posted(invoices)
            offers._take_back_returned(watched - invoices)
        return posted

    def button_draft(self):
        # EXTENDS 'account': what is posted again is offered anew, with its figures of then
        result = super().button_draft()
        self.sudo().ar_incentive_offer_ids._withdraw()
        return result

    def _ar_has_term_discount(self):
        """Whether the payment term itself promises a discount."""
        return bool(
            self.move_type == 'out_invoice' and self.invoice_payment_term_id.early_discount
            and self.line_ids.filtered('discount_date'))

    def _ar_incentive_policies(self):
        """The policy that each of these new invoices falls under: its contract's, else that of the
        customer's tier, else the company's.

        :return: {move: `ar.incentive.policy`}, without invoices that have none.
        """
        found, no_tier = {}, self.env['ar.credit.tier']
        for company, moves in self.grouped('company_id').items():
            tiers = moves._ar_tiers(company) if no_tier._is_any_rewarding() else {}
            for move in moves:
                policy = (
                    move.ar_contract_version_id.incentive_policy_id
                    or tiers.get(move.commercial_partner_id, no_tier).incentive_policy_id
                    or company.ar_incentive_policy_id)
                if policy.active and policy.automatic and policy.kind == 'discount':
                    found[move] = policy
        return found

    def _ar_tiers(self, company):
        """{customer: its tier in a company} of these entries."""
        accounts = self.commercial_partner_id._ar_account(company)
        return {account.partner_id: account.tier_id for account in accounts}

    # === ODOO'S EARLY PAYMENT DISCOUNT === #

    def _ar_earnable_offer(self, ours=True):
        """The offer on this invoice that a payment may still earn, with all rights; empty where
        incentives are not on.

        :param bool ours: only what a policy says; the discounts of terms are Odoo's own.
        """
        self.ensure_one()
        offers = self.sudo().ar_incentive_offer_ids.filtered(
            lambda offer: offer.state in EARNABLE and (offer.origin != 'term' or not ours))
        on = offers and self.company_id._ar_position('incentive') == 'on'
        return offers.sorted('id')[-1:] if on else offers[:0]

    def _ar_discount_on(self, currency, day):
        """What a policy lets a payment deduct that settles this invoice on a day.

        :param currency: of the payment; another one than the invoice's gets nothing, as with Odoo.
        :param date day: of the payment; None is today, without tolerance.
        :return: (discount in the invoice's currency, offer)
        """
        offer = self._ar_earnable_offer()
        if not offer or currency != self.currency_id:
            return 0.0, offer
        return offer._discount_on(day or fields.Date.context_today(self), grace=bool(day)), offer

    def _is_eligible_for_early_payment_discount(self, currency, reference_date):
        # EXTENDS 'account'
        return super()._is_eligible_for_early_payment_discount(currency, reference_date) \
            or bool(self._ar_discount_on(currency, reference_date)[0])

    def _get_invoice_next_payment_values(self, custom_amount=None):
        # EXTENDS 'account': the portal says until when, and how much
        values = super()._get_invoice_next_payment_values(custom_amount)
        discount, offer = self._ar_discount_on(self.currency_id, None)
        if discount and values.get('installment_state') == 'epd':
            today = fields.Date.context_today(self)
            last = offer._last_day_on(today)
            values.update(
                discount_date=fields.Date.to_string(last), epd_days_left=(last - today).days,
                epd_discount_msg=self.env._(
                    "You keep %(amount)s if you pay by %(day)s",
                    amount=self.currency_id.format(discount), day=format_date(self.env, last)))
        return values

    @api.model
    def _get_invoice_counterpart_amls_for_early_payment_discount(
            self, aml_values_list, open_balance):
        # EXTENDS 'account': a payment does not carry the discount of an offer. It is booked when
        # the payment is matched, whatever way it came in, and is reversed when it is taken apart.
        if self.env.context.get('ar_incentive') is BOOKING:
            return super()._get_invoice_counterpart_amls_for_early_payment_discount(
                aml_values_list, open_balance)
        kept = []
        for values in aml_values_list:
            move, line = values['aml'].move_id, values['aml']
            discount = move._ar_discount_on(line.currency_id, self.env.context.get('ar_paid_on'))[0]
            if discount:
                rate = values['balance'] / values['amount_currency']
                open_balance -= discount * rate
            else:
                kept.append(values)
        if not kept:
            return {key: [] for key in ('base_lines', 'tax_lines', 'term_lines', 'exchange_lines')}
        return super()._get_invoice_counterpart_amls_for_early_payment_discount(kept, open_balance)

    @contextmanager
    def _ar_discount_in_place(self, line, amount, balance, mode):
        """Let Odoo's function compute the entry of a discount that no payment term knows: inside
        the block this invoice, in memory, has a term that gives just this amount.

        :param line: the instalment.
        :param float amount: discount in the invoice's currency; `balance` in the company's.
        :param str mode: `included`, `excluded` or `mixed`, what it does to the tax.
        """
        term = self.env['account.payment.term'].new({
            'early_discount': True, 'early_pay_discount_computation': mode,
            'discount_percentage': amount / self.amount_total * 100})
        patches = [
            (self, 'invoice_payment_term_id', term.id),
            (line, 'discount_amount_currency', line.amount_currency - amount),
            (line, 'discount_balance', line.balance - balance),
            (line, 'amount_residual_currency', self.amount_total),
        ]
        before = []
        for record, name, value in patches:
            record.mapped(name)  # what is pending is computed first, not over our value
            cache = record._fields[name]._get_cache(record.env)
            before.append((cache, record.id, cache[record.id]))
            cache[record.id] = value
        try:
            yield
        finally:
            for cache, key, value in before:
                cache[key] = value
