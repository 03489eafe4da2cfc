from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from .ar_credit_hold import AGREED


class ArCreditRequest(models.Model):
    """The release of a hold as a request: where the company has locked its credit terms, it is
    decided by the approval rules like everything else, with their bands and their clock."""
    _inherit = 'ar.credit.request'

    @api.model
    def _prepare_hold_release(self, account, values):
        """What is released, as it was when somebody asked: what the document grows by later is
        not covered."""
        hold = self.env['ar.credit.hold'].browse(values.get('hold_id')).exists()
        if hold.state != 'open' or hold.account_id != account:
            raise UserError(self.env._("Only open holds can be decided on."))
        until = values.get('release_until')
        if until:
            self._check_last_day(until)
        return values, self._released_at_most(hold, values)

    @api.model
    def _released_at_most(self, hold, values):
        """The largest document that a release covers, in company currency."""
        total = values.get('release_total') or hold.total
        return hold.currency_id.round(total * (100 + values.get('release_percent', 0.0)) / 100)

    def _parties_hold_release(self):
        """Whose document is held does not decide on its release, whoever asked for it."""
        return self._hold()._parties()

    def _apply_hold_release(self):
        for request in self:
            terms = {
                name: value for name, value in request.values.items() if name in AGREED}
            request._hold()._let_go(request.reason, terms)

    def _refused_hold_release(self):
        for request in self:
            request._hold().filtered(lambda hold: hold.state == 'open')._turn_down(
                request.decision_comment or request.reason)

    def _expired_hold_release(self):
        """The last day asked for is past: who decides on the hold is asked again."""
        for request in self:
            for hold in request._hold().filtered(lambda hold: hold.state == 'open'):
                hold._ask()

    def _summary_text(self):
        # EXTENDS approval: all that the approver lets go, not only the amount
        hold = self._hold() if self.type == 'hold_release' and self.values else None
        if not hold:
            return super()._summary_text()
        return "; ".join(self._release_words(hold))

    def _release_words(self, hold):
        values = self.values

        def money(amount):
            return formatLang(self.env, amount, currency_obj=hold.currency_id)

        yield f"{hold.display_name}: {money(values['release_total'])}"
        if values['release_percent']:
            yield self.env._(
                "covers %(percent)s %% more, up to %(amount)s",
                percent=f"{values['release_percent']:g}",
                amount=money(self._released_at_most(hold, values)))
        if values['advance_percent']:
            yield self.env._(
                "once %s %% are paid in advance", f"{values['advance_percent']:g}")
        yield self.env._("until %s", format_date(self.env, values['release_until']))

    def _last_day(self):
        # EXTENDS approval
        if self.type != 'hold_release':
            return super()._last_day()
        return fields.Date.to_date((self.values or {}).get('release_until'))

    def _close(self, state, comment=None):
        # EXTENDS approval: a hold whose release nobody decided on waits for a person again
        result = super()._close(state, comment)
        for request in self.filtered(lambda request: request.type == 'hold_release'):
            request._hold()._remind_again()
        return result

    def _hold(self):
        self.ensure_one()
        return self.env['ar.credit.hold'].browse(self.values['hold_id']).exists()

    def _expire_hold_releases(self, holds):
        """Close what was asked for holds that ended another way.

        :param holds: `ar.credit.hold` that are not open any more.
        """
        self.search([
            ('type', '=', 'hold_release'), ('state', '=', 'waiting'),
            ('res_model', '=', holds._name), ('res_id', 'in', holds.ids),
        ])._close('expired')
