from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError


class ArDunningChannelMail(models.AbstractModel):
    """E-mail: posted on the credit account, where replies arrive, and queued; a mail server that is
    down delays it."""
    _name = 'ar.dunning.channel.mail'
    _inherit = ['ar.dunning.channel']
    _description = "Dunning by E-Mail"

    @api.model
    def _send_one(self, notice):
        # OVERRIDES 'ar.dunning.channel'
        recipient = notice._recipient()
        if not recipient.email:
            raise UserError(self.env._("%s has no e-mail address.", recipient.display_name))
        template = notice.level_id.mail_template_id
        if not template:
            raise UserError(self.env._("Level %s has no text.", notice.level_id.name))
        text = template._generate_template(notice.ids, ('subject', 'body_html'))[notice.id]
        notice.account_id.with_context(mail_notify_force_send=False).message_post(
            subject=text['subject'], body=Markup(text['body_html']),
            partner_ids=recipient.ids, message_type='comment', subtype_xmlid='mail.mt_comment',
            email_from=notice.company_id.email_formatted or None,
            author_id=notice.company_id.partner_id.id,
            email_layout_xmlid='mail.mail_notification_light',
            attachments=self._attachments(notice))

    @api.model
    def _attachments(self, notice):
        """Files of a mail.

        :return: list of (name, content)
        """
        if not notice.level_id.attach_invoices:
            return []
        invoices = notice.line_ids.move_id.filtered(lambda move: move.is_sale_document())
        return [self._invoice_file(invoice) for invoice in invoices]

    @api.model
    def _invoice_file(self, invoice):
        """The invoice as it was sent, else printed now."""
        if kept := invoice.invoice_pdf_report_id:
            return kept.name, kept.raw
        content, __ = self.env['ir.actions.report']._render_qweb_pdf(
            'account.account_invoices', invoice.ids)
        return invoice._get_invoice_report_filename(), content
