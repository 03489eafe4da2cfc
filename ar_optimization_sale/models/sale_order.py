from dataclasses import replace

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ar_optimization.models.credit.guard.ar_credit_guard import Verdict
from odoo.addons.ar_optimization.tools import guard
from odoo.addons.ar_optimization.tools.guard_facts import STOPPED

from .derived import check_derived

# What a confirmed order is looked at again for, when it rises.
WATCHED = {
    'company_id', 'currency_id', 'date_order', 'order_line', 'partner_id', 'partner_invoice_id',
    'payment_term_id', 'pricelist_id'}
# What only the system says of an order: when it is made, and what follows later.
GIVEN = {'ar_guard_date', 'pos_order_line_ids', 'transaction_ids'}
DERIVED = GIVEN | {'amount_tax', 'amount_total', 'amount_untaxed', 'currency_rate'}


class Checked(tuple):
    """Ids of the orders that the guard has looked at for what is being done now. In the context,
    where nobody outside can put one: what comes over RPC is a list."""


class SaleOrder(models.Model):
    """An order that the guard looks at before it is confirmed, on whatever path, and again when a
    confirmed order grows.

    Whoever signs or pays online is never refused: the order stays a quotation, with a hold, keeps
    its signature and its money, and is confirmed by itself when the hold ends.
    """
    _name = 'sale.order'
    _inherit = ['sale.order', 'ar.credit.guard']

    ar_guard_date = fields.Date(
        string="Passed Credit Control On", readonly=True, copy=False, groups='base.group_user',
        help="The day on which the guard let this order pass; empty once it has grown since.")

    # === CONSTRAINTS === #

    @api.constrains('team_id', 'user_id', 'partner_id')
    def _check_ar_team(self):
        """Nobody gets round credit control by putting an order into a team that is exempt."""
        for order in self:
            if order.team_id and not order.team_id._ar_may_sell(self.env.user):
                raise ValidationError(self.env._(
                    "Only members of %s sell without credit control.", order.team_id.name))

    # === COMPUTE === #

    @api.depends('company_id', 'partner_id', 'amount_total')
    def _compute_partner_credit_warning(self):
        # EXTENDS 'sale': where the guard is on it says more, and where our limits are, Odoo's own
        # rule, which reads 0 as unlimited and looks at the user's company, gives way to ours.
        guarded = self.filtered(lambda order: order._ar_position('guard') == 'on')
        limited = (self - guarded).filtered(lambda order: order._ar_position('limits') == 'on')
        guarded.partner_credit_warning = ''
        super(SaleOrder, self - guarded - limited)._compute_partner_credit_warning()
        for order in limited:
            order.partner_credit_warning = "\n".join(order._ar_credit_advice())

    def _ar_position(self, room):
        return self.company_id.sudo()._ar_position(room)

    def _ar_credit_advice(self):
        """What the customer's terms say against this quotation, one sentence each; it decides
        nothing."""
        account = self._ar_guard_commercial()._ar_account(self.company_id)
        if not account or self.state not in ('draft', 'sent'):
            return []
        facts, standing = self._ar_guard_document(), account._standing()
        found, __ = guard.reasons(
            facts, standing, guard.ADVICE, fields.Date.context_today(self),
            account.currency_id.decimal_places)
        decision = guard.Decision(guard.WARN, found)
        return self._ar_guard_reasons(
            Verdict(account, facts, standing, decision, account.hold_ids.browse()))

    @api.depends(
        'state', 'amount_total', 'payment_term_id', 'partner_invoice_id', 'order_line.discount')
    def _compute_ar_guard(self):
        return super()._compute_ar_guard()

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': nor does a default in the context or of a user say what follows later
        return super().default_get([name for name in fields if name not in GIVEN])

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'sale': an import or a call may want to make a confirmed order at once.
        check_derived(self, GIVEN, *vals_list)
        state = self.default_get(['state'])
        wanted = [{**state, **vals} for vals in vals_list]
        orders = super().create([
            {**vals, 'state': 'draft'} if vals.get('state') == 'sale' else vals for vals in wanted])
        orders.browse(
            order.id for order, vals in zip(orders, wanted, strict=True)
            if vals.get('state') == 'sale'
        ).write({'state': 'sale'})
        return orders

    def write(self, vals):
        # EXTENDS 'sale': every path to a confirmed order comes here.
        check_derived(self, DERIVED, vals)
        if vals.get('state') == 'sale' and (asking := self._ar_guard_unchecked()):
            if rest := {name: value for name, value in vals.items() if name != 'state'}:
                self.write(rest)  # what is confirmed is the order as it then stands
            passing = self - (asking - asking._ar_guard_enforce('confirm'))
            return super(SaleOrder, passing).write(passing._ar_guard_dated({'state': 'sale'}))
        sizes = self._ar_guard_sizes('company_id' in vals) if WATCHED & vals.keys() else {}
        result = super(SaleOrder, self._ar_guard_checked() if sizes else self).write(
            self._ar_guard_dated(vals))
        if vals.get('state', 'sale') != 'sale':
            self.sudo().filtered('ar_guard_date').ar_guard_date = False  # its days begin anew
        self._ar_guard_grown(sizes)
        return result

    # === ACTIONS === #

    def action_confirm(self):
        # EXTENDS 'sale'
        asking = self.filtered(lambda order: order.state in ('draft', 'sent'))
        held = asking - asking._ar_guard_enforce('confirm')
        going = self - held
        result = super(SaleOrder, going._ar_guard_checked()).action_confirm() if going else True
        return held._ar_guard_notification(None if result is True else result) or result

    # === GUARD === #

    def _ar_guard_partner(self):
        # OVERRIDES 'ar_optimization': whoever gets the invoice owes it
        return self.partner_invoice_id or self.partner_id

    def _ar_guard_requester(self):
        # OVERRIDES 'ar_optimization': for a customer who signs or pays, and for what runs by itself
        user = self.env.user
        if user._is_internal() and user.id != SUPERUSER_ID:
            return user
        order = self.with_user(SUPERUSER_ID)
        if 'website_id' in self._fields and order['website_id'] and not order.user_id:
            # a shop gives an order to somebody when it is confirmed, and this one waits
            order.with_context(force_user_recomputation=True)._compute_user_id()
        owners = (order.user_id | order.team_id.user_id).filtered('active')
        return owners.filtered(lambda owner: owner.id != SUPERUSER_ID)[:1] or user

    def _ar_guard_owners(self):
        # OVERRIDES 'ar_optimization'
        return self.user_id

    def _ar_guard_is_open(self):
        # OVERRIDES 'ar_optimization'
        if self.state != 'sale':
            return self.state in ('draft', 'sent')
        hold = self._ar_hold()
        return hold.moment == 'change' and hold.state != 'released'

    def _ar_guard_documents(self):
        # OVERRIDES 'ar_optimization': money is asked for only where something speaks against it
        return {order: order._ar_guard_unpaid() for order in self}

    def _ar_guard_document(self):
        # OVERRIDES 'ar_optimization'
        return self._ar_guard_paid(self._ar_guard_unpaid())

    def _ar_guard_unpaid(self):
        """The facts of this order, as if nothing had been paid for it."""
        order = self.sudo()
        (total,), has_rate = self._ar_guard_currency_amounts(order.amount_total)
        return guard.Document(
            'order', max(0.0, total) if self.state != 'sale' else self._ar_guard_growth(), total,
            discount=max(order.order_line.mapped('discount'), default=0.0),
            instalments=order._ar_guard_instalments(), passed=order.ar_guard_date or None,
            exempt=order.team_id.id in self.env['crm.team']._ar_exempt_ids(), has_rate=has_rate)

    def _ar_guard_paid(self, facts):
        """The facts of this order with what was paid for it."""
        order = self.sudo()
        received, unbooked = order._ar_money_received()
        invoiced = order._ar_down_payments()  # in the exposure as what they are
        (paid, apart), __ = self._ar_guard_currency_amounts(received, unbooked + invoiced)
        amount = facts.amount if self.state == 'sale' else max(0.0, facts.amount - apart)
        return replace(facts, amount=amount, prepaid=paid)

    def _ar_guard_judge(self, account, facts, standing, holds, today):
        # EXTENDS 'ar_optimization'
        verdict = super()._ar_guard_judge(account, facts, standing, holds, today)
        if verdict.decision.reasons:
            facts = self._ar_guard_with_money(account, self._ar_guard_paid(facts), standing)
            verdict = super()._ar_guard_judge(account, facts, standing, holds, today)
        if not verdict.decision.passes or not (stopped := self._ar_stopped_buyer()):
            return verdict
        facts = replace(self._ar_guard_paid(facts), amount=0.0)  # it is not his debt
        found = super()._ar_guard_judge(
            stopped, facts, stopped._guard_standings(today)[stopped], holds, today)
        return verdict if found.decision.passes else found

    def _ar_stopped_buyer(self):
        """The account of whoever ordered and lets somebody else pay, when its status gives no more
        credit: an invoice address does not get round that. Else empty."""
        none, order = self.env['ar.credit.account'].sudo(), self.sudo()
        if order.partner_id == order._ar_guard_partner():
            return none
        buyer = order.partner_id.commercial_partner_id
        if buyer == self._ar_guard_commercial():
            return none
        return buyer._ar_account(self.company_id).filtered(
            lambda account: account.status in STOPPED)

    def _ar_guard_with_money(self, account, facts, standing):
        """Count money of the customer that no invoice has taken yet as paid in advance, for an
        order that is in the exposure, where the two have cancelled out.

        :return: the facts, or others.
        """
        if self.state != 'sale' or not standing:
            return facts
        money = account._exposure_of(self) - standing.exposure
        return replace(facts, prepaid=max(facts.prepaid, min(money, facts.total)))

    def _ar_guard_growth(self):
        """What a change that is not saved yet adds to an order that is in the exposure already."""
        if self._origin == self:
            return 0.0
        (growth,), __ = self._ar_guard_currency_amounts(
            max(0.0, self.amount_total - self._origin.amount_total))
        return growth

    def _ar_guard_instalments(self):
        """When how much of this order is due: ((days, percent), …)."""
        parts = self.env['account.payment.term']._ar_parts(
            self.payment_term_id.id, fields.Date.context_today(self))
        return tuple(
            (days, value if kind == 'percent' else
             100 * value / self.amount_total if self.amount_total else 0.0)
            for days, kind, value in parts)

    def _ar_guard_passed(self, verdict):
        # EXTENDS 'ar_optimization': for what is being confirmed see `_ar_guard_dated`
        if self.state == 'sale':
            self.sudo().ar_guard_date = fields.Date.context_today(self)
        return super()._ar_guard_passed(verdict)

    def _ar_guard_dated(self, vals):
        """Values of a write on orders that the guard has looked at: a confirmation says since when
        they have passed. A write of its own would take as long as half the decision."""
        if vals.get('state') != 'sale':
            return vals
        passed = self.filtered(
            lambda order: order.state != 'sale' and order._ar_position('guard') == 'on')
        day = {'ar_guard_date': fields.Date.context_today(self)}
        if passed == self and self._has_field_access(self._fields['ar_guard_date'], 'write'):
            return {**vals, **day}
        passed.sudo().write(day)
        return vals

    def _ar_guard_resume(self, hold):
        # OVERRIDES 'ar_optimization': the salesperson, the signature or the payment wanted it
        if hold.moment == 'confirm' and self.state in ('draft', 'sent'):
            online = bool(self.signature or self.transaction_ids)
            self.with_company(self.company_id).with_context(send_email=online).action_confirm()

    def _ar_hold(self):
        """The hold of this order as it is now, whatever the cache says; empty when it has none."""
        key = (self._name, self._origin.id)
        return self.env['ar.credit.hold'].sudo()._of_documents({key}).get(
            key, self.env['ar.credit.hold'].sudo())

    def _ar_guard_checked(self):
        return self.with_context(ar_guard_checked=Checked(self.ids))

    def _ar_guard_unchecked(self):
        """Those of these orders that are not confirmed yet, and that nobody has looked at for what
        is being done now."""
        return self.filtered(
            lambda order: order.state != 'sale' and order.id not in self._ar_guard_checked_ids())

    def _ar_guard_checked_ids(self):
        checked = self.env.context.get('ar_guard_checked')
        return checked if isinstance(checked, Checked) else ()

    # === WAYS OUT === #

    def action_ar_open_hold(self):
        """Open the hold of this order, with the user's own rights."""
        self.ensure_one()
        return self.ar_hold_id._get_records_action()

    def action_ar_payment_link(self):
        """Offer a link with which the customer pays what frees this order."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Payment Link"),
            'res_model': 'payment.link.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': {'active_model': self._name, 'active_id': self.id},
        }

    def action_ar_ask_limit(self):
        """Ask for the limit under which this order would pass; whoever may decide is told. A limit
        that is shared with others is not this customer's to ask for: the field stays empty."""
        self.ensure_one()
        action = self._ar_guard_commercial().sudo(False).with_company(
            self.company_id).action_ask_credit()
        shared = self.sudo()._ar_guard_decide()[self].standing.shared
        limit = 0.0 if shared else self._ar_guard_way('limit')
        return {**action, 'context': {
            **action['context'], 'default_type': 'limit', 'default_new_mode': 'limit',
            'default_new_limit': limit, 'default_reason': self.name}}

    def _get_default_payment_link_values(self):
        # EXTENDS 'sale': a held order is freed by what the guard asks for.
        values = super()._get_default_payment_link_values()
        needed = self._ar_guard_payment()
        return {**values, 'amount': min(needed, values['amount_max'])} if needed else values

    def _ar_guard_payment(self):
        """What the customer would have to pay for this order to go on.

        :return: amount in the order's currency, 0 when it goes on or paying does not help.
        """
        company, hold = self.company_id, self._ar_hold()
        needed = self._ar_guard_way('pay', 'prepay')
        if needed and hold.state == 'open' and hold.advance_percent:
            needed = min(needed, self._ar_agreed_advance(hold.advance_percent))
        return company.currency_id._convert(
            needed, self.currency_id, company, fields.Date.context_today(self))

    def _ar_agreed_advance(self, percent):
        """What is missing of the part that somebody has agreed to, in company currency."""
        verdict = self.sudo()._ar_guard_decide()[self]
        paid = guard.paid_in_advance(verdict.facts, verdict.standing)
        return max(0.0, verdict.facts.total * percent / 100 - paid)

    def _ar_guard_way(self, *kinds):
        """The value of the first way out of some kinds, in company currency, 0 without one."""
        if not self._ar_guard_is_open():
            return 0.0
        ways = self.sudo()._ar_guard_decide()[self].decision.ways
        return next((way.value for way in ways if way.kind in kinds), 0.0)

    # === PORTAL === #

    def _ar_portal_notice(self):
        """What the customer is told who has signed or paid an order that does not go on yet.

        :return: `payment` when paying frees it and somebody asks for that, `declined` when somebody
            has refused it, `reviewed` while it waits, else False
        """
        self.ensure_one()
        if self.state not in ('draft', 'sent') or not (self.signature or self.transaction_ids):
            return False
        hold = self._ar_hold()
        if hold.state == 'open' and hold.action == 'prepay' and self._ar_guard_payment():
            return 'payment'
        return {'open': 'reviewed', 'rejected': 'declined'}.get(hold.state, False)
