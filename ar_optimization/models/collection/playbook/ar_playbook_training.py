from odoo import api, fields, models
from odoo.exceptions import UserError


class ArPlaybookTraining(models.Model):
    """Somebody has read and understood a version of a playbook entry, and said so. Only the button
    of the entry writes one, for whoever presses it; nothing is changed or deleted later."""
    _name = 'ar.playbook.training'
    _description = "Trained on the Playbook"
    _order = 'date desc, id desc'
    _rec_name = 'entry_id'

    entry_id = fields.Many2one(
        'ar.playbook.entry', string="Playbook Entry", required=True, readonly=True, index=True,
        ondelete='cascade')
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        related='user_id.company_id', string="Company of the Person", store=True, index=True,
        help="Its credit managers see the entry.")
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    date = fields.Datetime(
        string="Read On", required=True, readonly=True, default=fields.Datetime.now)
    is_current = fields.Boolean(
        string="Up to Date", compute='_compute_is_current',
        help="The entry says the same now. Otherwise it has to be read again.")

    _version_unique = models.UniqueIndex('(entry_id, user_id, version)')

    # === COMPUTE === #

    @api.depends('version', 'entry_id.version')
    def _compute_is_current(self):
        for training in self:
            training.is_current = training.version == training.sudo().entry_id.version

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who has read what is not deleted."))
