from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """When a payment plan in force pays an item. Its due date and ageing stay as posted."""
    _inherit = 'ar.open.item'

    plan_id = fields.Many2one('ar.payment.plan', string="Payment Plan", readonly=True)
    plan_date = fields.Date(
        string="Paid by Plan", readonly=True,
        help="The instalment of the payment plan that pays this item.")

    _depends = {
        'ar.payment.plan.item': ['move_line_id', 'plan_date', 'plan_id', 'state']}

    @api.model
    def _select_extra(self):
        # EXTENDS promise
        return SQL("%s, planned.plan_id, planned.plan_date", super()._select_extra())

    @api.model
    def _from_extra(self):
        # EXTENDS promise
        return SQL(
            """
            %s
            LEFT JOIN ar_payment_plan_item planned
                   ON planned.move_line_id = line.id AND planned.state = 'active'
            """, super()._from_extra())

    def action_payment_plan(self):
        """Make a payment plan about these items."""
        return self.env['account.move.line'].browse(self.ids)._ar_make_plan()
