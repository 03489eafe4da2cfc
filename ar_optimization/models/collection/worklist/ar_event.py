from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What the worklist writes into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'account.resumed': self.env._("Everything goes on for a customer"),
            'account.stopped': self.env._("Everything stopped for a customer"),
            'observed.worklist': self.env._("Observed: who would get which customers"),
            'worklist.absence_changed': self.env._("Absence of a collector changed"),
            'worklist.absence_created': self.env._("Absence of a collector entered"),
            'worklist.absence_deleted': self.env._("Absence of a collector deleted"),
            'worklist.assigned': self.env._("Collector assigned"),
            'worklist.handed_over': self.env._("Debt handed over"),
            'worklist.pool_changed': self.env._("Pool of collectors changed"),
            'worklist.pool_created': self.env._("Pool of collectors made"),
            'worklist.pool_deleted': self.env._("Pool of collectors deleted"),
            'worklist.rule_changed': self.env._("Worklist rule changed"),
            'worklist.rule_created': self.env._("Worklist rule made"),
            'worklist.rule_deleted': self.env._("Worklist rule deleted"),
            'worklist.taken_over': self.env._("Customer taken over from a colleague"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS dunning
        return {
            **super()._value_names(),
            'claim_user_id': Value('', 'ar.worklist', 'claim_user_id'),
            'handed_over': Value(self.env._("Customers Handed Over")),
            'members': Value(
                self.env._("Members"), 'ar.collector.pool.member', 'user_id share'),
        }

    @api.model
    def _personal_names(self, records):
        # EXTENDS dunning: a reason may speak about people
        return super()._personal_names(records) | {'stop_reason'}
