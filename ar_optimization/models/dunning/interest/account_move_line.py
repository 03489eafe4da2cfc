from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    ar_interest_charge_id = fields.Many2one(
        'ar.interest.charge', string="Late Interest or Fee", readonly=True, copy=False,
        index='btree_not_null', ondelete='set null', groups='ar_optimization.group_collector')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account': what a line was made from is said by who made it, not by a call
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name != 'ar_interest_charge_id'}
                for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'account'
        if not self.env.su:
            vals = {name: value for name, value in vals.items() if name != 'ar_interest_charge_id'}
        return super().write(vals)
