"""What late payments cost the demo's customers: memos, an invoice, and one that asks for mercy."""
from odoo import fields, models

INVOICED = "Castellan Build"
MERCY = ("Meridian Foods", "Their bank's strike, and the first time in years")


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_interest(self, today):
        """Terms of 1 % a month, applied to what is overdue."""
        self.env['ar.interest.policy'].create({
            'name': "General terms: 1 % a month", 'sequence': 5, 'company_id': self.id,
            'basis': 'own', 'rate': 1.0, 'rate_period': 'month', 'grace_days': 5,
            'currency_id': self.currency_id.id, 'fee': 40.0,
            'date_start': fields.Date.subtract(today, months=6)})
        charges = self.env['ar.interest.charge'].sudo()
        charges._accrue(self, today)
        accounts = self._ar_demo_accounts()
        memos = charges.search([('company_id', '=', self.id), ('amount_due', '>', 0)])
        memos.filtered(lambda charge: charge.account_id == accounts[INVOICED])._post()
        name, reason = MERCY
        mine = memos.filtered(lambda charge: charge.account_id == accounts[name])[:2]
        if mine:
            sam = self.env['res.users'].search([('login', '=', 'sam')])
            request = self.env['ar.credit.request'].with_user(sam).sudo()._submit(
                'fee_waiver', accounts[name], {'effect': 'waive', 'amounts': {
                    str(charge.id): charge.amount_due for charge in mine}},
                reason, document=mine[:1])
            mine.request_id = request
