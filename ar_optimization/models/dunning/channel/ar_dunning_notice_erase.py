from datetime import timedelta

from odoo import api, fields, models


class ArDunningNotice(models.Model):
    """What a notice said, and to whom it went, is erased when its time is over. That it went out,
    when, at which level and over which items belongs to the books and stays."""
    _inherit = 'ar.dunning.notice'

    is_erased = fields.Boolean(
        string="Text Erased", readonly=True,
        help="Text, addresses and files were erased by a retention run.")

    def _erase_texts(self):
        """Hook: erase text, addresses and files of these notices. Bridges erase what they had
        queued for their service."""
        messages = self.mail_message_id
        files = self.letter_id | messages.attachment_ids.filtered(
            lambda file: file.res_model == self.account_id._name)
        files.unlink()
        self._merged_letters().unlink()
        messages.unlink()  # with its mail and who it was for
        self.write({
            'reason': False, 'failure_reason': False, 'delivery_note': False, 'is_erased': True})

    @api.model
    def _merged_letters(self):
        """The files of several letters that somebody printed, each for one download: the letters
        themselves stay with their notices, and are erased with them."""
        return self.env['ir.attachment'].search([
            ('res_model', '=', self._name), ('res_id', 'in', (0, False))])

    @api.autovacuum
    def _gc_merged_letters(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self._merged_letters().filtered(lambda file: file.create_date < yesterday).unlink()
