from odoo import fields, models


class ArContractEnd(models.TransientModel):
    """End contracts before their last day, with the reason."""
    _name = 'ar.contract.end'
    _description = "End Contracts"

    contract_ids = fields.Many2many('ar.contract', string="Contracts", required=True)
    date = fields.Date(
        string="Last Day", required=True, default=fields.Date.context_today,
        help="Invoices up to this day still fall under the contract. Those that were posted keep "
             "their due dates.")
    reason = fields.Char(required=True)

    def action_end(self):
        """End the contracts. Who may is checked there.

        :raise AccessError: for anybody but a credit manager.
        """
        self.ensure_one()
        self.contract_ids._end(self.date, self.reason)
        return {'type': 'ir.actions.act_window_close'}
