from odoo import api, fields, models


class ArOutsideLine(models.AbstractModel):
    """A row of a case: an open item of its customer. It changes only while the case is a draft."""
    _name = 'ar.outside.line'
    _description = "Row of a Case Outside Collection"
    _inherit = ['ar.derived.mixin']
    _rec_name = 'move_line_id'
    _case_name = None  # the field that says which case

    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='move_line_id.currency_id', related_sudo=False)
    amount_residual_currency = fields.Monetary(
        related='move_line_id.amount_residual_currency', related_sudo=False,
        string="Open Now")

    # === CONSTRAINTS === #

    @api.constrains(lambda self: ('move_line_id', self._case_name))
    def _check_item(self):
        for row in self:
            row[self._case_name]._check_owed(row.move_line_id.sudo())

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_case()
        return rows

    def write(self, vals):
        self._check_case()
        result = super().write(vals)
        self._check_case()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_case()

    def _check_case(self):
        if not self.env.su:
            self[self._case_name]._check_draft()
