"""One chunk of ledger rows as posted invoices, posted payments and their reconciliations."""
from odoo import Command
from odoo.tools import SQL

# A ledger of old facts is nobody's news: no chatter, no followers, no mails.
QUIET = {
    'tracking_disable': True,
    'mail_create_nolog': True,
    'mail_create_nosubscribe': True,
    'mail_notrack': True,
    'mail_auto_subscribe_no_notify': True,
}


class ChunkPoster:
    """Posts rows in bulk: one create, one post and one reconciliation plan for all of them."""

    def __init__(self, books, currencies):
        """
        :param Books books: company and journals.
        :param dict currencies: {ISO code: res.currency}.
        """
        self.books = books
        self.currencies = currencies
        self.env = books.company.env(context={
            **books.company.env.context, **QUIET, 'allowed_company_ids': books.company.ids})

    def post(self, rows):
        """Post the rows completely or raise what Odoo raises; the caller holds the savepoint."""
        customers = self._customers({row.customer for row in rows})
        invoices = self.env['account.move'].create(
            [self._invoice_values(row, customers[row.customer]) for row in rows])
        invoices._post(soft=False)
        paid = [(row, move) for row, move in zip(rows, invoices, strict=True) if row.pay_date]
        if paid:
            payments = self._pay(paid)
            self._reconcile([move for _row, move in paid], payments.move_id)

    def _customers(self, codes):
        """{code in the file: res.partner}, found by reference, else by name, else made."""
        Partner = self.env['res.partner'].with_context(active_test=False)
        found = {}
        for field in ('name', 'ref'):  # the reference is the better match and wins
            known = Partner.search([
                (field, 'in', list(codes)),
                ('company_id', 'in', [False, self.books.company.id]),
                ('parent_id', '=', False),
            ], order='id desc')
            found.update({partner[field]: partner for partner in known})
        missing = sorted(codes - found.keys())
        made = Partner.create([
            {'name': code, 'ref': code, 'is_company': True, 'customer_rank': 1}
            for code in missing
        ])
        return found | dict(zip(missing, made, strict=True))

    def _invoice_values(self, row, customer):
        return {
            'move_type': 'out_invoice' if row.amount > 0 else 'out_refund',
            'journal_id': self.books.sale_journal.id,
            'partner_id': customer.id,
            'currency_id': self.currencies[row.currency].id,
            'ref': row.reference,
            'payment_reference': row.reference,
            'date': row.invoice_date,
            'invoice_date': row.invoice_date,
            'invoice_date_due': row.due_date,
            # The due date of the file counts, not the customer's terms; the file knows no
            # salesperson, and amounts include whatever tax there was.
            'invoice_payment_term_id': False,
            'invoice_user_id': False,
            'fiscal_position_id': False,
            'invoice_line_ids': [Command.create({
                'name': row.reference,
                'quantity': 1,
                'price_unit': abs(row.amount),
                'account_id': self.books.sale_journal.default_account_id.id,
                'tax_ids': False,
            })],
        }

    def _pay(self, paid):
        """Payments booked straight on the bank account: in an old ledger the money has arrived.

        `account.payment.action_post()` links each payment to its entry by a write of its own,
        which costs more than all the rest of a payment. Here the link of the whole chunk is one
        statement, and everything that depends on it is recomputed once.
        """
        payments = self.env['account.payment'].create(
            [self._payment_values(row, invoice) for row, invoice in paid])
        payments.outstanding_account_id = self.books.bank_journal.default_account_id
        moves = self.env['account.move'].create([pay._generate_move_vals() for pay in payments])
        moves._post(soft=False)
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE account_payment payment SET move_id = move.id FROM account_move move "
            "WHERE move.origin_payment_id = payment.id AND payment.id IN %s", payments._ids,
        ))
        payments.invalidate_recordset(['move_id'])
        payments.modified(['move_id'])
        payments.write({'state': 'paid'})
        return payments

    def _payment_values(self, row, invoice):
        bank = self.books.bank_journal
        inbound = row.amount > 0
        methods = bank.inbound_payment_method_line_ids if inbound \
            else bank.outbound_payment_method_line_ids
        return {
            'payment_type': 'inbound' if inbound else 'outbound',
            'partner_type': 'customer',
            'partner_id': invoice.commercial_partner_id.id,
            'amount': abs(row.amount),
            'currency_id': invoice.currency_id.id,
            'date': row.pay_date,
            'memo': row.reference,
            'journal_id': bank.id,
            'payment_method_line_id': methods[:1].id,
            'destination_account_id': _receivable(invoice).account_id.id,
        }

    def _reconcile(self, invoices, payment_moves):
        self.env['account.move.line']._reconcile_plan([
            _receivable(invoice) + _receivable(payment)
            for invoice, payment in zip(invoices, payment_moves, strict=True)
        ])


def _receivable(move):
    return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
