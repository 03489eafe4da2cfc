from odoo import api, models

from odoo.addons.ar_optimization.tools import guard


class StockPicking(models.Model):
    """A delivery to a customer, looked at before the goods leave.

    Its order is in the exposure already, so that it adds nothing to it; it is stopped when the
    customer is over the limit, overdue or blocked by now, or when its own order is held. Nothing is
    delivered by itself when the hold ends: somebody has to load it.
    """
    _name = 'stock.picking'
    _inherit = ['stock.picking', 'ar.credit.guard']

    # === COMPUTE === #

    @api.depends('state', 'partner_id', 'sale_id')
    def _compute_ar_guard(self):
        return super()._compute_ar_guard()

    # === ACTIONS === #

    def button_validate(self):
        # EXTENDS 'stock'
        result = super().button_validate()
        return self._ar_guard_notification(None if result is True else result) or result

    def action_ar_open_hold(self):
        """Open the hold of this delivery, with the user's own rights."""
        self.ensure_one()
        return self.ar_hold_id._get_records_action()

    def _action_done(self):
        # EXTENDS 'stock': every path of a transfer comes here.
        leaving = self.filtered(lambda picking: picking._ar_guard_leaves())
        held = leaving - leaving._ar_guard_enforce('deliver')
        going = self - held
        return super(StockPicking, going)._action_done() if going else True

    # === GUARD === #

    def _ar_guard_leaves(self):
        """Whether goods go to a customer by this transfer. A till's transfer belongs to a sale that
        has taken place."""
        till = 'pos_session_id' in self._fields and self['pos_session_id']
        return not till and not self.sudo().picking_type_id.ar_guard_exempt and any(
            move.location_dest_id.usage == 'customer' and move.location_id.usage != 'customer'
            for move in self.move_ids)

    def _ar_guard_is_open(self):
        # OVERRIDES 'ar_optimization'
        return self.state not in ('done', 'cancel') and self._ar_guard_leaves()

    def _ar_guard_partner(self):
        # OVERRIDES 'ar_optimization'
        order = self.sale_id
        return order._ar_guard_partner() if order else self.partner_id

    def _ar_guard_currency_amounts(self, *amounts):
        # OVERRIDES 'ar_optimization': a transfer has no currency, its values are converted already.
        return amounts, True

    def _ar_guard_related(self):
        # EXTENDS 'ar_optimization': what was released as an order may leave.
        return [*super()._ar_guard_related(), *self.sudo().sale_id]

    def _ar_guard_document(self):
        # OVERRIDES 'ar_optimization'
        order = self.sudo().sale_id
        total = self._ar_guard_value()
        if not order:
            return guard.Document('delivery', total, total, exempt=not self._ar_guard_leaves())
        facts = order._ar_guard_document()
        return guard.Document(
            'delivery', 0.0, total, min(total, facts.prepaid), discount=facts.discount,
            instalments=facts.instalments, passed=facts.passed,
            exempt=not self._ar_guard_leaves(), has_rate=facts.has_rate)

    def _ar_guard_value(self):
        """What leaves, at the prices of the order, taxes included; what was not ordered at its
        sales price. In the company's currency."""
        return sum(move._ar_guard_value() for move in self.sudo().move_ids)

    def _ar_guard_judge(self, account, facts, standing, holds, today):
        # EXTENDS 'ar_optimization': an order that is held itself does not leave.
        order = self.sudo().sale_id
        facts = order._ar_guard_with_money(account, facts, standing) if order else facts
        verdict = super()._ar_guard_judge(account, facts, standing, holds, today)
        hold = holds.get((order._name, order.id), verdict.hold.browse())[:1]  # the latest
        if not hold or hold.state not in ('open', 'rejected') or not verdict.decision.passes:
            return verdict
        if facts.exempt or not facts.rest:
            return verdict
        decision = guard.Decision(
            guard.HOLD, tuple(guard.Reason(**reason) for reason in hold.reasons),
            tuple(guard.Way(**way) for way in hold.ways))
        return verdict._replace(decision=decision)
