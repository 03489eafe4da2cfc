from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo import api, models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

WIDTH, HEIGHT = A4
# What has to be white, as left, bottom, width, height: the margins, and a corner for a mark.
WHITE = (
    (0, 0, WIDTH, 5 * mm), (0, HEIGHT - 5 * mm, WIDTH, 5 * mm), (0, 0, 5 * mm, HEIGHT),
    (WIDTH - 5 * mm, 0, 5 * mm, HEIGHT), (0, 0, 15 * mm, 15 * mm))


class ArDunningChannelSnailmail(models.AbstractModel):
    """Letter that Odoo's Snailmail prints and posts: the PDF of our letter with the margins, the
    cover and the address that the service asks for, queued in the transaction that notes the
    notice as sent."""
    _name = 'ar.dunning.channel.snailmail'
    _inherit = ['ar.dunning.channel.letter']
    _description = "Dunning by Snailmail"

    @api.model
    def _why_not(self, notice):
        # OVERRIDES 'ar.dunning.channel.letter'
        person = notice._recipient()
        if not self.env['snailmail.letter']._is_valid_address(person):
            return self.env._(
                "The address of %s lacks street, city, postcode or country.", person.display_name)
        return ""

    @api.model
    def _deliver(self, notices, failures):
        # EXTENDS 'ar.dunning.channel.letter': without a cover the address stands on the letter
        result = None
        for layout, group in notices.grouped(
                lambda notice: not notice.company_id.snailmail_cover).items():
            channel = super(
                ArDunningChannelSnailmail, self.with_context(snailmail_layout=layout))
            result = channel._deliver(group.with_context(snailmail_layout=layout), failures)
        self.env.ref('snailmail.snailmail_print').sudo()._trigger()
        return result

    @api.model
    def _print(self, notices):
        # EXTENDS 'ar.dunning.channel.letter'
        files = super()._print(notices)
        letters = self.env['snailmail.letter'].sudo().create(
            [self._letter(notice) for notice in notices])
        for notice, letter in zip(notices, letters, strict=True):
            letter.attachment_id = self._sheets(notice, letter)
            notice.write({'snailmail_letter_id': letter.id, 'delivery': 'snail_queued'})
        return files

    @api.model
    def _letter(self, notice):
        company = notice.company_id
        return {
            'model': notice.account_id._name, 'res_id': notice.account_id.id,
            'partner_id': notice._recipient().id, 'company_id': company.id,
            'user_id': notice.approver_id.id or self.env.uid, 'color': company.snailmail_color,
            'cover': company.snailmail_cover, 'duplex': company.snailmail_duplex,
        }

    @api.model
    def _sheets(self, notice, letter):
        """What the service prints: the letter with white margins, and a cover when there is one.

        :param letter: `snailmail.letter` of the notice.
        :return: `ir.attachment`
        """
        sheets = self._with_margins(notice.letter_id.raw)
        if letter.cover:
            sheets = letter._append_cover_page(sheets)
        return self.env['ir.attachment'].sudo().create({
            'name': notice.letter_id.name, 'raw': sheets,
            'res_model': letter._name, 'res_id': letter.id})

    @api.model
    def _with_margins(self, content):
        """A PDF with white margins. Snailmail's own method does the same, but changes pages of a
        reader, which pypdf no longer allows from its version 7 on.

        :param bytes content: PDF in A4.
        """
        writer, reader = PdfFileWriter(), PdfFileReader(BytesIO(content))
        writer.appendPagesFromReader(reader)
        mask = self._mask()
        for number in range(len(reader.pages)):
            writer.getPage(number).mergePage(mask)
        stream = BytesIO()
        writer.write(stream)
        return stream.getvalue()

    @api.model
    def _mask(self):
        stream = BytesIO()
        canvas = Canvas(stream, pagesize=A4)
        canvas.setFillColorRGB(1, 1, 1)
        for box in WHITE:
            canvas.rect(*box, stroke=0, fill=1)
        canvas.save()
        return PdfFileReader(BytesIO(stream.getvalue())).getPage(0)
