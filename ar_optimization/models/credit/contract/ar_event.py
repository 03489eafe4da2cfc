from odoo import api, models

from ...ledger.ar_event_text import Value
from .ar_contract_version_term import INSTALMENT


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'contract.agreed': self.env._("Terms of a contract agreed"),
            'contract.change_discarded': self.env._("Change of a contract put aside"),
            'contract.created': self.env._("Contract made"),
            'contract.deleted': self.env._("Draft of a contract deleted"),
            'contract.ended': self.env._("Contract ended"),
            'contract.expired': self.env._("Contract expired"),
            'contract.renegotiation': self.env._("Contract to be negotiated anew"),
            'contract.sent': self.env._("Contract sent for signature"),
            'contract.signed': self.env._("Contract signed"),
            'contract.template_changed': self.env._("Contract template changed"),
            'contract.template_deleted': self.env._("Contract template deleted"),
            'contract.template_created': self.env._("Contract template made"),
            'contract.term_changed': self.env._("Payment term of a contract edited"),
            'legal.changed': self.env._("Legal term changed"),
            'legal.deleted': self.env._("Legal term deleted"),
            'legal.created': self.env._("Legal term entered"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS credit
        return {
            **super()._value_names(),
            'agreed': Value(
                self.env._("As It Was Agreed"), 'account.payment.term.line',
                ' '.join(INSTALMENT)),
        }

    def _labels(self, names):
        # EXTENDS approval: a request for a contract names the version
        contract = self.env['ar.contract']
        for name in names:
            if self.res_model == 'ar.credit.request' and name == 'version_id':
                field = contract._fields[name]
                yield name, field._description_string(self.env), field
            else:
                yield from super()._labels([name])
