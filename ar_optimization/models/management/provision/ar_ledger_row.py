from odoo import fields, models


class ArLedgerRow(models.AbstractModel):
    """A query with a row per journal item, computed from the ledger whenever somebody looks: of
    which entry it is, when, and with whom. Whoever inherits this adds what the item is worth."""
    _name = 'ar.ledger.row'
    _description = "Row per Journal Item"
    _inherit = ['ar.amount.mixin']
    _order = 'date desc, id desc'
    _rec_name = 'move_id'

    move_id = fields.Many2one('account.move', string="Entry", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    date = fields.Date(string="Accounting Date", readonly=True)
    commercial_partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)

    # === ACTIONS === #

    def action_open_document(self):
        """Open the entry, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()
