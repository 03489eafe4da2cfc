from odoo import SUPERUSER_ID, api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'interest.policy_changed': self.env._("Interest policy changed"),
            'interest.policy_created': self.env._("Interest policy made"),
            'interest.policy_deleted': self.env._("Interest policy deleted"),
            'interest.posted': self.env._("Interest or fee invoiced"),
            'interest.rate_changed': self.env._("Reference rate changed"),
            'interest.rate_deleted': self.env._("Reference rate deleted"),
            'interest.rate_entered': self.env._("Reference rate entered"),
            'interest.reversed': self.env._("Interest or fee taken back"),
            'interest.stop_changed': self.env._("Days without interest changed"),
            'interest.stop_deleted': self.env._("Days without interest deleted"),
            'interest.stop_entered': self.env._("Days without interest entered"),
            'interest.terms_changed': self.env._("Interest terms of a customer changed"),
            'interest.waived': self.env._("Interest or fee let go"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS dunning
        return {
            **super()._value_names(),
            'ar.credit.account.date_from': Value('', 'ar.interest.stop', 'date_from'),
            'ar.credit.account.date_to': Value('', 'ar.interest.stop', 'date_to'),
            'ar.credit.account.origin': Value('', 'ar.interest.stop', 'origin'),
            'account_id': Value('', 'ar.interest.stop', 'account_id'),
        }

    def _why_not_undo(self, undone=None):
        # EXTENDS ledger: a memo that was let go can be claimed again; an invoice was credited
        if self.kind != 'interest.waived':
            return super()._why_not_undo(undone)
        charge = self._record().exists()
        before = self._values()[0]
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        if not charge:
            return self.env._("the charge is no longer there")
        if before.get('state', charge.state) != 'memo' or charge.move_id:
            return self.env._("a credit note was made for it")
        return self._why_not_latest(self._image(charge, before), undone)

    def _undo(self):
        # EXTENDS ledger
        if self.kind != 'interest.waived':
            return super()._undo()
        return self._record().sudo()._claim_again(self._values()[0]['amount_waived'])
