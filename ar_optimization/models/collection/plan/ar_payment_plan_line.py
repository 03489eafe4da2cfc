from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import plan as rules

TYPED = {'date', 'principal', 'interest'}


class ArPaymentPlanLine(models.Model):
    """An instalment of a payment plan. What is paid on the debts of the plan pays its instalments
    in the order of their days."""
    _name = 'ar.payment.plan.line'
    _description = "Instalment of a Payment Plan"
    _inherit = ['ar.payment.plan.part']
    _order = 'plan_id desc, date, id'
    _rec_name = 'date'

    currency_id = fields.Many2one(related='plan_id.currency_id')
    plan_state = fields.Selection(related='plan_id.state', string="Plan State")
    date = fields.Date(string="Payable On", required=True)
    principal = fields.Monetary(string="Debt", aggregator=None)
    interest = fields.Monetary(aggregator=None)
    amount = fields.Monetary(
        string="Instalment", compute='_compute_amount', store=True, precompute=True)
    paid = fields.Monetary(string="Paid So Far", readonly=True)
    state = fields.Selection(
        [
            (rules.OPEN, "Pending"), (rules.PARTLY, "Partly Paid"), (rules.PAID, "Paid"),
            (rules.MISSED, "Not Paid in Time"),
        ],
        required=True, default=rules.OPEN, readonly=True)

    _not_negative = models.Constraint(
        'CHECK (principal >= 0 AND interest >= 0)', "No part of an instalment is negative.")

    # === COMPUTE === #

    @api.depends('principal', 'interest')
    def _compute_amount(self):
        for line in self:
            line.amount = line.principal + line.interest

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._person_values(vals) for vals in vals_list]
        made = super().create(vals_list)
        made._check_draft()
        return made

    def write(self, vals):
        self._check_draft()
        if not self.env.su and vals.keys() - TYPED:
            raise UserError(self.env._("Whether an instalment is paid follows from the ledger."))
        return super().write(vals)

    @api.model
    def _person_values(self, vals):
        """What a person says of an instalment; the rest begins blank, whatever the context says."""
        typed = {'principal': 0.0, 'interest': 0.0} | {
            name: vals[name] for name in TYPED if name in vals}
        return typed | {
            'plan_id': vals.get('plan_id'), 'paid': 0.0, 'state': rules.OPEN,
            'amount': typed['principal'] + typed['interest']}
