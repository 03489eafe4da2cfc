from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ....tools import contact

STOPPED = 'stopped'


class ArContactPolicy(models.Model):
    """Whoever is left alone by *Stop everything* is contacted by nobody."""
    _inherit = 'ar.contact.policy'

    @api.model
    def _allowed(self, partners, channel, when=None, purpose='dunning', company=None):
        # EXTENDS dunning: a legal notice has a deadline to keep
        verdicts = super()._allowed(partners, channel, when, purpose, company)
        if purpose in contact.EXEMPT:
            return verdicts
        company = company or self.env.company
        day = (when or fields.Datetime.now()).date()
        stopped = self.env['ar.credit.account'].sudo().search([
            ('company_id', '=', company.id), ('stop_until', '>=', day),
            ('partner_id', 'in', partners.sudo().commercial_partner_id.ids)])
        until = {account.partner_id: account.stop_until for account in stopped}
        for partner in partners:
            last = until.get(partner.sudo().commercial_partner_id)
            if last:
                verdicts[partner] = contact.Verdict(
                    STOPPED, datetime.combine(last + timedelta(days=1), time.min))
        return verdicts

    @api.model
    def _verdict_text(self, verdict):
        # EXTENDS dunning
        if verdict.reason == STOPPED:
            return self.env._(
                "Everything is stopped for this customer until %s.",
                fields.Date.to_string(verdict.until.date() - timedelta(days=1)))
        return super()._verdict_text(verdict)
