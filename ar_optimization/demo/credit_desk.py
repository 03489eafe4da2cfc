"""What waits on the desk of the demo's credit manager: requests of a salesperson, a new customer
who applies, customers who share a limit, an invoice that did not pass, and one that the manager has
stopped by hand."""
from odoo import Command, fields, models

NEWCOMER = "Willow Bakery Supplies"
SHARED = ("Pacific Components", 25000.0, ("Sakura Components", "Hailong Precision Parts"))
HELD = ("Kestrel Logistics", 2600.0)
STOPPED = ("Blue Harbor Retail", 1450.0, "The delivery address is a freight forwarder's: ask first")
# Type, customer, what is asked for, why, and what became of it.
REQUESTS = [
    ('temporary_limit', "Meridian Foods", {'temporary_limit': 9000.0, 'months': 2},
     "Christmas orders, as every year; paid by February so far", 'waiting'),
    ('limit', "Kestrel Logistics", {'credit_mode': 'limit', 'credit_limit': 12000.0},
     "Second warehouse opened, volume has doubled since September", 'waiting'),
    ('limit', "Blue Harbor Retail", {'credit_mode': 'limit', 'credit_limit': 14000.0},
     "Wants to order two months ahead", 'approved'),
    ('limit', "Castellan Build", {'credit_mode': 'limit', 'credit_limit': 30000.0},
     "Large site in spring", 'refused'),
]
DECIDED = {
    'approved': "Pays on the day, limit well used",
    'refused': "Pays later every month: first the overdue invoices",
}


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_desk(self, today):
        """Fill the desk. To be called when tiers and limits are there."""
        accounts = self._ar_demo_accounts()
        manager = self.env.ref('base.user_admin')
        name, limit, members = SHARED
        self.env['ar.credit.group'].create({
            'name': name, 'company_id': self.id, 'currency_id': self.currency_id.id,
            'credit_limit': limit,
            'account_ids': [Command.link(accounts[member].id) for member in members]})
        sam = self._ar_make_demo_salesperson()
        asked = {request[1] for request in REQUESTS}
        self.env['res.partner'].union(
            *(accounts[customer].partner_id for customer in asked)).user_id = sam
        for request in REQUESTS:
            self._ar_ask_demo_request(accounts, sam, manager, today, *request)
        self.env['ar.credit.application'].with_user(sam).sudo().create({
            'partner_id': self.env['res.partner'].create({
                'name': NEWCOMER, 'is_company': True, 'user_id': sam.id,
                'country_id': self.env.ref('base.us').id}).id,
            'company_id': self.id, 'wanted_limit': 4000.0,
            'note': "Three shops, recommended by Arbor Furniture Group"})

    def _ar_make_demo_holds(self):
        """Switch the guard on, for direct invoices too: one waits with its reasons, one would pass
        and the credit manager has stopped it by hand. Last, as what is posted before passes."""
        accounts = self._ar_demo_accounts()
        manager = self.env.ref('base.user_admin')
        sam = self.env['res.users'].search([('login', '=', 'sam')])
        self.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        self._ar_make_demo_draft(accounts, sam, *HELD).action_post()
        customer, amount, reason = STOPPED
        draft = self._ar_make_demo_draft(accounts, sam, customer, amount)
        self.env['ar.credit.hold'].with_user(manager)._stop(draft.with_user(manager), reason)

    def _ar_make_demo_salesperson(self):
        return self.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Sam Rivera", 'login': 'sam', 'company_id': self.id,
            'company_ids': [Command.set(self.ids)],
            'group_ids': [Command.set(self.env.ref('base.group_user').ids)]})

    def _ar_ask_demo_request(self, accounts, sam, manager, today, kind, customer, values, reason,
                             state):
        values = dict(values)
        if months := values.pop('months', None):
            values |= {'temporary_limit_from': today,
                       'temporary_limit_to': fields.Date.add(today, months=months)}
        request = self.env['ar.credit.request'].with_user(sam).sudo()._submit(
            kind, accounts[customer], values, reason)
        if state in DECIDED:
            request.with_user(manager)._decide(state, DECIDED[state])

    def _ar_make_demo_draft(self, accounts, sam, customer, amount):
        return self.env['account.move'].with_user(sam).sudo().create({
            'move_type': 'out_invoice', 'partner_id': accounts[customer].partner_id.id,
            'invoice_user_id': sam.id,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': amount, 'tax_ids': False})],
        })
