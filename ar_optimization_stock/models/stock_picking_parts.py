from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ar_optimization.tools import guard


class StockPicking(models.Model):
    """What leaves by a transfer, customer by customer."""
    _inherit = 'stock.picking'

    def _ar_guard_leaves(self):
        """Whether goods go to a customer by this transfer, and credit control is to look at it. A
        till's transfer belongs to a sale that has taken place."""
        moves = self.sudo()._ar_guard_moves()
        till = 'pos_session_id' in self._fields and self['pos_session_id']
        return bool(moves) and not (till and not moves.sale_line_id) and not moves._ar_are_exempt()

    def _ar_guard_moves(self):
        """The moves that take goods to a customer: those that are picked, when some are."""
        moves = self.move_ids.filtered(lambda move: (
            move.state != 'cancel' and move._ar_goes_to_customer()))
        return moves.filtered('picked') or moves

    def _ar_guard_orders(self):
        """The orders that this transfer delivers."""
        return self.sudo()._ar_guard_moves()._ar_guard_orders()

    def _ar_guard_parts(self):
        """What leaves by this transfer, by who owes it.

        :return: {commercial entity, empty when nobody is named: moves}, the most valuable first
        """
        parts = self.sudo()._ar_guard_moves().grouped(lambda move: move._ar_guard_debtor())
        if len(parts) < 2:
            return parts
        return dict(sorted(parts.items(), key=lambda part: (
            -sum(move._ar_guard_value() for move in part[1]), part[0].id)))

    def _ar_other_parts(self, parts):
        """The customers besides the first one who have to be looked at: those who owe a part, who
        is blocked and lets somebody else pay, and who receives the goods when no order names him.

        :param parts: the moves of each of the customers who owe a part
        :return: list of (commercial entity, moves)
        """
        moves = self.sudo()._ar_guard_moves()
        orders = moves._ar_guard_orders()
        named = orders.partner_id | orders.partner_invoice_id | orders.partner_shipping_id
        receiver = self.sudo().partner_id.commercial_partner_id
        found = [(part[:1]._ar_guard_debtor(), part) for part in parts]
        found += [(order._ar_stopped_buyer().partner_id, moves) for order in orders
                  if order._ar_stopped_buyer()]
        if (orders and receiver and self.picking_type_code == 'outgoing'
                and receiver not in named.commercial_partner_id):
            found.append((receiver, moves))
        return found

    def _ar_part_document(self, moves, debtor=None):
        """The facts of what leaves for one customer.

        What is ordered is in the exposure already, and what is not adds to it. What was paid for an
        order in advance is compared with all that has left of it.

        :param moves: what leaves for him
        :param debtor: whoever is looked at, when he only receives the goods: they are not his debt.
        """
        total = sum(move._ar_guard_value() for move in moves)
        exempt = not self._ar_guard_leaves()
        orders = moves._ar_guard_orders()
        if not orders or (debtor and debtor not in orders._ar_debtors()):
            return guard.Document('delivery', 0.0 if orders else total, total, exempt=exempt)
        facts = [order._ar_guard_document() for order in orders]
        confirmed = moves.filtered(lambda move: move._ar_guard_order().state == 'sale')
        earlier = sum(order._ar_delivered() for order in orders) - sum(
            move._ar_guard_value() for move in moves if move.state == 'done')
        passed = [fact.passed for fact in facts]
        return guard.Document(
            'delivery', total - sum(move._ar_guard_value() for move in confirmed), total,
            min(total + earlier, sum(fact.prepaid for fact in facts)), earlier,
            discount=max(fact.discount for fact in facts),
            instalments=max(facts, key=lambda fact: fact.last_days).instalments,
            passed=min(passed) if all(passed) else None,
            exempt=exempt or all(fact.exempt for fact in facts),
            has_rate=all(fact.has_rate for fact in facts))

    # === CORRECTIONS === #

    def _ar_left(self):
        """What has left to customers by those of these transfers that are done, where credit
        control is on.

        :return: {transfer: worth in company currency, 0 of one that takes nothing to a customer}
        """
        return {
            picking: sum(move._ar_guard_value() for move in picking.sudo()._ar_guard_moves())
            if picking._ar_guard_leaves() else 0.0
            for picking in self
            if picking.state == 'done'
            and picking._ar_guard_company().sudo()._ar_position('guard') == 'on'}

    def _ar_check_left(self, before):
        """Let a transfer that is done say that more has left than it said before only when credit
        control has nothing against it.

        :param before: what `_ar_left` gave
        :raise UserError: with the reasons.
        """
        for picking, worth in self._ar_left().items():
            if picking.company_id.currency_id.compare_amounts(
                    worth, before.get(picking, worth)) <= 0:
                continue
            verdict = picking._ar_guard_decide()[picking]
            if not verdict.decision.passes:
                raise UserError(self.env._(
                    "Nothing more can leave by %(transfer)s, make another delivery:\n%(reasons)s",
                    transfer=picking.display_name, reasons=picking._ar_guard_sentence(verdict)))
