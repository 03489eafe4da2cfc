from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

WHAT = {'application_id', 'name', 'required', 'needs_document'}


class ArCreditApplicationItem(models.Model):
    _name = 'ar.credit.application.item'
    _description = "Item of a Credit Application"
    _order = 'application_id, sequence, id'

    application_id = fields.Many2one(
        'ar.credit.application', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    required = fields.Boolean()
    needs_document = fields.Boolean(string="Needs a Document")
    done = fields.Boolean()
    attachment_ids = fields.Many2many('ir.attachment', string="Documents")
    note = fields.Char()

    # === CRUD === #

    def write(self, vals):
        if WHAT & vals.keys():
            self._check_what()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_what(self):
        self._check_what()

    # === BUSINESS === #

    def _check_what(self):
        """Refuse to change what is needed: it is the checklist's, and does not change any more
        once it was asked for."""
        if self.env.su:
            return
        if any(item.application_id.state != 'open' for item in self):
            raise UserError(self.env._(
                "What was asked for does not change any more. Cancel it and ask again."))
        if not self.env.user.has_group('ar_optimization.group_credit_manager'):
            raise AccessError(self.env._("Only a credit manager can do this."))

    def _is_missing(self):
        """Whether a decision has to wait for this item."""
        return self.required and not (
            self.done and (self.attachment_ids or not self.needs_document))
