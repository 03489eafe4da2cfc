"""What the demo's customers do not want to pay: disputes at every stage, a short payment, and a
receipt that nobody has matched."""
from odoo import fields, models

# Customer, reason, part of the newest open item, days ago, what it says, the owner's answer, end.
DISPUTES = [
    ("Ostrava Machine Works", 'defect', 0.4, 11, "Two of five castings are cracked, see photos.",
     'right', 'validated'),
    ("Fontana Textiles", 'price', 0.15, 12, "The order says 4.20 per metre, invoiced were 4.95.",
     False, 'open'),
    ("Meridian Foods", 'short', 0.25, 6, "One pallet was missing.", 'right', 'open'),
    ("Castellan Build", 'late', 0.3, 40, "Came a week late, the crane stood idle.", 'wrong',
     'rejected'),
    ("Kestrel Logistics", 'paperwork', 1.0, 2, "Our order number is missing.", False, 'open'),
]
SHORT = ("Blue Harbor Retail", 18.5)
UNMATCHED = ("Lakeside Garden Centers", 2500.0)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_disputes(self, today):
        """Disputes of the last weeks. To be called when the credit accounts are there."""
        accounts = self._ar_demo_accounts()
        for name, reason, part, days, text, verdict, end in DISPUTES:
            self._ar_make_demo_dispute(
                accounts[name], fields.Date.subtract(today, days=days), part,
                {'reason_id': self.env.ref(f'ar_optimization.dispute_reason_{reason}').id,
                 'description': text, 'verdict': verdict}, end)
        self.env.ref('ar_optimization.dispute_reason_bank').account_id = (
            self.env['account.account'].search([
                *self.env['account.account']._check_company_domain(self),
                ('account_type', '=', 'expense')], limit=1))
        self._ar_make_demo_receipts(accounts, today)

    def _ar_make_demo_dispute(self, account, day, part, vals, end):
        item = self.env['ar.open.item'].search([
            ('credit_account_id', '=', account.id), ('amount_residual', '>', 500),
            ('invoice_date', '<=', day)], order='date_maturity desc', limit=1)
        if not item:
            return
        dispute = self.env['ar.dispute'].create({
            **vals, 'move_line_id': item.line_id.id, 'owner_id': self.env.ref('base.user_admin').id,
            'amount': item.currency_id.round(item.amount_residual_currency * part)})
        dispute.write({
            'opened_on': day, 'opened_by_id': self.env.ref('base.user_admin').id,
            'deadline': fields.Date.add(day, days=dispute.reason_id.sla_days)})
        if end != 'open':
            dispute.finding = "Looked into with the warehouse."
            dispute._set_state(end)

    def _ar_make_demo_receipts(self, accounts, today):
        """An invoice paid short by what the bank took, and a receipt that names no invoice."""
        name, fee = SHORT
        item = self.env['ar.open.item'].search([
            ('credit_account_id', '=', accounts[name].id), ('amount_residual', '>', 100)], limit=1)
        if item:
            paid = self._ar_demo_receipt(
                accounts[name], item.amount_residual_currency - fee, today, item.name)
            (item.line_id + paid).reconcile()
        name, amount = UNMATCHED
        self._ar_demo_receipt(accounts[name], amount, today, "on account")

    def _ar_demo_receipt(self, account, amount, today, memo):
        """The receivable line of a posted receipt of yesterday."""
        journal = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', self.id)], limit=1)
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'memo': memo,
            'partner_id': account.partner_id.id, 'amount': amount, 'journal_id': journal.id,
            'date': fields.Date.subtract(today, days=1),
            'outstanding_account_id': journal.default_account_id.id})
        payment.action_post()
        return payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable')
