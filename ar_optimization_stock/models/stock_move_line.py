from odoo import api, models

# What may make a transfer that is done say that more has left.
WATCHED = {
    'location_dest_id', 'location_id', 'move_id', 'picking_id', 'product_id', 'product_uom_id',
    'quantity'}


class StockMoveLine(models.Model):
    """Quantities of transfers that are done can still be corrected: what they say to have left in
    addition is looked at, too."""
    _inherit = 'stock.move.line'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'stock'
        defaults = self.default_get(['move_id', 'picking_id'])
        pickings = self._ar_pickings_of(*({**defaults, **vals} for vals in vals_list))
        left = pickings._ar_left()
        lines = super().create(vals_list)
        pickings._ar_check_left(left)
        return lines

    def write(self, vals):
        # EXTENDS 'stock'
        pickings = self.picking_id.browse()
        if WATCHED & vals.keys():
            pickings = self.picking_id | self.move_id.picking_id | self._ar_pickings_of(vals)
        left = pickings._ar_left()
        result = super().write(vals)
        pickings._ar_check_left(left)
        return result

    @api.model
    def _ar_pickings_of(self, *vals_list):
        """The transfers that values as of `create` and `write` name."""
        given = {name: {vals.get(name) for vals in vals_list} - {None, False}
                 for name in ('move_id', 'picking_id')}
        return (
            self.env['stock.picking'].browse(given['picking_id'])
            | self.env['stock.move'].browse(given['move_id']).picking_id)
