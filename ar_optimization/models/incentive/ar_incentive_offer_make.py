from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import incentive
from .ar_incentive_offer import LIVE

BARRED = ('hold', 'blocked', 'agency', 'legal')  # statuses of customers who are offered nothing


class ArIncentiveOffer(models.Model):
    """Which invoices are offered what: gathered for all of them at once, decided by
    `tools.incentive`, created in one go."""
    _inherit = 'ar.incentive.offer'

    # === GATHER === #

    @api.model
    def _disputed_moves(self, moves):
        """Hook: those of these invoices that are in dispute, in whole or in part; none here.

        :param moves: `account.move`
        """
        return moves.browse()

    @api.model
    def _customers_of(self, moves):
        """What is known of the customers of invoices, in one statement.

        The habit is that of the time before the first discount: who pays early because of it is
        not an early payer by nature.

        :return: {move id: (account id or None, status or None, habit in days or None)}
        """
        self.env['account.move'].flush_model(['commercial_partner_id', 'company_id'])
        self.flush_model(['account_id', 'habit_days', 'habit_known', 'state'])
        self.env['ar.credit.account'].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT move.id, account.id, account.status,
                   COALESCE(
                       (SELECT offer.habit_days
                          FROM ar_incentive_offer offer
                         WHERE offer.account_id = account.id AND offer.habit_known
                           AND offer.state = 'taken'
                      ORDER BY offer.id LIMIT 1),
                       account.delay_before, account.delay_recent)
              FROM account_move move
         LEFT JOIN ar_credit_account account
                ON account.company_id = move.company_id
               AND account.partner_id = move.commercial_partner_id
             WHERE move.id IN %s
            """, tuple(moves.ids) or (0,)))
        return {move_id: tuple(known) for move_id, *known in rows}

    @api.model
    def _margin_of(self, move):
        """Percent of an invoice's net sale that is left over the cost of its products; None where
        a product's cost is not known. Hook for who knows costs better.

        :param move: `account.move`
        """
        cost = 0.0
        for line in move.invoice_line_ids.filtered(lambda line: line.display_type == 'product'):
            product = line.product_id.with_company(move.company_id)
            if not product.standard_price:
                return None
            cost += line.product_uom_id._compute_quantity(
                line.quantity, product.uom_id) * product.standard_price
        net = abs(move.amount_untaxed_signed)
        return (net - cost) / net * 100 if net else None

    @api.model
    def _case(self, move, known, start, disputed, with_margin):
        lines = move.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        __, status, habit = known
        return incentive.Case(
            start=start, due=lines[:1].date_maturity or move.invoice_date_due or move.invoice_date,
            amount=abs(move.amount_total_signed), instalments=len(lines),
            disputed=move in disputed, barred=status in BARRED, habit=habit,
            margin=self._margin_of(move) if with_margin else None)

    # === DECIDE === #

    @api.model
    def _propose(self, policies, today, start=None):
        """Decide what invoices are offered.

        :param policies: {`account.move`: `ar.incentive.policy`}
        :param date today: the first day that an offer may end on.
        :param date start: from when days are counted; default each invoice's date.
        :return: ({move: values of its offer}, {reason: moves})
        """
        moves = self.env['account.move'].browse(move.id for move in policies)
        if not moves:
            return {}, {}
        known, disputed = self._customers_of(moves), self._disputed_moves(moves)
        rules = {policy: policy._rules() for policy in set(policies.values())}
        vals, left_out = {}, defaultdict(self.env['account.move'].browse)
        for move, policy in policies.items():
            case = self._case(
                move, known[move.id], start or move.invoice_date or today, disputed,
                with_margin=rules[policy].margin_floor > 0)
            proposal = incentive.propose(rules[policy], case, today)
            if proposal.reason:
                left_out[proposal.reason] |= move
            else:
                vals[move] = self._offer_vals(move, policy, case, proposal.steps, known[move.id])
        return vals, left_out

    @api.model
    def _offer_vals(self, move, policy, case, steps, known):
        term = move.invoice_payment_term_id
        mode = term.early_pay_discount_computation if term.early_discount else \
            policy.tax_computation
        terms = incentive.Terms(
            move.amount_total, move.amount_total if mode == 'included' else move.amount_untaxed,
            steps, digits=move.currency_id.decimal_places)
        best = steps[0]
        discount = terms.discount(best.percent)
        account_id, __, habit = known
        return {
            'move_id': move.id, 'company_id': move.company_id.id,
            'partner_id': move.commercial_partner_id.id, 'account_id': account_id,
            'policy_id': policy.id, 'currency_id': move.currency_id.id,
            'steps': [[fields.Date.to_string(step.last), step.percent] for step in steps],
            'tax_mode': mode, 'grace_days': policy.grace_days, 'parts': policy.parts,
            'total': terms.total, 'base': terms.base, 'percent': best.percent,
            'discount': discount, 'to_pay': terms.total - discount, 'date': case.start,
            'date_first': best.last, 'date_last': steps[-1].last, 'date_due': case.due,
            'annual_rate': incentive.annual_rate(best.percent, (case.due - best.last).days),
            'habit_days': habit or 0.0, 'habit_known': habit is not None,
        }

    # === APPLY === #

    @api.model
    def _offer_on_posted(self, moves):
        """Offer new invoices what the policy of each says, and keep the discounts of payment terms
        beside them. Where incentives observe, the offers are listed and promise nothing.

        :param moves: `account.move` just posted, with all rights.
        """
        today = fields.Date.context_today(self)
        policies = moves._ar_incentive_policies()
        new = self._without_offer(moves.filtered(
            lambda move: move in policies or move._ar_has_term_discount()))
        found, __ = self._propose(
            {move: policies[move] for move in new if move in policies}, today)
        found.update(self._term_vals(new.filtered(lambda move: move not in found), today))
        for move, vals in found.items():
            live = move.company_id._ar_position('incentive') == 'on'
            vals['state'] = 'open' if live else 'observed'
        self.create(list(found.values()))

    @api.model
    def _term_vals(self, moves, today=None):
        """Values of offers for what payment terms promise.

        :param date today: leave out what is past by then; None takes all.
        """
        moves = moves.filtered(lambda move: move._ar_has_term_discount())
        known = self._customers_of(moves) if moves else {}
        vals = {}
        for move in moves:
            line = move.line_ids.filtered(lambda line: line.display_type == 'payment_term')
            term = move.invoice_payment_term_id
            if len(line) != 1 or (today and line.discount_date < today):
                continue
            case = incentive.Case(move.invoice_date, line.date_maturity, 0.0)
            step = incentive.Step(line.discount_date, term.discount_percentage)
            vals[move] = {
                **self._offer_vals(
                    move, self.env['ar.incentive.policy'], case, (step,), known[move.id]),
                'origin': 'term', 'discount': line.amount_currency - line.discount_amount_currency,
                'to_pay': line.discount_amount_currency}
        return vals

    @api.model
    def _without_offer(self, moves):
        """Those of these invoices that have no offer, be it one that nobody has decided on."""
        if not moves:
            return moves
        busy = self.search([('move_id', 'in', moves.ids), ('state', 'in', LIVE)]).move_id
        return moves - busy
