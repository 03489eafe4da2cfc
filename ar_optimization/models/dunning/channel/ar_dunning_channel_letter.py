from odoo import api, models

from .ar_dunning_notice_letter import Texts


class ArDunningChannelLetter(models.AbstractModel):
    """Letter: printed as PDF by one process for a whole chunk, kept with the notice and in the
    chatter of the credit account until somebody prints and posts it."""
    _name = 'ar.dunning.channel.letter'
    _inherit = ['ar.dunning.channel']
    _description = "Dunning by Letter"

    @api.model
    def _why_not(self, notice):
        # OVERRIDES 'ar.dunning.channel'
        person = notice._recipient()
        if not person.street or not (person.city or person.zip):
            return self.env._("%s has no postal address.", person.display_name)
        return ""

    @api.model
    def _deliver(self, notices, failures):
        # OVERRIDES 'ar.dunning.channel'
        texts = Texts(self._at_once(notices, self._texts, failures))
        self._at_once(
            notices.filtered(lambda notice: notice in texts),
            self.with_context(ar_letter_texts=texts)._print, failures)

    @api.model
    def _texts(self, notices):
        # EXTENDS 'ar.dunning.channel': a level without a text has a name at least
        silent = notices.filtered(lambda notice: not notice.level_id.mail_template_id)
        return {
            **super()._texts(notices - silent),
            **{notice: notice.with_context(lang=notice._recipient().lang)._letter_text()
               for notice in silent}}

    @api.model
    def _print(self, notices):
        """Print these letters by one process.

        :return: {notice: its letter, `ir.attachment`}
        """
        pages = self._printed('ar_optimization.ar_dunning_letter', notices)
        files = self.env['ir.attachment'].create([
            {'name': notice._letter_filename(), 'raw': pages[notice],
             'res_model': 'ar.credit.account', 'res_id': notice.account_id.id}
            for notice in notices])
        for notice, file in zip(notices, files, strict=True):
            notice.write({'letter_id': file.id, 'delivery': 'to_print'})
            notice.account_id._message_log(
                body=self.env._("Letter: %s", notice.level_id.name), attachment_ids=file.ids)
        return dict(zip(notices, files, strict=True))
