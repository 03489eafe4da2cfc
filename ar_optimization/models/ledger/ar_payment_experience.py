from odoo import api, fields, models


class ArPaymentExperience(models.Model):
    """One invoice and its payment as somebody else knew it: the old system before go-live, a credit
    bureau, a peer of a credit alliance. It feeds payment behaviour with a weight, never the ledger.
    """
    _name = 'ar.payment.experience'
    _description = "Payment Experience"
    _order = 'due_date desc, id desc'
    _rec_name = 'reference'
    _check_company_auto = True

    batch_id = fields.Many2one(
        'ar.payment.experience.batch', required=True, index=True, ondelete='cascade')
    active = fields.Boolean(related='batch_id.active', store=True)
    company_id = fields.Many2one(related='batch_id.company_id', store=True, index=True)
    source = fields.Selection(related='batch_id.source', store=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict')
    reference = fields.Char(string="Invoice", help="The invoice number in the other system.")
    invoice_date = fields.Date(required=True)
    due_date = fields.Date(required=True)
    payment_date = fields.Date(help="Empty: not paid when the file was made.")
    amount = fields.Monetary(required=True, help="Invoice amount in its own currency.")
    currency_id = fields.Many2one('res.currency', required=True)
    disputed = fields.Boolean(help="Disputed invoices say nothing about the will to pay.")
    days_late = fields.Integer(
        compute='_compute_days_late', store=True, aggregator='avg',
        help="Days from due date to payment, or to the date of the file while unpaid.")

    _amount_positive = models.Constraint(
        'CHECK (amount > 0)', "The amount of a known invoice is above zero.")
    _reference_unique = models.UniqueIndex(
        '(batch_id, partner_id, reference) WHERE reference IS NOT NULL',
        "This invoice is in the file twice.")

    @api.depends('due_date', 'payment_date', 'batch_id.date')
    def _compute_days_late(self):
        for experience in self:
            end = experience.payment_date or experience.batch_id.date
            late = (end - experience.due_date).days if end and experience.due_date else 0
            experience.days_late = max(late, 0)
