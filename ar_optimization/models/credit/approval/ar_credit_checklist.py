from odoo import fields, models


class ArCreditChecklist(models.Model):
    _name = 'ar.credit.checklist'
    _description = "Checklist of Credit Applications"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    required = fields.Boolean(default=True, help="Nothing is decided without it.")
    needs_document = fields.Boolean(help="It is not done without a document.")
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    active = fields.Boolean(default=True)
