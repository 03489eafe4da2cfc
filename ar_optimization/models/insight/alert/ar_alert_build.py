import json
from collections import defaultdict

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL, clean_context, split_every

from ....tools import alerting
from ....tools.deterioration import Signal, deteriorate
from .ar_alert import EVENT

SHOWN = 10  # warnings named in a message; the rest is in the list
CHUNK = 5000  # warnings that are made at once


class ArAlert(models.Model):
    """The night of early warning: measure all customers by one statement, decide in `tools`, write
    what is new or has changed. No terms are changed and no customer is told anything."""
    _inherit = 'ar.alert'

    # === CRON === #

    @api.model
    def _build(self, company, today):
        """Raise, update and calm down the warnings of a company, and say how much each customer
        has got worse. Done twice, it does nothing the second time.

        :param date today: the day.
        :return: the warnings that are new or became urgent.
        """
        self = self.with_context(clean_context(self.env.context))
        rules = self.env['ar.alert.rule']._for_company(company)
        self.env.flush_all()
        measured = self._measure(company, rules, today)
        self._store_deterioration(company, rules, measured)
        news = self._follow(company, rules, measured, today)
        if company._ar_position('alert') == 'on':
            news._tell_owners()
        return news

    # === GATHER === #

    @api.model
    def _measure(self, company, rules, today):
        """Every measure that is at least half way to a warning, by one statement.

        :param dict rules: indicator → `ar.alert.rule`.
        :return: dict (rule id, account id or None) → (value, base value, date).
        """
        terms = self._alert_terms(company, today)
        parts = [self._measured_sql(rule, terms[code])
                 for code, rule in rules.items() if code in terms]
        if not parts:
            return {}
        tables = SQL(", ").join(
            SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), table)
            for name, table in self._alert_tables(company, today))
        rows = self.env.execute_query(SQL(
            "WITH %s %s", tables, SQL(" UNION ALL ").join(parts)))
        return {
            (rule_id, account_id): (value, base, date)
            for rule_id, account_id, value, base, date in rows}

    @api.model
    def _measured_sql(self, rule, term):
        """The rows of a term that its rule looks at."""
        bounds = rule._bounds()
        return SQL(
            """
            SELECT %(rule)s::int, term.account_id, ROUND(term.value::numeric, 2)::float8,
                   COALESCE(ROUND(term.base::numeric, 2), 0)::float8, term.date::date
              FROM (%(term)s) term(account_id, value, base, date)
             WHERE term.value %(beyond)s %(begin)s
            """, rule=rule.id, term=term, beyond=SQL("<=") if bounds.falls else SQL(">="),
            begin=alerting.watched_from(bounds))

    @api.model
    def _latest(self, company, rules):
        """The latest warning of each measure about each customer, an open one before others. Under
        whichever rule it was raised: a company may have made a rule of its own since.

        :return: dict (id of the rule in force, account id or None) → row as a dict.
        """
        names = ('id', 'indicator', 'rule_id', 'account_id', 'state', 'severity', 'value',
                 'base_value', 'figure_date', 'closed_on', 'calm_since')
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (indicator, account_id) %s
              FROM ar_alert
             WHERE company_id = %s AND indicator = ANY(%s) AND origin = 'rule'
          ORDER BY indicator, account_id, state = 'closed', rule_id = ANY(%s) DESC NULLS LAST,
                   id DESC
            """, SQL(", ").join(map(SQL.identifier, names)), company.id, list(rules),
            [rule.id for rule in rules.values()]))
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return {(rules[row['indicator']].id, row['account_id']): row for row in found}

    @api.model
    def _without_rule(self, company, rules):
        """Ids of the warnings that no rule looks at any more and that are not in order yet."""
        return [alert_id for alert_id, in self.env.execute_query(SQL(
            """
            SELECT id FROM ar_alert
             WHERE company_id = %s AND indicator <> ALL(%s) AND origin = 'rule'
               AND calm_since IS NULL AND state <> 'closed'
            """, company.id, list(rules)))]

    # === DECIDE AND APPLY === #

    @api.model
    def _follow(self, company, rules, measured, today):
        """Bring the warnings of a company to what was measured.

        :return: those that are new or became urgent.
        """
        latest, todo = self._latest(company, rules), defaultdict(list)
        by_id = {rule.id: (rule, rule._bounds()) for rule in rules.values()
                 if rule.indicator != EVENT}
        for key in sorted(measured.keys() | latest.keys(), key=lambda key: (key[0], key[1] or 0)):
            if key[0] not in by_id:
                continue
            rule, bounds = by_id[key[0]]
            value = measured.get(key, (None,))[0]
            row = latest.get(key)
            act = alerting.decide(
                value, bounds, row and self._known(row), rule.cooldown_days, today)
            todo[act].append((key, rule, bounds, row))
        self._calm_down([
            *(row['id'] for __, __, __, row in todo[alerting.CALM]),
            *self._without_rule(company, rules)], today)
        graver = self._update(todo[alerting.UPDATE], measured)
        return self._raise(company, todo[alerting.RAISE], measured, today) | graver

    @api.model
    def _known(self, row):
        return alerting.Known(
            row['state'] != 'closed', row['value'] or 0.0, row['severity'], row['closed_on'],
            bool(row['calm_since']))

    @api.model
    def _calm_down(self, ids, today):
        """Note that the measures of some warnings are in order again; a person closes them."""
        if ids:
            self.env.cr.execute(SQL(
                "UPDATE ar_alert SET calm_since = %s WHERE id = ANY(%s)", today, ids))
            self.browse(ids).invalidate_recordset(['calm_since'])

    @api.model
    def _update(self, rows, measured):
        """Write the figures of open warnings, where they are others than last night's, and the rule
        that holds for them now.

        :return: those that became urgent.
        """
        changed, graver = [], []
        for key, rule, bounds, row in rows:
            value, base, date = measured[key]
            severity = alerting.severity(value, bounds)
            old = tuple(
                row[name] for name in ('value', 'base_value', 'figure_date', 'severity', 'rule_id'))
            if old != (value, base, date, severity, rule.id) or row['calm_since']:
                changed.append((row['id'], value, base, date, severity, rule.id))
            if severity == alerting.RED and row['severity'] != alerting.RED:
                graver.append(row['id'])
        self._write_figures(changed)
        alerts = self.browse(graver)
        self.env['ar.event']._log('alert.graver', alerts, after=alerts._images())
        return alerts

    @api.model
    def _write_figures(self, rows):
        if not rows:
            return
        execute_values(
            self.env.cr._obj,
            """
            UPDATE ar_alert
               SET value = new.value, base_value = new.base, figure_date = new.date,
                   severity = new.severity, rule_id = new.rule, calm_since = NULL
              FROM (VALUES %s) new(id, value, base, date, severity, rule)
             WHERE ar_alert.id = new.id
            """, rows, template="(%s, %s::float8, %s::float8, %s::date, %s, %s)", page_size=1000)
        self.browse([row[0] for row in rows]).invalidate_recordset()

    @api.model
    def _raise(self, company, rows, measured, today):
        """Make the warnings that are new."""
        now = fields.Datetime.now()
        deadlines = {
            rule: company._ar_after_hours(now, rule.response_hours)
            for rule in {rule for __, rule, __, __ in rows}}
        raised = self.browse()
        for chunk in split_every(CHUNK, rows, list):
            raised += self._make(self._raised_values(company, chunk, measured, today, deadlines))
            self.env.invalidate_all()
        return raised

    @api.model
    def _raised_values(self, company, rows, measured, today, deadlines):
        accounts = self.env['ar.credit.account'].browse(
            {key[1] for key, __, __, __ in rows if key[1]})
        by_id, vals_list = dict(zip(accounts.ids, accounts, strict=True)), []
        for key, rule, bounds, __ in rows:
            value, base, date = measured[key]
            account = by_id.get(key[1], accounts.browse())
            vals_list.append({
                'rule_id': rule.id, 'indicator': rule.indicator, 'origin': 'rule', 'state': 'new',
                'company_id': company.id, 'account_id': account.id, 'date': today,
                'severity': alerting.severity(value, bounds), 'value': value,
                'base_value': base, 'figure_date': date, 'event_date': False,
                'deadline': deadlines[rule], **self._owners(rule, account, company)})
        return vals_list

    @api.model
    def _make(self, vals_list):
        alerts = self.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True,
        ).create(vals_list).with_env(self.env)
        self.env['ar.event']._log('alert.raised', alerts, after=alerts._images())
        return alerts

    # === DETERIORATION === #

    @api.model
    def _store_deterioration(self, company, rules, measured):
        """Write how much each customer has got worse, where it differs from last night."""
        signals = defaultdict(list)
        by_id = {rule.id: (rule, rule._bounds()) for rule in rules.values()}
        for (rule_id, account_id), (value, __, __) in measured.items():
            rule, bounds = by_id[rule_id]
            if account_id and rule.weight:
                signals[account_id].append(
                    Signal(rule.indicator, value, bounds, rule.weight))
        found = {key: deteriorate(some) for key, some in signals.items()}
        rows = [(key, total, json.dumps(points)) for key, (total, points) in found.items()]
        accounts = self.env['ar.credit.account']
        accounts.flush_model(['deterioration', 'deterioration_points'])
        self.env.cr.execute(SQL(
            """
            UPDATE ar_credit_account SET deterioration = 0, deterioration_points = NULL
             WHERE company_id = %s AND deterioration > 0 AND NOT id = ANY(%s)
            """, company.id, [key for key, total, __ in rows if total]))
        if rows:
            execute_values(
                self.env.cr._obj,
                """
                UPDATE ar_credit_account account
                   SET deterioration = new.total, deterioration_points = new.points
                  FROM (VALUES %s) new(id, total, points)
                 WHERE account.id = new.id AND new.total > 0
                   AND (account.deterioration IS DISTINCT FROM new.total
                        OR account.deterioration_points IS DISTINCT FROM new.points)
                """, rows, template="(%s, %s::numeric, %s::jsonb)", page_size=1000)
        accounts.invalidate_model(['deterioration', 'deterioration_points'])

    # === TELL === #

    def _tell_owners(self):
        """One message for each person who answers for some of these warnings."""
        by_user, mine = defaultdict(set), [('id', 'in', self.ids)]
        for name in ('owner_id', 'sales_owner_id'):
            for user, ids in self._read_group(
                    [*mine, (name, '!=', False)], [name], ['id:array_agg']):
                by_user[user].update(ids)
        for user, ids in by_user.items():
            reader = self.browse(ids).with_context(lang=user.lang)
            self.env['mail.thread'].message_notify(
                partner_ids=user.partner_id.ids, subject=reader._message_title(),
                body=reader._message_body())

    def _message_title(self):
        urgent = self.search_count([('id', 'in', self.ids), ('severity', '=', alerting.RED)])
        return self.env._(
            "Early warning: %(count)s new, %(urgent)s of them urgent", count=len(self),
            urgent=urgent)

    def _message_body(self):
        """The gravest ones with what happened, each a link."""
        return self.env['ir.qweb']._render('ar_optimization.ar_alert_message', {
            'alerts': self.search([('id', 'in', self.ids)], order='severity, id', limit=SHOWN),
            'more': max(0, len(self) - SHOWN)})
