from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import compliance, contact
from ...dunning.contact.ar_contact_policy import FRUITLESS

# What a term has to give; the names and types are those of the table.
ROW = {
    'kind': 'varchar', 'date': 'date', 'rule_id': 'int4', 'is_legal': 'bool', 'partner_id': 'int4',
    'user_id': 'int4', 'res_model': 'varchar', 'res_id': 'int4', 'document': 'varchar',
    'facts': 'jsonb'}


class ArComplianceBreach(models.Model):
    """How breaches are found: one statement per kind over all customers; what is known already is
    left alone, whatever became of it."""
    _inherit = 'ar.compliance.breach'

    # === CRON === #

    @api.model
    def _find(self, company, first, last, today):
        """Find the breaches of some days.

        :param company: `res.company`
        :param date first, last: days on which they happened.
        :param date today: the day from which claims are soon barred.
        :return: the new ones, `ar.compliance.breach`.
        """
        self.env.flush_all()
        ids = [row[0] for row in self.env.execute_query(SQL(
            """
            INSERT INTO ar_compliance_breach (
                       company_id, found_on, state, topic, %(names)s, create_uid, create_date)
                SELECT %(company)s, %(today)s, 'open',
                       (SELECT rule.topic FROM ar_compliance_rule rule
                         WHERE rule.id = found.rule_id),
                       %(names)s, %(user)s, %(now)s
                  FROM (%(terms)s) found (%(names)s)
           ON CONFLICT (company_id, kind, res_model, res_id) DO NOTHING
             RETURNING id
            """,
            names=SQL(", ").join(SQL.identifier(name) for name in ROW), company=company.id,
            today=today, user=self.env.uid, now=fields.Datetime.now(),
            terms=SQL(" UNION ALL ").join(self._breach_terms(company, first, last, today))))]
        self.invalidate_model()
        if ids:
            self.env['ar.event']._log(
                'compliance.found', company, numbers={company.id: {'breaches': len(ids)}})
        return self.browse(ids)

    @api.model
    def _breach_terms(self, company, first, last, today):
        """Hook: breaches of some days, as selects of the columns in `ROW`, in that order. Rooms
        and bridges add their own kinds, and name them in `_kinds`.

        :param company: `res.company`
        :param date first, last: days on which they happened, both included.
        :param date today: the day of the search.
        """
        return [
            self._rows_sql(self._contact_rows(company, first, last)),
            *self._opt_out_terms(company, first, last),
            self._stopped_sql(company, first, last),
            self._insolvent_sql(company, first, last),
            self._interest_sql(company, first, last),
            self._rows_sql(self._limitation_rows(company, first, last, today)),
            self._rows_sql(self._contract_rows(company, today)),
            self._override_sql(company, first, last),
            self._rows_sql(self._retention_rows(company, today)),
        ]

    @api.model
    def _rows_sql(self, rows):
        """Rows that Python has found, as a select.

        :param rows: list of dicts with the keys of `ROW`.
        """
        return SQL(
            "SELECT %s FROM jsonb_to_recordset(%s::jsonb) AS row(%s)",
            SQL(", ").join(SQL.identifier(name) for name in ROW), Json(rows),
            SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(kind))  # pylint: disable=sql-injection
                for name, kind in ROW.items()))

    @api.model
    def _rules_by(self, name):
        """{id of the enforcing record: id of its rule}, of rules that are not archived."""
        return {
            rule[name].id: rule.id
            for rule in self.env['ar.compliance.rule'].search([(name, '!=', False)])}

    @api.model
    def _rule_sql(self, name, record):
        """The rule that an enforcing record belongs to, as an SQL subselect."""
        return SQL(
            "(SELECT MIN(rule.id) FROM ar_compliance_rule rule WHERE rule.active AND rule.%s = %s)",
            SQL.identifier(name), record)

    # === CONTACTS === #

    @api.model
    def _made_sql(self, company, first, last, join=SQL()):  # noqa: B008
        """Contacts of ours that reached the customer, as FROM and WHERE over `log`."""
        return SQL(
            """
            FROM ar_contact_log log
            JOIN ar_credit_account account ON account.id = log.account_id %s
           WHERE log.company_id = %s AND log.date >= %s AND log.date < %s
             AND log.direction = 'out' AND COALESCE(log.result, '') NOT IN %s
            """, join, company.id, company._ar_midnight(first),
            company._ar_midnight(last + timedelta(days=1)), FRUITLESS)

    @api.model
    def _contact_rows(self, company, first, last):
        """Contacts at forbidden hours, and those over a cap."""
        made = self.env.execute_query(SQL(
            "SELECT log.id, log.partner_id, log.date, log.channel, log.purpose, log.user_id,"
            " log.is_automatic, log.subject %s",
            self._made_sql(company, first, last)))
        by_customer = {}
        for row in made:
            by_customer.setdefault(row[1], []).append(row)
        if not by_customer:
            return []
        customers = self.env['res.partner'].sudo().browse(by_customer)
        known, start = self.env['ar.contact.policy']._known(company), company._ar_midnight(first)
        contacts, rules, terms = known._contacts(customers, start), {}, []
        enforcing = self._rules_by('contact_policy_id')
        for customer in customers:
            policies = known._for_customer(customer)
            if policies not in rules:
                law = policies.filtered('is_legal')
                rules[policies] = (policies._rules(start), law._rules(start), next(
                    (enforcing[policy.id] for policy in law if policy.id in enforcing), None))
            own, law, rule_id = rules[policies]
            terms += self._judged(
                company, by_customer[customer.id], contacts.get(customer.id, ()),
                policies._zone(customer), own, law, rule_id)
        return terms

    @api.model
    def _judged(self, company, made, contacts, zone, own, law, rule_id):
        """Rows of the contacts of one customer that were not allowed."""
        by_id = {row[0]: row for row in made}
        found = compliance.contact_breaches(
            [compliance.Made(row[0], *row[2:5]) for row in made], contacts, zone, own, law)
        for breach in found:
            _id, partner_id, moment, _channel, _purpose, user_id, automatic, subject = by_id[
                breach.key]
            yield {
                'kind': breach.kind, 'date': fields.Date.to_string(company._ar_day(moment)),
                'rule_id': rule_id if breach.is_legal else None, 'is_legal': breach.is_legal,
                'partner_id': partner_id, 'user_id': None if automatic else user_id,
                'res_model': 'ar.contact.log', 'res_id': breach.key, 'document': subject,
                'facts': {'reason': breach.reason}}

    @api.model
    def _contact_sql(self, kind, since, made):
        """The select of contacts that should not have been made.

        :param str kind: of the breach.
        :param SQL since: from when on that was known.
        :param SQL made: FROM and WHERE over `log`.
        """
        return SQL(
            """
            SELECT %s, %s, NULL::int, FALSE, log.partner_id,
                   CASE WHEN log.is_automatic THEN NULL ELSE log.user_id END,
                   'ar.contact.log', log.id, log.subject,
                   jsonb_build_object('since', %s) %s
               AND log.purpose NOT IN %s AND log.date > %s
            """, kind, self._day_sql(SQL("log.date")), self._day_sql(since), made,
            tuple(contact.EXEMPT) if kind != 'contact_insolvent' else ('legal',), since)

    @api.model
    def _day_sql(self, moment):
        """The day on which something was, where the company of `log` works."""
        return self.env['res.company']._ar_day_sql(moment, SQL("log.company_id"))

    @api.model
    def _opt_out_terms(self, company, first, last):
        """Contacts on a way of which the customer had said that it does not want it. When it said
        so is in the history of its account; else as long as there is the account."""
        names = self.env['ar.credit.account']._opt_out_names()
        for channel, name in names.items():
            field = self.env['ir.model.fields']._get('ar.credit.account', name)
            since = SQL(
                """
                COALESCE((SELECT MAX(message.date)
                            FROM mail_tracking_value value
                            JOIN mail_message message ON message.id = value.mail_message_id
                           WHERE message.model = 'ar.credit.account'
                             AND message.res_id = account.id AND value.field_id = %s
                             AND value.new_value_integer = 1), account.create_date)
                """, field.id)
            yield self._contact_sql('contact_opted_out', since, SQL(
                "%s AND log.channel = %s AND account.%s", self._made_sql(company, first, last),
                channel, SQL.identifier(name)))

    @api.model
    def _stopped_sql(self, company, first, last):
        """Contacts while everything was stopped: from the event of the stop up to its last day, or
        to the event that changed it."""
        join = SQL(
            """
            JOIN LATERAL (
                 SELECT event.date, event.kind, event.after,
                        LEAD(event.date) OVER (ORDER BY event.id) AS ended
                   FROM ar_event event
                  WHERE event.res_model = 'ar.credit.account' AND event.res_id = account.id
                    AND event.kind IN ('account.stopped', 'account.resumed')
                 ) stop ON stop.kind = 'account.stopped'
                       AND log.date < COALESCE(stop.ended, 'infinity'::timestamp)
                       AND %s <= (stop.after ->> 'stop_until')::date
            """, self._day_sql(SQL("log.date")))
        return self._contact_sql(
            'contact_stopped', SQL("stop.date"), self._made_sql(company, first, last, join))

    @api.model
    def _insolvent_sql(self, company, first, last):
        """Contacts after an insolvency that somebody had entered by then."""
        since = SQL(
            """
            (SELECT MIN(event.date) FROM ar_event event
              WHERE event.kind = 'account.insolvency' AND event.res_id = account.id
                AND event.res_model = 'ar.credit.account'
                AND event.after ->> 'insolvency_date' IS NOT NULL)
            """)
        return self._contact_sql('contact_insolvent', since, SQL(
            "%s AND account.insolvency_date IS NOT NULL",
            self._made_sql(company, first, last)))
