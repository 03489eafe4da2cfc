from odoo import api, fields, models

from .ageing_options import COMPANY, DUE, INVOICE, ORIGINAL, known_bases, read_options
from .ageing_query import AgeingQuery

ITEM_LIMIT = 200


class ArAgeing(models.AbstractModel):
    """Aged receivables on any day: what the screen and the sheets ask.

    Every public method checks the right itself, as an abstract model has no access list, and takes
    the companies from the user's selection, never from the caller. Amounts of several company
    currencies are never added up: each currency is a section of its own.
    """
    _name = 'ar.ageing'
    _description = "Aged Receivables"

    # === ASKED BY THE SCREEN === #

    @api.model
    @api.readonly
    def get_report(self, options=None):
        """One page of customers with their ageing, and the totals, per section.

        :param dict options: see `ageing_options.AgeingOptions`; all can be left out.
        :return: dict of `options` (as understood), `buckets` (key and label of each column),
            `bases`, `collectors`, `companies` and `sections`. A section has `currency_id`, `rows`,
            `totals` (amounts in that currency), `count` (customers) and `page`.
        :raise UserError: for an option that cannot be used.
        :raise AccessError: for who is no collector.
        """
        query = self._query(options)
        return {
            'options': self._describe_options(query.options),
            'today': fields.Date.context_today(self).isoformat(),
            'buckets': self._describe_buckets(query.options),
            'bases': self._describe_bases(),
            'collectors': self._describe_collectors(query.companies),
            'companies': query.companies._ar_bank_news(),
            'sections': self._sections(query),
        }

    @api.model
    @api.readonly
    def get_items(self, options, section, partner_id=None, currency_id=None, is_disputed=False):
        """The open items of one customer, for unfolding a row.

        :param int section: currency id of the section the row stands in.
        :param partner_id: False or None for items without customer.
        :param currency_id: only items of that document currency, for rows split by currency.
        :param is_disputed: the disputed parts or the others, for rows split by dispute.
        :return: dict of `items`, oldest due date first, and `count`; at most 200 items.
        """
        query = self._query(options, section=section)
        rows = self._fetch(query, query.items_of(
            self._read_id(partner_id), self._read_id(currency_id), bool(is_disputed),
            ITEM_LIMIT))
        kinds = self._kinds()
        companies = {company.id: company.name for company in query.companies}
        return {
            'count': rows[0]['item_count'] if rows else 0,
            'items': [self._describe_item(row, kinds, companies) for row in rows],
        }

    @api.model
    @api.readonly
    def get_tie_out(self, options=None, thorough=False):
        """Whether the open items of the day add up to the general ledger, per account.

        Filters do not matter: it is all open items of the companies that are proven.

        :param bool thorough: go through every item, not only when a sum is off.
        :return: dict of `tied`, `accounts` and `lines` as `ar.tie.out._compare` gives them, with
            names of companies, accounts and customers, and `line_count`.
        """
        query = self._query(options)
        return self._tie_out(query, bool(thorough))

    # === QUESTION === #

    @api.model
    def _query(self, options, **fixed):
        """Check the right to ask and make the query of a question.

        :param fixed: options that the caller does not choose.
        """
        options = options or {}
        if isinstance(options, dict):
            options = {**options, **fixed}
        self.env.user._ar_check_role('collector')
        return AgeingQuery(self.env, self.env.companies, read_options(self.env, options))

    @api.model
    def _fetch(self, query, statement):
        query.prepare()
        self.env.cr.execute(statement)
        return self.env.cr.dictfetchall()

    @api.model
    def _read_id(self, value):
        return value if type(value) is int and 0 < value < 2**31 else None

    # === ANSWER === #

    @api.model
    def _sections(self, query):
        """Sections in the order of the user's companies' currencies, then of currency ids."""
        sections = {}
        for row in self._fetch(query, query.customers_page()):
            section = sections.setdefault(row['section_id'], self._new_section(query, row))
            if row['is_total']:
                section.update(
                    count=row['position'], totals=self._describe_customer(query, row))
            else:
                section['rows'].append(self._describe_customer(query, row))
        order = query.companies.currency_id.ids
        rank = {currency_id: place for place, currency_id in enumerate(order)}
        return sorted(
            sections.values(),
            key=lambda section: (rank.get(section['currency_id'], len(order)),
                                 section['currency_id']),
        )

    @api.model
    def _new_section(self, query, row):
        currency = self.env['res.currency'].browse(row['section_id'])
        return {
            'currency_id': currency.id,
            'currency': currency.name,
            'companies': [] if query.options.currency != COMPANY else [
                company.name for company in query.companies if company.currency_id == currency],
            'rows': [],
            'page': query.options.page,
        }

    @api.model
    def _describe_customer(self, query, row):
        described = {
            name: row[name]
            for name in (
                'partner_id', *query.sums, 'amount_currency', 'is_disputed', 'items', 'days')
        }
        currency = self.env['res.currency'].browse(row['currency_id'] or ())
        described['currency_id'] = currency.id
        described['currency'] = currency.name
        described['name'] = None if row['is_total'] else self._row_name(row)
        return described

    @api.model
    def _row_name(self, row):
        """The customer of a row, and whether the row is what it disputes."""
        name = row['name'] or self.env._("Without customer")
        return self.env._("%s: disputed", name) if row['is_disputed'] else name

    @api.model
    def _describe_item(self, row, kinds, companies):
        return {
            'id': row['id'],
            'move_id': row['move_id'],
            'name': row['move_name'] or '',
            'ref': self._reference(row),
            'kind': kinds.get(row['move_type'], ''),
            'company': companies[row['company_id']],
            'date': (row['invoice_date'] or row['date']).isoformat(),
            'due': row['date_due'].isoformat(),
            'days_overdue': row['days_overdue'],
            'bucket': row['bucket'],
            'amount': row['amount'],
            'amount_currency': row['amount_currency'],
            'disputed': row['disputed'],
            'currency_id': row['currency_id'],
        }

    @api.model
    def _reference(self, row):
        """What the document says besides its number, which Odoo repeats on the item."""
        reference = row['ref'] or row['name'] or ''
        return '' if reference == row['move_name'] else reference

    @api.model
    def _describe_options(self, options):
        return {
            'as_of': options.as_of.isoformat(),
            'basis': options.basis,
            'bounds': ','.join(str(bound) for bound in options.bounds),
            'currency': options.currency,
            'by_currency': options.by_currency,
            'by_dispute': options.by_dispute,
            'overdue_only': options.overdue_only,
            'collector': options.collector or 0,
            'search': options.search,
            'sort': options.sort,
            'descending': options.descending,
            'limit': options.limit,
        }

    @api.model
    def _describe_buckets(self, options):
        return [
            {'key': f'bucket_{bucket.index}', 'label': self._bucket_label(bucket, options)}
            for bucket in options.buckets
        ]

    @api.model
    def _bucket_label(self, bucket, options):
        """The bucket as people read it. By invoice date the youngest also holds today's."""
        return self.env['res.company']._ar_bucket_label(
            bucket, with_today=not options.by_maturity)

    @api.model
    def _describe_bases(self):
        labels = {
            DUE: self.env._("Due date"),
            INVOICE: self.env._("Invoice date"),
            ORIGINAL: self.env._("Original due date"),
        }
        return [{'key': basis, 'label': labels[basis]} for basis in known_bases(self.env)]

    @api.model
    def _describe_collectors(self, companies):
        """What the collector can be chosen from, the asking user first."""
        me = self.env.user
        collectors = self._collectors(companies).sorted(lambda user: (user != me, user.name))
        return [
            {'id': user.id, 'name': self.env._("My customers") if user == me else user.name}
            for user in collectors
        ]

    @api.model
    def _collectors(self, companies):
        """Who looks after customers of these companies."""
        [(collectors,)] = self.env['ar.credit.account']._read_group(
            [('company_id', 'in', companies.ids), ('collector_id', '!=', False)],
            [], ['collector_id:recordset'])
        return collectors.sudo()

    @api.model
    def _kinds(self):
        field = self.env['ar.open.item']._fields['move_type']
        return dict(field._description_selection(self.env))

    # === TIE-OUT === #

    @api.model
    def _tie_out(self, query, thorough):
        proof = self.env['ar.tie.out']._compare(query.companies, query.options.as_of, thorough)
        rows = [*proof['accounts'], *proof['lines']]
        accounts = self._account_names(rows, query.companies)
        companies = {company.id: company for company in query.companies}
        partners = self.env['res.partner'].sudo().browse(
            {line['partner_id'] for line in proof['lines'] if line['partner_id']})
        names = {partner.id: partner.display_name for partner in partners}
        for row in rows:
            company = companies[row['company_id']]
            row['company'] = company.name
            row['currency_id'] = company.currency_id.id
            row['account'] = accounts[row['company_id'], row['account_id']]
        for line in proof['lines']:
            line['partner'] = names.get(line['partner_id'], '')
            line['date'] = line['date'].isoformat()
        return proof

    @api.model
    def _account_names(self, rows, companies):
        """Names with code, as each company numbers its accounts."""
        names = {}
        for company in companies:
            ids = {row['account_id'] for row in rows if row['company_id'] == company.id}
            accounts = self.env['account.account'].sudo().with_company(company).browse(ids)
            names.update({(company.id, account.id): account.display_name for account in accounts})
        return names
