from odoo import api, models


class ArEvent(models.Model):
    """What playbook, surveys, complaints and the feedback box write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'feedback.answered': self.env._("Suggestion answered"),
            'observed.survey': self.env._("Observed: who would get a survey"),
            'playbook.changed': self.env._("Playbook changed"),
            'playbook.created': self.env._("Playbook entry made"),
            'playbook.deleted': self.env._("Playbook entry deleted"),
            'relation.answered': self.env._("Survey answered"),
            'relation.complained': self.env._("Complaint about conduct"),
        }
