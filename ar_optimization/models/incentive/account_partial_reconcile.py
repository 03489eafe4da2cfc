from odoo import models

from .account_move import BOOKING


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    def unlink(self):
        # EXTENDS 'account': a discount that a payment has earned goes when the payment goes
        if not self or self.env.context.get('ar_incentive') is BOOKING:
            return super().unlink()
        lines = (self.debit_move_id | self.credit_move_id).sudo()
        offers = lines.move_id.ar_incentive_offer_ids
        result = super().unlink()
        offers._reverse_granted()
        offers._reopen_claims(lines.exists())
        return result
