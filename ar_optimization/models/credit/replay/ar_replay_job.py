import logging
import time
from collections import Counter

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ....tools import replay as tools
from ....tools import replay_terms
from .ar_replay_figure import UNITS
from .ar_replay_run import DRAFT, NOW

_logger = logging.getLogger(__name__)

CHUNK = 5000     # customers whose past is in memory at once
REVIEWS = 32_500  # at most so many reviews of them, but of MIN_CHUNK customers in any case
MIN_CHUNK = 100
LOSS_DAYS = 90   # what is overdue for longer counts as lost


class ArReplay(models.Model):
    """The run of a replay: a job of its own that commits after some thousand customers, shows how
    far it is, goes on where it was stopped, and ends when somebody cancels it."""
    _inherit = 'ar.replay'

    # === CRON === #

    @api.model
    def _cron_run(self):
        """Let activated drafts begin whose day has come, then run what waits."""
        cron = self.env['ir.cron']
        self._begin_due(fields.Date.context_today(self))
        waiting = self.search([('state', 'in', ('queued', 'running'))], order='id')
        cron._commit_progress(remaining=len(waiting))
        for left in range(len(waiting), 0, -1):
            replay = waiting[-left]
            while replay._is_alive():
                replay._run_next()
                # Each step is progress: a long run that goes on next time has not done nothing.
                if not cron._commit_progress(1, remaining=left):
                    return
            cron._commit_progress(remaining=left - 1)

    def _is_alive(self):
        """Whether there is something left to do, by what is in the database now: somebody may have
        cancelled or deleted it meanwhile."""
        self.invalidate_recordset(['state'])
        return bool(self.exists()) and self.state in ('queued', 'running')

    def _run_next(self):
        """Take the next customers, or finish; one bad run does not stop the others."""
        try:
            if self.state == 'queued':
                self._start()
            elif not self._run_chunk():
                self._finish()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Somebody cancelled it in this moment: look again.
            self.env.cr.rollback()
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("replay %s failed", self.id)
            self._drop_result()
            self.write({'state': 'failed', 'error': str(error)})

    # === THE STEPS === #

    def _run_now(self):
        """Run this replay whole and at once: in tests and measurements."""
        while self.state in ('queued', 'running') or self.state == 'draft':
            if self.state in ('draft', 'queued'):
                self._start()
            elif not self._run_chunk():
                self._finish()

    def _start(self):
        self._drop_result()
        if self.env['ar.credit.account']._ensure_accounts(self.company_id):
            # PostgreSQL would plan for an empty table, see `_nightly_accounts`.
            self.env.cr.execute(SQL("ANALYZE ar_credit_account"))
        image = self._present_rules()
        self.write({
            'state': 'running', 'error': False, 'tally': {}, 'rules_image': image,
            'seen_image': image,
            'account_total': self._accounts().search_count(self._accounts_domain()),
        })

    def _accounts(self):
        """The company's accounts, those archived since among them: without the bad customers that
        were given up every set of rules looks well."""
        return self.env['ar.credit.account'].with_company(self.company_id).with_context(
            active_test=False)

    def _accounts_domain(self):
        return [('company_id', '=', self.company_id.id), ('id', '>', self.last_account_id)]

    def _review_days(self):
        return replay_terms.review_days(
            self.date_from, self.date_to, self.review_interval == 'week')

    def _chunk_size(self):
        """Customers at once: what is kept of each grows with the number of reviews."""
        return min(CHUNK, max(MIN_CHUNK, REVIEWS // len(self._review_days())))

    def _run_chunk(self):
        """Go through the past of the next customers and keep what was found.

        :return: the accounts; empty when all are done.
        """
        began = time.monotonic()
        accounts = self._accounts().search(
            self._accounts_domain(), order='id', limit=self._chunk_size())
        if accounts:
            found, rows = self._decide(accounts, self._both_rules())
            self._keep(found, rows)
            self.write({
                'last_account_id': accounts[-1].id,
                'account_done': self.account_done + len(accounts),
                'seconds': self.seconds + time.monotonic() - began,
            })
        return accounts

    # === KEEP === #

    def _keep(self, found, rows):
        documents, customers, tally = [], [], tools.Tally()
        for account, (ledger, courses) in found.items():
            for paper in ledger.papers:
                tally.add(paper)
            customers.append(self._customer_row(account, ledger, courses))
            for scenario, course in courses.items():
                documents += [
                    self._document_row(account, scenario, course, held, rows[held.paper.key])
                    for held in course.held]
        self.env['ar.replay.document']._insert(documents)
        self.env['ar.replay.customer']._insert(customers)
        self._add_tally(tally)

    def _add_tally(self, tally):
        known = dict(self.tally or {})
        for week, (number, revenue) in tally.weeks.items():
            before = known.get(week.isoformat(), (0, 0.0))
            known[week.isoformat()] = (before[0] + number, before[1] + revenue)
        self.tally = known

    def _customer_row(self, account, ledger, courses):
        now, draft = courses[NOW], courses[DRAFT]
        last = {name: course.terms[-1] for name, course in courses.items()}
        return {
            'replay_id': self.id, 'company_id': self.company_id.id, 'account_id': account.id,
            'partner_id': account.partner_id.id, 'documents': len(ledger.papers),
            'revenue': sum(paper.revenue for paper in ledger.papers),
            'now_tier': last[NOW].tier, 'draft_tier': last[DRAFT].tier,
            'is_moved': last[NOW].tier != last[DRAFT].tier,
            'now_mode': last[NOW].mode, 'draft_mode': last[DRAFT].mode,
            'now_limit': last[NOW].limit, 'draft_limit': last[DRAFT].limit,
            'now_held': len(now.held), 'draft_held': len(draft.held),
            'now_revenue': sum(held.paper.revenue for held in now.held),
            'draft_revenue': sum(held.paper.revenue for held in draft.held),
        }

    def _document_row(self, account, scenario, course, held, row):
        paper, standing = held.paper, held.standing
        conditions = tools.decisive(held.decision)
        return {
            'replay_id': self.id, 'company_id': self.company_id.id, 'scenario': scenario,
            'account_id': account.id, 'partner_id': account.partner_id.id,
            'res_model': row['res_model'], 'res_id': row['res_id'],
            'document_name': row['name'], 'document_kind': paper.kind, 'date': paper.day,
            'total': paper.total, 'revenue': paper.revenue,
            'tier_code': self._tier_on(course, paper.day),
            'action': held.decision.action, 'condition': conditions[0],
            'reasons': [
                reason._asdict() for reason in held.decision.reasons
                if reason.condition in conditions],
            'numbers': {
                'limit': standing.limit, 'exposure': standing.exposure, 'amount': paper.total,
                'total': paper.total, 'overdue': standing.overdue, 'days': standing.days,
                'status': standing.status, 'kind': paper.kind},
            'exposure': standing.exposure, 'credit_limit': standing.limit,
            'overdue_amount': standing.overdue, 'cleared_date': held.cleared,
            'days_delayed': held.delay(self.date_to), **self._fate(held),
        }

    def _tier_on(self, course, day):
        return next(
            (terms.tier for terms in reversed(course.terms) if terms.day <= day), None)

    def _fate(self, held):
        late = held.outcome == tools.LATE
        overdue = held.outcome in (tools.OPEN, tools.LOST)
        return {
            'outcome': held.outcome, 'paid_date': held.paid, 'late_days': held.late_days,
            'overdue_avoided': (
                held.paper.total if late else held.rest + held.lost if overdue else 0.0),
            'loss_avoided': held.lost + (
                held.rest if overdue and held.rest_days > LOSS_DAYS else 0.0),
            'good_revenue': (
                held.paper.revenue * held.paid_share if held.outcome == tools.GOOD else 0.0),
        }

    # === FINISH === #

    def _finish(self):
        """Add up what was found."""
        held = self._held_by_week()
        self._make_weeks(held)
        figures = {scenario: self._figures_of(scenario, held[scenario]) for scenario in held}
        self.env['ar.replay.figure']._insert([
            {
                'replay_id': self.id, 'company_id': self.company_id.id, 'sequence': place,
                'figure': name, NOW: figures[NOW][name], DRAFT: figures[DRAFT][name],
            } for place, name in enumerate(UNITS)])
        self.write({'state': 'done', 'requests_per_week': figures[DRAFT]['per_week']})

    def _held_by_week(self):
        """Held documents of both scenarios by week: {scenario: {week: (number, revenue)}}."""
        held = {NOW: {}, DRAFT: {}}
        for scenario, week, number, revenue in self.env.execute_query(SQL(
            """
            SELECT scenario, date_trunc('week', date)::date, COUNT(*), SUM(revenue)::float8
              FROM ar_replay_document
             WHERE replay_id = %s
          GROUP BY 1, 2
            """, self.id,
        )):
            held[scenario][week] = number, revenue
        return held

    def _weeks(self):
        """Mondays of the months looked at."""
        monday, weeks = tools.week_of(self.date_from), []
        while monday <= self.date_to:
            weeks.append(monday)
            monday = fields.Date.add(monday, days=7)
        return weeks

    def _make_weeks(self, held):
        tally = self.tally or {}
        self.env['ar.replay.week']._insert([
            {
                'replay_id': self.id, 'company_id': self.company_id.id, 'scenario': scenario,
                'date': week, 'documents': tally.get(week.isoformat(), (0, 0.0))[0],
                'revenue': tally.get(week.isoformat(), (0, 0.0))[1],
                'held': weeks.get(week, (0, 0.0))[0],
                'revenue_delayed': weeks.get(week, (0, 0.0))[1],
            } for scenario, weeks in held.items() for week in self._weeks()])

    def _figures_of(self, scenario, weeks):
        """The figures of `ar.replay.figure` for one of the two sets of rules."""
        looked_at = sum(number for number, __ in (self.tally or {}).values())
        [[count, customers, revenue, days, overdue, loss, good, good_count]] = (
            self.env.execute_query(SQL(
                """
                SELECT COUNT(*), COUNT(DISTINCT account_id), COALESCE(SUM(revenue), 0)::float8,
                       COALESCE(AVG(days_delayed), 0)::float8,
                       COALESCE(SUM(overdue_avoided), 0)::float8,
                       COALESCE(SUM(loss_avoided), 0)::float8,
                       COALESCE(SUM(good_revenue), 0)::float8,
                       COUNT(*) FILTER (WHERE outcome = 'good')
                  FROM ar_replay_document
                 WHERE replay_id = %s AND scenario = %s
                """, self.id, scenario)))
        length = (self.date_to - self.date_from).days + 1
        peak = Counter({week: number for week, (number, __) in weeks.items()}).most_common(1)
        return {
            'documents': looked_at, 'held': count,
            'held_share': 100 * count / looked_at if looked_at else 0.0,
            'per_week': count * 7 / length, 'peak_week': peak[0][1] if peak else 0,
            'customers': customers, 'revenue_delayed': revenue, 'days': days,
            'overdue_avoided': overdue, 'loss_avoided': loss, 'good_revenue': good,
            'good_held': good_count,
        }
