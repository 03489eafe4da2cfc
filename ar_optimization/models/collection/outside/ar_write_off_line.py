from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ....tools import rounding
from ...incentive.account_move import BOOKING


class ArWriteOffLine(models.Model):
    """A part of an item, or the whole, that is written off."""
    _name = 'ar.write.off.line'
    _description = "Item of a Write-Off"
    _inherit = ['ar.outside.line']
    _case_name = 'write_off_id'

    write_off_id = fields.Many2one(
        'ar.write.off', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        related='write_off_id.company_id', store=True, index=True, precompute=True)
    date_maturity = fields.Date(
        related='move_line_id.date_maturity', related_sudo=False, string="Due")
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount = fields.Monetary(
        string="Amount to Write Off", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=False, precompute=True,
        help="In the item's currency; all that is open when left as it is.")
    amount_company = fields.Monetary(
        string="In Company Currency", currency_field='company_currency_id',
        compute='_compute_amount_company', compute_sudo=False, store=True)
    move_id = fields.Many2one(
        'account.move', string="Entry", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')
    recovery_ids = fields.One2many(
        'account.move', 'ar_recovered_line_id', string="Entries", readonly=True)
    recovered = fields.Monetary(compute='_compute_recovered', store=True)
    recovered_company = fields.Monetary(
        string="Recovered in Company Currency", currency_field='company_currency_id',
        compute='_compute_recovered', store=True)

    _item_once = models.UniqueIndex(
        '(write_off_id, move_line_id)', "This item is in the write-off already.")

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_amount(self):
        for line in self:
            line.amount = line.move_line_id.amount_residual_currency

    @api.depends('amount', 'move_line_id')
    def _compute_amount_company(self):
        for line in self:
            line.amount_company = line._in_company_currency(line.amount)

    @api.depends('recovery_ids.state', 'recovery_ids.reversal_move_ids.state')
    def _compute_recovered(self):
        for line in self:
            back = line.recovery_ids._ar_standing().line_ids.filtered(
                lambda counter: counter.account_type == 'asset_receivable')
            line.recovered = sum(back.mapped('amount_currency'))
            line.recovered_company = sum(back.mapped('balance'))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            blank = dict.fromkeys(('move_id', 'recovered', 'recovered_company'), False)
            vals_list = [{**self._person_values(vals), **blank} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        return super().write(vals if self.env.su else self._person_values(vals))

    @api.model
    def _person_values(self, vals):
        """What a person says of a row; the rest follows from booking it."""
        names = ('write_off_id', 'move_line_id', 'amount')
        return {name: vals[name] for name in names if name in vals}

    # === BUSINESS === #

    def _in_company_currency(self, amount):
        """An amount of the item at the rate that it is booked with."""
        item = self.move_line_id
        open_currency = item.amount_residual_currency
        if not open_currency or not item.currency_id.compare_amounts(amount, open_currency):
            return item.amount_residual
        return self.company_currency_id.round(amount * item.amount_residual / open_currency)

    def _check_amount(self):
        """Refuse more than is open, and less than a cent.

        :raise UserError:
        """
        item, compare = self.move_line_id, self.currency_id.compare_amounts
        if compare(self.amount, 0.0) <= 0 or compare(
                self.amount, item.amount_residual_currency) > 0:
            raise UserError(self.env._(
                "Of %s more than nothing and not more than is open can be written off.",
                item.display_name))

    def _book(self):
        """Post the entry and match it with the item: the loss and, where asked for, the tax in
        it."""
        case, item = self.write_off_id, self.move_line_id
        amount, balance = self.amount, self._in_company_currency(self.amount)
        name = self.env._("Written off: %s", item.move_id.name)
        receivable = {
            'name': name, 'account_id': item.account_id.id, 'partner_id': item.partner_id.id,
            'currency_id': item.currency_id.id, 'amount_currency': -amount, 'balance': -balance,
            'date_maturity': case.date}
        entry = self._post(case, case.date, name, [
            receivable, *self._loss_lines(amount, balance, name)])
        self.write({'move_id': entry.id, 'amount_company': balance})
        counter = entry.line_ids.filtered(lambda line: line.account_id == item.account_id)
        (item | counter).with_context(ar_incentive=BOOKING).reconcile()

    @api.model
    def _post(self, case, day, name, lines):
        """Post an entry of a case.

        :param lines: values of its journal items.
        """
        company = case.company_id
        entry = self.env['account.move'].with_company(company).with_context(
            skip_invoice_sync=True, ar_incentive=BOOKING,
        ).create({
            'move_type': 'entry', 'journal_id': company._ar_write_off_journal().id,
            'date': day, 'ref': f"{case.name}: {name}", 'ar_write_off_id': case.id,
            'line_ids': [Command.create(vals) for vals in lines]})
        taxed = entry._affect_tax_report()
        if entry._get_violated_lock_dates(day, taxed):  # the next day that is open
            entry.date = entry._get_accounting_date(day, taxed)
        entry._post(soft=False)
        return entry

    def _loss_lines(self, amount, balance, name):
        """Journal items of the loss and of the tax in it.

        :param float amount: in the item's currency; `balance` in the company's.
        """
        item, account = self.move_line_id, self.company_id._ar_bad_debt_account()
        plain = {
            'name': name, 'account_id': account.id, 'partner_id': item.partner_id.id,
            'currency_id': item.currency_id.id, 'amount_currency': amount, 'balance': balance}
        taxed = item.move_id.line_ids.filtered('tax_repartition_line_id')
        if self.write_off_id.tax_mode == 'none' or not taxed:
            return [plain]
        return [*self._base_lines(plain, taxed), *self._tax_lines(plain, taxed)]

    def _tax_parts(self, plain, taxed):
        """The tax in the written-off amount: {tax line of the invoice: (amount, balance)}."""
        whole = self.move_line_id.move_id.amount_total
        rate = plain['balance'] / plain['amount_currency']
        parts = {}
        for line in taxed:
            amount = self.currency_id.round(
                -line.amount_currency * plain['amount_currency'] / whole)
            parts[line] = amount, self.company_currency_id.round(amount * rate)
        return parts

    def _tax_lines(self, plain, taxed):
        """Journal items of the tax that is taken back, as a credit note would have them."""
        for line, (amount, balance) in self._tax_parts(plain, taxed).items():
            share = line.tax_repartition_line_id
            place = list(share.tax_id.invoice_repartition_line_ids).index(share)
            back = share.tax_id.refund_repartition_line_ids[place]
            yield {
                **plain, 'account_id': line.account_id.id, 'amount_currency': amount,
                'balance': balance, 'tax_ids': [Command.set(line.tax_ids.ids)],
                'tax_repartition_line_id': back.id, 'tax_tag_ids': [Command.set(back.tag_ids.ids)]}

    def _base_lines(self, plain, taxed):
        """Journal items of the loss without tax, one for each combination of taxes."""
        parts = self._tax_parts(plain, taxed).values()
        products = self.move_line_id.move_id.invoice_line_ids.filtered(
            lambda line: line.display_type == 'product')
        weights = {taxes: max(sum(lines.mapped('price_subtotal')), 0.0)
                   for taxes, lines in products.grouped('tax_ids').items()}
        net, net_company = (
            plain[name] - sum(part[place] for part in parts)
            for place, name in enumerate(('amount_currency', 'balance')))
        amounts = rounding.split(net, weights.values(), self.currency_id.decimal_places)
        balances = rounding.split(
            net_company, weights.values(), self.company_currency_id.decimal_places)
        for taxes, amount, balance in zip(weights, amounts, balances, strict=True):
            yield {
                **plain, 'amount_currency': amount, 'balance': balance,
                'tax_ids': [Command.set(taxes.ids)],
                'tax_tag_ids': [Command.set(taxes.get_tax_tags(True, 'base').ids)]}

    # === RECOVERY === #

    def _left(self):
        """What was written off and not recovered yet, in the item's currency."""
        return self.currency_id.round(self.amount - self.recovered)

    def _recover(self, credit, amount):
        """Recognise a part of a payment as recovered: the loss and the tax in it come back in
        proportion, and the payment is used up.

        :param credit: journal item of the payment, of the same currency, not matched yet.
        :param float amount: in that currency.
        :return: the entry.
        """
        part = amount / credit.amount_residual_currency
        balance = self.company_currency_id.round(-credit.amount_residual * abs(part))
        name = self.env._("Recovered after write-off: %s", self.move_line_id.move_id.name)
        entry = self._post(self.write_off_id, credit.date, name, [
            {'name': name, 'account_id': credit.account_id.id, 'partner_id': credit.partner_id.id,
             'currency_id': self.currency_id.id, 'amount_currency': amount, 'balance': balance,
             'date_maturity': credit.date},
            *self._returned_lines(amount, balance, name)])
        counter = entry.line_ids.filtered(lambda line: line.account_id == credit.account_id)
        (credit | counter).with_context(ar_incentive=BOOKING).reconcile()
        entry.ar_recovered_line_id = self
        return entry

    def _returned_lines(self, amount, balance, name):
        """Journal items that take the loss and the tax back, in the proportion they were booked.

        :param float amount: in the item's currency; `balance` in the company's.
        """
        company = self.company_id
        booked = self.move_id.line_ids.filtered(
            lambda line: line.account_id != self.move_line_id.account_id)
        weights = booked.mapped('amount_currency')
        amounts = rounding.split(amount, weights, self.currency_id.decimal_places)
        balances = rounding.split(balance, weights, self.company_currency_id.decimal_places)
        for line, part, part_company in zip(booked, amounts, balances, strict=True):
            loss = line.account_id == company._ar_bad_debt_account()
            yield {
                'name': name, 'partner_id': line.partner_id.id,
                'account_id': (company._ar_recovery_account() if loss else line.account_id).id,
                'currency_id': line.currency_id.id,
                'amount_currency': -part, 'balance': -part_company,
                'tax_ids': [Command.set(line.tax_ids.ids)],
                'tax_tag_ids': [Command.set(line.tax_tag_ids.ids)],
                'tax_repartition_line_id': line.tax_repartition_line_id.id}
