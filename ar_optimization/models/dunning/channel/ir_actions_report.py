from lxml import etree, html

from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

# The context of a batch that is parted afterwards. An object: no call from outside can carry it.
BATCH = object()


class IrActionsReport(models.Model):
    """Printing a batch by one process, with every build of wkhtmltopdf."""
    _inherit = 'ir.actions.report'

    @api.model
    def _run_wkhtmltopdf(self, bodies, *args, **kwargs):
        # EXTENDS 'base': a build without Odoo's patches refuses more than one document
        if (len(bodies) > 1 and self.env.context.get('ar_batch') is BATCH
                and not _wkhtml().is_patched_qt):
            bodies = [self._one_document(bodies)]
        return super()._run_wkhtmltopdf(bodies, *args, **kwargs)

    @api.model
    def _one_document(self, bodies):
        """Several documents as one, each on pages of its own.

        :param bodies: list of HTML documents of the same layout.
        :return: HTML, text
        """
        first, *others = [html.document_fromstring(body) for body in bodies]
        for other in others:
            part = etree.SubElement(first.body, 'div', style="page-break-before: always")
            part.extend(other.body)
        return html.tostring(first, encoding='unicode', doctype="<!DOCTYPE html>")
