from odoo import fields, models


class ArSalesInquiryLine(models.Model):
    """An overdue item that an answer of sales is about, as it stood when the answer was given."""
    _name = 'ar.sales.inquiry.line'
    _description = "Item of an Answer"
    _inherit = ['ar.engine.written']
    _order = 'inquiry_id desc, date_maturity, id'
    _rec_name = 'move_line_id'

    inquiry_id = fields.Many2one(
        'ar.sales.inquiry', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='inquiry_id.company_id', store=True, index=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, readonly=True, index=True,
        ondelete='cascade')
    date_maturity = fields.Date(string="Due Date", readonly=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    amount = fields.Monetary(string="Open", readonly=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount_company = fields.Monetary(
        string="In Company Currency", currency_field='company_currency_id', readonly=True)

    # === BUSINESS === #

    def _engine_words(self):
        return self.env._("The items of an answer stay as they were.")
