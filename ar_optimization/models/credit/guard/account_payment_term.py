from odoo import models


class AccountPaymentTerm(models.Model):
    """Its instalments are cached, see `_ar_parts`."""
    _name = 'account.payment.term'
    _inherit = ['account.payment.term', 'ar.guard.cached']
