from odoo import api, models


class ArEvent(models.Model):
    """What contact with customers writes into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'account.insolvency': self.env._("Insolvency of a customer"),
            'contact.policy_changed': self.env._("Contact policy changed"),
            'contact.policy_created': self.env._("Contact policy made"),
            'contact.policy_deleted': self.env._("Contact policy deleted"),
        }

    @api.model
    def _personal_names(self, records):
        # EXTENDS credit: what was said may speak about people
        return super()._personal_names(records) | {
            'dunning_pause_reason', 'insolvency_reference', 'pause_reason'}
