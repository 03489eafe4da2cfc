import json
from datetime import date, timedelta
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import kpi_person

SALES_MONTHS = 3  # that DSO takes sales from, as the screen of key figures does unless told
FIRST_MONTHS = 12  # that the first night goes back
FROZEN = ('ar.kpi.result', 'ar.kpi.receipt', 'ar.kpi.migration')  # at the end of a month


class Period(NamedTuple):
    """A month of a company; `until` is its last day, or today while it runs."""

    company: Any
    start: date
    end: date
    until: date

    @property
    def before(self):
        """The day before it."""
        return self.start - timedelta(days=1)

    @property
    def sales_start(self):
        """The first day that sales are taken from."""
        return self.start - relativedelta(months=SALES_MONTHS - 1)

    @property
    def sales_days(self):
        """The days that sales are taken from."""
        return (self.until - self.sales_start).days + 1


class ArKpiResult(models.Model):
    """Results are made for all subjects at once: facts by a few statements, however many people
    there are, figures by `tools.kpi_person`, and one statement that writes what is new."""
    _inherit = 'ar.kpi.result'

    # === BUSINESS === #

    @api.model
    def _rebuild(self, company, date_from, date_to):
        """Compute the results of a month anew, unless it is frozen.

        :param company: one `res.company`.
        :param date date_from: first day of a month; `date_to` its last.
        :return: number of results; 0 when the month is frozen or has not begun.
        """
        today = fields.Date.context_today(self)
        period = Period(company, date_from, date_to, min(date_to, today))
        if period.until < date_from or self._is_frozen(company, date_from):
            return 0
        engine = self.sudo().with_company(company)
        engine.env.cr.execute("SET LOCAL jit = off")  # it compiles for longer than it saves
        engine._lay_out(period)
        engine.env['ar.kpi.receipt']._count(period)
        engine.env['ar.kpi.migration']._build(period)
        facts = engine._facts(period)
        return engine._store(period, engine._rows(period, facts))

    @api.model
    def _is_frozen(self, company, date_from):
        return any(
            self.env[name].sudo().search_count([
                ('company_id', '=', company.id), ('date_from', '=', date_from),
                ('state', '=', 'frozen')], limit=1)
            for name in FROZEN)

    @api.model
    def _rows(self, period, facts):
        """What is to be stored: of the company always, so that a quiet month is known to be one.

        :param dict facts: {(subject, ref): {name: sum}}
        :return: list of dicts, as JSON.
        """
        measures = {
            key: kpi_person.MEASURES[key] for key in self._measure_names()}
        place = {key: number for number, key in enumerate(measures)}
        names = self._subject_names(facts)
        rate = period.company._ar_capital_rate()
        return [
            {'subject': subject, 'subject_ref': ref, 'subject_name': names.get((subject, ref)),
             'user_id': ref or None if subject in ('collector', 'salesperson') else None,
             'tier_id': ref or None if subject == 'tier' else None,
             'measure': key, 'sequence': place[key], 'value': figure.value,
             'numerator': figure.numerator, 'denominator': figure.denominator}
            for (subject, ref), sums in facts.items()
            if subject == 'company' or any(sums.values())
            for key, figure in kpi_person.figures(kpi_person.complete(
                sums, period.sales_days, (period.until - period.start).days + 1, rate),
                self._measures_of(subject, measures)).items()]

    @api.model
    def _measures_of(self, subject, measures):
        """The measures that there are of a subject: all, unless its facts do not tell some."""
        return measures

    @api.model
    def _subject_names(self, facts):
        """Names as they are now: {(subject, ref): name}; nobody has none."""
        users = self.env['res.users'].with_context(active_test=False).browse(
            {ref for subject, ref in facts if subject in ('collector', 'salesperson') and ref})
        tiers = self.env['ar.credit.tier'].with_context(active_test=False).browse(
            {ref for subject, ref in facts if subject == 'tier' and ref})
        return {
            ('company', 0): self.env.company.name,
            **{('tier', tier.id): tier.code for tier in tiers},
            **{(subject, user.id): user.name
               for user in users for subject in ('collector', 'salesperson')},
            **self._team_names([ref for subject, ref in facts if subject == 'team'])}

    @api.model
    def _team_names(self, ids):
        """Hook: the teams of sales, for a bridge to them.

        :return: {('team', id): name}
        """
        return {}

    @api.model
    def _store(self, period, rows):
        """Write the results of a month, and remove those that there are no longer."""
        columns = (
            'subject', 'subject_ref', 'subject_name', 'plan_name', 'user_id', 'tier_id', 'measure',
            'sequence', 'value', 'numerator', 'denominator')
        self.flush_model()
        words = {
            'columns': SQL(", ").join(map(SQL.identifier, columns)), 'company': period.company.id,
            'start': period.start, 'end': period.end, 'now': fields.Datetime.now(),
            'values': SQL(", ").join(
                SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
                for name in (*columns[2:], 'write_date') if name != 'measure')}
        ids = [row_id for row_id, in self.env.execute_query(SQL(
            """
            INSERT INTO ar_kpi_result (company_id, date_from, date_to, state, create_date,
                                       write_date, %(columns)s)
            SELECT %(company)s, %(start)s, %(end)s, 'open', %(now)s, %(now)s, %(columns)s
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS told(
                   subject varchar, subject_ref int4, subject_name varchar, plan_name varchar,
                   user_id int4, tier_id int4, measure varchar, sequence int4, value numeric,
                   numerator numeric, denominator numeric)
            ON CONFLICT (company_id, date_from, subject, subject_ref, measure)
            DO UPDATE SET %(values)s
            RETURNING id
            """, rows=json.dumps(rows), **words))]
        self.env.cr.execute(SQL(
            "DELETE FROM ar_kpi_result WHERE company_id = %s AND date_from = %s AND id <> ALL(%s)",
            period.company.id, period.start, ids))
        self.invalidate_model()
        return len(ids)

    # === MONTHS === #

    @api.model
    def _build_months(self, company, today, full=False):
        """Bring the results of a company up to date: the running month, those before it that are
        not frozen, and on the first night the last twelve. What has ended long enough is frozen.

        :param bool full: months before the first night, too.
        """
        company = company.sudo()
        company.ar_kpi_since = company.ar_kpi_since or today
        since, known = company.ar_kpi_since.replace(day=1), self._known_months(company)
        for start in self._open_months(company, today):
            ends = today > self._freeze_date(company, start)
            if full or ends or start >= since or start not in known:
                self._rebuild(company, start, start + relativedelta(months=1, days=-1))
            if ends:
                self._freeze_month(company, start)
            self.env['ar.credit.account']._commit_chunk()

    @api.model
    def _known_months(self, company):
        """The first days of the months that have results."""
        rows = self.sudo()._read_group([('company_id', '=', company.id)], ['date_from:day'])
        return {day for day, in rows}

    @api.model
    def _freeze_date(self, company, start):
        """The last day on which the results of a month change. Months before the first night are
        frozen with the month of that night."""
        month = max(start, company.ar_kpi_since.replace(day=1))
        return month + relativedelta(months=1, days=company.ar_kpi_freeze_days - 1)

    @api.model
    def _open_months(self, company, today):
        """The first days of the months to look at, oldest first."""
        running = today.replace(day=1)
        frozen = self.sudo().search([
            ('company_id', '=', company.id), ('state', '=', 'frozen')],
            order='date_from desc', limit=1).date_from
        first = frozen + relativedelta(months=1) if frozen else self._first_month(company, running)
        months = []
        while first and first <= running:
            months.append(first)
            first += relativedelta(months=1)
        return months

    @api.model
    def _first_month(self, company, running):
        """Where the ledger begins, at most a year back; None where nobody owes anything yet."""
        self.env['account.move.line'].flush_model()
        [[day]] = self.env.execute_query(SQL(
            "SELECT MIN(date) FROM account_move_line"
            " WHERE company_id = %s AND account_id IN %s AND parent_state = 'posted'",
            company.id, self.env['account.account']._ar_receivable_ids()))
        return day and max(day.replace(day=1), running - relativedelta(months=FIRST_MONTHS))

    @api.model
    def _freeze_month(self, company, start):
        """Freeze a month, and show salespeople where to find theirs, where collection is on."""
        engine = self.sudo()
        for name in FROZEN:
            engine.env[name]._freeze(company, start)
        rows = engine.search([('company_id', '=', company.id), ('date_from', '=', start)])
        engine.env['ar.event']._log('kpi.frozen', company, numbers={
            company.id: {'month': fields.Date.to_string(start), 'results': len(rows)}})
        if company._ar_position('collection') == 'on':
            sellers = rows.filtered(lambda row: row.subject == 'salesperson').user_id
            sellers.filtered(lambda user: user.active and not user.share)._ar_show_questions()
