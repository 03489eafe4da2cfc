from odoo import api, fields, models
from odoo.exceptions import UserError


class ArDunningChange(models.TransientModel):
    """Work on a preview: take notices or items out of it, let them rest up to a day, or give them
    another level: of a notice, the items that it asks for at its own. Always with a reason."""
    _name = 'ar.dunning.change'
    _description = "Change a Dunning Preview"

    notice_ids = fields.Many2many('ar.dunning.notice', string="Notices")
    line_ids = fields.Many2many('ar.dunning.notice.line', string="Items")
    about = fields.Selection(
        [('notices', "Notices"), ('items', "Items")], compute='_compute_about')
    change = fields.Selection(
        [
            ('remove', "Take out of this run"), ('pause', "Let it rest"),
            ('level', "Give another level"),
        ],
        string="What", required=True, default='remove')
    reason = fields.Char(required=True)
    until = fields.Date(
        string="Last Day", help="The last day on which nothing is sent; then it goes on by itself.")
    procedure_id = fields.Many2one('ar.dunning.procedure', compute='_compute_about')
    level_id = fields.Many2one(
        'ar.dunning.level', domain="[('procedure_id', '=', procedure_id)]")

    @api.depends('line_ids', 'notice_ids')
    def _compute_about(self):
        for dialog in self:
            dialog.about = 'items' if dialog.line_ids else 'notices'
            dialog.procedure_id = (
                dialog.line_ids.notice_id or dialog.notice_ids).procedure_id[:1]

    @api.model
    def _open(self, context):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Change the Preview"),
            'res_model': self._name, 'views': [(False, 'form')], 'target': 'new',
            'context': context,
        }

    def action_apply(self):
        """Do it, with the reason in the log.

        :raise UserError: when the preview is over, or something needed is missing.
        :raise AccessError: for who may not work on runs.
        """
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        (self.line_ids or self.notice_ids).check_access('read')
        if self.change == 'pause' and (
                not self.until or self.until < fields.Date.context_today(self)):
            raise UserError(self.env._("Say up to which day, from today on."))
        getattr(self, f'_{self.change}')()
        return {'type': 'ir.actions.act_window_close'}

    def _remove(self):
        self.line_ids.sudo()._remove(self.reason)
        self.notice_ids.sudo()._remove(self.reason)

    def _pause(self):
        self.line_ids.sudo()._pause(self.until, self.reason)
        self.notice_ids.sudo()._pause(self.until, self.reason)

    def _level(self):
        if not self.level_id:
            raise UserError(self.env._("Say which level."))
        lines = self.line_ids or self.notice_ids.line_ids.filtered(
            lambda line: line.level and line.level == line.notice_id.level)
        lines.sudo()._set_level(self.level_id.sudo(), self.reason)
