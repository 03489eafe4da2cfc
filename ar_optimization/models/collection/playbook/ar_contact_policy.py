from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ....tools.contact import Verdict
from ...dunning.contact.ar_contact_policy import TERMS

SURVEY, SURVEYED = 'survey', 'surveyed'


class ArContactPolicy(models.Model):
    """Surveys are asked for by a purpose of their own: whoever was asked lately is not asked again,
    and all that holds for other contacts holds for them, too."""
    _inherit = 'ar.contact.policy'
    _logged_names = (*TERMS, 'survey_days')

    survey_days = fields.Integer(
        string="Days Between Surveys", default=90,
        help="A customer is asked what it thinks of us once in so many days at most. 0: no cap.")

    _survey_days_positive = models.Constraint(
        'CHECK (survey_days >= 0)', "The days between surveys cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _allowed(self, partners, channel, when=None, purpose='dunning', company=None):
        # EXTENDS worklist
        verdicts = super()._allowed(partners, channel, when, purpose, company)
        if purpose != SURVEY:
            return verdicts
        company, when = company or self.env.company, when or fields.Datetime.now()
        customers = partners.sudo().commercial_partner_id
        asked = dict(self.env['ar.relation.survey'].sudo()._read_group(
            [('partner_id', 'in', customers.ids), ('company_id', '=', company.id),
             ('sent_date', '!=', False)], ['partner_id'], ['sent_date:max']))
        known = self._known(company)
        for partner in partners:
            customer = partner.sudo().commercial_partner_id
            days = max(known._for_customer(customer).mapped('survey_days'), default=0)
            last = asked.get(customer)
            again = last and datetime.combine(last.date() + timedelta(days=days), time.min)
            if again and again > when and not verdicts[partner].reason:
                verdicts[partner] = Verdict(SURVEYED, again)
        return verdicts

    @api.model
    def _verdict_text(self, verdict):
        # EXTENDS dunning
        if verdict.reason == SURVEYED:
            return self.env._(
                "The customer was asked by a survey lately; the next one may go out on %s.",
                fields.Date.to_string(verdict.until.date()))
        return super()._verdict_text(verdict)
