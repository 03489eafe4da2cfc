from odoo import api, models

from ....tools.contact import Verdict

OUTSIDE = 'outside'


class ArContactPolicy(models.Model):
    """Whoever is with an agency or a lawyer is not contacted by us besides."""
    _inherit = 'ar.contact.policy'

    @api.model
    def _allowed(self, partners, channel, when=None, purpose='dunning', company=None):
        # EXTENDS dunning
        verdicts = super()._allowed(partners, channel, when, purpose, company)
        if purpose == 'legal':
            return verdicts
        accounts = partners.sudo().commercial_partner_id._ar_account(company or self.env.company)
        outside = accounts.filtered(
            lambda account: account.status in ('agency', 'legal')).partner_id
        return {
            partner: Verdict(OUTSIDE) if partner.sudo().commercial_partner_id in outside
            else verdict for partner, verdict in verdicts.items()}

    @api.model
    def _verdict_text(self, verdict):
        # EXTENDS dunning
        if verdict.reason == OUTSIDE:
            return self.env._("The customer is with an agency or a lawyer")
        return super()._verdict_text(verdict)
