from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ar_optimization.tools import guard
from odoo.addons.ar_optimization_sale.models.derived import check_derived
from odoo.addons.ar_optimization_sale.models.sale_order import Checked

# What only the point of sale says of a transfer, where it is installed.
TILL = {'pos_order_id', 'pos_session_id'}


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

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': see `_ar_check_till`
        names = fields if self._ar_is_till_user() else [name for name in fields if name not in TILL]
        return super().default_get(names)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'stock': that it is no till's may be said, as a copy does
        self._ar_check_till(*(
            {name: value for name, value in vals.items() if value} for vals in vals_list))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'stock'
        self._ar_check_till(vals)
        check_derived(self, {'state'}, vals)
        return super().write(vals)

    @api.model
    def _ar_check_till(self, *vals_list):
        """Leave it to the till to say that a transfer is its own."""
        if not self._ar_is_till_user():
            check_derived(self, TILL, *vals_list)

    def _create_backorder_picking(self):
        # EXTENDS 'stock': what is left of a till's transfer is a till's, whoever packs it
        till = 'pos_session_id' in self._fields and self['pos_session_id']
        maker = self.sudo() if till else self
        return super(StockPicking, maker)._create_backorder_picking().with_env(self.env)

    @api.model
    def _ar_is_till_user(self):
        return self.env.su or (
            'pos_session_id' in self._fields
            and self.env.user.has_group('point_of_sale.group_pos_user'))

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
        leaving._ar_check_customers()
        held = leaving - leaving._ar_guard_enforce('deliver')
        going = (self - held).with_context(ar_guard_checked=Checked((self - held).ids))
        return super(StockPicking, going)._action_done() if going else True

    def _ar_guard_unchecked(self):
        """Those of these transfers that leave and that nobody has looked at for what is being done
        now."""
        checked = self.env.context.get('ar_guard_checked')
        done = checked if isinstance(checked, Checked) else ()
        return self.filtered(lambda picking: (
            picking.id not in done and picking.state not in ('done', 'cancel')
            and picking._ar_guard_leaves()))

    def _ar_check_customers(self):
        """Refuse goods that leave for a customer without anybody being named, as nobody could be
        looked at.

        :raise UserError: where credit control is on.
        """
        for picking in self:
            if picking._ar_guard_company().sudo()._ar_position('guard') == 'on' and any(
                    not debtor for debtor in picking._ar_guard_parts()):
                raise UserError(self.env._(
                    "Enter the customer of %s: credit control cannot look at goods that leave for "
                    "nobody.", picking.display_name))

    # === GUARD === #

    def _ar_guard_is_open(self):
        # OVERRIDES 'ar_optimization'
        return self.state not in ('done', 'cancel') and self._ar_guard_leaves()

    def _ar_guard_owners(self):
        # OVERRIDES 'ar_optimization': who sold it
        return self._ar_guard_orders().user_id

    def _ar_guard_partner(self):
        # OVERRIDES 'ar_optimization': of several customers the one whose goods are worth most
        return next(iter(self._ar_guard_parts()), self.partner_id)

    def _ar_guard_currency_amounts(self, *amounts):
        # OVERRIDES 'ar_optimization': a transfer has no currency, its values are converted already.
        return amounts, True

    def _ar_guard_related(self):
        # EXTENDS 'ar_optimization': what was released as an order may leave.
        return [*super()._ar_guard_related(), *self._ar_guard_orders()]

    def _ar_guard_document(self):
        # OVERRIDES 'ar_optimization'
        moves = next(iter(self._ar_guard_parts().values()), self.move_ids.browse())
        return self._ar_part_document(moves)

    def _ar_guard_judge(self, account, facts, standing, holds, today):
        # EXTENDS 'ar_optimization': each customer is looked at, and the first who does not get his
        # goods stops the transfer.
        verdict = None
        for moves, *asked in self._ar_asked(account, facts, standing, today):
            known = self._ar_part_holds(moves, holds)
            found = super()._ar_guard_judge(*moves._ar_guard_with_money(*asked), known, today)
            found = self._ar_held_with_order(moves, found, known)
            if not found.decision.passes:
                return found
            verdict = verdict or found
        return verdict

    def _ar_asked(self, account, facts, standing, today):
        """What the guard is asked about each customer of this transfer, the given one first. Only
        that one's month is added up: to the others no small amount is given.

        :return: iterator of (moves, account, facts, standing)
        """
        first, *others = [*self._ar_guard_parts().values()] or [self.move_ids.browse()]
        yield first, account, facts, standing
        for debtor, moves in self._ar_other_parts(others):
            other = debtor._ar_account(self.company_id)
            standing = other._guard_standings(today).get(other)
            yield (moves, other, self._ar_part_document(moves, debtor),
                   standing and replace(standing, small=None))

    def _ar_part_holds(self, moves, holds):
        """The holds that speak about what leaves for one customer: a release of somebody else's
        order is none for him."""
        others = self._ar_guard_orders() - moves._ar_guard_orders()
        keys = {(order._name, order.id) for order in others}
        return {key: found for key, found in holds.items() if key not in keys}

    def _ar_held_with_order(self, moves, verdict, holds):
        """The verdict on what leaves for one customer, given that an order that is held itself does
        not leave."""
        if verdict.facts.exempt or not verdict.facts.rest or not verdict.decision.passes:
            return verdict
        keys = [(order._name, order.id) for order in moves._ar_guard_orders()]
        for hold in (holds[key][:1] for key in keys if key in holds):  # the latest
            if hold.state in ('open', 'rejected'):
                return verdict._replace(decision=guard.Decision(
                    guard.HOLD, tuple(guard.Reason(**reason) for reason in hold.reasons),
                    tuple(guard.Way(**way) for way in hold.ways)))
        return verdict
