from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ArStopEverything(models.TransientModel):
    """Leave a customer alone up to a day: no reminder, no call, no interest, and where it is asked
    for no delivery on credit. Always with a reason."""
    _name = 'ar.stop.everything'
    _description = "Stop Everything"

    account_id = fields.Many2one('ar.credit.account', string="Customer", required=True)
    until = fields.Date(
        string="Last Day", required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(days=14),
        help="The last day; then everything goes on by itself.")
    reason = fields.Char(required=True)
    delivery = fields.Boolean(
        string="No Delivery on Credit", help="Only a credit manager stops deliveries.")
    can_stop_delivery = fields.Boolean(compute='_compute_can_stop_delivery')

    @api.depends_context('uid')
    def _compute_can_stop_delivery(self):
        self.can_stop_delivery = self.env.user.has_group('ar_optimization.group_credit_manager')

    def action_apply(self):
        """Stop it.

        :raise UserError: when the day is past or more than a year away.
        :raise AccessError: for who may not.
        """
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        self.account_id.check_access('read')
        stopped = self.account_id.sudo().stop_delivery  # it would be lifted or lengthened
        if (self.delivery or stopped) and not self.can_stop_delivery:
            raise AccessError(self.env._("Only a credit manager stops deliveries."))
        today = fields.Date.context_today(self)
        if not today <= self.until <= today + relativedelta(years=1):
            raise UserError(self.env._("Say up to which day, from today on and within a year."))
        if not self.reason.strip():
            raise UserError(self.env._("Say why."))
        self.account_id.sudo()._stop_everything(self.until, self.reason, self.delivery)
        return {'type': 'ir.actions.act_window_close'}
