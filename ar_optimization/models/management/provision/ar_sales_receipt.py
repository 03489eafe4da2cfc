from odoo import api, fields, models
from odoo.tools import SQL


class ArSalesReceipt(models.Model):
    """Sales against receipts: each posted item of a receivable account, as what was billed, what
    came in, or what changed the debt otherwise. Billed less received plus other changes is the
    change of the ledger's receivable balance, always."""
    _name = 'ar.sales.receipt'
    _description = "Sales Against Receipts"
    _inherit = ['ar.ledger.row']
    _auto = False

    billed_amount = fields.Monetary(
        string="Billed", readonly=True, help="Invoices less credit notes, taxes included.")
    received_amount = fields.Monetary(
        string="Received", readonly=True,
        help="What receipts by bank and cash paid, discounts taken with them included, less what "
             "was paid back.")
    other_amount = fields.Monetary(
        string="Other Changes", readonly=True,
        help="Write-offs, discounts booked apart, exchange differences, opening balances.")
    change_amount = fields.Monetary(
        string="Change of the Receivable", readonly=True,
        help="Billed less received, and other changes.")

    _depends = {
        'account.account': ['account_type'],
        'account.journal': ['type'],
        'account.move': ['move_type'],
        'account.move.line': [
            'account_id', 'balance', 'company_id', 'date', 'journal_id', 'move_id',
            'parent_state', 'partner_id'],
        'res.partner': ['commercial_partner_id'],
    }

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT fact.*, CASE kind WHEN 'billed' THEN change_amount ELSE 0 END AS billed_amount,
                   CASE kind WHEN 'received' THEN -change_amount ELSE 0 END AS received_amount,
                   CASE kind WHEN 'other' THEN change_amount ELSE 0 END AS other_amount
              FROM (%s) fact
            """, self._facts_sql())

    @api.model
    def _facts_sql(self):
        return SQL(
            """
            SELECT line.id, line.move_id, line.company_id, line.company_currency_id AS currency_id,
                   line.date, partner.commercial_partner_id, line.balance AS change_amount,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                        THEN 'billed'
                        WHEN journal.type IN ('bank', 'cash', 'credit') THEN 'received'
                        ELSE 'other' END AS kind
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.parent_state = 'posted' AND line.account_id IN %s
            """, self.env['account.account']._ar_receivable_ids())
