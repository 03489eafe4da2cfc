from odoo import models


class StockPickingType(models.Model):
    """An operation type whose deliveries may leave unseen."""
    _name = 'stock.picking.type'
    _inherit = ['stock.picking.type', 'ar.guard.exempt']
