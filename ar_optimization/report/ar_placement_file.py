from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.pdf import merge_pdf

from .download import download
from .report_workbook import DATE, DECIMAL, MONEY, NUMBER, TEXT, Column
from .workbook_fields import labels


class ArPlacement(models.Model):
    """What an agency is given: a workbook that its software reads, and a dossier for its people."""
    _name = 'ar.placement'
    _inherit = ['ar.placement', 'ar.workbook']
    _workbook_path = 'placement'

    # === ACTIONS === #

    def action_download_file(self):
        """Download the hand-over file."""
        return self.action_export()

    def action_print_dossier(self):
        """Download the dossier: cover, items, contracts, contacts, statement, invoices."""
        self.ensure_one()
        return download(f'{self._workbook_path}/{self.id}.pdf')

    # === WORKBOOK === #

    def _export(self, stream):
        # EXTENDS workbook: an agency gets nothing of a case that is not its own yet
        self._check_handed_over()
        return super()._export(stream)

    def _workbook_name(self):
        return self.name

    def _workbook_currencies(self):
        # EXTENDS workbook: items are in their own currencies
        return super()._workbook_currencies() | self.line_ids.currency_id

    def _write_sheets(self, workbook):
        self._write_items(workbook)
        self._write_contacts(workbook)

    def _check_handed_over(self):
        self.ensure_one()
        self.check_access('read')
        if self.state in ('draft', 'waiting'):
            raise UserError(self.env._("An agency gets the files once the placement is approved."))

    def _file_facts(self):
        """The head of the file: (label, text) pairs. Nothing of our ratings and limits."""
        partner = self.partner_id
        return [
            (self.env._("Case"), self.name),
            (self.env._("Creditor"), self.company_id.name),
            (self.env._("Agency"), self.agency_id.display_name),
            (self.env._("Handed Over On"), format_date(self.env, self.date_placed)),
            (self.env._("Customer"), partner.name),
            (self.env._("Customer Number"), partner.ref or ""),
            (self.env._("Tax ID"), partner.vat or ""),
            (self.env._("Address"), ", ".join(filter(
                None, map(str.strip, (partner.contact_address or "").splitlines())))),
            (self.env._("Phone"), partner.phone or ""),
            (self.env._("Email"), partner.email or ""),
            (self.env._("Allowed Methods"), ", ".join(self._methods())),
        ]

    def _methods(self):
        """What the agency may do, in words."""
        return [
            self.agency_id._fields[name]._description_string(self.env)
            for name in ('allow_mail', 'allow_phone', 'allow_visit', 'allow_legal')
            if self.agency_id[name]]

    def _write_items(self, workbook):
        sheet = workbook.add_sheet(
            self.env._("Items"), self.display_name, self._file_facts(), [
                Column(self.env._("Invoice"), 'name', TEXT, 20),
                Column(self.env._("Reference"), 'ref', TEXT, 20),
                Column(self.env._("Date"), 'date', DATE, 12),
                Column(self.env._("Due Date"), 'due', DATE, 12),
                Column(self.env._("Days Overdue"), 'days', NUMBER, 10),
                Column(self.env._("Original Amount"), 'amount', MONEY, 16, 'currency_id'),
                Column(self.env._("Handed Over"), 'placed', MONEY, 16, 'currency_id'),
                Column(self.env._("Currency"), 'currency', TEXT, 9),
                Column(self.env._("In Company Currency"), 'company', MONEY, 18, total=True),
                Column(self.env._("Fee (%)"), 'percent', DECIMAL, 10),
            ], self.currency_id.id)
        for line in self.line_ids:
            item = line.move_line_id.sudo()
            sheet.append({
                'name': item.move_id.name, 'ref': item.move_id.ref, 'days': line.days,
                'date': item.move_id.invoice_date or item.date, 'due': line.date_maturity,
                'amount': item.amount_currency, 'placed': line.placed_currency,
                'currency': line.currency_id.name, 'currency_id': line.currency_id.id,
                'company': line.placed_amount, 'percent': line.percent})
        sheet.finish(self.env._("Total"))

    def _write_contacts(self, workbook):
        logs = self._contact_logs()
        words = labels(logs, 'channel', 'result')
        sheet = workbook.add_sheet(
            self.env._("Contacts"), self.env._("Contacts with the Customer"), [], [
                Column(self.env._("Date"), 'date', DATE, 12),
                Column(self.env._("Way"), 'channel', TEXT, 14),
                Column(self.env._("Subject"), 'subject', TEXT, 40),
                Column(self.env._("Result"), 'result', TEXT, 24),
                Column(self.env._("What Was Said"), 'note', TEXT, 60),
            ])
        for log in logs:
            sheet.append({
                'date': log.date.date(), 'channel': words['channel'].get(log.channel),
                'subject': log.subject, 'result': words['result'].get(log.result),
                'note': log.note})
        sheet.finish("")

    def _contact_logs(self):
        """What was sent and said before the hand-over, oldest first."""
        day = self.date_placed or fields.Date.context_today(self)
        return self.env['ar.contact.log'].search([
            ('account_id', '=', self.account_id.id),
            ('date', '<', fields.Date.add(day, days=1))], order='date, id')

    # === DOSSIER === #

    def _ar_printed_rows(self):
        # EXTENDS management
        return sum(len(case.line_ids) + len(case._contact_logs()) for case in self)

    def _dossier(self):
        """The dossier as one PDF: cover with items, contracts and contacts; statement; invoices.

        :return: (file name, bytes)
        """
        self._check_handed_over()
        invoices = self.sudo().line_ids.move_id.filtered(lambda move: move.is_invoice())
        parts = [
            ('ar_optimization.ar_placement_dossier', self.ids),
            ('ar_optimization.ar_statement', self.account_id.ids),
            # One by one: not every build of wkhtmltopdf takes several documents.
            *(('account.account_invoices', invoice.ids) for invoice in invoices),
        ]
        pages = [page for name, ids in parts for page in self._pages(name, ids)]
        return f'{self.name}.pdf', merge_pdf(pages)

    def _pages(self, name, ids):
        """The PDF of a report, in one part or in one for each record."""
        streams = self.env['ir.actions.report'].sudo()._render_qweb_pdf_prepare_streams(
            name, {}, res_ids=ids)
        return [part['stream'].getvalue() for part in streams.values() if part['stream']]

    def _dossier_contracts(self):
        """The customer's credit contracts that are in force or were.

        :return: `ar.contract`
        """
        return self.env['ar.contract'].sudo().search([
            ('account_id', '=', self.account_id.id), ('activated_on', '!=', False)])
