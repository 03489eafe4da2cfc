from odoo import api, fields, models
from odoo.exceptions import UserError


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

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        references = super().create(vals_list)
        references._check_open()
        return references

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_open()

    # === BUSINESS === #

    def _check_open(self):
        """Refuse to change what somebody decides on, or has decided on.

        :raise UserError: for the references of an application that was asked for.
        """
        if not self.env.su and any(
                reference.application_id.state != 'open' for reference in self):
            raise UserError(self.env._(
                "What was asked for does not change any more. Cancel it and ask again."))
