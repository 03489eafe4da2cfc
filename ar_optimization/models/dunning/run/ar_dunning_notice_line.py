from odoo import fields, models


class ArDunningNoticeLine(models.Model):
    """One instalment in a notice, with its amounts as of the run."""
    _name = 'ar.dunning.notice.line'
    _description = "Item of a Dunning Notice"
    _inherit = ['ar.amount.mixin']
    _order = 'notice_id, date_maturity, id'
    _rec_name = 'move_line_id'

    notice_id = fields.Many2one(
        'ar.dunning.notice', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Journal Item", required=True, readonly=True, index=True,
        ondelete='cascade')
    move_id = fields.Many2one(related='move_line_id.move_id', string="Invoice or Entry")
    level_id = fields.Many2one(
        'ar.dunning.level', readonly=True, index=True, ondelete='restrict',
        help="The level that this notice gives it; empty when it is only listed.")
    level = fields.Integer(string="Level Number", readonly=True, aggregator=None, default=None)
    level_before = fields.Integer(readonly=True, aggregator=None, default=None)
    is_given = fields.Boolean(
        string="Given Here", readonly=True,
        help="This notice gives the level; not once it failed or was taken out.")
    is_below = fields.Boolean(
        string="Not Yet at This Level", readonly=True,
        help="Listed because it is open, too; it is at a lower level than the notice.")
    skipped_reason = fields.Selection(
        [
            ('lapsed', "Due before the reminder"), ('hand', "Set by hand"),
        ],
        string="Level Left Out", readonly=True,
        help="Why a level between the last one and this one was not given.")
    date_maturity = fields.Date(string="Due Date", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator='max')
    currency_id = fields.Many2one('res.currency', readonly=True, required=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount_residual = fields.Monetary(string="Open Amount", readonly=True)
    collectable_amount = fields.Monetary(string="Amount Demanded", readonly=True)
    amount_company = fields.Monetary(
        string="Open in Company Currency", currency_field='company_currency_id', readonly=True)

    # Runs that overlap or come late: what one of them gives, no other can.
    _given_once = models.UniqueIndex(
        '(move_line_id, level) WHERE is_given IS TRUE',
        "This instalment has been given this level already.")
