from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """What the customer has promised about an item."""
    _inherit = 'ar.open.item'

    promise_id = fields.Many2one('ar.promise', readonly=True)
    promise_date = fields.Date(
        string="Promised For", readonly=True, help="Of the promise that is open.")

    _depends = {
        'ar.promise': ['date', 'state'], 'ar.promise.line': ['move_line_id', 'promise_id', 'state']}

    @api.model
    def _select_extra(self):
        # EXTENDS collection
        return SQL(
            "%s, promised.promise_id, promise.date AS promise_date", super()._select_extra())

    @api.model
    def _from_extra(self):
        # EXTENDS collection
        return SQL(
            """
            %s
            LEFT JOIN ar_promise_line promised
                   ON promised.move_line_id = line.id AND promised.state = 'open'
            LEFT JOIN ar_promise promise ON promise.id = promised.promise_id
            """, super()._from_extra())

    def action_promise(self):
        """Take a promise about these items."""
        return self.env['account.move.line'].browse(self.ids)._ar_take_promise()
