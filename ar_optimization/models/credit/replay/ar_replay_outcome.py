from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ....tools.replay import week_of


class ArReplayOutcome(models.Model):
    """What came after an activation, week by week, beside what its replay had expected.

    A query: the holds of a week are counted when somebody looks. Where the guard only observes,
    what it would have held counts in their place.
    """
    _name = 'ar.replay.outcome'
    _description = "Forecast of a Replay and What Came"
    _auto = False
    _log_access = False
    _rec_name = 'date'
    _order = 'date desc'
    _depends = {
        'ar.credit.hold': ['company_id', 'create_date', 'document_kind'],
        'ar.event': ['company_id', 'date', 'kind'],
        'ar.replay': [
            'activated_from', 'activated_until', 'activation_state', 'company_id',
            'requests_per_week'],
    }

    replay_id = fields.Many2one('ar.replay', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    date = fields.Date(string="Week From", readonly=True)
    expected = fields.Float(
        string="Expected Holds", readonly=True, digits=(16, 1),
        help="Holds per week of the replay, on average; the first and the present week by the "
             "days that have passed of them.")
    real = fields.Float(string="Real Holds", readonly=True, digits=(16, 0))
    difference = fields.Float(
        readonly=True, digits=(16, 1), help="Real less expected: positive is more work.")

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT replay.id * 10000 + (week.date - DATE '2020-01-06') / 7 AS id,
                   replay.id AS replay_id,
                   replay.company_id,
                   week.date,
                   replay.requests_per_week * part.days / 7.0 AS expected,
                   COALESCE(came.number, 0) AS real,
                   COALESCE(came.number, 0) - replay.requests_per_week * part.days / 7.0
                       AS difference
              FROM ar_replay replay
        CROSS JOIN LATERAL (
                   SELECT generate_series(
                       date_trunc('week', replay.activated_from),
                       LEAST(%(monday)s, replay.activated_until), '7 days'
                   )::date AS date) week
        CROSS JOIN LATERAL (
                   SELECT LEAST(week.date + 7, %(tomorrow)s, replay.activated_until + 1)
                          - GREATEST(week.date, replay.activated_from) AS days) part
         LEFT JOIN (%(came)s) came
                ON came.company_id = replay.company_id AND came.replay_id = replay.id
               AND came.week = week.date
             WHERE replay.activation_state IN ('active', 'replaced')
               AND replay.activated_from <= %(today)s
            """,
            today=today, tomorrow=today + timedelta(days=1), monday=week_of(today),
            came=self._came_sql(),
        )

    def _came_sql(self):
        """Holds since each activation, by week: those that were opened, and those that an
        observing guard has listed."""
        return SQL(
            """
            SELECT replay.id AS replay_id, replay.company_id,
                   date_trunc('week', hold.date)::date AS week, COUNT(*) AS number
              FROM ar_replay replay
              JOIN (SELECT company_id, create_date AS date
                      FROM ar_credit_hold
                     WHERE document_kind IN ('order', 'invoice')
                 UNION ALL
                    SELECT company_id, date
                      FROM ar_event
                     WHERE kind = 'observed.guard') hold
                ON hold.company_id = replay.company_id AND hold.date >= replay.activated_from
               AND (replay.activated_until IS NULL OR hold.date < replay.activated_until + 1)
          GROUP BY replay.id, replay.company_id, week
            """)
