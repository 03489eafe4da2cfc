from odoo import api, models


class ArDunningChannelSms(models.AbstractModel):
    """Text message: written into the chatter of the credit account and put into Odoo's queue in the
    transaction that notes the notice as sent. What becomes of it is followed by `sms.tracker`."""
    _name = 'ar.dunning.channel.sms'
    _inherit = ['ar.dunning.channel']
    _description = "Dunning by Text Message"

    @api.model
    def _why_not(self, notice):
        # OVERRIDES 'ar.dunning.channel'
        if not notice._sms_person():
            return self.env._("Nobody knows a valid number of %s.", notice.partner_id.display_name)
        if not notice.level_id.sms_template_id:
            return self.env._("Level %s has no text message.", notice.level_id.name)
        return ""

    @api.model
    def _deliver(self, notices, failures):
        # OVERRIDES 'ar.dunning.channel'
        texts = self._at_once(notices, self._texts, failures)
        self._at_once(
            notices.filtered(lambda notice: notice in texts),
            lambda some: {notice: self._queue(notice, texts[notice]) for notice in some}, failures)

    @api.model
    def _texts(self, notices):
        """The words of each notice, in the language of whoever reads them.

        :return: {notice: text}
        """
        texts = {}
        for template, group in notices.grouped(
                lambda notice: notice.level_id.sms_template_id).items():
            found = template._render_field('body', group.ids, compute_lang=True)
            texts.update({notice: found[notice.id].strip() for notice in group})
        return texts

    @api.model
    def _queue(self, notice, text):
        """Queue the message of a notice.

        :return: `mail.message`
        """
        person = notice._sms_person()
        message = notice.account_id._message_sms(
            text, partner_ids=person.ids, sms_pid_to_number={person.id: person.phone_sanitized},
            sms_content=text, put_in_queue=True, author_id=notice.company_id.partner_id.id)
        notice.write({
            'mail_message_id': message.id, 'delivery': 'sms_queued', 'delivery_note': False})
        return message
