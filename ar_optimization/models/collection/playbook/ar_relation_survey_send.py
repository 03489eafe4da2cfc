import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import relation
from .ar_contact_policy import SURVEY
from .ar_relation_survey import SENDING, VALID_DAYS

_logger = logging.getLogger(__name__)

MAIL = 'ar_optimization.mail_template_relation_survey'
SOLVED = ('credited', 'rejected', 'resent', 'settled')
DISPUTE_DAYS = 14  # after which nobody remembers how a dispute was settled
PATIENCE = 21  # days that a survey waits for the contact policy
BATCH = 200  # of mails that one run of the job sends


class ArRelationSurvey(models.Model):
    """Whom to ask, and when the questions go out."""
    _inherit = 'ar.relation.survey'

    # === CHOOSE === #

    @api.model
    def _choose(self, company, today):
        """Make surveys for whoever is to be asked; in Observe only say how many.

        :return: the new surveys.
        """
        position = company._ar_position('survey')
        chosen = self._candidates(company, today) if position != 'off' else {}
        if position == 'on':
            return self.create([
                {'account_id': account_id, 'dispute_id': dispute_id,
                 'occasion': 'dispute' if dispute_id else 'period'}
                for account_id, dispute_id in chosen.items()])
        if chosen:
            self.env['ar.event'].sudo()._observe(
                'observed.survey', company, {'customers': len(chosen)})
        return self.browse()

    @api.model
    def _candidates(self, company, today):
        """Customers to be asked: those whose dispute was settled lately, and the sample of the
        period. Nobody twice in a period, and nobody who is being asked already.

        :return: {account id: dispute id or False}
        """
        chosen = {
            account_id: dispute_id
            for account_id, dispute_id in self.env.execute_query(
                self._disputes_sql(company, today))}
        if company.ar_survey_months and company.ar_survey_percent:
            number, gone = relation.period(today, company.ar_survey_months)
            share, since = company.ar_survey_percent / 100, self._since(company, number)
            for account_id, in self.env.execute_query(self._customers_sql(company, today)):
                if relation.is_sampled(account_id, number, gone, share, since):
                    chosen.setdefault(account_id, False)
        return chosen

    @api.model
    def _since(self, company, number):
        """How much of a period was over when its sample began to be asked, 0 to 1."""
        if not company.ar_survey_since:
            return 0.0
        begun, gone = relation.period(company.ar_survey_since, company.ar_survey_months)
        return gone if begun == number else 0.0

    @api.model
    def _disputes_sql(self, company, today):
        self.env.flush_all()
        return SQL(
            """
            SELECT dispute.account_id, MAX(dispute.id)
              FROM ar_dispute dispute
              JOIN ar_credit_account account ON account.id = dispute.account_id
             WHERE dispute.company_id = %(company)s AND dispute.state IN %(solved)s
               AND dispute.closed_on BETWEEN %(since)s AND %(today)s AND %(fit)s
               AND NOT EXISTS (SELECT 1 FROM ar_relation_survey survey
                                WHERE survey.dispute_id = dispute.id)
          GROUP BY dispute.account_id
            """, company=company.id, solved=SOLVED, today=today, fit=self._fit_sql(),
            since=today - timedelta(days=DISPUTE_DAYS))

    @api.model
    def _customers_sql(self, company, today):
        """Customers with an invoice of the last period, whom nobody has asked in it."""
        return SQL(
            """
            SELECT account.id
              FROM ar_credit_account account
             WHERE account.company_id = %(company)s AND %(fit)s
               AND EXISTS (SELECT 1 FROM account_move move
                            WHERE move.commercial_partner_id = account.partner_id
                              AND move.company_id = account.company_id
                              AND move.move_type = 'out_invoice' AND move.state = 'posted'
                              AND move.invoice_date BETWEEN %(since)s AND %(today)s)
               AND NOT EXISTS (SELECT 1 FROM ar_relation_survey survey
                                WHERE survey.account_id = account.id
                                  AND survey.create_date >= %(begin)s)
            """, company=company.id, fit=self._fit_sql(), today=today,
            since=fields.Date.subtract(today, months=company.ar_survey_months),
            begin=self._period_begin(company, today))

    @api.model
    def _period_begin(self, company, today):
        """The first day of the period that a day lies in."""
        months = company.ar_survey_months
        return fields.Date.subtract(
            today.replace(day=1), months=(today.year * 12 + today.month - 1) % months)

    @api.model
    def _fit_sql(self):
        """Customers who may be asked at all, and are not being asked already."""
        return SQL(
            """account.active AND account.insolvency_date IS NULL
               AND account.status NOT IN ('agency', 'legal')
               AND NOT EXISTS (SELECT 1 FROM ar_relation_survey live
                                WHERE live.account_id = account.id
                                  AND live.state IN ('waiting', 'sent'))""")

    # === SEND === #

    @api.model
    def _cron_send(self):
        """Send the surveys that wait, where the contact policy allows it by now, and close those
        that nobody has answered in time. Those that the policy refuses today do not keep back the
        ones behind them."""
        today = fields.Date.context_today(self)
        self.search([('state', '=', 'sent'), ('expiry_date', '<', today)]).state = 'expired'
        left, seen = BATCH, 0
        while left > 0 and (waiting := self.search(
                [('state', '=', 'waiting'), ('id', '>', seen)], order='id', limit=BATCH)):
            seen = waiting[-1].id
            for company, surveys in waiting.grouped('company_id').items():
                left -= surveys._send_allowed(company, today, left)

    def _send_allowed(self, company, today, limit):
        """Send those of these surveys of a company that may go out now.

        :param int limit: no more than these.
        :return: how many were tried.
        """
        if company._ar_position('survey') != 'on':
            self.state = 'dropped'
            return 0
        late = self.filtered(lambda survey: (today - survey.create_date.date()).days > PATIENCE)
        people = {survey: survey.partner_id._ar_reminder_contacts().filtered('email')[:1]
                  for survey in self - late}
        late |= self.browse().union(*(survey for survey, person in people.items() if not person))
        late.write({'state': 'dropped'})
        verdicts = self.env['ar.contact.policy']._allowed(
            (self - late).partner_id, 'mail', purpose=SURVEY, company=company)
        ready = (self - late).filtered(
            lambda survey: not verdicts[survey.partner_id].reason)[:limit]
        ready._send({survey: people[survey] for survey in ready}, today)
        return len(ready)

    def _send(self, people, today):
        """Mail these surveys, each in the language of the person asked; what fails for one does
        not stop the others.

        :param dict people: {survey: `res.partner` with an address}
        """
        template = self.env.ref(MAIL, raise_if_not_found=False)
        for survey, person in people.items() if template else ():
            try:
                with self.env.cr.savepoint():
                    survey._mail(template, person, today)
            except Exception:
                _logger.exception("survey %s was not sent", survey.id)
                survey.state = 'dropped'

    def _mail(self, template, person, today):
        """Mail one survey. The mail belongs to no record: its link is for one person's eyes."""
        self.write({
            'state': 'sent', 'contact_id': person.id, 'lang': person.lang,
            'sent_date': fields.Datetime.now(),
            'expiry_date': today + timedelta(days=VALID_DAYS)})
        template.with_context(ar_survey=SENDING).send_mail(
            self.id, email_values={'model': False, 'res_id': False},
            email_layout_xmlid='mail.mail_notification_light')
        self.env['ar.contact.log'].create({
            'account_id': self.account_id.id, 'contact_id': person.id, 'channel': 'mail',
            'purpose': 'survey', 'result': 'sent', 'is_automatic': True, 'user_id': False,
            'subject': self.with_context(lang=person.lang).env._("Survey")})
