from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_datetime

from ..tools import ageing
from .report_workbook import DATE, MONEY, NUMBER, Column, ReportWorkbook

FETCH_ROWS = 2000


class ArAgeingExport(models.AbstractModel):
    """The ageing and the ledger of receivables as workbooks.

    Rows are fetched in portions from a cursor of the database and written as they come, so memory
    does not grow with the ledger. One sheet per currency section, and one with the proof.
    """
    _inherit = 'ar.ageing'

    @api.model
    def _export(self, kind, options, stream):
        """Write a workbook.

        :param str kind: `customers` (one row per customer), `items` (one per open item) or
            `ledger` (one per open item with all that belongs to it).
        :param dict options: as for `get_report`; page and section do not matter.
        :param stream: binary file that is written to.
        :return: file name.
        :raise AccessError, UserError: as `get_report`.
        """
        # The ledger tells what is agreed: the due date, in the document's and the company's money.
        fixed = {'basis': 'due', 'currency': 'company'} if kind == 'ledger' else {}
        query = self._query(options, section=None, page=None, **fixed)
        proof = self._tie_out(query, thorough=False)
        with ReportWorkbook(stream, self._currencies()) as workbook:
            getattr(self, f'_export_{kind}')(workbook, query, proof)
            self._write_proof(workbook, query, proof)
        return f'{self._export_names()[kind]} {query.options.as_of.isoformat()}.xlsx'

    @api.model
    def _export_names(self):
        return {
            'customers': self.env._("Aged Receivables"),
            'items': self.env._("Aged Receivables in Detail"),
            'ledger': self.env._("Receivables Ledger"),
        }

    # === THE THREE WORKBOOKS === #

    @api.model
    def _export_customers(self, workbook, query, proof):
        rows = (
            {**row, 'name': self._row_name(row)}
            for row in self._stream(query, query.customers_all())
        )
        self._write_sections(
            workbook, query, proof, 'customers', self._customer_columns(query), rows)

    @api.model
    def _customer_columns(self, query):
        split = query.options.by_currency and query.options.currency == 'company'
        return [
            Column(self.env._("Customer"), 'name', width=36),
            *([
                Column(self.env._("Currency"), 'currency', width=9),
                Column(self.env._("In Currency"), 'amount_currency', MONEY, 16, 'currency_id'),
            ] if split else []),
            *(
                Column(bucket['label'], bucket['key'], MONEY, 16, total=True)
                for bucket in self._describe_buckets(query.options)
            ),
            Column(self.env._("Unapplied"), 'unapplied', MONEY, 16, total=True),
            Column(self.env._("Total"), 'total', MONEY, 18, total=True),
            Column(self.env._("Overdue"), 'overdue', MONEY, 18, total=True),
            Column(self.env._("Of It Disputed"), 'disputed', MONEY, 18, total=True),
            Column(self.env._("Open Items"), 'items', NUMBER, 10),
            Column(self.env._("Oldest (Days)"), 'days', NUMBER, 10),
        ]

    @api.model
    def _export_items(self, workbook, query, proof):
        kinds = self._kinds()
        companies = {company.id: company.name for company in query.companies}
        buckets = [bucket['label'] for bucket in self._describe_buckets(query.options)]
        rows = (
            {
                **row,
                'customer': row['customer'] or self.env._("Without customer"),
                'ref': self._reference(row),
                'kind': kinds.get(row['move_type']),
                'company': companies[row['company_id']],
                'date': row['invoice_date'] or row['date'],
                'bucket': self.env._("Unapplied") if row['bucket'] < 0 else buckets[row['bucket']],
            }
            for row in self._stream(query, query.items_all())
        )
        self._write_sections(workbook, query, proof, 'items', self._item_columns(), rows)

    @api.model
    def _item_columns(self):
        return [
            Column(self.env._("Customer"), 'customer', width=36),
            Column(self.env._("Company"), 'company', width=20),
            Column(self.env._("Number"), 'move_name', width=20),
            Column(self.env._("Reference"), 'ref', width=20),
            Column(self.env._("Kind"), 'kind'),
            Column(self.env._("Date"), 'date', DATE, 12),
            Column(self.env._("Due Date"), 'date_due', DATE, 12),
            Column(self.env._("Days Overdue"), 'days_overdue', NUMBER, 10),
            Column(self.env._("Bucket"), 'bucket'),
            Column(self.env._("Open Amount"), 'amount', MONEY, 18, total=True),
            Column(self.env._("Of It Disputed"), 'disputed', MONEY, 18, total=True),
            Column(self.env._("Currency"), 'currency', width=9),
            Column(self.env._("In Currency"), 'amount_currency', MONEY, 18, 'currency_id'),
        ]

    @api.model
    def _export_ledger(self, workbook, query, proof):
        names = self._ledger_names()
        rows = (
            self._ledger_row(row, query.options, names)
            for row in self._stream(query, query.ledger_all())
        )
        self._write_sections(workbook, query, proof, 'ledger', self._ledger_columns(), rows)

    @api.model
    def _ledger_columns(self):
        """Columns of the receivables ledger."""
        return [
            Column(self.env._("Customer"), 'customer', width=36),
            Column(self.env._("Contract"), 'contract_ref'),
            Column(self.env._("Invoice"), 'name', width=20),
            Column(self.env._("Kind"), 'kind'),
            Column(self.env._("Amount"), 'amount_currency', MONEY, 16, 'currency_id'),
            Column(self.env._("Open in Currency"), 'amount_residual_currency', MONEY, 16,
                   'currency_id'),
            Column(self.env._("Currency"), 'currency', width=9),
            Column(self.env._("Open Amount"), 'amount_residual', MONEY, 18, total=True),
            Column(self.env._("Of It Disputed"), 'disputed_amount', MONEY, 18, total=True),
            Column(self.env._("Payment Terms"), 'terms', width=20),
            Column(self.env._("Invoice Date"), 'invoice_date', DATE, 12),
            Column(self.env._("Due Date"), 'date_maturity', DATE, 12),
            Column(self.env._("Days Overdue"), 'days_overdue', NUMBER, 10),
            Column(self.env._("Bucket"), 'bucket'),
            Column(self.env._("State"), 'state'),
            Column(self.env._("Salesperson"), 'salesperson', width=20),
            Column(self.env._("Collector"), 'collector', width=20),
            Column(self.env._("Company"), 'company', width=20),
        ]

    @api.model
    def _ledger_row(self, row, options, names):
        return {
            **row,
            'customer': row['customer'] or self.env._("Without customer"),
            'kind': names['kinds'].get(row['move_type']),
            'terms': names['terms'].get(row['payment_term_id']),
            'salesperson': names['users'].get(row['invoice_user_id']),
            'collector': names['users'].get(row['collector_id']),
            'company': names['companies'].get(row['company_id']),
            'bucket': self._ledger_bucket(row, options),
            'state': self._ledger_state(row),
        }

    @api.model
    def _ledger_bucket(self, row, options):
        if row['amount_residual'] < 0:
            return self.env._("Unapplied")
        bucket = ageing.buckets(options.bounds)[ageing.bucket_of(
            row['days_overdue'], options.bounds)]
        return self._bucket_label(bucket, options)

    @api.model
    def _ledger_state(self, row):
        if row['amount_residual'] < 0:
            return self.env._("Unapplied")
        if row['days_overdue'] > 0:
            return self.env._("Overdue")
        if abs(row['amount_residual']) < abs(row['amount']):
            return self.env._("Partly paid")
        return self.env._("Not due")

    @api.model
    def _ledger_names(self):
        """Names of what an item points to: few of each, read once."""
        def names(model):
            records = self.env[model].sudo().search([('active', 'in', (True, False))])
            return {record.id: record.display_name for record in records}

        return {
            'kinds': self._kinds(),
            'terms': names('account.payment.term'),
            'users': names('res.users'),
            'companies': {company.id: company.name for company in self.env.companies},
        }

    @api.model
    def _currencies(self):
        """All currencies: an open item may be in one that is no longer active."""
        return self.env['res.currency'].search([('active', 'in', (True, False))])

    # === SHEETS === #

    @api.model
    def _write_sections(self, workbook, query, proof, kind, columns, rows):
        """One sheet per section; the rows come in the order of their sections."""
        codes = {currency.id: currency.name for currency in self._currencies()}
        title, total = self._export_names()[kind], self.env._("Total")
        sheet, section_id = None, None
        for row in rows:
            if sheet is None or row['section_id'] != section_id or sheet.is_full:
                if sheet:
                    sheet.finish(total)
                section_id = row['section_id']
                sheet = workbook.add_sheet(
                    codes[section_id], title,
                    self._export_facts(query, proof, codes[section_id]), columns, section_id)
            row['currency'] = codes.get(row['currency_id'])
            sheet.append(row)
        if sheet is None:
            currency = query.companies[:1].currency_id
            sheet = workbook.add_sheet(
                currency.name, title, self._export_facts(query, proof, currency.name), columns,
                currency.id)
        sheet.finish(total)

    @api.model
    def _export_facts(self, query, proof, currency):
        """What a reader must know of a sheet that was mailed to him."""
        options = query.options
        bases = {basis['key']: basis['label'] for basis in self._describe_bases()}
        filters = [
            *([self.env._("overdue only")] if options.overdue_only else []),
            *(self.env._("customers of %s", user.name)
              for user in self._collectors(query.companies) if user.id == options.collector),
            *([self.env._("search “%s”", options.search)] if options.search else []),
        ]
        yield self.env._("As of"), format_date(self.env, options.as_of)
        yield self.env._("Companies"), ", ".join(query.companies.mapped('name'))
        yield self.env._("Currency"), currency
        yield self.env._("Age counted from"), bases[options.basis]
        if filters:
            yield self.env._("Only"), ", ".join(filters)
        yield self.env._("General ledger"), self._proof_sentence(proof)
        yield self.env._("Last bank entry"), self._bank_sentence(query.companies)
        yield self.env._("Created"), self.env._(
            "%(time)s by %(user)s",
            time=format_datetime(self.env, fields.Datetime.now()), user=self.env.user.name)

    @api.model
    def _proof_sentence(self, proof):
        if proof['tied']:
            return self.env._("All open items add up to it, account by account.")
        if proof['line_count'] == 1:
            return self.env._("DOES NOT ADD UP: one item differs, see the last sheet.")
        return self.env._(
            "DOES NOT ADD UP: %s items differ, see the last sheet.", proof['line_count'])

    @api.model
    def _bank_sentence(self, companies):
        return ", ".join(
            f'{company.name}: {format_date(self.env, company.ar_last_bank_date) or "–"}'
            for company in companies
        )

    @api.model
    def _write_proof(self, workbook, query, proof):
        """The open items against the general ledger: accounts first, then each wrong item."""
        columns = [
            Column(self.env._("Company"), 'company', width=24),
            Column(self.env._("Account"), 'account', width=30),
            Column(self.env._("Item"), 'move_name', width=20),
            Column(self.env._("Customer"), 'partner', width=30),
            Column(self.env._("Date"), 'date'),
            Column(self.env._("Open Items"), 'open', MONEY, 18, 'currency_id'),
            Column(self.env._("General Ledger"), 'ledger', MONEY, 18, 'currency_id'),
            Column(self.env._("Difference"), 'difference', MONEY, 18, 'currency_id'),
            Column(self.env._("Currency"), 'currency', width=9),
        ]
        facts = [
            (self.env._("As of"), format_date(self.env, query.options.as_of)),
            (self.env._("General ledger"), self._proof_sentence(proof)),
        ]
        sheet = workbook.add_sheet(self.env._("Tie-Out"), self.env._("Tie-Out"), facts, columns)
        for row in [*proof['accounts'], *proof['lines']]:
            currency = self.env['res.currency'].browse(row['currency_id']).name
            sheet.append({**row, 'currency': currency})
        sheet.finish('')

    # === ROWS === #

    @api.model
    def _stream(self, query, statement):
        """Rows of a statement as dicts, fetched in portions; memory holds one portion."""
        query.prepare()
        cursor = self.env.cr
        # All rows are wanted: plan for the last one, not for the first.
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        cursor.execute(SQL("DECLARE ar_ageing_export NO SCROLL CURSOR FOR %s", statement))
        while True:
            cursor.execute(SQL("FETCH FORWARD %s FROM ar_ageing_export", FETCH_ROWS))
            rows = cursor.dictfetchall()
            if not rows:
                break
            yield from rows
        cursor.execute("CLOSE ar_ageing_export")
