from datetime import date, timedelta

from psycopg2.extras import Json

from odoo import api, models
from odoo.tools import SQL

from ....tools import interest

CHUNK = 5000  # instalments that are computed and kept together
COLUMNS = {
    'kind': 'varchar', 'mode': 'varchar', 'company_id': 'int', 'account_id': 'int',
    'partner_id': 'int', 'move_line_id': 'int', 'source_move_id': 'int', 'policy_id': 'int',
    'currency_id': 'int', 'amount': 'numeric', 'date_from': 'date', 'date_to': 'date',
    'days': 'int', 'unknown_days': 'int', 'unverified_days': 'int', 'is_capped': 'boolean',
    'basis': 'jsonb',
}


class ArInterestCharge(models.Model):
    """The night: interest of every instalment that is late, computed anew from the ledger. It can
    be run again any time; what is invoiced or let go is never touched."""
    _inherit = 'ar.interest.charge'

    # === CRON === #

    @api.model
    def _accrue(self, companies, today, line_ids=None):
        """Bring the memos of these companies up to date, in chunks.

        :param companies: `res.company`
        :param date today: the last day that is counted.
        :param line_ids: only these journal items.
        """
        self._flush_ledger()
        self.env['ar.interest.stop'].sudo()._follow(companies, today)
        facts, last = self._shared_facts(), 0
        while rows := self._gather(companies, today, last, line_ids):
            self._apply([
                charge for row in rows for charge in self._decide(row, facts, today)])
            last = rows[-1]['line_id']
            self.env['ar.credit.account']._commit_chunk()
        self.invalidate_model()

    @api.model
    def _catch_up(self, run):
        """Bring the memos of a run's items to its day, where the last night has not: those of
        notices that say something about interest.

        :param run: one `ar.dunning.run`, whose notices are there.
        """
        self._flush_ledger()
        stale = self.env.execute_query(SQL(
            """
            SELECT DISTINCT line.move_line_id
              FROM ar_dunning_notice notice
              JOIN ar_dunning_level level ON level.id = notice.level_id
              JOIN ar_dunning_notice_line line ON line.notice_id = notice.id
             WHERE notice.run_id = %s AND level.interest_rule <> 'none'
               AND NOT EXISTS (
                    SELECT FROM ar_interest_charge charge
                     WHERE charge.move_line_id = line.move_line_id AND charge.kind = 'interest'
                       AND charge.state = 'memo' AND charge.date_to >= %s)
            """, run.id, run.date))
        if stale:
            self._accrue(run.company_id, run.date, [line_id for line_id, in stale])

    @api.model
    def _flush_ledger(self):
        for name in (
                'account.move', 'account.move.line', 'account.partial.reconcile', 'res.partner',
                'ar.credit.account', 'ar.contract.version', 'ar.interest.charge',
                'ar.interest.policy', 'ar.interest.stop'):
            self.env[name].flush_model()

    # === GATHER === #

    @api.model
    def _gather(self, companies, today, last, line_ids=None):
        """The late instalments of a chunk, each with all that its interest follows from.

        :param int last: id of the last journal item that was looked at.
        :return: list of dicts.
        """
        only = SQL("AND line.id = ANY(%s)", list(line_ids)) if line_ids is not None else SQL("")
        self.env.cr.execute(SQL(
            """
            WITH candidate AS MATERIALIZED (
                SELECT item.id FROM account_move_line item
                 WHERE item.amount_residual <> 0 AND item.company_id IN %(companies)s
                   AND item.account_id IN %(accounts)s AND item.parent_state = 'posted'
                   AND COALESCE(item.date_maturity, item.date) < %(today)s AND item.id > %(last)s
                 UNION
                SELECT charge.move_line_id FROM ar_interest_charge charge
                 WHERE charge.state IN ('memo', 'reversed') AND charge.kind = 'interest'
                   AND charge.company_id IN %(companies)s AND charge.move_line_id > %(last)s
            ), late AS MATERIALIZED (
                SELECT line.id, line.company_id, line.currency_id, line.amount_currency,
                       line.move_id, COALESCE(line.date_maturity, line.date) AS due,
                       move.ar_contract_version_id, account.id AS account_id
                  FROM candidate
                  JOIN account_move_line line ON line.id = candidate.id
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner contact ON contact.id = line.partner_id
                  JOIN ar_credit_account account
                    ON account.partner_id = contact.commercial_partner_id
                   AND account.company_id = line.company_id
                 WHERE line.parent_state = 'posted' AND line.balance > 0
                   AND line.amount_currency > 0 AND line.no_followup IS NOT TRUE
                   AND move.ar_is_interest IS NOT TRUE
                   AND COALESCE(line.date_maturity, line.date) < %(today)s %(only)s
              ORDER BY line.id LIMIT %(chunk)s
            )
            SELECT late.id AS line_id, late.company_id, late.currency_id, late.due,
                   late.amount_currency AS amount, late.move_id,
                   account.id AS account_id, account.partner_id,
                   COALESCE(partner.country_id, owner.country_id) AS country_id,
                   version.penalty_rate, version.penalty_period,
                   %(debtor)s AS debtor,
                   (%(policy)s) AS policy_id,
                   frozen.after, COALESCE(frozen.charged, 0) AS charged,
                   COALESCE(frozen.has_fee, FALSE) AS has_fee,
                   (SELECT json_agg(json_build_array(term.date, term.amount))
                      FROM (%(changes)s) term) AS changes,
                   (SELECT json_agg(json_build_array(stop.date_from, stop.date_to))
                      FROM ar_interest_stop stop WHERE stop.account_id = account.id) AS stops
              FROM late
              JOIN ar_credit_account account ON account.id = late.account_id
              JOIN res_partner partner ON partner.id = account.partner_id
              JOIN res_company company ON company.id = late.company_id
              JOIN res_partner owner ON owner.id = company.partner_id
         LEFT JOIN ar_contract_version version ON version.id = late.ar_contract_version_id
         LEFT JOIN LATERAL (
                SELECT MAX(charge.date_to) FILTER (WHERE charge.kind = 'interest') AS after,
                       SUM(charge.amount) FILTER (WHERE charge.kind = 'interest') AS charged,
                       BOOL_OR(charge.kind = 'fee') AS has_fee
                  FROM ar_interest_charge charge
                 WHERE charge.move_line_id = late.id
                   AND (charge.state IN ('posted', 'waived')
                        OR (charge.kind = 'fee' AND charge.state = 'memo'))) frozen ON TRUE
          ORDER BY late.id
            """,
            last=last, companies=companies._ids, today=today, chunk=CHUNK, only=only,
            accounts=self.env['account.account']._ar_receivable_ids(),
            debtor=self.env['ar.interest.policy']._debtor_sql(),
            policy=self.env['ar.interest.policy']._policy_sql(),
            changes=SQL(" UNION ALL ").join(self._principal_terms())))
        return self.env.cr.dictfetchall()

    @api.model
    def _principal_terms(self):
        """Hook: what changes the principal of an instalment that bears interest, as selects with
        `date` and `amount` in its currency (negative: less) over `late.id` and `late.due`. A day
        still bears interest on what is paid on it.

        Here: payments by their day; a credit note corrects the invoice from the beginning. The
        collection room adds what is disputed (negative, from the day before it is) and what no
        longer is.

        :return: list of `SQL`.
        """
        return [SQL(
            """
            SELECT CASE WHEN other_move.move_type = 'out_refund' THEN late.due
                        ELSE part.max_date END AS date,
                   -part.debit_amount_currency AS amount
              FROM account_partial_reconcile part
              JOIN account_move_line other ON other.id = part.credit_move_id
              JOIN account_move other_move ON other_move.id = other.move_id
             WHERE part.debit_move_id = late.id AND other.parent_state = 'posted'
            """)]

    @api.model
    def _shared_facts(self):
        """Policies, laws and currencies, read once for all: what `_decide` looks things up in."""
        return {
            'policies': {
                policy.id: policy for policy in self.env['ar.interest.policy'].sudo().search(
                    [('active', 'in', (True, False))])},
            'laws': self.env['ar.legal.term'].sudo().search([('active', '=', True)]),
            'digits': {
                currency.id: currency.decimal_places for currency in
                self.env['res.currency'].with_context(active_test=False).search([])},
            'law_of': {}, 'terms': {},
        }

    # === DECIDE === #

    @api.model
    def _decide(self, row, facts, today):
        """What an instalment costs: values of a memo of interest, and of its fee once.

        :param dict row: of `_gather`.
        :param dict facts: of `_shared_facts`.
        :return: list of dicts by `COLUMNS`.
        """
        policy = facts['policies'].get(row['policy_id'])
        if not policy or policy.mode == 'none':
            return
        terms = self._terms(row, policy, facts)
        nothing = not terms.rates and policy.basis == 'agreed_only'
        late = interest.Interest(0.0, ()) if nothing else interest.accrue(
            self._item(row, policy), terms, today)
        basis = {
            'mode': policy.mode, 'company_id': row['company_id'], 'account_id': row['account_id'],
            'partner_id': row['partner_id'], 'move_line_id': row['line_id'],
            'source_move_id': row['move_id'], 'policy_id': policy.id,
        }
        yield {
            **basis, 'kind': 'interest', 'currency_id': row['currency_id'], 'amount': late.amount,
            'date_from': late.after and late.after + timedelta(1), 'date_to': late.until,
            'days': late.days, 'unknown_days': late.unknown,
            'unverified_days': late.unverified, 'is_capped': late.capped,
            'basis': [self._span(span) for span in late.spans],
        }
        if late.days and policy.fee and not row['has_fee']:
            yield {
                **basis, 'kind': 'fee', 'currency_id': policy.currency_id.id, 'amount': policy.fee,
                'date_from': late.after + timedelta(1), 'date_to': late.after + timedelta(1)}

    @api.model
    def _item(self, row, policy):
        """A row as `tools.interest.Item`."""
        after = [day for day in (row['after'], policy.date_start) if day]
        return interest.Item(
            float(row['amount']), row['due'],
            tuple((date.fromisoformat(day), float(amount))
                  for day, amount in row['changes'] or ()),
            tuple((date.fromisoformat(first), last and date.fromisoformat(last))
                  for first, last in row['stops'] or ()),
            max(after, default=None), float(row['charged']))

    @api.model
    def _terms(self, row, policy, facts):
        """The `tools.interest.Terms` of a row, made once for all that share them."""
        key = (policy.id, row['country_id'], row['debtor'], row['company_id'],
               row['penalty_rate'], row['penalty_period'], row['currency_id'])
        if key not in facts['terms']:
            agreed = row['penalty_rate'] and interest.Rate(
                interest.BEGIN, float(row['penalty_rate']), row['penalty_period'])
            law = facts['laws']._of_country(
                self.env['res.country'].browse(row['country_id']), row['debtor'])
            facts['terms'][key] = policy._terms(
                law, agreed or None, facts['digits'][row['currency_id']])
        return facts['terms'][key]

    @api.model
    def _span(self, span):
        return {
            'first': (span.after + timedelta(1)).isoformat(), 'last': span.until.isoformat(),
            'days': span.days, 'principal': span.principal,
            'rate': span.rate and span.rate.percent, 'period': span.rate and span.rate.period,
            'amount': interest.rounded(span.amount, 4),
            **({} if not span.rate or span.rate.verified else {'unverified': True}),
        }

    # === APPLY === #

    @api.model
    def _apply(self, charges):
        """Keep what was decided, by three statements: what differs, what is no longer due, and
        fees whose policy says something else by now."""
        rows = [
            {**charge, **{name: charge[name].isoformat() for name in ('date_from', 'date_to')
                          if charge[name]}}
            for charge in charges if charge['amount'] or charge.get('unknown_days')]
        names = list(COLUMNS)
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        changing = [name for name in names if name not in ('kind', 'move_line_id')]
        if rows:
            self.env.cr.execute(SQL(
                """
                INSERT INTO ar_interest_charge AS charge (
                       %(columns)s, state, amount_waived, amount_due, create_uid, create_date,
                       write_uid, write_date)
                SELECT %(columns)s, 'memo', 0, amount, %(user)s, now(), %(user)s, now()
                  FROM jsonb_to_recordset(%(rows)s) AS row (%(typed)s)
                    ON CONFLICT (move_line_id, kind)
                       WHERE state = 'memo' AND move_line_id IS NOT NULL
                    DO UPDATE SET %(sets)s, write_date = now(),
                       amount_due = GREATEST(0, EXCLUDED.amount - charge.amount_waived)
                     WHERE charge.kind = 'interest' AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                columns=columns, user=self.env.uid, rows=Json(rows),
                typed=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(name), SQL(kind))  # pylint: disable=sql-injection
                    for name, kind in COLUMNS.items()),
                sets=SQL(", ").join(
                    SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in changing),
                old=SQL(", ").join(SQL("charge.%s", SQL.identifier(name)) for name in changing),
                new=SQL(", ").join(SQL("EXCLUDED.%s", SQL.identifier(name)) for name in changing)))
            self.env.cr.execute(SQL(
                """
                UPDATE ar_interest_charge fee
                   SET mode = interest.mode, policy_id = interest.policy_id
                  FROM ar_interest_charge interest
                 WHERE interest.move_line_id = ANY(%s) AND interest.kind = 'interest'
                   AND interest.state = 'memo' AND fee.move_line_id = interest.move_line_id
                   AND fee.kind = 'fee' AND fee.state = 'memo' AND fee.mode <> interest.mode
                """, [row['move_line_id'] for row in rows]))
        if gone := [charge['move_line_id'] for charge in charges
                    if not charge['amount'] and not charge.get('unknown_days')]:
            self.env.cr.execute(SQL(
                """
                DELETE FROM ar_interest_charge
                 WHERE move_line_id = ANY(%s) AND state = 'memo' AND kind IN ('interest', 'fee')
                   AND (kind = 'interest' OR NOT EXISTS (
                        SELECT FROM ar_interest_charge other
                         WHERE other.move_line_id = ar_interest_charge.move_line_id
                           AND other.kind = 'interest' AND other.state IN ('posted', 'waived')))
                """, gone))
