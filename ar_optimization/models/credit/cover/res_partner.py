from odoo import fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    ar_cover_amount = fields.Monetary(
        string="Covered", compute='_compute_ar_credit', compute_sudo=False,
        currency_field='ar_credit_currency_id',
        help="What insurances, guarantees and deposits are worth today.")

    def _ar_credit_fields(self):
        # EXTENDS credit
        return {**super()._ar_credit_fields(), 'ar_cover_amount': 'cover_amount'}
