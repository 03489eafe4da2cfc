from odoo import api, fields, models
from odoo.exceptions import UserError

LISTED = 50  # changes that the preview names


class ArEventUndo(models.TransientModel):
    """Look at what taking back changes would do, before it is done."""
    _name = 'ar.event.undo'
    _description = "Undo Changes"

    # Ids, not a relation: its table would have a foreign key to the log.
    event_list = fields.Json(string="Changes", required=True, readonly=True)
    possible = fields.Integer(compute='_compute_preview')
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    def _events(self):
        """The changes, as far as the user may see them."""
        return self.env['ar.event'].search([('id', 'in', self.event_list or [])])

    @api.depends('event_list')
    def _compute_preview(self):
        for wizard in self:
            plan = wizard._events()._undo_plan()
            wizard.possible = sum(not refusal for _event, refusal in plan)
            wizard.preview = self.env['ir.qweb']._render('ar_optimization.ar_event_undo_preview', {
                'rows': [self._row(*step) for step in plan[:LISTED]],
                'more': max(0, len(plan) - LISTED),
            })

    @api.model
    def _row(self, event, refusal):
        before, after = event._values()
        return {
            'event': event,
            'refusal': refusal,
            'change': "" if refusal else "\n".join(
                dict.fromkeys(event._change_lines(after, before))),
        }

    def action_apply(self):
        """Take back what can be taken back, and say what could not.

        :raise UserError: when none of it can be.
        :raise AccessError: for anybody but a credit manager.
        """
        self.ensure_one()
        if not self.possible:
            raise UserError(self.env._("None of these changes can be taken back."))
        done = self._events().action_undo()
        done['params']['next'] = {'type': 'ir.actions.act_window_close'}
        return done
