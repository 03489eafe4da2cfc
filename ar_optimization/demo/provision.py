"""Provision matrices of the demo company: that of the last month, booked, and a draft of today."""
from dateutil.relativedelta import relativedelta

from odoo import models

# Where the demo's own history is too short, percent by bucket.
STUDY, RATES = "Payment study of the trade association", (0.5, 2, 5, 10, 20, 45)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_provision(self, today):
        """To be called once disputes, placements and write-offs are there."""
        self.ar_provision_account_id = self.env['account.account'].create({
            'name': "Allowance for Receivables", 'code': '121900',
            'account_type': 'asset_current'})
        self.ar_provision_expense_account_id = self.env['account.account'].create({
            'name': "Impairment of Receivables", 'code': '621900', 'account_type': 'expense'})
        booked = self._ar_demo_matrix(today.replace(day=1) - relativedelta(days=1))
        booked.sudo().write({
            'approved_by_id': self.env.ref('base.user_admin').id, 'approved_on': today})
        booked.sudo()._draft_entry()
        booked.move_id._post(soft=False)
        draft = self._ar_demo_matrix(today)
        draft.sudo().item_ids[:1].write({
            'is_specific': True, 'rate': 60, 'reason': "The lawyer expects a compromise at 40 %"})

    def _ar_demo_matrix(self, day):
        matrix = self.env['ar.provision.matrix'].sudo().create({
            'company_id': self.id, 'date': day, 'forward_percent': 5,
            'prepared_by_id': self.env.ref('base.user_root').id,
            'forward_reason': "Insolvencies in our markets are expected to rise by a twentieth"})
        matrix._refill()
        for line in matrix.line_ids.filtered(lambda line: line.rate_source == 'none'):
            line.write({'typed_rate': RATES[min(line.bucket, 5)], 'typed_source': STUDY})
        return matrix
