from odoo import api, models

from ....tools import contact

# Verdicts of the contact policies for which a run leaves somebody to a later one.
HELD = (contact.CAP, contact.CALL_CAP, contact.GAP, contact.HOLIDAY, contact.HOURS)


class ArDunningSkip(models.Model):
    """What keeps a customer from being contacted at all."""
    _inherit = 'ar.dunning.skip'

    def _compute_detail(self):
        # EXTENDS dunning
        super()._compute_detail()
        policy = self.env['ar.contact.policy']
        for skip in self.filtered(lambda each: (each.reason or '').startswith('contact_')):
            skip.detail = policy._verdict_text(contact.Verdict(skip.reason[len('contact_'):]))

    @api.model
    def _reasons(self):
        # EXTENDS dunning
        return {
            **super()._reasons(),
            'insolvent': self.env._("Customer insolvent"),
            f'contact_{contact.CAP}': self.env._("Contacted often enough"),
            f'contact_{contact.CALL_CAP}': self.env._("Called often enough"),
            f'contact_{contact.GAP}': self.env._("Contacted a short while ago"),
            f'contact_{contact.HOLIDAY}': self.env._("Quiet days at the customer's"),
            f'contact_{contact.HOURS}': self.env._("No decent hour at the customer's"),
        }
