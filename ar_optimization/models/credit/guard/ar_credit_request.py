from odoo import api, fields, models
from odoo.exceptions import UserError


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
        return values, values.get('release_total') or hold.total

    def _apply_hold_release(self):
        for request in self:
            terms = {
                name: request.values[name] for name in (
                    'release_total', 'release_percent', 'release_until', 'advance_percent')}
            request._hold()._let_go(request.reason, terms)

    def _refused_hold_release(self):
        for request in self:
            request._hold().filtered(lambda hold: hold.state == 'open')._turn_down(
                request.decision_comment or request.reason)

    def _parties_hold_release(self):
        """Whose document is held does not decide on its release, whoever asked for it."""
        return self._hold().requester_id

    def _expired_hold_release(self):
        """The last day asked for is past: who decides on the hold is asked again."""
        for request in self:
            for hold in request._hold().filtered(lambda hold: hold.state == 'open'):
                hold._ask()

    def _last_day(self):
        # EXTENDS approval
        if self.type == 'hold_release':
            return fields.Date.to_date(self.values.get('release_until'))
        return super()._last_day()

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
