from odoo import api, fields, models

from ...tools import incentive
from ...tools.incentive_lab import Outcome
from .account_move import BOOKING
from .ar_incentive_offer import EARNABLE


class ArIncentiveOffer(models.Model):
    """What payments have earned: looked at whenever an item of an invoice is matched, whatever way
    the money came in, decided by `tools.incentive.recognise`."""
    _inherit = 'ar.incentive.offer'

    # === GATHER === #

    @api.model
    def _recognise_lines(self, lines):
        """Look at the offers on invoices whose receivable lines were matched.

        :param lines: `account.move.line` on receivable accounts, with all rights.
        """
        watched = lines.filtered(
            lambda line: line.company_id._ar_position('incentive') != 'off')
        if not watched:
            return
        moves = watched.filtered(lambda line: line.display_type == 'payment_term').move_id
        self._ensure_term_offers(moves)
        self.search([
            ('move_id', 'in', moves.ids), ('state', 'in', (*EARNABLE, 'observed')),
        ])._recognise()
        self.search([
            ('move_id', 'in', moves.ids), ('state', 'in', ('open', 'taken')),
            ('taken_amount', '>', 0)])._weigh()
        self._settle_claims(watched)

    @api.model
    def _recognise_together(self, lines):
        """One payment for several invoices that deducts the discounts of all: matched as it is, it
        would settle some of them in full and leave the shortage of all on the last one. So the
        discounts come first, when the shortage is exactly what they come to.

        :param lines: `account.move.line` about to be matched with each other, with all rights.
        """
        debits = lines.filtered(lambda line: line.amount_residual > 0 and not line.reconciled)
        credits = lines.filtered(lambda line: line.amount_residual < 0 and not line.reconciled)
        if len(debits) < 2 or not credits or len(lines.currency_id) != 1:
            return
        day, found = max(credits.mapped('date')), []
        for move in debits.filtered(lambda line: line.display_type == 'payment_term').move_id:
            discount, offer = move._ar_discount_on(move.currency_id, day)
            if discount:
                found.append((offer, discount))
        shortage = sum(lines.mapped('amount_residual_currency'))
        if found and lines.currency_id.is_zero(shortage - sum(each[1] for each in found)):
            for offer, discount in found:
                step = offer._terms().step_on(day)
                if offer._book(discount, day):
                    offer._keep_granted(discount, day, step.percent)

    @api.model
    def _ensure_term_offers(self, moves):
        """An invoice posted before incentives were looked at has no offer of its term yet."""
        due = moves.filtered(
            lambda move: not move.ar_incentive_offer_ids and move._ar_has_term_discount())
        for move, vals in self._term_vals(due).items() if due else ():
            live = move.company_id._ar_position('incentive') == 'on'
            self.create({**vals, 'state': 'open' if live else 'observed'})

    def _payments(self):
        """What the invoice is matched with.

        A discount that Odoo's own wizard has written off inside a payment is no money.

        :return: (list of `tools.incentive.Receipt`, credit notes, discounts inside payments), the
            amounts in the invoice's currency.
        """
        receipts, credited, written = [], 0.0, 0.0
        line = self._line()
        for partial in line.matched_credit_ids:
            other, amount = partial.credit_move_id, partial.debit_amount_currency
            if other.move_id in self.booking_ids or self._is_exchange(other.move_id):
                continue
            if other.move_id.move_type == 'out_refund':
                credited += amount
                continue
            inside = min(self._written_off(other), amount)
            written += inside
            receipts.append(incentive.Receipt(other.date, amount - inside))
        return receipts, credited, written

    @api.model
    def _is_exchange(self, move):
        return bool(move.journal_id == move.company_id.currency_exchange_journal_id)

    def _written_off(self, line):
        """The discount of this invoice that a payment's own entry holds, in its currency."""
        payment = line.move_id.origin_payment_id
        if not payment or payment.currency_id != self.currency_id:
            return 0.0
        beyond = self.currency_id.round(-line.amount_currency - payment.amount)
        step = self._terms().step_on(line.date)
        if beyond <= 0 or not step:
            return max(0.0, beyond)
        return min(beyond, self._terms().discount(step.percent))

    # === DECIDE AND APPLY === #

    def _recognise(self):
        for offer in self:
            receipts, credited, written = offer._payments()
            verdict = incentive.recognise(
                offer._terms(), receipts, credited, offer.taken_amount + written)
            if offer.state == 'observed':
                offer._observe(verdict)
            else:
                offer._conclude(verdict, receipts, written)

    def _observe(self, verdict):
        """Log what would be granted or claimed; nothing is booked."""
        if verdict.granted or verdict.claim:
            self.env['ar.event']._log(
                'observed.incentive', self, numbers={self.id: {
                    'granted': verdict.granted, 'claim': verdict.claim, 'day': verdict.day}})

    def _conclude(self, verdict, receipts, written):
        """Do what was decided: book what is granted, claim what was deducted without right."""
        if verdict.granted and not self._book(verdict.granted, verdict.day):
            return
        if written:  # Odoo's wizard has booked it
            self._keep_granted(written, receipts[-1].day, self.percent)
        if verdict.granted:
            self._keep_granted(verdict.granted, verdict.day, verdict.percent)
        if verdict.claim:
            self._claim(self._line(), verdict.claim)
            self.state = 'taken' if self.taken_amount else 'missed'
        elif self._line().reconciled and self.taken_amount:
            self.state = 'taken'
        elif receipts and self._line().reconciled and not self.claim_state:
            self.write({'state': 'full', 'paid_on': max(each.day for each in receipts)})

    def _keep_granted(self, amount, day, percent):
        """Keep what was granted.

        :param float amount: in the invoice's currency.
        :param date day: that counted.
        """
        self.write({
            'state': 'taken' if self._line().reconciled or not self.parts else 'open',
            'paid_on': day, 'taken_percent': percent,
            'taken_amount': self.taken_amount + amount, 'problem': False})
        self.env['ar.event']._log(
            'incentive.granted', self, rule=self.policy_id.name or self.env._("Payment term"),
            numbers={self.id: {'amount': amount, 'day': day, 'percent': percent}})

    def _weigh(self):
        """Keep what the discount has cost and what was settled with it, in company currency, and
        how many days it has gained: the figures of `tools.incentive_lab`."""
        for offer in self:
            move, line = offer.move_id, offer._line()
            lowered = offer.tax_mode == 'included' and move.amount_total
            share = move.amount_untaxed / move.amount_total if lowered else 1.0
            rate = abs(line.balance / line.amount_currency) if line.amount_currency else 0.0
            settled = offer.total - offer._credited() - line.amount_residual_currency
            expected, day = offer._expected_day(), offer.paid_on
            offer.write({
                'cost': offer.company_currency_id.round(offer.taken_amount * share * rate),
                'paid_company': offer.company_currency_id.round(settled * rate),
                'days_gained': (expected - day).days if expected else 0.0,
                'was_early': bool(expected and expected <= day)})

    def _outcome(self):
        """The end of this offer, as `tools.incentive_lab` wants it."""
        taken = self.state == 'taken' and self.taken_amount > 0
        early = (self.date_due - self.paid_on).days if taken else 0
        return Outcome(
            paid=self.paid_company, cost=self.cost, taken=taken,
            days=self.days_gained if self.habit_known else None, early=self.was_early,
            rate=incentive.annual_rate(self.taken_percent, early))

    def _claim(self, line, amount):
        """Have what was deducted without right claimed.

        :param line: the open item on which it stands.
        :param float amount: in the invoice's currency.
        """
        if self.claim_state == 'open' and self.claim_line_id == line \
                and self.claim_amount == amount:
            return
        self.write({'claim_state': 'open', 'claim_amount': amount, 'claim_line_id': line.id})
        self.env['ar.event']._log(
            'incentive.claimed', self, numbers={self.id: {'amount': amount}})

    @api.model
    def _settle_claims(self, lines):
        """Claims whose item is settled by now are paid."""
        settled = lines.filtered('reconciled')
        if settled:
            self.search([
                ('claim_line_id', 'in', settled.ids), ('claim_state', '=', 'open'),
            ]).claim_state = 'paid'

    @api.model
    def _reopen_claims(self, lines):
        """Claims whose item is open again are not paid any more."""
        unsettled = lines.filtered(lambda line: not line.reconciled)
        if unsettled:
            self.sudo().search([
                ('claim_line_id', 'in', unsettled.ids), ('claim_state', '=', 'paid'),
            ]).claim_state = 'open'

    # === REVERSE === #

    def _reverse_granted(self):
        """A payment was taken apart from its invoice: entries of discounts go, and what was
        concluded from it. Offers can be earned again."""
        for offer in self.sudo().exists():
            entries = offer._entries()
            if not (entries or offer.taken_amount or offer.claim_state == 'open'
                    or offer.state == 'full'):
                continue
            offer._reverse_entries(entries)
            offer._forget()

    def _entries(self):
        """The entries of this offer that stand in the books."""
        return self.booking_ids.filtered(
            lambda move: move.state == 'posted' and not move.reversal_move_ids)

    def _reverse_entries(self, entries):
        entries = entries.with_context(ar_incentive=BOOKING)
        if entries:
            entries._reverse_moves([{
                'date': move._get_accounting_date(move.date, move._affect_tax_report()),
                'ref': self.env._("Reversal of: %s", move.name),
            } for move in entries], cancel=True)

    def _forget(self):
        amount, observed = self.taken_amount, self.state == 'observed'
        self.write({
            'state': 'observed' if observed else 'open', 'paid_on': False, 'taken_percent': 0.0,
            'taken_amount': 0.0, 'taken_back': 0.0, 'cost': 0.0, 'paid_company': 0.0,
            'days_gained': 0.0, 'was_early': False, 'claim_state': False, 'claim_amount': 0.0,
            'claim_line_id': False})
        self.env['ar.event']._log(
            'incentive.reopened', self, numbers={self.id: {'amount': amount}})

    # === CRON === #

    @api.model
    def _expire(self, companies, today):
        """Offers whose last day, tolerance included, is past are missed. A payment that came in
        time and is matched later earns them all the same.

        :return: the offers.
        """
        expired = self.search([
            ('company_id', 'in', companies.ids), ('state', '=', 'open'), ('date_last', '<', today),
        ]).filtered(lambda offer: fields.Date.add(
            offer.date_last, days=offer.grace_days) < today)
        expired.filtered(lambda offer: not offer.taken_amount).state = 'missed'
        expired.filtered('taken_amount').state = 'taken'
        return expired
