from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = 'stock.picking.type'

    ar_guard_exempt = fields.Boolean(
        string="Without Credit Control", groups='base.group_user',
        help="Deliveries of this type leave whatever credit control says: samples, warranty, "
             "goods on consignment.")
