from odoo import api, models


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'cover.activated': self.env._("Cover activated"),
            'cover.called': self.env._("Cover called"),
            'cover.changed': self.env._("Cover changed"),
            'cover.created': self.env._("Cover entered"),
            'cover.deadline_done': self.env._("Deadline kept"),
            'cover.deleted': self.env._("Draft of a cover deleted"),
            'cover.ended': self.env._("Cover ended"),
            'cover.expired': self.env._("Cover expired"),
        }
