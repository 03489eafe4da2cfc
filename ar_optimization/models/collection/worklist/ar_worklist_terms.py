from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import worklist

# Last days of covers that are so near are a collector's business.
DEADLINE_DAYS = 14
# Nobody has turned to an overdue customer for so long.
SILENT_DAYS = 14


class ArWorklist(models.Model):
    """Why a customer is to be touched: one statement per rule, for all customers at once."""
    _inherit = 'ar.worklist'

    # === HOOKS === #

    @api.model
    def _worklist_terms(self, company, today):
        """Hook: the measures of the rules. Each part of the room adds its own, with a record of
        `ar.worklist.rule` of the same code in its data.

        :param company: `res.company`, one.
        :param date today: the day.
        :return: list of (code of the rule, `SQL` select of credit account id, amount in company
            currency or NULL, number in the rule's unit or NULL, date or NULL), at most one row per
            account. `late` (account_id, amount, expected, days, items) is a table of the overdue
            items of the company, by account; `ar_worklist_late` while a list is rebuilt.
        """
        return [
            ('recovery', SQL(
                "SELECT account_id, expected, LOG(GREATEST(expected, 1)::float8), NULL::date "
                "FROM late")),
            ('delay', SQL(
                """
                SELECT account.id, NULL::numeric, account.delay_trend, NULL::date
                  FROM ar_credit_account account
                 WHERE account.company_id = %s AND account.delay_trend >= 1
                """, company.id)),
            ('silence', self._silence_sql(company, today)),
            ('level', self._level_sql(today)),
            ('reply', self._reply_sql(company, today)),
            *self._deadline_terms(company, today),
            ('next_date', SQL(
                """
                SELECT listed.account_id, NULL::numeric, %(today)s::date - listed.next_date,
                       listed.next_date
                  FROM ar_worklist listed JOIN late ON late.account_id = listed.account_id
                 WHERE listed.next_date <= %(today)s
                """, today=today)),
        ]

    @api.model
    def _resting_terms(self, company, today):
        """Hook: whom nobody turns to, whatever the rules say.

        :return: list of `SQL` conditions that may name `account`, the credit account.
        """
        return [
            SQL("NOT account.active"), SQL("account.stop_until >= %s", today),
            SQL("account.status = 'agency'")]

    # === TERMS === #

    @api.model
    def _late_sql(self, company):
        """What is overdue by account, how much of it is still to be expected, and for how long."""
        accounts = self.env['ar.credit.account']
        chance = SQL(" ").join(
            SQL("WHEN item.days_overdue <= %s THEN %s", upper, part)
            for upper, part in worklist.CHANCES)
        return SQL(
            """
            SELECT account.id AS account_id, item.amount, item.expected, item.days, item.items
              FROM (
                    SELECT item.commercial_partner_id AS partner_id,
                           SUM(item.amount_residual) AS amount,
                           ROUND(SUM(item.amount_residual * CASE %(chance)s ELSE %(latest)s END), 2)
                               AS expected,
                           MAX(item.days_overdue) AS days, COUNT(*) AS items
                      FROM (%(items)s) item
                     WHERE item.company_id = %(company)s AND item.days_overdue > 0
                       AND item.amount_residual > 0
                  GROUP BY item.commercial_partner_id) item
              JOIN ar_credit_account account
                ON account.partner_id = item.partner_id AND account.company_id = %(company)s
            """,
            chance=chance, latest=worklist.LATEST, company=company.id,
            items=accounts._open_items()._bare_sql())

    @api.model
    def _silence_sql(self, company, today):
        """Overdue customers that nobody has turned to for long: days since the last contact, or
        since the oldest item became overdue."""
        since = today - timedelta(days=SILENT_DAYS)
        return SQL(
            """
            SELECT late.account_id, late.amount,
                   LEAST(late.days, %(today)s::date - last.day), last.day
              FROM late
         LEFT JOIN (
                    SELECT log.account_id, %(last)s AS day
                      FROM ar_contact_log log WHERE log.company_id = %(company)s
                  GROUP BY log.account_id) last ON last.account_id = late.account_id
             WHERE late.days >= %(days)s AND (last.day IS NULL OR last.day <= %(since)s)
            """, today=today, company=company.id, days=SILENT_DAYS, since=since,
            last=company._ar_day_sql(SQL("MAX(log.date)"), SQL("%s", company.id)))

    @api.model
    def _level_sql(self, today):
        """Calls and visits that dunning or a collector has planned up to today."""
        types = tuple(self._planned_types().ids) or (0,)
        return SQL(
            """
            SELECT activity.res_id, NULL::numeric, COALESCE(MAX(reached.level), 0),
                   MIN(activity.date_deadline)
              FROM mail_activity activity
         LEFT JOIN (%(levels)s) reached ON reached.account_id = activity.res_id
             WHERE activity.res_model = 'ar.credit.account' AND activity.active
               AND activity.date_deadline <= %(today)s AND activity.activity_type_id IN %(types)s
          GROUP BY activity.res_id
            """, levels=self.env['ar.credit.account']._dunning_levels_sql(), today=today,
            types=types)

    @api.model
    def _reply_sql(self, company, today):
        """Customers who have written, and nobody has turned to them since: days they wait."""
        return SQL(
            """
            SELECT answer.account_id, NULL::numeric, GREATEST(%(today)s::date - %(first)s, 0),
                   %(first)s
              FROM ar_contact_log answer
             WHERE answer.company_id = %(company)s AND answer.direction = 'in'
               AND answer.result = 'answered'
               AND NOT EXISTS (
                   SELECT 1 FROM ar_contact_log later
                    WHERE later.account_id = answer.account_id AND later.date > answer.date
                      AND NOT later.is_automatic)
          GROUP BY answer.account_id
            """, today=today, company=company.id,
            first=company._ar_day_sql(SQL("MIN(answer.date)"), SQL("%s", company.id)))

    @api.model
    def _deadline_terms(self, company, today):
        """Last days of covers and claims that are near: the number counts up to the day. Only who
        has a cover or an old debt can have one: the others are not asked about, and no question
        is asked where nobody has."""
        watched = self._watched_ids(company)
        return [('deadline', SQL(
            """
            SELECT deadline.account_id, SUM(deadline.amount),
                   %(days)s - (MIN(deadline.date) - %(today)s::date), MIN(deadline.date)
              FROM (%(deadlines)s) deadline
             WHERE deadline.account_id IN %(watched)s AND deadline.state = 'open'
               AND deadline.date <= %(until)s
          GROUP BY deadline.account_id
            """, days=DEADLINE_DAYS, today=today, watched=watched,
            until=today + timedelta(days=DEADLINE_DAYS),
            deadlines=self.env['ar.cover.deadline']._table_sql))] if watched else []

    @api.model
    def _watched_ids(self, company):
        """Ids of the accounts with a cover, or with a debt so old that it might soon lapse."""
        rows = self.env.execute_query(SQL(
            """
            SELECT account_id FROM ar_cover
             WHERE company_id = %s AND state IN ('active', 'called')
            """, company.id))
        if days := self._lapsing_days(company):
            rows += self.env.execute_query(SQL(
                "SELECT account_id FROM ar_worklist_late WHERE days >= %s", days))
        return tuple({account_id for account_id, in rows})

    @api.model
    def _lapsing_days(self, company):
        """Days overdue before which no debt is near its last day under any law; 0 where the
        company says that debts do not lapse."""
        years = company.sudo().ar_limitation_years
        [(shortest,)] = self.env['ar.legal.term'].sudo()._read_group(
            [('limitation_years', '>', 0)], aggregates=['limitation_years:min'])
        return years and min(years, shortest or years) * 365 - DEADLINE_DAYS

    @api.model
    def _planned_types(self):
        """The activities that are calls or visits.

        :return: `mail.activity.type`
        """
        types = self.env['mail.activity.type']
        for name in ('call', 'visit'):
            found = self.env.ref(f'ar_optimization.mail_activity_dunning_{name}', False)
            types |= found or types
        return types
