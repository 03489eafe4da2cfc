from odoo import Command, api, models

LAYOUT = 'mail.mail_notification_light'


class ArDunningChannelMail(models.AbstractModel):
    """E-mail: written into the chatter of the credit account, where answers arrive, and queued in
    the same transaction that notes the notice as sent. The mail queue hands it over later; what
    becomes of it then is followed by `mail.mail`."""
    _name = 'ar.dunning.channel.mail'
    _inherit = ['ar.dunning.channel']
    _description = "Dunning by E-Mail"

    @api.model
    def _why_not(self, notice):
        # OVERRIDES 'ar.dunning.channel'
        if not notice._mail_recipients():
            return self.env._(
                "%s has no e-mail address that works.", notice._recipient().display_name)
        if not notice.level_id.mail_template_id:
            return self.env._("Level %s has no text.", notice.level_id.name)
        return ""

    @api.model
    def _deliver(self, notices, failures):
        # OVERRIDES 'ar.dunning.channel'
        texts = self._at_once(notices, self._texts, failures)
        written = notices.filtered(lambda notice: notice in texts)
        files = self._at_once(written, self._files, failures)
        ready = written.filtered(lambda notice: notice in files)
        self._at_once(
            ready, lambda some: self._queue(some, texts, files), failures)
        self.env.ref('mail.ir_cron_mail_scheduler_action').sudo()._trigger()

    # === FILES === #

    @api.model
    def _files(self, notices):
        """What is attached: new attachments of the credit accounts. Invoices and statements that
        are not there as PDF yet are printed by one process.

        :return: {notice: ids of `ir.attachment`}
        """
        invoices = notices.filtered('level_id.attach_invoices')._invoices()
        pages = {
            **self._printed('account.account_invoices', invoices.filtered(
                lambda invoice: not invoice.invoice_pdf_report_id)),
            **self._printed('ar_optimization.ar_statement', notices.filtered(
                'level_id.attach_statement').account_id)}
        return {notice: self._attach(notice, pages).ids for notice in notices}

    @api.model
    def _attach(self, notice, pages):
        level, account = notice.level_id, notice.account_id
        files = []
        if level.attach_invoices:
            files += [
                (invoice._get_invoice_report_filename(),
                 invoice.invoice_pdf_report_id.raw or pages[invoice])
                for invoice in notice._invoices()]
        if level.attach_statement:
            files.append((account._statement_filename(), pages[account]))
        return self.env['ir.attachment'].create([
            {'name': name, 'raw': raw, 'res_model': account._name, 'res_id': account.id}
            for name, raw in files])

    # === QUEUE === #

    @api.model
    def _queue(self, notices, texts, files):
        """Queue the mails, each with a notification for every recipient that says what became of
        it.

        :return: {notice: mail}
        """
        mails = self.env['mail.mail'].sudo().create([
            self._mail(notice, texts[notice], files[notice]) for notice in notices])
        self.env['mail.notification'].sudo().create([
            {**values, 'res_partner_id': reader.id}
            for mail, values in zip(mails, mails._get_notification_values(), strict=True)
            for reader in mail.recipient_ids])
        for notice, mail in zip(notices, mails, strict=True):
            notice.write({
                'mail_message_id': mail.mail_message_id.id, 'delivery': 'queued',
                'delivery_tries': 0, 'delivery_note': False})
        return dict(zip(notices, mails, strict=True))

    @api.model
    def _mail(self, notice, text, attachment_ids):
        account, company = notice.account_id, notice.company_id
        sender = company.email_formatted or self.env.user.email_formatted
        return {
            'model': account._name, 'res_id': account.id, 'record_company_id': company.id,
            'record_alias_domain_id': company.alias_domain_id.id,
            'message_type': 'comment',
            'subtype_id': self.env['ir.model.data']._xmlid_to_res_id('mail.mt_comment'),
            'author_id': company.partner_id.id, 'email_from': sender,
            'reply_to': account._notify_get_reply_to(
                default=sender, author_id=company.partner_id.id)[account.id],
            'subject': text['subject'], 'body': text['body_html'],
            'body_html': self._in_layout(notice, text['body_html']),
            'recipient_ids': [Command.set(notice._mail_recipients().ids)],
            'attachment_ids': [Command.set(attachment_ids)],
            'is_notification': True, 'auto_delete': True,
        }

    @api.model
    def _in_layout(self, notice, body):
        reader = self.with_context(lang=notice._recipient().lang)
        return reader.env['mail.render.mixin']._render_encapsulate(
            LAYOUT, body, context_record=notice.account_id.with_env(reader.env),
            add_context={  # read as “Your account”; without, the layout says “document”
                'company': notice.company_id, 'model_description': reader.env._("account")})
