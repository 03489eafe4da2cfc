from odoo import models


class AccountPaymentTermLine(models.Model):
    """The longest term of a tier is cached, see `ar.credit.tier._guard_terms`."""
    _name = 'account.payment.term.line'
    _inherit = ['account.payment.term.line', 'ar.guard.cached']
