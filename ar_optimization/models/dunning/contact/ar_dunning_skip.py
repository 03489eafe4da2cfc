from odoo import api, models

from ....tools import contact

CONTACT = 'contact_'
# Verdicts of the contact policies for which a run leaves somebody to a later one.
HELD = tuple(CONTACT + reason for reason in (
    contact.CAP, contact.CALL_CAP, contact.GAP, contact.HOLIDAY, contact.HOURS))


class ArDunningSkip(models.Model):
    """What keeps a customer from being contacted at all."""
    _inherit = 'ar.dunning.skip'

    def _words(self):
        # EXTENDS dunning
        if self.reason in HELD:
            return self.env['ar.contact.policy']._verdict_text(
                contact.Verdict(self.reason.removeprefix(CONTACT)))
        return super()._words()

    @api.model
    def _reasons(self):
        # EXTENDS dunning
        return {
            **super()._reasons(),
            'insolvent': self.env._("Customer insolvent"),
            **dict(zip(HELD, (
                self.env._("Contacted often enough"), self.env._("Called often enough"),
                self.env._("Contacted a short while ago"),
                self.env._("Quiet days at the customer's"),
                self.env._("No decent hour at the customer's"),
            ), strict=True)),
        }
