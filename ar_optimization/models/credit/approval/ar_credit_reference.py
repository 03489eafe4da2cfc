from odoo import fields, models


class ArCreditReference(models.Model):
    """What another supplier says about the customer."""
    _name = 'ar.credit.reference'
    _description = "Trade Reference"
    _order = 'application_id, id'

    application_id = fields.Many2one(
        'ar.credit.application', required=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='application_id.currency_id')
    name = fields.Char(string="Supplier", required=True)
    contact = fields.Char(help="Who was asked, and how.")
    years = fields.Float(string="Years Known", digits=(5, 1))
    monthly_sales = fields.Monetary(string="Sales per Month", aggregator=None)
    behaviour = fields.Selection(
        [('early', "Pays Early"), ('on_time', "Pays on Time"), ('late', "Pays Late"),
         ('bad', "Does Not Pay")], string="How It Pays")
    date = fields.Date(string="Asked On")
