from odoo import Command

from ..common import ARCommon


class IncentiveCommon(ARCommon):
    """A company whose incentives are on, a customer who uses to pay on the due date, and a policy:
    1.2 % for paying 18 days before it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_position_incentive = 'on'
        cls.discount_account = cls.company.account_journal_early_pay_discount_loss_account_id
        cls.policy = cls.env['ar.incentive.policy'].create({
            'name': "1.2 % for 18 days", 'skip_early': False,
            'step_ids': [Command.create({'days': 18, 'percent': 1.2})]})
        cls.partner = cls.customer()

    @classmethod
    def offered(cls, amount=10000.0, when=0, due=30, policy=None, **kwargs):
        """A posted invoice with the offer of a policy, and the offer."""
        company = kwargs.get('company') or cls.company
        company.ar_incentive_policy_id = policy or cls.policy
        invoice = cls.invoice(kwargs.pop('partner', cls.partner), amount, when, due, **kwargs)
        return invoice, invoice.ar_incentive_offer_ids

    @classmethod
    def taxed(cls, amount=10000.0, percent=19.0, **kwargs):
        """An invoice over a net amount with tax, and its offer."""
        tax = cls.env['account.tax'].create({
            'name': f"{percent} %", 'amount': percent, 'type_tax_use': 'sale'})
        return cls.offered(amount, invoice_line_ids=[Command.create({
            'name': "Goods", 'price_unit': amount, 'tax_ids': [Command.set(tax.ids)]})], **kwargs)

    @classmethod
    def entry_of(cls, offer):
        """The lines of a discount's entry: {account type: balance}, and the tax among them."""
        lines = offer.booking_ids.filtered(lambda move: move.state == 'posted').line_ids
        found = {}
        for line in lines:
            key = 'tax' if line.tax_line_id else (
                'discount' if line.account_id == cls.discount_account else 'receivable')
            found[key] = round(found.get(key, 0.0) + line.balance, 2)
        return found

    @classmethod
    def statement(cls, invoice, amount, when):
        """A bank statement line over an amount, put on the invoice."""
        line = cls.env['account.bank.statement.line'].create({
            'journal_id': cls.bank_journal.id, 'date': cls.day(when), 'amount': amount,
            'payment_ref': invoice.name, 'partner_id': invoice.partner_id.id})
        __, suspense, __ = line._seek_for_lines()
        suspense.write({'account_id': cls.receivable.id, 'partner_id': invoice.partner_id.id})
        cls.match(invoice, suspense)
        return line
