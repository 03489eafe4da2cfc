"""Discounts of the demo company: one that gains days from late payers for little, one that is given
to who would have paid early anyway, and what is on the desk today."""
from odoo import Command, fields, models

CHEAP = 'ar_optimization.incentive_policy_rate'
DEAR = 'ar_optimization.incentive_policy_quarter_end'
# Customer, policy, amount, days ago, and days after the invoice on which it was paid how: `taken`
# with the discount, `late` with it but too late, `full` without it.
PAST = [
    ("Kestrel Logistics", CHEAP, 1950.0, 120, 9, 'taken'),
    ("Kestrel Logistics", CHEAP, 1800.0, 90, 10, 'taken'),
    ("Kestrel Logistics", CHEAP, 2050.0, 60, 44, 'full'),
    ("Meridian Foods", CHEAP, 2400.0, 100, 8, 'taken'),
    ("Meridian Foods", CHEAP, 2300.0, 62, 28, 'late'),
    ("Northwind Instruments", DEAR, 4300.0, 95, 6, 'taken'),
    ("Northwind Instruments", DEAR, 4100.0, 65, 7, 'taken'),
    ("Blue Harbor Retail", DEAR, 2800.0, 85, 5, 'taken'),
]
# Customer and amount of new invoices with an offer, and of one that somebody is to decide on.
NEW = [("Kestrel Logistics", 2100.0), ("Meridian Foods", 2600.0)]
PREPARED = ("Blue Harbor Retail", 2900.0)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_incentives(self, today):
        """Make offers of the last months and of today. To be called when habits are known."""
        self.ar_position_incentive = 'off'  # the past is offered below, as of its days
        accounts = self._ar_demo_accounts()
        moves = [self._ar_demo_invoice(accounts[row[0]], row[2], today, row[3]) for row in PAST]
        self.ar_position_incentive = 'on'
        offers = self.env['ar.incentive.offer'].sudo()
        for move, (__, policy, __, __, days, way) in zip(moves, PAST, strict=True):
            self._ar_demo_past_offer(offers, move, self.env.ref(policy), days, way)
        offers._expire(self, today)
        self.ar_incentive_policy_id = self.env.ref(CHEAP)
        for customer, amount in NEW:
            self._ar_demo_invoice(accounts[customer], amount, today, 0)
        self.ar_incentive_policy_id = False
        move = self._ar_demo_invoice(accounts[PREPARED[0]], PREPARED[1], today, 0)
        vals, __ = offers._propose({move: self.env.ref(DEAR)}, today, start=today)
        offers.create([{**each, 'origin': 'open'} for each in vals.values()])

    def _ar_demo_invoice(self, account, amount, today, days):
        move = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': account.partner_id.id,
            'invoice_date': fields.Date.subtract(today, days=days),
            'invoice_payment_term_id': self.env.ref('account.account_payment_term_30days').id,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': amount, 'tax_ids': False})]})
        move._post(soft=False)
        return move

    def _ar_demo_past_offer(self, offers, move, policy, days, way):
        """Offer an invoice of the past what its policy says, and have it paid."""
        vals, __ = offers._propose({move: policy}, move.invoice_date)
        offer = offers.create([{**each, 'state': 'open'} for each in vals.values()])
        amount = move.amount_total if way == 'full' or not offer else offer._left() \
            - offer._open_discount(offer.percent)
        if offer and way == 'taken':
            day = fields.Date.add(move.invoice_date, days=days)
            amount = offer._left() - offer._discount_on(day)
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer',
            'partner_id': move.partner_id.id, 'amount': amount,
            'date': fields.Date.add(move.invoice_date, days=days), 'memo': move.name})
        payment.action_post()
        lines = (payment.move_id | move).line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable')
        lines.reconcile()
