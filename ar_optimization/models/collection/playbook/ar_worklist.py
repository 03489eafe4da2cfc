from odoo import api, fields, models


class ArWorklist(models.Model):
    """The script for this situation, where the collector works."""
    _inherit = 'ar.worklist'

    playbook = fields.Html(
        compute='_compute_playbook', sanitize=False,
        help="Script, objections and cases for this customer as it is now.")

    # === COMPUTE === #

    @api.depends('account_id', 'detail', 'dunning_level', 'worst_days')
    @api.depends_context('lang', 'uid')
    def _compute_playbook(self):
        for row in self:
            row.playbook = row.account_id and row.account_id._playbook()
