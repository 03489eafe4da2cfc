from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ....tools import guard
from . import guard_text
from .ar_credit_guard import Verdict

# What a posted entry keeps, though Odoo takes it from whoever calls: with another kind it would be
# an invoice that nobody has looked at, with another rate one of another size.
KEPT = {'invoice_currency_rate', 'move_type'}


class Checked(tuple):
    """Ids of the invoices that the guard has looked at for what is being done now. In the context,
    where nobody outside can put one: what comes over RPC is a list."""


class AccountMove(models.Model):
    """What the invoice form says about the customer's credit, and, where a company wants it, the
    guard over invoices without an order."""
    _name = 'account.move'
    _inherit = ['account.move', 'ar.credit.guard']

    @api.depends('state', 'move_type')
    def _compute_partner_credit_warning(self):
        # EXTENDS 'account': where our limits are on, Odoo's own rule, which reads 0 as unlimited
        # and looks at the user's company, gives way to ours.
        ours = self.filtered(lambda move: move.company_id.ar_position_limits == 'on')
        super(AccountMove, self - ours)._compute_partner_credit_warning()
        alerts = ours._ar_credit_alerts()
        for move in ours:
            move.partner_credit_warning = "\n".join(
                alert['message'] for alert in alerts[move].values())

    def _get_alerts(self):
        # EXTENDS 'account': one alert per reason, graded, in place of the one yellow text.
        alerts = super()._get_alerts()
        if self.company_id.ar_position_limits != 'on':
            return alerts
        alerts.pop('account_partner_credit_warning', None)
        if self._ar_sees_credit():
            alerts.update(self._ar_credit_alerts()[self])
        return alerts

    def _ar_sees_credit(self):
        """Whether the user may be told what this document's customer owes."""
        return (
            self.env.user.has_groups('account.group_account_readonly,account.group_account_invoice')
            or self.with_company(self.company_id).partner_id.ar_credit_visible
        )

    def _ar_credit_alerts(self):
        """What speaks against these documents, asked in the company of each document.

        :return: {move: {key: alert as in `_get_alerts`}}
        """
        alerts = {move: {} for move in self}
        drafts = self.filtered(lambda m: m.state == 'draft' and m.move_type == 'out_invoice')
        for company, moves in drafts.grouped('company_id').items():
            accounts = moves.partner_id.sudo()._ar_account(company).grouped('partner_id')
            for move in moves:
                if account := accounts.get(move.sudo().partner_id.commercial_partner_id):
                    alerts[move] = move._ar_account_alerts(account)
        return alerts

    def _ar_account_alerts(self, account):
        """The alerts of one draft: what the guard says where it looks at this invoice, else what
        the customer's terms say."""
        if self._ar_guard_is_guarded():
            verdict = self._ar_guard_decide()[self]
            return self._ar_alerts(account, verdict, self._ar_guard_help(verdict))
        amount = self._ar_credit_document_amount()
        facts, standing = guard.Document('invoice', amount, amount), account._standing()
        found, __ = guard.reasons(
            facts, standing, guard.ADVICE, fields.Date.context_today(self),
            account.currency_id.decimal_places)
        decision = guard.Decision(guard.WARN, found)
        hold = self.env['ar.credit.hold']
        return self._ar_alerts(account, Verdict(account, facts, standing, decision, hold), {})

    def _ar_alerts(self, account, verdict, alerts):
        numbers = self._ar_guard_numbers(verdict) if verdict.standing else {}
        for reason in verdict.decision.reasons:
            strict = guard.STRICTNESS[reason.action] >= guard.STRICTNESS[guard.PREPAY]
            alerts[f'ar_credit_{reason.condition}'] = {
                'level': 'danger' if strict else 'warning',
                'message': guard_text.reason_text(
                    self.env, reason._asdict(), numbers, account.partner_id.display_name,
                    account.currency_id),
                # one link is enough
                **({} if alerts else self._ar_account_link(account)),
            }
        return alerts

    def _ar_guard_help(self, verdict):
        """Who decides, and what frees this invoice: an alert, none when it passes."""
        if verdict.decision.passes:
            return {}
        hold = verdict.hold
        lines = [
            hold.state == 'open' and hold._decider_text(),
            hold.state == 'rejected' and hold._rejected_text(),
            guard_text.ways_text(
                self.env, self._ar_guard_json(verdict.decision.ways),
                self._ar_guard_numbers(verdict), verdict.account.currency_id),
        ]
        return {'ar_guard': {
            'level': 'info',
            'message': "\n".join(line for line in lines if line),
            **self._ar_hold_link(hold),
        }}

    def _ar_credit_document_amount(self):
        """What this draft adds to the exposure, taxes included, in company currency: all of it, or,
        where the exposure counts it as it is saved, what has changed since."""
        total = self._ar_total_in_company_currency()
        account = self._ar_counts_as_draft() and self._ar_guard_commercial()._ar_account(
            self.company_id)
        return total - account._exposure_of(self) if account else total

    def _ar_counts_as_draft(self):
        """Hook: whether this draft is in the exposure already, see `ar.credit.account`."""
        return self.company_id.sudo().ar_exposure_drafts

    def _ar_total_in_company_currency(self):
        """The total as the ledger will have it, whatever a call has written into computed fields;
        of a change not yet saved, as the form has it."""
        if self._origin == self:
            terms = self.line_ids.filtered(lambda line: line.display_type == 'payment_term')
            return max(sum(terms.mapped('balance')), self._ar_at_known_rate(terms))
        same = self.currency_id == self.company_currency_id
        return (self.tax_totals or {}).get(
            'total_amount_currency' if same else 'total_amount', 0.0)

    def _ar_at_known_rate(self, terms):
        """What this invoice is in company currency at the rate of its day, when somebody has given
        it another one: a rate does not make a debt small. Else 0.

        :param terms: its instalments.
        """
        given, known = self.invoice_currency_rate, self.expected_currency_rate
        if not known or not float_compare(given / known, 1, precision_digits=6):
            return 0.0
        return self.company_currency_id.round(sum(terms.mapped('amount_currency')) / known)

    def _ar_account_link(self, account):
        if not self.env.user.has_group('ar_optimization.group_collector'):
            return {}
        return {
            'action_text': self.env._("Open credit account"),
            'action': account.sudo(False)._get_records_action(),
        }

    def _ar_hold_link(self, hold):
        if not hold or not self.env.user.has_group('ar_optimization.group_collector'):
            return {}
        return {
            'action_text': self.env._("Open credit hold"),
            'action': hold.sudo(False)._get_records_action(),
        }

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account': no default of the context or the user makes a posted entry.
        return super().create([{'state': 'draft', **vals} for vals in vals_list])

    def write(self, vals):
        # EXTENDS 'account': Odoo lets a call write the state; what was not looked at is now.
        self._ar_check_kept(vals)
        if vals.get('state') != 'posted' or not (asking := self._ar_guard_unchecked()):
            return super().write(vals)
        if rest := {name: value for name, value in vals.items() if name != 'state'}:
            self.write(rest)  # what is posted is the invoice as it then stands
        passing = self - (asking - asking._ar_guard_enforce('post'))
        return super(AccountMove, passing).write({'state': 'posted'})

    def _ar_check_kept(self, vals):
        """Refuse to make another document of one that is posted, or a mere entry of an invoice,
        where direct invoices are looked at. An entry of the general ledger gives no credit to
        anybody: it is in the exposure at once and is not held.

        :raise UserError: for the first one.
        """
        if not KEPT & vals.keys():
            return
        for move in self.filtered(lambda move: move._ar_guards_invoices()):
            undone = vals.get('move_type') == 'entry' and move.is_sale_document(True)
            if (undone or move.state == 'posted') and any(
                    move[name] != vals[name] for name in KEPT & vals.keys()):
                raise UserError(self.env._(
                    "%s stays what it is: credit control looks at invoices when they are posted.",
                    move.display_name))

    def _ar_guard_unchecked(self):
        """Those of these drafts that nobody has looked at for what is being done now."""
        checked = self.env.context.get('ar_guard_posting')
        known = checked if isinstance(checked, Checked) else ()
        return self.filtered(lambda move: (
            move.state != 'posted' and move.id not in known and move._ar_guard_is_direct()))

    # === GUARD === #

    @api.depends('state', 'move_type', 'partner_id', 'tax_totals', 'invoice_line_ids.discount')
    def _compute_ar_guard(self):
        super()._compute_ar_guard()

    def _ar_guard_is_open(self):
        # OVERRIDES
        return self.state == 'draft'

    def _ar_guard_name(self):
        # EXTENDS: without the words for its kind, which are not those of every reader
        return self.name if self.name and self.name != '/' else f"* {self.id}"

    def _ar_guard_owners(self):
        # OVERRIDES
        return self.invoice_user_id

    def _ar_guard_is_guarded(self):
        """Whether the guard looks at this invoice: it is on, and the company wants it to."""
        return self._ar_guards_invoices() and self._ar_guard_is_direct()

    def _ar_guards_invoices(self):
        """Whether the company holds invoices without an order."""
        company = self.company_id.sudo()
        return company._ar_position('guard') == 'on' and company.ar_guard_invoices

    def _ar_guard_is_direct(self):
        """Whether this is an invoice that no order was confirmed for, and the company guards such.

        Bridges leave out the invoices of their orders: what was delivered can always be invoiced.
        The invoice of a till belongs to a sale that has taken place.
        """
        till = 'pos_order_ids' in self._fields and self['pos_order_ids']
        return (
            self.move_type in ('out_invoice', 'out_receipt')
            and self.company_id.sudo().ar_guard_invoices and not till)

    def _ar_guard_documents(self):
        # EXTENDS: what the exposure counts already is read at once for all of them
        if len(self) > 1:  # Odoo would read them invoice by invoice
            self.line_ids.mapped('tax_ids')
        counted = self.filtered(lambda move: move._ar_counts_as_draft())
        known = self.env['ar.credit.account'].sudo()._exposures_of(
            counted, counted.sudo().partner_id.commercial_partner_id)
        return {move: move._ar_guard_facts(known.get(move, 0.0)) for move in self}

    def _ar_guard_document(self):
        # OVERRIDES
        return self._ar_guard_documents()[self]

    def _ar_guard_facts(self, counted):
        """The facts of this invoice.

        :param counted: what of it is in the exposure already, in company currency.
        """
        __, has_rate = self._ar_guard_currency_amounts()
        total = self._ar_total_in_company_currency()
        return guard.Document(
            'invoice', total - counted, total,
            discount=max(self.invoice_line_ids.mapped('discount'), default=0.0),
            instalments=self._ar_guard_instalments(),
            exempt=not self._ar_guard_is_direct(), has_rate=has_rate)

    def _ar_guard_instalments(self):
        """When how much of this invoice is due: ((days, percent), …)."""
        begin = self.invoice_date or fields.Date.context_today(self)
        lines = self.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        whole = sum(lines.mapped('amount_currency'))
        return tuple(sorted(
            (((line.date_maturity or begin) - begin).days, 100 * line.amount_currency / whole)
            for line in lines if whole))

    def _post(self, soft=True):
        # EXTENDS 'account': every path of posting comes here, the scheduled ones too.
        today = fields.Date.context_today(self)
        looked_at = self.filtered(lambda move: (
            move.state == 'draft' and move._ar_guard_is_direct()
            and not (soft and move.date > today)))
        held = looked_at - looked_at._ar_guard_enforce('post')
        going = (self - held).with_context(ar_guard_posting=Checked((looked_at - held).ids))
        return super(AccountMove, going)._post(soft).with_env(self.env)

    def action_post(self):
        # EXTENDS 'account'
        result = super().action_post()
        return self._ar_guard_notification(result)
