from odoo import fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

OTHER = 'other'
# What a customer is told, by the condition of the reason; everything else stays in the house.
GROUNDS = {
    'overdue_days': _lt("Invoices that were due under the contract have not been paid."),
    'overdue_amount': _lt("Invoices that were due under the contract have not been paid."),
    'dunning': _lt("Our reminders have remained without payment."),
    'prepay': _lt("The agreed payment in advance has not been received."),
    OTHER: _lt(
        "After the contract was concluded it has become apparent that the payment owed to us is "
        "at risk."),
}


class ArCreditHold(models.Model):
    """The notice to a customer whose confirmed order is not carried out: the ground, what is asked
    for, and by when, without which withholding would itself be a breach of contract."""
    _inherit = 'ar.credit.hold'

    def action_print_notice(self):
        """Print the notice, and keep in the log that it was."""
        self.ensure_one()
        self.check_access('read')
        self.env['ar.event']._log(
            'hold.notice_printed', self, expiry=self._notice_deadline(), numbers=self._images())
        return self.env.ref('ar_optimization.ar_hold_notice_report').report_action(
            self, config=False)

    def _notice_date(self):
        return fields.Date.context_today(self)

    def _notice_deadline(self):
        """By when we ask for payment or security."""
        days = self.company_id.sudo().ar_guard_notice_days
        return fields.Date.add(self._notice_date(), days=days)

    def _notice_grounds(self):
        """Hook: the grounds in the customer's language. A contract adds its clause."""
        conditions = [
            reason['condition'] if reason['condition'] in GROUNDS else OTHER
            for reason in self.reasons or () if reason['action'] in ('hold', 'prepay')]
        return list(dict.fromkeys(str(self.env._(GROUNDS[each])) for each in conditions))

    def _notice_items(self):
        """The overdue items, the oldest first."""
        return self.env['ar.open.item'].sudo().search([
            ('commercial_partner_id', '=', self.partner_id.id),
            ('company_id', '=', self.company_id.id),
            ('days_overdue', '>', 0), ('amount_residual', '>', 0),
        ], order='date_maturity, id')
