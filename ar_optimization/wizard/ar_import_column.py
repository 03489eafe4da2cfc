from odoo import fields, models


class ArImportColumn(models.TransientModel):
    """One column of the file, and what it is taken for."""
    _name = 'ar.import.column'
    _description = "Column of a File"
    _order = 'place'

    import_id = fields.Many2one('ar.import', required=True, index=True, ondelete='cascade')
    place = fields.Integer(readonly=True)
    header = fields.Char(string="Column of the File", readonly=True)
    sample = fields.Char(string="First Value", readonly=True)
    target = fields.Selection(
        [
            ('customer', "Customer"), ('invoice_id', "Invoice"), ('invoice_date', "Invoice Date"),
            ('due_date', "Due Date"), ('pay_date', "Payment Date"), ('amount', "Amount"),
            ('currency', "Currency"), ('disputed', "Disputed"), ('credit_limit', "Credit Limit"),
        ],
        string="Is", help="Leave empty what is not needed.")
