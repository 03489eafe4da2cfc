"""Promises and payment plans of the demo's customers: kept, broken and open ones, a plan that runs
and one that failed."""
from odoo import Command, fields, models

# Customer, days from today for which it was promised, what became of it, what was said.
PROMISES = (
    ("Kestrel Logistics", 4, 'open', "Pays with the next payment run on Friday."),
    ("Blue Harbor Retail", -6, 'broken', "Waits for its own customer, but will pay by Monday."),
    ("Meridian Foods", -9, 'kept', "The order is released, the transfer follows."),
)
# Customer, instalments, days from today of the first, what becomes of interest.
PLANS = (
    ("Fontana Textiles", 4, 12, 'waive'),
    ("Tidewater Trading", 3, -20, 'run'),
)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_agreements(self, today):
        """Take promises and make plans, some of them in the past. To be called when dunning is
        there."""
        accounts = self._ar_demo_accounts()
        self.ar_position_collection = 'on'
        for name, days, outcome, note in PROMISES:
            self._ar_promise_demo(accounts[name], fields.Date.add(today, days=days), outcome, note)
        for name, count, days, mode in PLANS:
            self._ar_plan_demo(accounts[name], count, fields.Date.add(today, days=days), mode)
        self.env['ar.credit.account']._nightly_agreements(self, today)
        self.env['ar.dunning.run'].search(
            [('company_id', '=', self.id), ('state', '=', 'draft')]).action_refresh()

    def _ar_promise_demo(self, account, day, outcome, note):
        lines = account._promisable_lines()[:2]
        if not lines:
            return
        today = fields.Date.context_today(self)
        admin = self.env.ref('base.user_admin')
        promise = self.env['ar.promise'].with_user(admin).create({
            'account_id': account.id, 'date': max(day, today), 'note': note,
            'line_ids': [Command.create({'move_line_id': line.id})
                         for line in lines if line.currency_id == lines[0].currency_id]})
        if day < today:  # a history: nobody takes a promise for a day that is past
            promise.sudo().write({'date': day, 'taken_date': fields.Date.subtract(day, days=8)})
            promise.contact_log_id.sudo().date = fields.Date.subtract(day, days=8)
        if outcome == 'kept':
            self._ar_pay_demo(promise.line_ids.move_line_id, day)
        self._ar_pay_demo(lines.browse(), today)  # the bank has told what came in

    def _ar_pay_demo(self, lines, day):
        """A line of the bank statement that pays items; without any, an account fee."""
        journal = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', self.id)], limit=1)
        told = self.env['account.bank.statement.line'].create({
            'journal_id': journal.id, 'date': day, 'partner_id': lines.partner_id[:1].id,
            'payment_ref': "Transfer" if lines else "Bank charges",
            'amount': sum(lines.mapped('amount_residual')) or -12.0})
        if lines:
            counterpart = told.move_id.line_ids.filtered(
                lambda line: line.account_id == journal.suspense_account_id)
            counterpart.account_id = lines.account_id[:1]
            (counterpart | lines).reconcile()

    def _ar_plan_demo(self, account, count, first, mode):
        today = fields.Date.context_today(self)
        owed = account._promisable_lines()
        lines = (owed.filtered(lambda line: line.date_maturity < today) or owed)[:3]
        if not lines:
            return
        admin = self.env.ref('base.user_admin')
        plan = self.env['ar.payment.plan'].with_user(admin).create({
            'account_id': account.id, 'count': count, 'interest_mode': mode,
            'first_date': max(first, today),
            'item_ids': [Command.create({'move_line_id': line.id})
                         for line in lines if line.currency_id == lines[0].currency_id]})
        plan.action_submit()
        plan.action_sign()
        if first < today and plan.state == 'active':
            back = (today - first).days
            for line in plan.line_ids.sudo():
                line.date = fields.Date.subtract(line.date, days=back)
            plan.sudo().write({
                'active_from': fields.Date.subtract(first, days=10),
                'next_date': first})
