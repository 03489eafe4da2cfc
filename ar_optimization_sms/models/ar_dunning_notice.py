import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

_logger = logging.getLogger(__name__)


class ArDunningNotice(models.Model):
    """A notice that goes out as a text message: to whom, what it says, what became of it."""
    _inherit = 'ar.dunning.notice'

    delivery = fields.Selection(
        selection_add=[('sms_queued', "In the SMS Queue"), ('retry',)],
        ondelete={'sms_queued': 'set null'})

    # === COMPUTE === #

    def _compute_preview(self):
        # EXTENDS 'ar_optimization'
        texts = self.filtered(lambda notice: notice.channel == 'sms')
        result = super(ArDunningNotice, self - texts)._compute_preview()
        for notice in texts:
            notice.preview_subject = False
            try:
                notice.preview_body = plaintext2html(notice.sudo()._sms_text())
            except UserError as error:
                notice.preview_body = str(error)
        return result

    # === BUSINESS === #

    @api.model
    def _channels(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._channels(), 'sms': (self.env._("Text Message"), 'ar.dunning.channel.sms')}

    def _sms_person(self):
        """Who gets the text message: the first who has a number and wants to.

        :return: `res.partner`, at most one.
        """
        return self.account_id._sms_people().filtered(
            lambda person: not person.phone_sanitized_blacklisted)[:1]

    def _sms_text(self):
        """The words of one notice.

        :raise UserError: when the level has none, or its template is broken.
        """
        self.ensure_one()
        if not self.level_id.sms_template_id:
            raise UserError(self.env._("Level %s has no text message.", self.level_id.name))
        return self.env['ar.dunning.channel.sms']._texts(self)[self]

    def _note_sms(self, status, failure_type, reason):
        """Note what became of text messages. An error of ours must not take back what the gateway
        got already, for the queue would hand it over again: `_sweep_sms` notes it later.

        :param str status: of `mail.notification`.
        :param failure_type: of `mail.notification`, in case it failed.
        :param reason: more in words, where the gateway said something.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._follow_sms(status, failure_type, reason)
        except Exception:
            _logger.exception("text messages of notices %s: %s was not noted", self.ids, status)

    def _follow_sms(self, status, failure_type, reason):
        if status in ('process', 'pending', 'sent'):
            self.filtered(lambda notice: notice.delivery == 'sms_queued')._note_delivered()
        elif status == 'canceled':
            self._fail(self.env._("Taken out of the SMS queue"))
        elif status in ('exception', 'bounce'):
            self._fail(
                self._sms_failure(failure_type, reason),
                'bounced' if status == 'bounce' else 'lost')
            self._ask_for_number()

    def _sms_failure(self, failure_type, reason):
        """Why it was not delivered, as Odoo's gateway says it."""
        labels = dict(
            self.env['mail.notification']._fields['failure_type']._description_selection(self.env))
        return reason or labels.get(failure_type) or failure_type

    def _ask_for_number(self):
        """Have somebody look for a number where this one does not work."""
        for notice in self.filtered(lambda each: each.delivery == 'bounced'):
            user = notice.account_id._dunning_responsible()
            notice = notice.with_context(lang=user.lang)
            notice.account_id._plan_contact(
                'other', fields.Date.context_today(notice), user, notice.env._(
                    "The text message could not be delivered. Find out the right number."))

    def _erase_texts(self):
        # EXTENDS 'ar_optimization': what is left in the queue has number and text
        self.env['sms.sms'].search(
            [('mail_message_id', 'in', self.mail_message_id.ids)]).unlink()
        return super()._erase_texts()

    @api.model
    def _sweep_sms(self):
        """Whose message is no longer in the queue though nobody noted what became of it: the
        notification knows, or somebody deleted the message."""
        for name in (self._name, 'sms.sms', 'mail.notification'):
            self.env[name].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT notice.id,
                   CASE WHEN told.notification_status
                             IN ('process', 'pending', 'sent', 'exception', 'bounce')
                        THEN told.notification_status ELSE 'canceled' END,
                   told.failure_type, told.failure_reason
              FROM ar_dunning_notice notice
         LEFT JOIN mail_notification told
                ON told.mail_message_id = notice.mail_message_id AND told.notification_type = 'sms'
             WHERE notice.delivery = 'sms_queued' AND notice.state = 'sent'
               AND NOT EXISTS (SELECT 1 FROM sms_sms sms
                                WHERE sms.mail_message_id = notice.mail_message_id
                                  AND sms.state = 'outgoing')
            """))
        for notice_id, *told in rows:
            self.sudo().browse(notice_id)._note_sms(*told)
