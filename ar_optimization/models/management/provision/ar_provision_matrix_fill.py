from collections import defaultdict
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import provision

NEVER = 1_000_000  # days: no item is that old
SEGMENTS = {
    'tier': ('ar.credit.tier', SQL("account.tier_id")),
    'country': ('res.country', SQL("customer.country_id")),
    'currency': ('res.currency', SQL("line.currency_id")),
    'all': (None, SQL("NULL::int")),
}
NEEDED = ('id', 'company_id', 'partner_id', 'currency_id', 'date', 'date_maturity', 'move_name')


class ArProvisionMatrix(models.Model):
    """How a matrix is filled: open items and what became of earlier ones, by statements whose
    number does not depend on how many customers there are."""
    _inherit = 'ar.provision.matrix'

    # === FILL === #

    def _refill(self):
        """Read ledger and history again. What people typed is kept, else taken over from the
        newest approved matrix of the company with the same segments."""
        for matrix in self.sudo():
            matrix._fill()

    def _fill(self):
        self.env.flush_all()
        self.env['ar.tie.out']._prepare()
        kept_rates, kept_items = self._typed()
        rates, months = self._own_rates()
        rows, credits = self._balances()
        self.line_ids.unlink()
        self.history_months = months
        self.line_ids = self.env['ar.provision.line'].create([
            {**vals, **kept_rates.get((vals['segment'], vals['bucket']), {})}
            for vals in self._line_vals(rows, rates)])
        self._translate_names()
        self._fill_items(kept_items)
        self._prove(credits)

    def _prove(self, credits):
        """Set open items beside the balance of the ledger, which is read without looking at them.

        :param float credits: all unapplied credits, negative.
        """
        found = self.env['ar.tie.out']._compare(self.company_id, self.date)
        total = {name: sum(self.line_ids.mapped(name))
                 for name in ('balance', 'set_off_amount', 'covered_amount')}
        self.write({
            'debt_amount': total['balance'], 'credit_amount': credits,
            'set_off_amount': total['set_off_amount'],
            'covered_amount': total['covered_amount'],
            'ledger_amount': float(sum(row['ledger'] for row in found['accounts'])),
        })

    def _typed(self):
        """What people typed: rates by segment and bucket, decisions by journal item."""
        source = self if self.line_ids else self.search([
            ('company_id', '=', self.company_id.id), ('segment_by', '=', self.segment_by),
            ('date', '<', self.date), ('state', 'in', ('approved', 'booked'))], limit=1)
        rates = {
            (line.segment, line.bucket):
                {'typed_rate': line.typed_rate, 'typed_source': line.typed_source}
            for line in source.line_ids if line.typed_source or line.typed_rate}
        items = {
            item.move_line_id.id:
                {'is_specific': item.is_specific, 'rate': item.rate, 'reason': item.reason}
            for item in source.item_ids}
        return rates, items

    def _line_vals(self, rows, rates):
        """One row per segment that owes anything and bucket, also where a bucket is empty.

        :param rows: {(segment, bucket): (balance, set off, covered)}
        :param rates: {segment: list of `tools.provision.Rate`}, None for all together.
        """
        names = self._segment_names({segment for segment, _bucket in rows})
        labels = self.company_id._ar_bucket_labels()
        for segment, name in names.items():
            own = rates.get(segment, rates[None])
            for bucket, label in enumerate(labels):
                balance, set_off, covered = rows.get((segment, bucket), (0.0, 0.0, 0.0))
                known = own[bucket].rate is not None
                yield {
                    'matrix_id': self.id, 'segment': segment, 'segment_name': name,
                    'bucket': bucket, 'bucket_name': label, 'balance': balance,
                    'set_off_amount': set_off, 'covered_amount': covered,
                    'own_rate': 100 * own[bucket].rate if known else 0.0,
                    'own_source': own[bucket].source if known else False,
                    'own_count': own[bucket].count,
                }

    def _translate_names(self):
        """Name segments and buckets in the languages of the other readers, too."""
        for code, __ in self.env['res.lang'].get_installed():
            if code == (self.env.lang or 'en_US'):
                continue
            lines = self.line_ids.with_context(lang=code)
            names = self.with_context(lang=code)._segment_names(set(lines.mapped('segment')))
            for segment, found in lines.grouped('segment').items():
                found.segment_name = names[segment]
            labels = self.with_context(lang=code).company_id._ar_bucket_labels()
            for bucket, found in lines.grouped('bucket').items():
                found.bucket_name = labels[bucket]

    def _segment_names(self, segments):
        """{id of the tier, country or currency, 0 for none: its name}"""
        model = SEGMENTS[self.segment_by][0]
        if not model:
            return dict.fromkeys(segments, self.env._("All customers"))
        names = {record.id: record.display_name
                 for record in self.env[model].browse(segments - {0}).exists()}
        return {segment: names.get(segment, self.env._("Not stated")) for segment in segments}

    def _fill_items(self, kept):
        """The items that can be assessed singly, each with its row of the matrix."""
        lines = {(line.segment, line.bucket): line.id for line in self.line_ids}
        self.env['ar.provision.item'].create([
            {
                'matrix_id': self.id, 'line_id': lines[row['segment'], row['bucket']],
                'move_line_id': row['id'], 'name': row['move_name'],
                'partner_id': row['partner_id'], 'date_maturity': row['due'],
                'cause': row['cause'], 'amount': float(row['amount']),
                **kept.get(row['id'], {}),
            } for row in self._single_items()])

    # === GATHER === #

    def _items(self, day):
        return self.env['ar.open.item'].with_company(self.company_id).with_context(
            ar_as_of=fields.Date.to_string(day))

    def _segment_sql(self):
        return SQL("COALESCE(%s, 0)", SEGMENTS[self.segment_by][1])

    @api.model
    def _customer_joins(self):
        return SQL(
            """
            LEFT JOIN res_partner partner ON partner.id = line.partner_id
            LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id
            LEFT JOIN ar_credit_account account
                   ON account.partner_id = partner.commercial_partner_id
                  AND account.company_id = line.company_id
            """)

    def _owed_sql(self):
        """The open items of the day as `item`, and as `owed` the debts among them, each with what
        is set off and covered. A customer's credits pay its oldest items first; credits without
        customer pay nothing."""
        items = self._items(self.date)
        return SQL(
            """
            WITH item AS MATERIALIZED (
                SELECT line.id, line.move_name, line.residual, customer.id AS partner_id,
                       %(segment)s AS segment, %(bucket)s::int AS bucket, %(due)s AS due,
                       %(disputed)s AS disputed
                  FROM (%(lines)s) line %(joins)s %(disputes)s
                 WHERE line.company_id = %(company)s
            ), credit AS (
                SELECT partner_id, -SUM(residual) AS amount
                  FROM item WHERE residual < 0 AND partner_id IS NOT NULL GROUP BY partner_id
            ), debt AS (
                SELECT item.*, LEAST(item.residual, GREATEST(0, COALESCE(credit.amount, 0)
                         - (SUM(item.residual) OVER by_age - item.residual))) AS set_off
                  FROM item LEFT JOIN credit ON credit.partner_id = item.partner_id
                 WHERE item.residual > 0
                WINDOW by_age AS (PARTITION BY item.partner_id ORDER BY item.due, item.id)
            ), owed AS (
                SELECT debt.*,
                       LEAST(debt.residual - debt.set_off, COALESCE(cover.amount, 0)) AS covered
                  FROM debt
             LEFT JOIN jsonb_to_recordset(%(covers)s) AS cover (id int, amount numeric)
                    ON cover.id = debt.id
            )
            """,
            segment=self._segment_sql(), bucket=items._bucket_sql(), due=items._due_sql(),
            disputed=items._disputed_sql(), disputes=items._disputed_join(),
            lines=items._open_lines_sql((*NEEDED, 'balance')), joins=self._customer_joins(),
            company=self.company_id.id, covers=Json(self._covered_items()),
        )

    def _balances(self):
        """What is owed by segment and bucket, and all credits.

        :return: ({(segment, bucket): (balance, set off, covered)}, credits, negative)
        """
        rows = self.env.execute_query(SQL(
            """
            %s SELECT segment, bucket, SUM(residual), SUM(set_off), SUM(covered)
                 FROM owed GROUP BY segment, bucket
            UNION ALL
               SELECT NULL, NULL, SUM(residual), 0, 0 FROM item WHERE residual < 0
            """, self._owed_sql()))
        found = {(segment, bucket): tuple(map(float, amounts))
                 for segment, bucket, *amounts in rows if segment is not None}
        credits = sum(float(row[2] or 0) for row in rows if row[0] is None)
        return found, credits

    def _single_items(self):
        """Items that are disputed, with an agency or in court, as dicts."""
        return self.env.execute_query_dict(SQL(
            """
            %s, single AS (
                SELECT owed.*, residual - set_off - covered AS net,
                       CASE WHEN EXISTS (
                                SELECT FROM ar_legal_case_item_rel rel
                                  JOIN ar_legal_case legal ON legal.id = rel.ar_legal_case_id
                                 WHERE rel.account_move_line_id = owed.id
                                   AND legal.state IN ('demand', 'court')) THEN 'legal'
                            WHEN EXISTS (
                                SELECT FROM ar_placement_line placed
                                  JOIN ar_placement placement
                                    ON placement.id = placed.placement_id
                                 WHERE placed.move_line_id = owed.id AND placed.is_live
                                   AND placement.state = 'placed') THEN 'agency'
                            WHEN disputed > 0 THEN 'dispute' END AS cause
                  FROM owed)
            SELECT id, move_name, partner_id, segment, bucket, due, cause,
                   CASE WHEN cause = 'dispute' THEN LEAST(net, disputed) ELSE net END AS amount
              FROM single WHERE cause IS NOT NULL AND net > 0 ORDER BY due, id
            """, self._owed_sql()))

    def _covered_items(self):
        """What covers pay that are integral to the contract, as rows of journal item and amount.
        Other covers are contracts of their own and do not lower the allowance (B5.5.55)."""
        covers = self.env['ar.cover']._integral(self.company_id)
        worths = self.env['ar.credit.account']._worth_of_covers(
            covers, fields.Date.context_today(self)) if covers else {}
        digits = self.currency_id.decimal_places
        return [
            {'id': line_id, 'amount': amount}
            for found in worths.values()
            for line_id, amount in provision.spread_cover(found, digits).items()]

    # === HISTORY === #

    def _own_rates(self):
        """Lifetime loss rates of the company's own history.

        :return: ({segment: list of `tools.provision.Rate`; None: all together}, months found)
        """
        flows, months, width = defaultdict(list), 0, len(self.company_id._ar_buckets())
        for start, end in self._history():
            found = self.env.execute_query(self._flows_sql(start, end))
            months += bool(found)
            for segment, *figures in found:
                flows[segment].append(provision.Flow(*figures[:3], *map(float, figures[3:])))
        if months < provision.MIN_MONTHS:
            return {None: [provision.UNKNOWN] * width}, months
        everything = [flow for found in flows.values() for flow in found]
        rates = {None: provision.lifetime_rates(everything, width)}
        for segment, found in flows.items():
            rates[segment] = provision.lifetime_rates(found, width, rates[None])
        return rates, months

    def _history(self):
        """The months before the day, as pairs of the last day before and the last day of each."""
        first = (self.date + relativedelta(days=1)).replace(day=1)
        return list(pairwise(
            first - relativedelta(months=back, days=1)
            for back in range(self.months, -1, -1)))

    def _flows_sql(self, start, end):
        """What became until one day of what was open on an earlier one, by segment and buckets.

        :return: `SQL` select of segment and the columns of `tools.provision.Flow`.
        """
        before, after = self._items(start), self._items(end)
        return SQL(
            """
            SELECT segment, bucket, target, COUNT(*), SUM(residual),
                   SUM(CASE WHEN days > %(lost_after)s THEN written + kept ELSE written END),
                   SUM(CASE WHEN days > %(lost_after)s THEN 0 ELSE kept END)
              FROM (
                SELECT %(segment)s AS segment, %(bucket)s::int AS bucket,
                       %(target)s::int AS target, %(days)s AS days, line.residual,
                       LEAST(line.residual, COALESCE(taken.lost, 0)) AS written,
                       GREATEST(0, line.residual - COALESCE(taken.amount, 0)) AS kept
                  FROM (%(lines)s) line %(joins)s
             LEFT JOIN (%(taken)s) taken ON taken.line_id = line.id
                 WHERE line.company_id = %(company)s AND line.residual > 0
                   AND %(days_before)s <= %(lost_after)s
                   ) seen
          GROUP BY segment, bucket, target
            """,
            segment=self._segment_sql(), bucket=before._bucket_sql(), target=after._bucket_sql(),
            days=after._days_sql(), days_before=before._days_sql(),
            lines=before._open_lines_sql(NEEDED), joins=self._customer_joins(),
            taken=self._taken_sql(start, end), company=self.company_id.id,
            lost_after=self.lost_after or NEVER,
        )

    def _taken_sql(self, start, end):
        """What was matched with items in a time, and how much of it by write-offs: entries of
        ours, or the part of any other that is on the account of bad debts."""
        losses = self.company_id.ar_bad_debt_account_id.id or 0
        return SQL(
            """
            SELECT part.debit_move_id AS line_id, SUM(part.amount) AS amount,
                   SUM(part.amount * CASE WHEN move.ar_write_off_id IS NOT NULL THEN 1
                       ELSE LEAST(1, GREATEST(0, COALESCE(loss.part, 0))) END) AS lost
              FROM account_partial_reconcile part
              JOIN account_move_line other ON other.id = part.credit_move_id
              JOIN account_move move ON move.id = other.move_id
         LEFT JOIN (
                SELECT line.move_id, SUM(line.balance) FILTER (WHERE line.account_id = %(losses)s)
                       / NULLIF(SUM(line.credit) FILTER (WHERE line.account_id IN %(owed)s), 0)
                       AS part
                  FROM account_move_line line
                 WHERE line.move_id IN (
                       SELECT move_id FROM account_move_line WHERE account_id = %(losses)s)
              GROUP BY line.move_id) loss ON loss.move_id = move.id
             WHERE part.max_date > %(start)s AND part.max_date <= %(end)s
               AND part.company_id = %(company)s AND other.parent_state = 'posted'
          GROUP BY part.debit_move_id
            """, losses=losses, start=start, end=end, company=self.company_id.id,
            owed=self.env['account.account']._ar_receivable_ids())
