from io import BytesIO

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .ir_actions_report import BATCH

# They log the template that fails; the notice says so.
QUIET = (
    'odoo.addons.mail.models.mail_render_mixin', 'odoo.addons.base.models.ir_qweb', 'odoo.sql_db')

WINDOW = 500  # characters of a page in which a reference is looked for at a time


class ArDunningChannel(models.AbstractModel):
    """A way on which notices go out. A model of its own for each, named in
    `ar.dunning.notice._channels()`."""
    _name = 'ar.dunning.channel'
    _description = "Dunning Channel"

    @api.model
    def _send(self, notices):
        """Send the notices of a chunk. What is broken for one customer fails for this one alone.

        :param notices: `ar.dunning.notice`, approved, all of this channel.
        :return: {notice: why it failed, in words}; what is missing went out.
        """
        failures = {
            notice: reason for notice in notices if (reason := self._why_not(notice))}
        self._deliver(notices.filtered(lambda notice: notice not in failures), failures)
        return failures

    @api.model
    def _why_not(self, notice):
        """Hook: why a notice cannot go out on this way, in words; empty when it can."""
        return ""

    @api.model
    def _deliver(self, notices, failures):
        """Hook: hand over these notices.

        :param dict failures: {notice: why, in words}, added to.
        """
        raise NotImplementedError

    @api.model
    def _at_once(self, notices, work, failures):
        """Do a piece of work for all notices at once; when that fails, in halves, so that only what
        is broken fails.

        :param work: function of notices that returns a dict by notice.
        :param dict failures: {notice: why, in words}, added to.
        :return: what `work` returned, without those that failed.
        """
        if not notices:
            return {}
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint():
                done = work(notices)
                self.env.flush_all()
                return done
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if len(notices) == 1:
                failures[notices] = str(error) or type(error).__name__
                return {}
        half = len(notices) // 2
        return {**self._at_once(notices[:half], work, failures),
                **self._at_once(notices[half:], work, failures)}

    # === WORDS === #

    @api.model
    def _texts(self, notices):
        """Subject and body of each notice, in the customer's language.

        :return: {notice: {'subject', 'body_html'}}
        """
        texts = {}
        for template, group in notices.grouped(
                lambda notice: notice.level_id.mail_template_id).items():
            texts.update(group._filled_in(template))
        return texts

    # === PRINT === #

    @api.model
    def _printed(self, report, records):
        """Print records by one process, and part what comes out.

        Odoo parts a file at its headings, which not every build of wkhtmltopdf writes down; then
        the reference on the first page of each says where it begins.

        :param str report: external id.
        :return: {record: content of its PDF}
        """
        if not records:
            return {}
        streams = self.env['ir.actions.report'].sudo().with_context(
            ar_batch=BATCH)._render_qweb_pdf_prepare_streams(report, {}, res_ids=records.ids)
        if False not in streams:
            return {record: streams[record.id]['stream'].getvalue() for record in records}
        return self._parts(streams[False]['stream'], records) or {
            record: content for each in records
            for record, content in self._printed(report, each).items()}

    @api.model
    def _parts(self, stream, records):
        """Part a file where the references of its records stand.

        :return: {record: content}, empty when one of them was not found.
        """
        if not hasattr(records, '_print_reference'):
            return {}
        pages = PdfFileReader(stream).pages
        marks, starts = [record._print_reference() for record in records], []
        for place, page in enumerate(pages):
            if len(starts) < len(marks) and self._says(page, marks[len(starts)]):
                starts.append(place)
        if len(starts) < len(marks):
            return {}
        ends = [*starts[1:], len(pages)]
        return {
            record: self._file(pages[start:end])
            for record, start, end in zip(records, starts, ends, strict=True)}

    @api.model
    def _says(self, page, mark):
        """Whether a page says something, in text without blanks. Read until it does: it stands at
        the top, and reading a whole page takes longer than printing it."""
        found = ""

        def visit(text, *_where):
            nonlocal found
            found = (found + "".join(text.split()))[-WINDOW:]
            if mark in found:
                raise StopIteration

        try:
            page.extract_text(visitor_text=visit)
        except StopIteration:
            return True
        return False

    @api.model
    def _file(self, pages):
        writer, stream = PdfFileWriter(), BytesIO()
        for page in pages:
            writer.addPage(page)
        writer.write(stream)
        return stream.getvalue()
