from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What the guard writes into the log: every hold, every decision about one, and what it would
    have held."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'guard.policy_changed': self.env._("Policy changed"),
            'guard.policy_created': self.env._("Policy made"),
            'guard.policy_deleted': self.env._("Policy deleted"),
            'guard.small_passed': self.env._("Small document let through"),
            'hold.agreed': self.env._("Hold: released against prepayment"),
            'hold.cancelled': self.env._("Hold lapsed"),
            'hold.cleared': self.env._("Hold ended by itself"),
            'hold.customer_stopped': self.env._("Customer stopped by hand"),
            'hold.escalated': self.env._("Hold: somebody else asked, as its day is past"),
            'hold.notice_printed': self.env._("Hold: notice to the customer printed"),
            'hold.opened': self.env._("Document held"),
            'hold.rejected': self.env._("Hold: rejected"),
            'hold.released': self.env._("Hold: released"),
            'hold.stopped': self.env._("Document stopped by hand"),
            'hold.updated': self.env._("Held document changed"),
            'observed.guard': self.env._("Observed: what the guard would hold"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS credit
        return {
            **super()._value_names(),
            'account_id': Value('', 'ar.credit.hold', 'account_id'),
            'ar.credit.hold.user_id': Value(
                self.env._("Also Asked"), 'ar.credit.hold', 'responsible_id'),
        }

    def _figure_lines(self, numbers):
        # EXTENDS credit: reasons in sentences
        if 'guard' not in numbers:
            return super()._figure_lines(numbers)
        holds = self.env['ar.credit.hold']
        company = self.env['res.company'].sudo().browse(self.company_id).exists()
        return holds._reason_lines(
            numbers['guard']['reasons'], numbers['guard']['numbers'], self.partner_name or '',
            company.currency_id)
