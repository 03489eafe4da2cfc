from datetime import timedelta

from odoo import api, fields, models

PATIENCE = 3  # days that a letter waits for the service


class ArDunningNotice(models.Model):
    """A notice that Snailmail posts."""
    _inherit = 'ar.dunning.notice'

    delivery = fields.Selection(
        selection_add=[('snail_queued', "To Be Posted"), ('retry',)],
        ondelete={'snail_queued': 'set null'})
    snailmail_letter_id = fields.Many2one(
        'snailmail.letter', string="Snailmail", readonly=True, ondelete='set null',
        index='btree_not_null')

    @api.model
    def _channels(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._channels(),
            'snailmail': (self.env._("Posted Letter"), 'ar.dunning.channel.snailmail')}

    def _erase_texts(self):
        # EXTENDS 'ar_optimization': the letter has the address, and what was posted
        letters = self.snailmail_letter_id
        letters.message_id.unlink()
        letters.unlink()
        return super()._erase_texts()

    @api.model
    def _sweep_letters(self):
        """Whose letter ended though nobody noted it, was deleted, or has waited for too long: what
        was not posted comes again with the next run."""
        waiting = self.search([('delivery', '=', 'snail_queued'), ('state', '=', 'sent')])
        for state, notices in waiting.grouped(lambda each: each.snailmail_letter_id.state).items():
            if not state:
                notices._fail(self.env._("Deleted from the Snailmail queue"))
            elif state == 'pending':
                notices._give_up_letters()
            else:
                notices.snailmail_letter_id._ar_try_to_note(state)

    def _give_up_letters(self):
        """Take back the letters that the service has not taken for days."""
        old = fields.Datetime.now() - timedelta(days=PATIENCE)
        stuck = self.filtered(lambda notice: notice.snailmail_letter_id.create_date < old)
        if stuck:
            stuck._fail(self.env._("Not handed over to Snailmail within %s days", PATIENCE))
            stuck.snailmail_letter_id.cancel()
