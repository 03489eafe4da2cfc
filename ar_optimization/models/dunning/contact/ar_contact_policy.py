from datetime import timedelta
from functools import reduce

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_datetime

from ....tools import contact

# What a policy says: every change of these is logged.
TERMS = (
    'active', 'company_id', 'country_ids', 'is_legal', 'week_cap', 'call_cap', 'gap_hours',
    'hour_from', 'hour_to', 'days_off', 'calendar_id', 'answer_pause_days', 'avoidance_days')
DAYS_OFF = {'none': (), 'sunday': (6,), 'weekend': (5, 6)}
# Contacts of these results reached nobody.
FRUITLESS = ('failed', 'bounced')


class ArContactPolicy(models.Model):
    """How often and when a customer may be contacted, over every sender: reminders, statements,
    newsletters. Of the own policies the most specific one holds; the legal limits of the customer's
    country hold besides, and the stricter figure of both counts."""
    _name = 'ar.contact.policy'
    _description = "Contact Policy"
    _inherit = ['ar.logged']
    _check_company_auto = True
    _order = 'is_legal, sequence, id'
    _logged_as = 'contact.policy_'
    _logged_names = TERMS

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    country_ids = fields.Many2many(
        'res.country', string="Countries", help="Of the customer. Empty: everywhere.")
    is_legal = fields.Boolean(
        string="Legal Limit", help="Holds besides the company's own policy, whatever that allows.")
    law = fields.Char(string="Source", help="Which law, guideline or decision says so.")
    week_cap = fields.Integer(
        string="Contacts in 7 Days", help="Of any kind, by any sender. 0: no cap.")
    call_cap = fields.Integer(
        string="Calls in 7 Days", help="Calls, visits and text messages together. 0: no cap.")
    gap_hours = fields.Integer(
        string="Hours Between", help="At least so many hours between two contacts.")
    hour_from = fields.Float(
        string="From", default=8.0, help="Of the customer's day. A letter comes at any time.")
    hour_to = fields.Float(string="Until", default=20.0)
    days_off = fields.Selection(
        [('none', "None"), ('sunday', "Sunday"), ('weekend', "Saturday and Sunday")],
        string="Quiet Days", required=True, default='sunday')
    calendar_id = fields.Many2one(
        'resource.calendar', string="Holidays", ondelete='set null',
        help="Nobody is contacted on the time off that this calendar has for everybody.")
    tz = fields.Selection(
        '_tz_selection', string="Time Zone",
        help="Of customers who have none of their own. Empty: that of their country, when it has "
             "only one, else UTC.")
    answer_pause_days = fields.Integer(
        string="Days After an Answer", default=7,
        help="When a customer answers a notice, nothing is sent for so many days, so that somebody "
             "can read it. Automatic replies are no answer. 0: no pause.")
    avoidance_days = fields.Integer(
        string="Days of Avoidance", default=90,
        help="Receipts of so many days before an insolvency may be claimed back.")

    _figures_positive = models.Constraint(
        'CHECK (week_cap >= 0 AND call_cap >= 0 AND gap_hours >= 0 AND answer_pause_days >= 0 '
        'AND avoidance_days >= 0)', "The figures of a contact policy cannot be negative.")
    _hours_in_order = models.Constraint(
        'CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)',
        "The hours begin before they end, both between 0 and 24.")

    @api.constrains('is_legal', 'country_ids')
    def _check_country_of_law(self):
        for policy in self:
            if policy.is_legal and not policy.country_ids:
                raise ValidationError(self.env._("A legal limit needs its countries."))

    # === COMPUTE === #

    @api.model
    def _tz_selection(self):
        return [(zone, zone) for zone in sorted(pytz.common_timezones)]

    # === BUSINESS === #

    @api.model
    def _allowed(self, partners, channel, when=None, purpose='dunning', company=None):
        """Say for each customer whether it may be contacted. The number of queries does not grow
        with the customers.

        :param partners: `res.partner`, customers or their contacts.
        :param str channel: code of the channel, such as `mail`.
        :param datetime when: in UTC; now when left out.
        :param str purpose: `dunning`, `marketing`, `statement`, or with a deadline of its own
            `final`, `legal`.
        :param company: `res.company` that asks; the user's when left out.
        :return: {partner: `tools.contact.Verdict`}
        """
        company = company or self.env.company
        when = when or fields.Datetime.now()
        customers = partners.sudo().commercial_partner_id
        contacts = self._contacts(customers, when)
        accounts = customers._ar_account(company).grouped('partner_id')
        verdicts, known = {}, self._known(company)
        for customer in customers:
            policies = known._for_customer(customer)
            account = accounts.get(customer, self.env['ar.credit.account'])
            verdicts[customer] = contact.decide(contact.Asked(
                when, channel, purpose, policies._zone(customer), contacts.get(customer.id, ()),
                account._is_opted_out(channel), bool(account.insolvency_date),
            ), policies._rules(when))
        return {partner: verdicts[partner.sudo().commercial_partner_id] for partner in partners}

    @api.model
    def _policies(self, customer, company):
        """The company's own policy for this customer, the most specific of them, and the legal
        limits of its country."""
        return self._known(company)._for_customer(customer)

    @api.model
    def _known(self, company):
        return self.sudo().search([('company_id', 'in', (company.id, False))])

    def _for_customer(self, customer):
        country = customer.country_id
        known = self.filtered(
            lambda policy: not policy.country_ids or country in policy.country_ids)
        legal = known.filtered('is_legal')
        own = (known - legal).sorted(
            lambda policy: (not policy.country_ids, not policy.company_id))
        return own[:1] | legal

    def _rules(self, when):
        """What these policies say together: the stricter figure of each."""
        none = contact.Rules()
        return reduce(self._stricter, (policy._own_rules(when) for policy in self), none)

    @api.model
    def _stricter(self, one, other):
        def least(*figures):
            return min((figure for figure in figures if figure), default=0)

        return contact.Rules(
            cap=least(one.cap, other.cap), call_cap=least(one.call_cap, other.call_cap),
            hour_from=max(one.hour_from, other.hour_from),
            hour_to=min(one.hour_to, other.hour_to), weekdays=one.weekdays & other.weekdays,
            gap_hours=max(one.gap_hours, other.gap_hours), holidays=one.holidays | other.holidays)

    def _own_rules(self, when):
        self.ensure_one()
        return contact.Rules(
            cap=self.week_cap, call_cap=self.call_cap, hour_from=self.hour_from,
            hour_to=self.hour_to, gap_hours=self.gap_hours,
            weekdays=frozenset(range(7)) - frozenset(DAYS_OFF[self.days_off]),
            holidays=self._holidays(when))

    def _holidays(self, when):
        """Days of the next weeks that the calendar has off for everybody."""
        zone = pytz.timezone(self.calendar_id.tz or 'UTC')
        days = set()
        for leave in self.calendar_id.global_leave_ids:
            first, last = (pytz.utc.localize(moment).astimezone(zone).date()
                           for moment in (leave.date_from, leave.date_to))
            first = max(first, when.date() - timedelta(days=1))
            last = min(last, when.date() + timedelta(days=contact.HORIZON + 1))
            days.update(first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        return frozenset(days)

    def _zone(self, customer):
        """The time zone a customer lives in, as far as anybody knows."""
        own = customer.tz or next((policy.tz for policy in self if policy.tz), None)
        zones = pytz.country_timezones.get(customer.country_id.code or '', ())
        alone = zones[0] if len(zones) == 1 or customer.country_id.code == 'CN' else 'UTC'
        return own or alone

    # === GATHER === #

    @api.model
    def _contacts(self, customers, when):
        """What reached these customers in the seven days up to a moment, by anybody.

        :return: {customer id: tuple of `tools.contact.Contact`}
        """
        if not customers:
            return {}
        terms = self._contact_terms(customers, when - contact.WEEK)
        for name in ('ar.contact.log', 'mail.message', 'mail.notification', 'res.partner'):
            self.env[name].flush_model()
        contacts = {}
        for customer, moment, is_call in self.env.execute_query(SQL(" UNION ALL ").join(terms)):
            contacts.setdefault(customer, []).append(contact.Contact(moment, is_call))
        return {customer: tuple(found) for customer, found in contacts.items()}

    @api.model
    def _contact_terms(self, customers, since):
        """Hook: contacts as selects of customer id, moment (UTC) and whether it was a call: those
        of the log, and mails that other parts of Odoo sent. Answers to a customer's own mail put no
        pressure on it. Who sends in another way, such as mass mailing, adds a term.

        :param customers: `res.partner`, commercial entities.
        :param datetime since: nothing before is asked for.
        """
        return [
            SQL("""
                SELECT log.partner_id, log.date, log.channel IN %(calls)s
                  FROM ar_contact_log log
                 WHERE log.partner_id IN %(ids)s AND log.date > %(since)s
                   AND log.direction = 'out' AND COALESCE(log.result, '') NOT IN %(fruitless)s
                """, ids=customers._ids, since=since, calls=tuple(contact.CALLS),
                fruitless=FRUITLESS),
            SQL("""
                SELECT reader.commercial_partner_id, MAX(message.date), FALSE
                  FROM mail_notification notification
                  JOIN mail_message message ON message.id = notification.mail_message_id
                  JOIN res_partner reader ON reader.id = notification.res_partner_id
             LEFT JOIN mail_message parent ON parent.id = message.parent_id
                 WHERE reader.commercial_partner_id IN %(ids)s AND message.date > %(since)s
                   AND notification.notification_type = 'email'
                   AND notification.notification_status IN ('ready', 'process', 'pending', 'sent')
                   AND COALESCE(parent.message_type, '') <> 'email'
                   AND NOT EXISTS (
                       SELECT 1 FROM ar_contact_log log WHERE log.mail_message_id = message.id)
              GROUP BY reader.commercial_partner_id, message.id
                """, ids=customers._ids, since=since),
        ]

    @api.model
    def _verdict_text(self, verdict):
        """A verdict in words, with the moment from which it no longer holds.

        :param verdict: `tools.contact.Verdict` that forbids.
        """
        reasons = {
            contact.INSOLVENT: self.env._("The customer is insolvent"),
            contact.OPTED_OUT: self.env._("The customer does not want to be told on this way"),
            contact.CAP: self.env._("The customer has been contacted often enough in 7 days"),
            contact.CALL_CAP: self.env._("The customer has been called often enough in 7 days"),
            contact.GAP: self.env._("The customer was contacted a short while ago"),
            contact.HOLIDAY: self.env._("It is a quiet day or a holiday at the customer's"),
            contact.HOURS: self.env._("It is too early or too late at the customer's"),
        }
        if not verdict.until:
            return reasons.get(verdict.reason, verdict.reason)
        return self.env._(
            "%(reason)s: from %(until)s on", reason=reasons.get(verdict.reason, verdict.reason),
            until=format_datetime(self.env, verdict.until, dt_format='short'))
