import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class SnailmailLetter(models.Model):
    """What becomes of notices that are posted."""
    _inherit = 'snailmail.letter'

    def write(self, vals):
        # EXTENDS 'snailmail'
        result = super().write(vals)
        if vals.get('state') in ('sent', 'error', 'canceled'):
            self._ar_try_to_note(vals['state'])
        return result

    @api.model
    def _snailmail_cron(self, autocommit=True):
        # EXTENDS 'snailmail': before, for a service that is down ends the queue here
        self.env['ar.dunning.notice'].sudo()._sweep_letters()
        return super()._snailmail_cron(autocommit)

    def snailmail_print(self):
        # EXTENDS 'snailmail': a notice that failed comes again by itself, or it comes twice
        if self._ar_notices(('failed', 'cancelled')):
            raise UserError(self.env._(
                "This letter is a dunning notice that has failed: send the notice again."))
        return super().snailmail_print()

    def _ar_notices(self, states):
        """The notices that these letters are of.

        :param states: only those in one of these.
        """
        return self.env['ar.dunning.notice'].sudo().search([
            ('snailmail_letter_id', 'in', self.ids), ('state', 'in', states)])

    def _ar_try_to_note(self, state):
        """As `_ar_note`. An error of ours must not take back that a letter was handed over, for the
        queue would post it again."""
        try:
            with self.env.cr.savepoint():
                self._ar_note(state)
        except Exception:
            _logger.exception("letters %s: %s was not noted at their notices", self.ids, state)

    def _ar_note(self, state):
        """Note at the notices what became of their letters. A letter that failed is not tried again
        by its queue: the next run decides."""
        notices = self._ar_notices(('sent',))
        if state == 'sent':
            notices._note_delivered()
            return
        for notice in notices:
            letter = notice.snailmail_letter_id
            notice._fail(letter._ar_failure(state))
            if state == 'error':
                letter.sudo().write({'state': 'canceled'})

    def _ar_failure(self, state):
        """Why a letter was not posted, as Snailmail says it."""
        if state == 'canceled':
            return self.env._("Taken out of the Snailmail queue")
        labels = dict(
            self.env['mail.notification']._fields['failure_type']._description_selection(self.env))
        return labels[self._get_failure_type(self.error_code)]
