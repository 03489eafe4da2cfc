from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.i18n import format_list

from ....tools import allocation

SHOWN = 4  # invoices named in a proposal


class ArShortPayment(models.Model):
    """The desk for money that does not fit: receipts and credit notes that no invoice was matched
    with, and invoices that a payment left a rest of. A query; each row has the id of its journal
    item."""
    _name = 'ar.short.payment'
    _description = "Unapplied Receipt or Short Payment"
    _inherit = ['ar.live.query']
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'name'

    kind = fields.Selection(
        [('receipt', "Unapplied Receipt"), ('credit', "Unapplied Credit Note"),
         ('short', "Paid Short")], readonly=True)
    name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    line_id = fields.Many2one('account.move.line', string="Journal Item", readonly=True)
    move_id = fields.Many2one('account.move', string="Entry", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    commercial_partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    credit_account_id = fields.Many2one('ar.credit.account', readonly=True)
    collector_id = fields.Many2one('res.users', readonly=True)
    date = fields.Date(readonly=True, help="Of the receipt; of what is paid short, the last one.")
    days = fields.Integer(
        readonly=True, aggregator='max', depends_context=('tz',),
        help="Since then.")
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(string="Original Amount", readonly=True)
    amount_open = fields.Monetary(
        string="Open Amount", readonly=True, help="Not matched with anything yet, or not paid.")
    amount_company = fields.Monetary(
        string="Open in Company Currency", currency_field='company_currency_id', readonly=True)
    disputed_amount = fields.Monetary(
        string="Disputed", currency_field='company_currency_id', readonly=True)
    share = fields.Float(
        string="Short By", readonly=True, aggregator='avg',
        help="The rest, as a share of the invoice.")
    proposal = fields.Char(
        string="Probably For", compute='_compute_proposal', compute_sudo=True,
        help="Invoices that the payment names, else the one with just this amount open.")

    _depends = {
        'ar.open.item': [
            'amount', 'amount_residual', 'amount_residual_currency', 'collector_id',
            'disputed_amount', 'line_id'],
    }

    # === COMPUTE === #

    @api.depends('kind', 'ref', 'amount_open', 'credit_account_id')
    def _compute_proposal(self):
        debts = self.env['ar.open.item'].search_fetch(
            [('credit_account_id', 'in', self.credit_account_id.ids),
             ('amount_residual', '>', 0)],
            ['name', 'currency_id', 'credit_account_id', 'amount_residual_currency'])
        by_account = debts.grouped('credit_account_id')
        # Gathered before anything is kept: a field that is read on the way forgets what is kept.
        found = {
            row: row._proposed(by_account.get(row.credit_account_id, debts.browse()))
            for row in self if row.kind != 'short'}
        for row in self:
            items = found.get(row, debts.browse())
            row.proposal = format_list(self.env, items[:SHOWN].mapped('name'))

    def _proposed(self, debts):
        """The open items that this receipt is probably for.

        :param debts: `ar.open.item` of the customer.
        """
        debts = debts.filtered(lambda item: item.currency_id == self.currency_id)
        named = allocation.named_in(self._text(), debts.mapped('name'))
        return debts.filtered(lambda item: item.name in named) or debts.filtered(
            lambda item: not self.currency_id.compare_amounts(
                item.amount_residual_currency, self.amount_open))[:1]

    def _text(self):
        """All that the customer may have written with the payment."""
        payment = self.line_id.payment_id
        return " ".join(filter(None, (self.ref, self.line_id.name, payment.memo)))

    # === QUERY === #

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT item.id, item.line_id, item.move_id, item.name, item.ref, item.company_id,
                   item.commercial_partner_id, item.credit_account_id, item.collector_id,
                   item.currency_id, item.company_currency_id, item.disputed_amount,
                   CASE WHEN item.amount_residual > 0 THEN 'short'
                        WHEN item.move_type = 'out_refund' THEN 'credit'
                        ELSE 'receipt' END AS kind,
                   COALESCE(paid.date, item.date) AS date,
                   %(today)s::date - COALESCE(paid.date, item.date) AS days,
                   ABS(item.amount_currency) AS amount,
                   ABS(item.amount_residual_currency) AS amount_open,
                   ABS(item.amount_residual) AS amount_company,
                   CASE WHEN item.amount_residual > 0
                        THEN item.amount_residual / NULLIF(item.amount, 0) END AS share
              FROM %(items)s item
         LEFT JOIN LATERAL (
                SELECT MAX(part.max_date) AS date
                  FROM account_partial_reconcile part
                  JOIN account_move_line other ON other.id = part.credit_move_id
                  JOIN account_move entry ON entry.id = other.move_id
                 WHERE part.debit_move_id = item.id AND entry.move_type = 'entry'
                   AND entry.state = 'posted' AND item.amount_residual > 0
                   AND item.amount_residual < item.amount) paid ON TRUE
             WHERE item.amount_residual < 0 OR paid.date IS NOT NULL
            """,
            today=today, items=self.env['ar.open.item']._table_sql)

    # === ACTIONS === #

    def action_open_document(self):
        """Show the invoice or the receipt."""
        self.ensure_one()
        return self.move_id._get_records_action(name=self.name)

    def action_dispute(self):
        """The rest is disputed: open disputes about these invoices, in one step."""
        self.check_access('read')
        return self.env['ar.dispute']._open_dialog(self.line_id, whole=True)

    def action_deduct(self):
        """The rest is accepted as a deduction with a reason."""
        return self._dialog('ar_deduction_action')

    def action_match(self):
        """Match this receipt with what the customer owes, by what the customer said it is for."""
        return self._dialog('ar_receipt_match_action')

    def _dialog(self, name):
        self.ensure_one()
        self.check_access('read')
        return {
            **self.env['ir.actions.act_window']._for_xml_id(f'ar_optimization.{name}'),
            'context': {'default_move_line_id': self.line_id.id},
        }
