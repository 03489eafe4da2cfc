from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What cases outside the house write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'legal.begun': self.env._("Legal case begun"),
            'legal.closed': self.env._("Legal case closed"),
            'legal.filed': self.env._("Lawsuit filed"),
            'legal.limitation_changed': self.env._("Limitation period changed"),
            'legal.limitation_created': self.env._("Limitation period made"),
            'legal.limitation_deleted': self.env._("Limitation period deleted"),
            'placement.agency_changed': self.env._("Agency changed"),
            'placement.agency_created': self.env._("Agency made"),
            'placement.agency_deleted': self.env._("Agency deleted"),
            'placement.done': self.env._("Placement settled"),
            'placement.fee_changed': self.env._("Fee of an agency changed"),
            'placement.fee_created': self.env._("Fee of an agency made"),
            'placement.fee_deleted': self.env._("Fee of an agency deleted"),
            'placement.handed_over': self.env._("Handed over to an agency"),
            'placement.proposed': self.env._("Placement proposed"),
            'placement.recalled': self.env._("Recalled from an agency"),
            'placement.receipt_reversed': self.env._("Receipt of an agency reversed"),
            'placement.remitted': self.env._("Net remittance of an agency booked"),
            'placement.rule_changed': self.env._("Selection rule for placements changed"),
            'placement.rule_created': self.env._("Selection rule for placements made"),
            'placement.rule_deleted': self.env._("Selection rule for placements deleted"),
            'recovery.chosen': self.env._("Way out chosen"),
            'write_off.booked': self.env._("Written off"),
            'write_off.recovered': self.env._("Recovered after write-off"),
            'write_off.reversed': self.env._("Write-off reversed"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS dunning
        return {
            **super()._value_names(),
            'agency': Value('', 'ar.placement', 'agency_id'),
            'costs': Value('', 'ar.legal.case', 'cost_amount'),
            'fees': Value('', 'ar.placement', 'fee_amount'),
            'net': Value('', 'ar.placement', 'net_amount'),
            'received': Value('', 'ar.placement', 'received_amount'),
            'rule': Value('', 'ar.placement', 'rule_id'),
        }
