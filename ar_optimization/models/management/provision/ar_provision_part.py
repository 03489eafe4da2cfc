from odoo import fields, models


class ArProvisionPart(models.AbstractModel):
    """A row or an item of a provision matrix: changed while the matrix is a draft, and whoever
    changes it has prepared the matrix."""
    _name = 'ar.provision.part'
    _description = "Part of a Provision Matrix"
    _inherit = ['ar.amount.mixin', 'ar.engine.written']

    matrix_id = fields.Many2one(
        'ar.provision.matrix', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='matrix_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')

    # === CRUD === #

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.matrix_id._check_draft()
        result = super().write(vals)
        self.matrix_id._note_preparer()
        return result
