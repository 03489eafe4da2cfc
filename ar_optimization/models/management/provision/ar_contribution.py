from odoo import api, fields, models
from odoo.tools import SQL

YEAR_DAYS = 365


class ArContribution(models.Model):
    """What a line of an invoice really brought: sales, what they cost where that is known, the
    money that came for them, what was let go, and what waiting for the money costs.

    What became of an invoice is shared out over its lines by their amounts with taxes. Credit
    notes are negative. The sales add up to the ledger's; paid, discounts, credited, written off,
    other and open add up to what was billed.
    """
    _name = 'ar.contribution'
    _description = "Cash Contribution"
    _inherit = ['ar.ledger.row']
    _auto = False

    move_id = fields.Many2one(string="Invoice")
    invoice_user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    product_categ_id = fields.Many2one(
        'product.category', string="Product Line", readonly=True,
        help="Category of the product. Empty for lines without one.")
    sales_amount = fields.Monetary(
        string="Sales", readonly=True, help="Without taxes, interest and fees.")
    interest_amount = fields.Monetary(
        string="Interest and Fees", readonly=True, help="Late interest and fees, invoiced.")
    cost_amount = fields.Monetary(
        string="Cost of Goods", readonly=True,
        help="Quantity at the product's cost of today, where it has one.")
    uncosted_amount = fields.Monetary(
        string="Sales Without Known Cost", readonly=True,
        help="Their cost is missing in what they brought.")
    billed_amount = fields.Monetary(
        string="Billed", readonly=True, help="What the customer owed, taxes included.")
    paid_amount = fields.Monetary(string="Paid In", readonly=True, help="By bank and cash.")
    discount_amount = fields.Monetary(
        string="Discounts", readonly=True, help="For early payment, taxes included.")
    credited_amount = fields.Monetary(
        string="Credited", readonly=True, help="Set against credit notes.")
    written_off_amount = fields.Monetary(
        string="Written Off", readonly=True, help="Taxes included, less what was recovered.")
    other_amount = fields.Monetary(
        string="Other Matchings", readonly=True, help="Set against entries of other kinds.")
    open_amount = fields.Monetary(string="Open", readonly=True)
    money_days = fields.Float(
        readonly=True, help="Amount × days from the accounting date until it was paid, or today.")
    average_days = fields.Float(
        readonly=True, aggregator='avg', digits=(16, 1),
        help="For how long money was bound: money days ÷ billed. Over several lines weighted by "
             "what was billed.")
    capital_amount = fields.Monetary(
        string="Cost of Money", readonly=True,
        help="Money days at the company's cost of capital.")
    contribution_amount = fields.Monetary(
        string="Cash Contribution", readonly=True,
        help="Sales, interest and fees less cost of goods, discounts, what was written off, and "
             "the cost of money.")

    _depends = {
        'account.journal': ['type'],
        'account.move': [
            'ar_incentive_offer_id', 'ar_write_off_id', 'invoice_user_id', 'move_type'],
        'account.move.line': [
            'account_id', 'ar_interest_charge_id', 'balance', 'company_id', 'date',
            'display_type', 'journal_id', 'move_id', 'parent_state', 'partner_id', 'price_total',
            'product_id', 'product_uom_id', 'quantity'],
        'account.partial.reconcile': [
            'amount', 'credit_move_id', 'debit_move_id', 'max_date'],
        'product.product': ['product_tmpl_id', 'standard_price'],
        'product.template': ['categ_id', 'uom_id'],
        'res.company': [
            'account_journal_early_pay_discount_loss_account_id', 'ar_bad_debt_account_id',
            'ar_cost_of_capital'],
        'res.partner': ['commercial_partner_id'],
        'uom.uom': ['factor'],
    }

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS ledger: days are weighted by the money that waited
        if not aggregate_spec.startswith('average_days:'):
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)", self._field_to_sql(self._table, 'money_days', query),
            self._field_to_sql(self._table, 'billed_amount', query))

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT fact.*, fact.money_days / NULLIF(fact.billed_amount, 0) AS average_days,
                   fact.sales_amount + fact.interest_amount - fact.cost_amount
                       - fact.discount_amount - fact.written_off_amount - fact.capital_amount
                       AS contribution_amount
              FROM (%s) fact
            """, self._facts_sql())

    @api.model
    def _facts_sql(self):
        """One row per line of a posted customer invoice or credit note."""
        is_interest = SQL("line.ar_interest_charge_id IS NOT NULL")
        return SQL(
            """
            SELECT line.id, line.move_id, line.company_id, line.company_currency_id AS currency_id,
                   line.date, partner.commercial_partner_id, move.invoice_user_id,
                   line.product_id, template.categ_id AS product_categ_id,
                   CASE WHEN %(interest)s THEN 0 ELSE -line.balance END AS sales_amount,
                   CASE WHEN %(interest)s THEN -line.balance ELSE 0 END AS interest_amount,
                   COALESCE(cost.amount, 0) AS cost_amount,
                   CASE WHEN cost.amount IS NULL AND NOT (%(interest)s) THEN -line.balance ELSE 0
                        END AS uncosted_amount,
                   share.part * bill.billed AS billed_amount,
                   share.part * bill.paid AS paid_amount,
                   share.part * bill.discount AS discount_amount,
                   share.part * bill.credited AS credited_amount,
                   share.part * bill.written_off AS written_off_amount,
                   share.part * bill.other AS other_amount,
                   share.part * bill.open AS open_amount,
                   share.part * bill.days AS money_days,
                   share.part * bill.days * COALESCE(company.ar_cost_of_capital, 0)::numeric
                       / (100 * %(year)s) AS capital_amount
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = line.company_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
         LEFT JOIN uom_uom base ON base.id = template.uom_id
        CROSS JOIN LATERAL (%(cost)s) cost
        CROSS JOIN LATERAL (%(share)s) share
        CROSS JOIN LATERAL (%(bill)s) bill
             WHERE line.display_type = 'product' AND line.parent_state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """,
            interest=is_interest, year=YEAR_DAYS, cost=self._cost_sql(),
            share=self._share_sql(), bill=self._bill_sql())

    @api.model
    def _cost_sql(self):
        """What the goods of a line cost, or NULL where the product has no cost."""
        return SQL(
            """
            SELECT CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                   * line.quantity * COALESCE(unit.factor, 1) / COALESCE(base.factor, 1)
                   * NULLIF((product.standard_price ->> line.company_id::text)::numeric, 0)
                   AS amount
            """)

    @api.model
    def _share_sql(self):
        """The part of a line in its invoice, by amounts with taxes; nothing where they add up to
        nothing: then nothing is owed either."""
        return SQL(
            """
            SELECT COALESCE(line.price_total / NULLIF(SUM(other.price_total), 0), 0) AS part
              FROM account_move_line other
             WHERE other.move_id = line.move_id AND other.display_type = 'product'
            """)

    @api.model
    def _bill_sql(self):
        """What became of the receivable items of an invoice. Those of a credit note, and what they
        were matched with, are negative. Without any all are 0."""
        return SQL(
            """
            SELECT COALESCE(SUM(item.balance), 0) AS billed,
                   COALESCE(SUM(matched.paid), 0) AS paid,
                   COALESCE(SUM(matched.discount), 0) AS discount,
                   COALESCE(SUM(matched.credited), 0) AS credited,
                   COALESCE(SUM(matched.written_off), 0) AS written_off,
                   COALESCE(SUM(matched.other), 0) AS other,
                   COALESCE(SUM(item.balance - matched.amount), 0) AS open,
                   COALESCE(SUM(matched.days + (item.balance - matched.amount)
                       * (%(today)s - item.date)), 0) AS days
              FROM account_move_line item
        CROSS JOIN LATERAL (%(matched)s) matched
             WHERE item.move_id = line.move_id AND item.account_id IN %(accounts)s
            """,
            today=fields.Date.context_today(self), matched=self._matched_sql(),
            accounts=self.env['account.account']._ar_receivable_ids())

    @api.model
    def _matched_sql(self):
        """What an item was matched with, by kind. A payment that took a discount of Odoo's own has
        it in its entry, and so has one that was called full though something was missing."""
        return SQL(
            """
            SELECT COALESCE(SUM(part.amount), 0) AS amount,
                   COALESCE(SUM(part.amount * (1 - part.taken - part.lost)) FILTER (
                       WHERE part.kind = 'paid'), 0) AS paid,
                   COALESCE(SUM(CASE part.kind WHEN 'discount' THEN part.amount
                       WHEN 'paid' THEN part.amount * part.taken END), 0) AS discount,
                   COALESCE(SUM(part.amount) FILTER (WHERE part.kind = 'credited'), 0) AS credited,
                   COALESCE(SUM(CASE part.kind WHEN 'written_off' THEN part.amount
                       WHEN 'paid' THEN part.amount * part.lost
                       WHEN 'other' THEN part.amount * part.lost END), 0) AS written_off,
                   COALESCE(SUM(part.amount * (1 - part.lost)) FILTER (
                       WHERE part.kind = 'other'), 0) AS other,
                   COALESCE(SUM(part.amount * GREATEST(0, part.day - item.date)), 0) AS days
              FROM (%s UNION ALL %s) part
            """, self._part_sql('debit', SQL("+")), self._part_sql('credit', SQL("-")))

    @api.model
    def _part_sql(self, side, sign):
        """The matchings of an item on one side, of which the other entry counts."""
        mine = SQL.identifier('part', f'{side}_move_id')
        others = SQL.identifier(
            'part', 'credit_move_id' if side == 'debit' else 'debit_move_id')
        return SQL(
            """
            SELECT %(sign)s part.amount AS amount, part.max_date AS day,
                   CASE WHEN entry.ar_write_off_id IS NOT NULL THEN 'written_off'
                        WHEN entry.ar_incentive_offer_id IS NOT NULL THEN 'discount'
                        WHEN entry.move_type <> 'entry' THEN 'credited'
                        WHEN journal.type IN ('bank', 'cash', 'credit') THEN 'paid'
                        ELSE 'other' END AS kind,
                   COALESCE(gone.discount / NULLIF(gone.owed, 0), 0) AS taken,
                   LEAST(1, GREATEST(0, COALESCE(gone.loss / NULLIF(gone.owed, 0), 0))) AS lost
              FROM account_partial_reconcile part
              JOIN account_move_line counter ON counter.id = %(others)s
              JOIN account_move entry ON entry.id = counter.move_id
              JOIN account_journal journal ON journal.id = entry.journal_id
        CROSS JOIN LATERAL (%(gone)s) gone
             WHERE %(mine)s = item.id AND counter.parent_state = 'posted'
            """,
            sign=sign, mine=mine, others=others, gone=self._gone_sql())

    @api.model
    def _gone_sql(self):
        """What an entry took off the receivables, and how much of it as discounts and as losses.
        What is on an account for both is a discount."""
        return SQL(
            """
            SELECT -SUM(leg.balance) FILTER (WHERE leg.account_id IN %s) AS owed,
                   SUM(leg.balance) FILTER (WHERE leg.account_id =
                       company.account_journal_early_pay_discount_loss_account_id) AS discount,
                   SUM(leg.balance) FILTER (
                       WHERE leg.account_id = company.ar_bad_debt_account_id
                         AND leg.account_id IS DISTINCT FROM
                             company.account_journal_early_pay_discount_loss_account_id) AS loss
              FROM account_move_line leg
             WHERE leg.move_id = entry.id
            """, self.env['account.account']._ar_receivable_ids())
