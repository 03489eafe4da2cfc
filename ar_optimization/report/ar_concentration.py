from odoo import api, models
from odoo.tools import SQL

from ..tools import kpi

DIMENSIONS = {
    'customer': 'res.partner', 'industry': 'res.partner.industry', 'country': 'res.country'}
TOP, SHOWN = 10, 20


class ArConcentration(models.AbstractModel):
    """On how few customers, industries and countries the receivables hang: what the screen asks.

    A customer counts with all it owes less its own credits; one in credit owes nothing and does
    not make the others' shares larger. Amounts of several currencies are never added up.
    """
    _name = 'ar.concentration'
    _description = "Concentration of Receivables"

    @api.model
    @api.readonly
    def get_report(self):
        """The receivables of now by customer, industry and country, per company currency.

        :return: dict of `dimensions` (key, label) and `sections`. A section has `currency_id`,
            `companies` (names) and `company_ids`, `total` (what customers owe), `credits` (of
            those who are in credit, negative) and by dimension the figures of `_dimension`.
        :raise AccessError: for who is no collector.
        """
        self.env.user._ar_check_role('collector')
        debts = self._debts()
        sections = [
            self._section(currency, companies, debts.get(currency.id, []))
            for currency, companies in self.env.companies.grouped('currency_id').items()
        ]
        self._name_rows(sections)
        return {
            'dimensions': [
                {'key': 'customer', 'label': self.env._("Customer")},
                {'key': 'industry', 'label': self.env._("Industry")},
                {'key': 'country', 'label': self.env._("Country")},
            ],
            'sections': [section for section in sections if section['customer']['count']],
        }

    # === GATHER === #

    @api.model
    def _debts(self):
        """What each customer owes: dict currency id → rows of customer, industry, country (ids)
        and amount. One statement for everything on the screen."""
        items = self.env['ar.open.item'].with_context(ar_as_of=False)
        for model in items._depends:
            self.env[model].flush_model()
        self.env['res.partner'].flush_model(['industry_id', 'country_id'])
        rows = self.env.execute_query(SQL(
            """
            SELECT company.currency_id, customer.id, customer.industry_id, customer.country_id,
                   SUM(line.residual)
              FROM (%(lines)s) line
              JOIN res_company company ON company.id = line.company_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id
             WHERE line.company_id IN %(companies)s
          GROUP BY company.currency_id, customer.id
            """,
            lines=items._open_lines_sql(('company_id', 'partner_id')),
            companies=tuple(self.env.companies.ids),
        ))
        debts = {}
        for currency_id, *row in rows:
            debts.setdefault(currency_id, []).append(row)
        return debts

    # === DECIDE === #

    @api.model
    def _section(self, currency, companies, debts):
        owed = [row for row in debts if row[-1] > 0]
        return {
            'currency_id': currency.id,
            'currency': currency.name,
            'companies': companies.mapped('name'),
            'company_ids': companies.ids,
            'total': currency.round(sum(row[-1] for row in owed)),
            'credits': currency.round(sum(row[-1] for row in debts if row[-1] < 0)),
            **{
                dimension: self._dimension(currency, [(row[place], row[-1]) for row in owed])
                for place, dimension in enumerate(DIMENSIONS)
            },
        }

    @api.model
    def _dimension(self, currency, debts):
        """Receivables by one dimension, the largest first.

        :param debts: pairs of an id (None: not said) and an amount.
        :return: dict of `count`, `top` (percent of the ten largest), `herfindahl`, `rows` (the
            largest: `id`, `amount`, `share`, `cumulative`) and `rest` (all others, or None).
        """
        sums = {}
        for key, amount in debts:
            sums[key] = sums.get(key, 0) + amount
        ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0] or 0))
        amounts = [currency.round(amount) for _key, amount in ranked]
        rows = [
            {'id': key, 'amount': amount, 'share': share, 'cumulative': cumulative}
            for (key, _sum), amount, (share, cumulative) in zip(
                ranked, amounts, kpi.shares(amounts), strict=True)
        ]
        return {
            'count': len(rows),
            'top': kpi.top_share(amounts, TOP),
            'herfindahl': kpi.herfindahl(amounts),
            'rows': rows[:SHOWN],
            'rest': self._rest(currency, rows[SHOWN:]),
        }

    @api.model
    def _rest(self, currency, rows):
        return {
            'count': len(rows),
            'amount': currency.round(sum(row['amount'] for row in rows)),
            'share': sum(row['share'] for row in rows),
        } if rows else None

    # === NAMES === #

    @api.model
    def _name_rows(self, sections):
        """Give the rows that are shown their names: one query per dimension. As on the ageing,
        whose rules on contacts do not matter to who may see what they owe."""
        for dimension, model in DIMENSIONS.items():
            rows = [row for section in sections for row in section[dimension]['rows']]
            records = self.env[model].sudo().browse({row['id'] for row in rows if row['id']})
            names = {record.id: record.display_name for record in records}
            for row in rows:
                row['name'] = names.get(row['id']) or self._unnamed(dimension)

    @api.model
    def _unnamed(self, dimension):
        if dimension == 'customer':
            return self.env._("Without customer")
        return self.env._("Not stated")
