from odoo import api, fields, models
from odoo.exceptions import UserError


class ArReplayPart(models.AbstractModel):
    """A line of a draft: it can be changed as long as the draft has not been run."""
    _name = 'ar.replay.part'
    _description = "Line of a Draft"

    replay_id = fields.Many2one('ar.replay', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='replay_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self.check_access('write')
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what a result was computed from."""
        if not self.env.su and self.replay_id.filtered(lambda replay: replay.state != 'draft'):
            raise UserError(self.env._("Set the replay back to draft to change what it tries."))
