from odoo import api, models
from odoo.tools import LazyTranslate
from odoo.tools.misc import formatLang

from ...tools import standing

_lt = LazyTranslate(__name__)

REASONS = {
    standing.STATUS: _lt("%(partner)s: no more credit, the account's status is %(status)s."),
    standing.PREPAY: _lt(
        "%(partner)s buys against prepayment only: %(excess)s of this invoice is not paid in "
        "advance."),
    standing.LIMIT: _lt(
        "%(partner)s is %(excess)s over its credit limit of %(limit)s: %(exposure)s is open, and "
        "this invoice adds %(amount)s."),
    standing.OVERDUE: _lt("%(partner)s has %(excess)s overdue, the oldest for %(days)s days."),
    standing.WATCH: _lt("%(partner)s is being watched."),
}


class AccountMove(models.Model):
    _inherit = 'account.move'

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
        amount = self._ar_credit_document_amount()
        found = standing.reasons(account._standing(), amount, account.currency_id.decimal_places)
        return {
            f'ar_credit_{reason.kind}': {
                'level': reason.level,
                'message': self._ar_reason_text(reason, account, amount),
                **({} if place else self._ar_account_link(account)),  # one link is enough
            }
            for place, reason in enumerate(found)
        }

    def _ar_credit_document_amount(self):
        """What this draft adds to the exposure, taxes included, in company currency.

        Rooms and bridges that count orders in the exposure subtract the orders it bills.
        Read from `tax_totals`, so that a change not yet saved counts, too.
        """
        same = self.currency_id == self.company_currency_id
        return (self.tax_totals or {}).get(
            'total_amount_currency' if same else 'total_amount', 0.0)

    def _ar_reason_text(self, reason, account, amount):
        def money(value):
            return formatLang(self.env, value, currency_obj=account.currency_id)

        statuses = dict(account._fields['status']._description_selection(self.env))
        return str(self.env._(REASONS[reason.kind])) % {
            'partner': account.partner_id.display_name,
            'status': statuses[account.status],
            'excess': money(reason.excess),
            'limit': money(account.effective_limit),
            'exposure': money(account.exposure),
            'days': account.worst_overdue_days,
            'amount': money(amount),
        }

    def _ar_account_link(self, account):
        if not self.env.user.has_group('ar_optimization.group_collector'):
            return {}
        return {
            'action_text': self.env._("Open credit account"),
            'action': account.sudo(False)._get_records_action(),
        }
