from odoo import fields, models
from odoo.exceptions import UserError


class ArFeedbackDrop(models.TransientModel):
    """Make a suggestion, with or without a name. What was typed here is deleted at once when it is
    handed in: what is kept says who it was only when the person wants that."""
    _name = 'ar.feedback.drop'
    _description = "Make a Suggestion"

    name = fields.Char(string="Subject", required=True)
    suggestion = fields.Text(required=True)
    kind = fields.Selection(
        selection=lambda self: self.env['ar.feedback']._kind_selection(), required=True,
        default='process')
    is_anonymous = fields.Boolean(
        string="Without My Name",
        help="Your name is not stored with the suggestion, and nobody can look it up in the "
             "program, you included: it is not among your own, and no answer finds you. Only "
             "whoever runs the server could guess from its technical logs who was working at that "
             "time.")

    def action_drop(self):
        """Hand it in.

        :raise UserError: when nothing is suggested.
        """
        self.ensure_one()
        if not self.name.strip() or not self.suggestion.strip():
            raise UserError(self.env._("Say what you suggest."))
        self.env['ar.feedback'].sudo().create({
            'name': self.name, 'suggestion': self.suggestion, 'kind': self.kind,
            'company_id': self.env.company.id, 'date': fields.Date.context_today(self),
            'user_id': False if self.is_anonymous else self.env.uid,
            'state': 'new', 'answer': False, 'answered_by_id': False, 'answer_date': False})
        self.sudo().unlink()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'success', 'message': self.env._("Thank you for your suggestion."),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'}},
        }
