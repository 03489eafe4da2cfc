from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from ....tools import relation
from .ar_credit_input_kind import RELATION

TODO = 'mail.mail_activity_data_todo'
STEP = 5  # points by which a score has to move before it is noted for the score card
FRESH = 180  # days after which it is noted again, though it has not moved


class ArCreditAccount(models.Model):
    """How the customer feels about us, from its answers and complaints."""
    _inherit = 'ar.credit.account'

    relation_score = fields.Integer(
        readonly=True, copy=False, aggregator='avg',
        help="0 to 100, from the answers of the last two years and complaints about conduct. Newer "
             "ones weigh more; without new ones it goes back to the middle.")
    relation_date = fields.Date(
        string="Relation Scored On", readonly=True, copy=False, help="Empty: nothing is known.")
    relation_survey_ids = fields.One2many(
        'ar.relation.survey', 'account_id', string="Surveys", readonly=True)

    # === CRUD === #

    @api.model
    def _derived_names(self):
        # EXTENDS credit: what the customer said is not changed by hand
        return (*super()._derived_names(), 'relation_score', 'relation_date')

    # === ACTIONS === #

    def action_surveys(self):
        """Show what this customer was asked and what it answered."""
        self.ensure_one()
        return self._list_of('ar_relation_survey_action', context={})

    # === COMPLAINTS === #

    def _leave_alone(self, day, reason):
        """Let nobody contact this customer up to a day, unless everything is stopped for longer
        already; what a credit manager said about deliveries stays.

        :param date day: the last day.
        """
        self.ensure_one()
        if self.stop_until and self.stop_until >= day:
            return
        self._stop_everything(day, reason, self.stop_delivery)

    def _tell_of_complaint(self, log):
        """Give the credit manager a complaint about conduct to look into.

        :param log: `ar.contact.log` that it was noted in.
        """
        self.ensure_one()
        manager = self.env['ar.credit.hold']._decider(self.company_id)
        if manager:
            reader = self.with_context(lang=manager.lang)
            reader.activity_schedule(
                TODO, user_id=manager.id, note=plaintext2html(log.note or ""),
                summary=reader.env._("Complaint about our conduct: look into it and answer"))

    # === SCORE === #

    def _refresh_relation(self):
        """Score this customer again now."""
        today = fields.Date.context_today(self)
        for company, accounts in self.grouped('company_id').items():
            accounts._refresh_relations(company, today, accounts.ids)

    @api.model
    def _refresh_relations(self, company, today, ids=None):
        """Score the customers of a company again, all that have ever said something. The number of
        queries does not grow with the customers.

        :param ids: only these accounts.
        """
        facts = self._relation_facts(company, today, ids)
        scores = {
            account_id: relation.score(answers, complaints)
            for account_id, (answers, complaints) in facts.items()}
        if not scores:
            return
        self._store_relations(scores, today)
        self._note_relations(
            company, {key: score for key, score in scores.items() if score is not None}, today)

    @api.model
    def _relation_facts(self, company, today, ids=None):
        """Answers and complaints of customers, each with how many days ago it was.

        :return: {account id: (list of (days, satisfaction), list of days)}
        """
        for name in ('ar.relation.survey', 'ar.contact.log'):
            self.env[name].flush_model()
        facts = {}
        for account_id, day, value in self.env.execute_query(SQL(
                """
                SELECT account_id, %(answered)s, satisfaction FROM ar_relation_survey
                 WHERE company_id = %(company)s AND state = 'answered' AND %(only)s
                   AND answer_date < %(end)s
             UNION ALL
                SELECT account_id, %(complained)s, NULL FROM ar_contact_log
                 WHERE company_id = %(company)s AND result = 'conduct' AND %(only)s
                   AND is_withdrawn IS NOT TRUE AND date < %(end)s
                """, company=company.id, end=company._ar_midnight(today + timedelta(days=2)),
                answered=company._ar_day_sql(SQL("answer_date"), SQL("company_id")),
                complained=company._ar_day_sql(SQL("date"), SQL("company_id")),
                only=SQL("TRUE") if ids is None else SQL("account_id = ANY(%s)", list(ids)))):
            answers, complaints = facts.setdefault(account_id, ([], []))
            days = max((today - day).days, 0)
            if value is None:
                complaints.append(days)
            else:
                answers.append((days, float(value)))
        return facts

    @api.model
    def _store_relations(self, scores, today):
        self.flush_model(['relation_score', 'relation_date'])
        self.env.cr.execute(SQL(
            """
            UPDATE ar_credit_account account
               SET relation_score = found.score,
                   relation_date = CASE WHEN found.score IS NOT NULL THEN %s::date END
              FROM UNNEST(%s::integer[], %s::integer[]) AS found (id, score)
             WHERE account.id = found.id
               AND (account.relation_score, account.relation_date IS NULL)
                   IS DISTINCT FROM (found.score, found.score IS NULL)
            """, today, list(scores), list(scores.values())))
        self.invalidate_model(['relation_score', 'relation_date'])

    @api.model
    def _note_relations(self, company, scores, today):
        """Keep the history of scores as credit information, which a score card can look at: a new
        entry whenever a score has moved by some points, or the last one grows old."""
        kind = self.env.ref(RELATION, raise_if_not_found=False)
        if not kind or not scores:
            return
        inputs = self.env['ar.credit.input'].sudo()
        partners = dict(self.browse(scores).mapped(lambda each: (each.id, each.partner_id.id)))
        last = {
            partner_id: (value, day)
            for partner_id, code, _key, value, day, _until in inputs._get_latest(
                company, today, list(partners.values())) if code == kind.code}
        inputs.create([
            {'partner_id': partners[key], 'company_id': company.id, 'kind_id': kind.id,
             'value': score, 'date': today, 'source': self.env._("Surveys and complaints")}
            for key, score in scores.items()
            if self._is_news(score, last.get(partners[key]), today)])

    @api.model
    def _is_news(self, score, last, today):
        value, day = last or (None, today)
        return value is None or abs(score - value) >= STEP or (today - day).days >= FRESH
