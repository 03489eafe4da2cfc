from odoo import api, fields, models
from odoo.tools import SQL


class ArInterestCharge(models.Model):
    """Interest of a payment plan, in place of late interest, which rests while the plan is kept."""
    _inherit = 'ar.interest.charge'

    kind = fields.Selection(
        selection_add=[('plan', "Plan Interest")], ondelete={'plan': 'cascade'})
    plan_id = fields.Many2one(
        'ar.payment.plan', string="Payment Plan", readonly=True, index='btree_not_null',
        ondelete='set null')

    # === BUSINESS === #

    @api.model
    def _flush_ledger(self):
        # EXTENDS dunning
        for name in ('ar.payment.plan', 'ar.payment.plan.item'):
            self.env[name].flush_model()
        return super()._flush_ledger()

    @api.model
    def _principal_terms(self):
        # EXTENDS dunning: what is in a plan bears no late interest, from the day after it began
        # to the day on which it failed
        return [*super()._principal_terms(), SQL(
            """
            SELECT rest.date, rest.amount
              FROM ar_payment_plan_item item
              JOIN ar_payment_plan plan
                ON plan.id = item.plan_id AND plan.interest_mode <> 'run'
               AND plan.active_from IS NOT NULL
        CROSS JOIN LATERAL (
                VALUES (plan.active_from, -item.amount),
                       (COALESCE(plan.defaulted_on,
                                 CASE WHEN plan.state = 'cancelled' THEN plan.ended_on END),
                        item.amount)
                   ) rest (date, amount)
             WHERE item.move_line_id = late.id AND rest.date IS NOT NULL
            """)]

    def _prepare_invoice(self, today):
        # EXTENDS dunning: interest of a plan is payable with its last instalment
        values = super()._prepare_invoice(today)
        plan = self.plan_id
        if not plan:
            return values
        return {**values, 'ref': plan.name, 'invoice_date_due': max(plan.line_ids.mapped('date'))}

    def _invoice_key(self):
        # EXTENDS dunning: each plan has its own invoice
        return (*super()._invoice_key(), self.plan_id)

    def _line_name(self):
        # EXTENDS dunning
        if self.kind != 'plan':
            return super()._line_name()
        return self.env._("Interest of payment plan %s", self.plan_id.name)
