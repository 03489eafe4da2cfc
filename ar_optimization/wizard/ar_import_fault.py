from odoo import fields, models


class ArImportFault(models.TransientModel):
    """Why a row of the file cannot be loaded."""
    _name = 'ar.import.fault'
    _description = "Bad Row of a File"
    _order = 'line, id'

    import_id = fields.Many2one('ar.import', required=True, index=True, ondelete='cascade')
    line = fields.Integer(readonly=True)
    column = fields.Char(readonly=True)
    message = fields.Char(readonly=True)
