from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ....tools import guard


class ArCreditHold(models.Model):
    """A credit manager holds a document by hand, whatever the policies say. It waits until somebody
    decides, and no payment ends it."""
    _inherit = 'ar.credit.hold'

    stop_reason = fields.Char(
        string="Stopped by Hand Because", readonly=True, tracking=True,
        help="A person has stopped this document, whatever the policies say.")
    stopped_by_id = fields.Many2one('res.users', string="Stopped by", readonly=True)

    # === BUSINESS === #

    @api.model
    def _stop(self, document, reason):
        """Hold a document by hand.

        :param document: one record of a model that inherits `ar.credit.guard`.
        :param str reason: why, for the hold and the log.
        :return: its hold.
        :raise AccessError: for who may not decide; UserError for what the guard does not look at.
        """
        document.check_access('read')
        self._check_stopper(reason)
        document, company = document.sudo(), document._ar_guard_company()
        looks = company.sudo()._ar_position('guard') == 'on' and document._ar_guard_is_open()
        verdict = looks and document._ar_guard_decide(lock=True)[document]
        if not verdict or not verdict.standing:
            raise UserError(self.env._(
                "Credit control does not look at %s.", document.display_name))
        hold = verdict.hold
        if hold.state != 'open':
            held = verdict._replace(decision=verdict.decision._replace(action=guard.HOLD))
            hold = self.sudo().create(self._fresh(document, held, 'stop'))
        hold.write({'stop_reason': reason, 'stopped_by_id': self.env.uid})
        verdict = document._ar_guard_decide()[document]
        hold.write(self._frozen(document, verdict, 'stop'))
        self.env['ar.event']._log('hold.stopped', hold, reason=reason, numbers=hold._images())
        hold._ask()
        return hold

    @api.model
    def _check_stopper(self, reason):
        if not self.env.user.has_group('ar_optimization.group_credit_manager'):
            raise AccessError(self.env._("Only a credit manager decides on holds."))
        if not (reason or '').strip():
            raise UserError(self.env._("Say why."))

    def _is_stop(self):
        """Whether this is a hold by hand that waits for a decision: not one that somebody releases
        for when a part is paid."""
        return self.state == 'open' and bool(self.stop_reason) and not self.advance_percent

    def _stop_numbers(self):
        """Who stopped the document and why, beside the numbers of a verdict."""
        return {'stopped_by': self.stopped_by_id.name, 'stop_reason': self.stop_reason}
