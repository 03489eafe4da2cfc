from odoo import api, models


class StockMoveLine(models.Model):
    """Quantities of transfers that are done can still be corrected: what they say to have left in
    addition is looked at, too."""
    _inherit = 'stock.move.line'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'stock'
        given = {name: {vals.get(name) for vals in vals_list} - {None, False}
                 for name in ('move_id', 'picking_id')}
        pickings = (
            self.env['stock.picking'].browse(given['picking_id'])
            | self.env['stock.move'].browse(given['move_id']).picking_id)
        left = pickings._ar_left()
        lines = super().create(vals_list)
        pickings._ar_check_left(left)
        return lines

    def write(self, vals):
        # EXTENDS 'stock'
        pickings = self.picking_id if 'quantity' in vals else self.picking_id.browse()
        left = pickings._ar_left()
        result = super().write(vals)
        pickings._ar_check_left(left)
        return result
