from odoo import api, fields, models
from odoo.exceptions import AccessError


class AccountMove(models.Model):
    """Invoices over late interest and fees: they bear no interest themselves, and no guard stands
    before them, as nothing is delivered for them."""
    _inherit = 'account.move'

    ar_is_interest = fields.Boolean(
        string="Late Interest", readonly=True, copy=False,
        help="Made from late interest and fees. It bears no interest itself.")
    ar_interest_charge_ids = fields.One2many(
        'ar.interest.charge', 'move_id', string="Late Interest and Fees", readonly=True,
        groups='ar_optimization.group_collector')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account': neither a value nor a default of the context takes an invoice out
        if not self.env.su:
            vals_list = [{**vals, 'ar_is_interest': False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'account': an interest invoice that is cancelled was never made
        if 'ar_is_interest' in vals and not self.env.su:
            raise AccessError(self.env._(
                "Whether an invoice is one of interest follows from how it was made."))
        result = super().write(vals)
        if vals.get('state') == 'cancel':
            self.sudo().ar_interest_charge_ids.filtered(
                lambda charge: charge.state == 'posted')._take_back()
        return result

    # === BUSINESS === #

    def _ar_guard_is_direct(self):
        # EXTENDS credit
        return not self.ar_is_interest and super()._ar_guard_is_direct()
