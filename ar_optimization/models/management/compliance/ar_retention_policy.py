from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

IMAGE = ('active', 'company_id', 'kind', 'months', 'least_months', 'ground', 'is_verified')
# What a period is, once it is there: runs that were approved know it by that.
FIXED = frozenset(('company_id', 'kind'))


class Kind(NamedTuple):
    """A kind of personal text: its words; rows as FROM over `item`, which has a company; the day
    they count from; the customer whose open items keep them; which of them speak of a person,
    over `person.id`; which still hold something; and what they are set to, None where they are
    deleted. Events and notices have more than a row, and a way of their own."""

    name: str
    source: SQL
    day: SQL
    customer: SQL
    person: SQL
    todo: SQL
    erase: SQL | None = None


class ArRetentionPolicy(models.Model):
    """How long what was noted about people is kept, and why: after so many months a retention run
    erases it; for so many it must be kept, even when the person asks for erasure."""
    _name = 'ar.retention.policy'
    _description = "Retention Period"
    _inherit = ['ar.logged']
    _order = 'kind, company_id, id'
    _rec_name = 'kind'
    _logged_as = 'retention.policy_'
    _logged_names = IMAGE

    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    kind = fields.Selection(selection='_kind_selection', required=True)
    months = fields.Integer(
        string="Erased After", required=True, default=36,
        help="Months. A retention run erases what is older, unless it is still needed.")
    least_months = fields.Integer(
        string="Kept at Least", default=0,
        help="Months that a law demands, even when the person asks for erasure. 0: none.")
    ground = fields.Char(
        string="Ground for Keeping", required=True, translate=True,
        help="The law or the purpose that these months follow.")
    is_verified = fields.Boolean(
        string="Verified",
        help="Whoever answers for privacy has compared the months with the law that applies to "
             "you. What came with the program is not verified.")

    _months_in_order = models.Constraint(
        'CHECK (months >= 1 AND least_months >= 0 AND least_months <= months)',
        "Something is kept for a month at least, and erased after it had to be kept.")
    _one_each = models.UniqueIndex(
        '(kind, COALESCE(company_id, 0)) WHERE active IS TRUE',
        "There is a period for this kind already.")

    # === COMPUTE === #

    @api.model
    def _kind_selection(self):
        return [(code, kind.name) for code, kind in self._kinds().items()]

    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = dict(self._kind_selection())
        for policy in self:
            policy.display_name = names.get(policy.kind, policy.kind)

    # === CRUD === #

    def _has_field_access(self, field, operation):
        # EXTENDS 'base'
        fixed = operation == 'write' and self and not self.env.su and field.name in FIXED
        return not fixed and super()._has_field_access(field, operation)

    # === BUSINESS === #

    @api.model
    def _kinds(self):
        """Hook: the kinds of personal text, `Kind` by code. Bridges add theirs. Notices are
        business letters: their text goes once the books need it no more, see `_erase_texts`;
        predictions are of open items only."""
        partner = SQL("item.partner_id = person.id OR item.contact_id = person.id")
        return {
            'contact': Kind(
                self.env._("What Was Said to Customers"), SQL("ar_contact_log item"),
                SQL("item.date::date"), SQL("item.partner_id"), partner,
                SQL("item.note IS NOT NULL OR item.contact_id IS NOT NULL"),
                SQL("note = NULL, contact_id = NULL, subject = '–'")),
            'notice': Kind(
                self.env._("Texts and Addresses of Dunning Notices"),
                SQL("ar_dunning_notice item"), SQL("COALESCE(item.sent_date::date, item.date)"),
                SQL("item.partner_id"), SQL(
                    "item.partner_id = person.id OR EXISTS (SELECT FROM mail_notification told"
                    " WHERE told.mail_message_id = item.mail_message_id"
                    " AND told.res_partner_id = person.id)"),
                SQL("item.is_erased IS NOT TRUE AND item.state IN ('sent', 'failed', 'cancelled')"
                    " AND COALESCE(item.delivery, '') <> 'retry'"
                    " AND STRPOS(COALESCE(item.delivery, ''), 'queued') = 0")),
            'survey': Kind(
                self.env._("Answers to Surveys"), SQL("ar_relation_survey item"),
                SQL("COALESCE(item.answer_date, item.sent_date, item.create_date)::date"),
                SQL("item.partner_id"), partner,
                SQL("item.state NOT IN ('waiting', 'sent')"
                    " AND (item.note IS NOT NULL OR item.contact_id IS NOT NULL)"),
                SQL("note = NULL, contact_id = NULL")),
            'feedback': Kind(
                self.env._("Who Made a Suggestion"), SQL("ar_feedback item"), SQL("item.date"),
                SQL("NULL::int"), SQL(
                    "item.user_id IN (SELECT id FROM res_users WHERE partner_id = person.id)"),
                SQL("item.state IN ('done', 'declined') AND item.user_id IS NOT NULL"),
                SQL("user_id = NULL")),
            'score': Kind(
                self.env._("Earlier Scores"), SQL("ar_score item"), SQL("item.date"),
                SQL("item.partner_id"), SQL("item.partner_id = person.id"),
                SQL("EXISTS (SELECT FROM ar_score later WHERE later.account_id = item.account_id"
                    " AND (later.date, later.id) > (item.date, item.id))")),
            'event': Kind(
                self.env._("Names and Reasons in the Event Log"),
                SQL("ar_event item JOIN ar_event_note note ON note.event_id = item.id"),
                SQL("item.date::date"), SQL("item.partner_id"),
                SQL("item.partner_id = person.id"
                    " OR item.res_model = 'res.partner' AND item.res_id = person.id"),
                SQL("note.salt IS NOT NULL")),
        }

    @api.model
    def _of(self, company):
        """The policies of a company: its own, else the general one of a kind."""
        known = self.search([('company_id', 'in', (company.id, False))])
        return known.filtered(lambda policy: policy.company_id or not known.filtered(
            lambda own: own.company_id and own.kind == policy.kind))

    def _cutoff(self, today):
        """What is from before this day is erased by a run."""
        return today - relativedelta(months=self.months)

    def _items_sql(self, company, today, person=None):
        """Each item of this kind that holds something, with why it stays: `young` (a law demands
        it), `legal` (a legal hold), `open` (open items), `hold` (a case or a dispute), or None
        when it can go.

        :param company: `res.company`
        :param person: one `res.partner` who asks for erasure: then every item of that person
            counts that no law demands; else only what is older than the period.
        :return: SQL of id, day, why.
        """
        kind = self._kinds()[self.kind]
        least = today - relativedelta(months=self.least_months)
        which = SQL(
            "EXISTS (SELECT FROM (SELECT %s AS id) person WHERE %s)", person.id, kind.person,
        ) if person else SQL("%s < %s", kind.day, self._cutoff(today))
        return SQL(
            """
            SELECT item.id, %(day)s AS day,
                   CASE WHEN %(least)s > 0 AND %(day)s >= %(since)s THEN 'young'
                        WHEN %(customer)s IN (%(legal)s) THEN 'legal'
                        WHEN %(customer)s IN (%(open)s) THEN 'open'
                        WHEN %(customer)s IN (%(hold)s) THEN 'hold' END AS why
              FROM %(source)s
             WHERE item.company_id = %(company)s AND (%(todo)s) AND %(which)s
            """,
            day=kind.day, least=self.least_months, since=least, customer=kind.customer,
            legal=self._legal_hold_sql(company, today), open=self._open_sql(company),
            hold=self._hold_sql(company), source=kind.source, company=company.id, todo=kind.todo,
            which=which)

    @api.model
    def _legal_hold_sql(self, company, today):
        """Customers of whom a credit manager lets nothing be erased."""
        return SQL(
            "SELECT partner_id FROM ar_credit_account"
            " WHERE company_id = %s AND legal_hold_until >= %s", company.id, today)

    @api.model
    def _open_sql(self, company):
        """Customers with an open receivable."""
        return SQL(
            """
            SELECT partner.commercial_partner_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.company_id = %s AND line.parent_state = 'posted'
               AND account.account_type = 'asset_receivable' AND NOT line.reconciled
               AND partner.commercial_partner_id IS NOT NULL
            """, company.id)

    @api.model
    def _hold_sql(self, company):
        """Hook: customers with a case for which every word may be needed: at court, with an
        agency, in a dispute."""
        return SQL(
            """
            SELECT partner_id FROM ar_legal_case
             WHERE company_id = %(company)s AND state <> 'done' AND partner_id IS NOT NULL
             UNION ALL
            SELECT partner_id FROM ar_placement
             WHERE company_id = %(company)s AND state IN ('draft', 'waiting', 'placed')
               AND partner_id IS NOT NULL
             UNION ALL
            SELECT partner_id FROM ar_dispute
             WHERE company_id = %(company)s AND state IN ('open', 'validated')
               AND partner_id IS NOT NULL
            """, company=company.id)
