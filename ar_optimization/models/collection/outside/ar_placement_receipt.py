from odoo import Command, api, fields, models
from odoo.tools import SQL

from ....tools import agency


class ArPlacementReceipt(models.Model):
    """Money that was matched with an item while an agency had it, and the fee on it. Read from the
    ledger: one row per matching, whoever books the payment and however often the agency reports
    it; a payment that is reversed takes its fee back."""
    _name = 'ar.placement.receipt'
    _description = "Receipt of a Placement"
    _order = 'date desc, id desc'
    _rec_name = 'payment_move_id'

    line_id = fields.Many2one(
        'ar.placement.line', string="Item", required=True, index=True, readonly=True,
        ondelete='cascade')
    placement_id = fields.Many2one(
        related='line_id.placement_id', store=True, index=True)
    company_id = fields.Many2one(
        related='line_id.company_id', store=True, index=True, precompute=True)
    # No foreign key: the matching goes when the payment is reversed, the receipt stays.
    partial_id = fields.Integer(string="Matching", required=True, readonly=True)
    payment_move_id = fields.Many2one(
        'account.move', string="Payment", readonly=True, ondelete='set null',
        index='btree_not_null')
    date = fields.Date(required=True, readonly=True)
    currency_id = fields.Many2one(related='line_id.currency_id')
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount = fields.Monetary(readonly=True)
    amount_company = fields.Monetary(
        string="In Company Currency", currency_field='company_currency_id', readonly=True)
    fee = fields.Monetary(readonly=True)
    fee_company = fields.Monetary(
        string="Fee in Company Currency", currency_field='company_currency_id', readonly=True)
    state = fields.Selection(
        [('counted', "Received"), ('reversed', "Reversed")], required=True, default='counted',
        readonly=True, index=True)
    bill_id = fields.Many2one(
        'account.move', string="Billed On", readonly=True, ondelete='set null',
        index='btree_not_null', copy=False)
    refund_id = fields.Many2one(
        'account.move', string="Taken Off On", readonly=True, ondelete='set null',
        index='btree_not_null', copy=False)

    _once = models.Constraint(
        'UNIQUE (line_id, partial_id)', "This receipt is counted already.")

    # === BUSINESS === #

    @api.model
    def _read(self, lines):
        """Count what was matched with these items and is not counted yet, and take back what is
        matched no longer.

        :param lines: `ar.placement.line` of placements that have begun.
        """
        if not lines:
            return
        self._take_back(lines)
        digits = {currency.id: currency.decimal_places for currency in lines.currency_id}
        for line_id, partial_id, move_id, day, amount, company in self._found(lines):
            line = lines.browse(line_id)
            before = [(receipt.amount, receipt.fee) for receipt in line._counted()]
            fee = agency.next_fee(before, amount, line.percent, digits[line.currency_id.id])
            self.create({
                'line_id': line.id, 'partial_id': partial_id, 'payment_move_id': move_id,
                'date': day, 'amount': amount, 'amount_company': company, 'fee': fee,
                'fee_company': line.company_currency_id.round(
                    fee * company / amount if amount else 0.0)})

    @api.model
    def _found(self, lines):
        """Money received and not counted yet, oldest first: payments and bank lines dated while
        the agency had the item. Credit notes and write-offs earn no fee. Where an item went from
        one agency to another in a day, the payments of that day count once: for the second, as far
        as they did not count for the first. What an agency paid on names its item: the payment
        was in time, its entry may be later where books are closed.

        :return: rows of line, matching, payment, date, amount in the item's currency and in that
            of the company.
        """
        for name in ('account.partial.reconcile', 'account.move', 'account.move.line',
                     'ar.placement', 'ar.placement.line', 'ar.placement.receipt'):
            self.env[name].flush_model()
        return self.env.execute_query(SQL(
            """
            SELECT placed.id, partial.id, credit.move_id, credit.date,
                   partial.debit_amount_currency, partial.amount
              FROM ar_placement_line placed
              JOIN ar_placement placement ON placement.id = placed.placement_id
              JOIN account_partial_reconcile partial
                ON partial.debit_move_id = placed.move_line_id
              JOIN account_move_line credit ON credit.id = partial.credit_move_id
              JOIN account_move paid ON paid.id = credit.move_id
             WHERE placed.id IN %(lines)s
               AND (paid.ar_remittance_line_id = placed.id
                    OR (paid.origin_payment_id IS NOT NULL OR paid.statement_line_id IS NOT NULL)
                   AND credit.date >= placement.date_placed
                   AND (placement.date_ended IS NULL OR credit.date <= placement.date_ended)
                   AND NOT EXISTS (
                       SELECT 1 FROM ar_placement_line next
                         JOIN ar_placement later ON later.id = next.placement_id
                        WHERE next.move_line_id = placed.move_line_id AND next.id > placed.id
                          AND later.date_placed <= credit.date))
               AND NOT EXISTS (
                   SELECT 1 FROM ar_placement_receipt known
                    WHERE known.partial_id = partial.id)
          ORDER BY credit.date, partial.id
            """, lines=tuple(lines.ids)))

    @api.model
    def _take_back(self, lines):
        counted = self.search([('line_id', 'in', lines.ids), ('state', '=', 'counted')])
        partials = self.env['account.partial.reconcile'].sudo().browse(
            counted.mapped('partial_id')).exists()
        gone = counted.filtered(lambda receipt: receipt.partial_id not in partials._ids)
        gone.state = 'reversed'
        self.env['ar.event']._log(
            'placement.receipt_reversed', gone.placement_id,
            numbers={case.id: {
                'amount': sum(gone.filtered(
                    lambda receipt, case=case: receipt.placement_id == case
                ).mapped('amount_company'))} for case in gone.placement_id})

    def _bill(self):
        """Draft vendor bills over the fees of these receipts that are on no bill yet, less the
        billed fees of receipts that were reversed.

        :return: `account.move`
        """
        due = self.filtered(lambda receipt: receipt._is_due())
        back = self.filtered(lambda receipt: receipt._is_to_take_off())
        bills = self.env['account.move']
        for receipts in (due | back).grouped(
                lambda receipt: (receipt.placement_id.agency_id, receipt.company_id,
                                 receipt.currency_id)).values():
            bills |= receipts._bill_of(receipts & back)
        return bills

    def _is_due(self):
        return self.state == 'counted' and self.fee and self.bill_id.state in (False, 'cancel')

    def _is_to_take_off(self):
        billed = self.bill_id.state not in (False, 'cancel')
        return self.state == 'reversed' and self.fee and billed and self.refund_id.state in (
            False, 'cancel')

    def _bill_of(self, back):
        """One bill of one agency in one company and currency.

        :param back: those of the receipts whose fee is taken off.
        """
        agency_partner = self.placement_id.agency_id.partner_id
        total = sum((-1 if receipt in back else 1) * receipt.fee for receipt in self)
        sign = 1 if total >= 0 else -1
        move = self.env['account.move'].with_company(self.company_id).create({
            'move_type': 'in_invoice' if sign > 0 else 'in_refund',
            'company_id': self.company_id.id, 'partner_id': agency_partner.id,
            'currency_id': self.currency_id.id,
            'invoice_date': fields.Date.context_today(self),
            'invoice_line_ids': [
                Command.create(vals) for vals in self._bill_lines(back, sign)]})
        back.refund_id = move
        (self - back).bill_id = move
        return move

    def _bill_lines(self, back, sign):
        """A line per case, and one per case for what is taken off."""
        for part, factor in ((self - back, sign), (back, -sign)):
            for case, receipts in part.grouped('placement_id').items():
                yield {
                    'name': self.env._("Collection fee, %s", case.display_name)
                    if part != back else self.env._(
                        "Collection fee taken back, %s", case.display_name),
                    'quantity': factor, 'price_unit': sum(receipts.mapped('fee'))}
