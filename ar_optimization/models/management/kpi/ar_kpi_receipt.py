from odoo import fields, models


class ArKpiReceipt(models.Model):
    """Cash that was counted for somebody: one row per matching of money with a debt, in the month
    in which it counted. What the ledger says today is held against what earlier months have
    counted, and the difference is a row of the running month: money that is taken back comes back
    as a negative amount, for whoever it was counted for. All rows together are what the ledger says
    now."""
    _name = 'ar.kpi.receipt'
    _description = "Counted Cash"
    _inherit = ['ar.engine.written', 'ar.kpi.frozen', 'ar.amount.mixin']
    _order = 'date desc, id desc'
    _rec_name = 'move_id'
    _frozen_links = (
        'seller_id', 'collector_id', 'tier_id', 'partner_id', 'move_id', 'money_move_id')

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(string="Counted In", required=True, readonly=True)
    date = fields.Date(
        string="Received On", required=True, readonly=True,
        help="Day of the bank line that confirms it, else of the payment.")
    reason = fields.Selection(
        [
            ('receipt', "Receipt"), ('late', "Matched Later"), ('regraded', "Other Evidence"),
            ('taken_back', "Taken Back"), ('refund', "Paid Back to the Customer"),
        ], required=True, readonly=True,
        help="Matched Later: received in an earlier month, matched with a debt in this one.\n"
             "Other Evidence: counted before, and since then confirmed by the bank or no longer.\n"
             "Taken Back: counted in an earlier month; the payment was reversed, bounced or undone "
             "since.")
    grade = fields.Selection(
        [('certain', "Bank Line"), ('unconfirmed', "Unconfirmed")], string="Evidence",
        required=True, readonly=True)
    # Decided when it is counted, and kept: cash that was collected once is not collected again when
    # the bank's data comes later.
    is_collected = fields.Boolean(string="Collected", readonly=True)
    amount = fields.Monetary(readonly=True, help="In company currency; negative: taken back.")
    days = fields.Integer(
        readonly=True, aggregator='avg', help="From the invoice to the receipt.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='set null')
    move_id = fields.Many2one(
        'account.move', string="Invoice", readonly=True, index='btree_not_null',
        ondelete='set null')
    money_move_id = fields.Many2one(
        'account.move', string="Payment", readonly=True, index='btree_not_null',
        ondelete='set null')
    seller_id = fields.Many2one(
        'res.users', string="Salesperson", readonly=True, index='btree_not_null',
        ondelete='set null')
    collector_id = fields.Many2one(
        'res.users', readonly=True, index='btree_not_null', ondelete='set null')
    tier_id = fields.Many2one(
        'ar.credit.tier', readonly=True, index='btree_not_null', ondelete='set null')
    team_ref = fields.Integer(readonly=True, aggregator=None)
    # Of the matching; negative: of the journal item of money that was paid back.
    source_ref = fields.Integer(required=True, readonly=True, aggregator=None)
    origin_ref = fields.Integer(
        string="First Counted As", readonly=True, aggregator=None,
        help="Record ID of the row in which it was counted first.")

    _month_idx = models.Index('(company_id, date_from, source_ref)')

    def _engine_words(self):
        return self.env._("Cash is counted by the ledger: nobody writes it by hand.")

    # === ACTIONS === #

    def action_open_invoice(self):
        """Open the invoice, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()
