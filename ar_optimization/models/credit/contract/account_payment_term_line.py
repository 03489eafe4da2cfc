from odoo import api, models


class AccountPaymentTermLine(models.Model):
    """Contracts keep the instalments that were agreed, whatever becomes of their payment term."""
    _inherit = 'account.payment.term.line'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        terms = self.env['account.payment.term'].browse(
            {vals['payment_id'] for vals in vals_list if vals.get('payment_id')})
        versions = terms._ar_agreed_versions()
        lines = super().create(vals_list)
        versions._note_other_term()
        return lines

    def write(self, vals):
        versions = self.payment_id._ar_agreed_versions()
        result = super().write(vals)
        versions._note_other_term()
        return result

    def unlink(self):
        versions = self.payment_id._ar_agreed_versions()
        result = super().unlink()
        versions._note_other_term()
        return result
