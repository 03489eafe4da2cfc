from odoo import api, models
from odoo.tools import SQL


class ArInterestCharge(models.Model):
    """What is disputed bears no interest until it is decided on."""
    _inherit = 'ar.interest.charge'

    @api.model
    def _principal_terms(self):
        """The disputed part is no principal from the first day of the dispute to the last day
        before the decision, unless it was rejected with interest. A credit note corrects the
        invoice from its beginning, so that only what it does not credit was disputed."""
        # EXTENDS dunning
        return [*super()._principal_terms(), SQL(
            """
            SELECT span.date, span.sign * part.amount AS amount
              FROM ar_dispute dispute
        CROSS JOIN LATERAL (SELECT dispute.amount - CASE dispute.state WHEN 'credited'
                                THEN LEAST(dispute.amount, dispute.credited_amount) ELSE 0
                                END AS amount) part
        CROSS JOIN LATERAL (VALUES (dispute.opened_on - 1, -1), (dispute.closed_on - 1, 1)
                           ) span (date, sign)
             WHERE dispute.move_line_id = late.id AND span.date IS NOT NULL
               AND dispute.claims_interest IS NOT TRUE AND part.amount > 0
            """)]

    @api.model
    def _flush_ledger(self):
        # EXTENDS dunning
        self.env['ar.dispute'].flush_model()
        return super()._flush_ledger()
