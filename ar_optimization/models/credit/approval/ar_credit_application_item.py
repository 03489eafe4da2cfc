from odoo import fields, models


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

    def _is_missing(self):
        """Whether a decision has to wait for this item."""
        return self.required and not (
            self.done and (self.attachment_ids or not self.needs_document))
