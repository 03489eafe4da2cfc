"""A colleague who did two things that one person should not do, and what an audit made of it."""
from odoo import Command, fields, models

CUSTOMER, RAISE, CREDITED = "Meridian Foods", 2000.0, 180.0
SEED = 2026


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_audit(self, today):
        """Decisions of a second credit manager, an accepted conflict of duties, a sample of the
        last months with a finding. To be called when the desk is filled."""
        nora, account = self._ar_make_demo_colleague(), self._ar_demo_accounts()[CUSTOMER]
        account.with_user(nora).credit_limit = account.credit_limit + RAISE
        self._ar_post_demo_credit_note(nora, account.partner_id, today)
        self.env['ar.duty.exception'].create({
            'conflict_id': self.env.ref('ar_optimization.conflict_policy_approve').id,
            'user_id': nora.id, 'company_id': self.id,
            'owner_id': self.env.ref('base.user_admin').id,
            'date_end': fields.Date.add(today, months=6),
            'reason': "Two people in credit control: every change of a rule is looked at monthly"})
        self.env.flush_all()
        self._ar_draw_demo_extract(nora, today)

    def _ar_make_demo_colleague(self):
        return self.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Nora Lind", 'login': 'nora', 'company_id': self.id,
            'company_ids': [Command.set(self.ids)],
            'group_ids': [Command.set([
                self.env.ref(name).id for name in (
                    'base.group_user', 'account.group_account_invoice',
                    'ar_optimization.group_credit_manager')])]})

    def _ar_post_demo_credit_note(self, nora, partner, today):
        """She credits part of an invoice and matches it herself."""
        refund = self.env['account.move'].with_user(nora).create({
            'move_type': 'out_refund', 'partner_id': partner.id, 'invoice_date': today,
            'invoice_line_ids': [Command.create({
                'name': "Goods sent back", 'price_unit': CREDITED, 'tax_ids': False})]})
        refund.action_post()
        lines = self.env['account.move.line'].with_user(nora).search([
            ('partner_id', '=', partner.id), ('company_id', '=', self.id),
            ('account_type', '=', 'asset_receivable'), ('reconciled', '=', False),
            ('parent_state', '=', 'posted'), ('balance', '>', 0)], limit=1)
        (lines | refund.line_ids.filtered(
            lambda line: line.account_id in lines.account_id)).reconcile()

    def _ar_draw_demo_extract(self, nora, today):
        extract = self.env['ar.audit.extract'].with_user(
            self.env.ref('base.user_admin')).create({
                'company_id': self.id, 'date_from': fields.Date.subtract(today, months=6),
                'date_to': today, 'random_size': 8, 'risk_size': 5})
        extract.sudo().seed = SEED
        extract.action_draw()
        line = extract.line_ids.filtered(lambda line: line.event_id.user_id == nora.id)[:1]
        if not line:
            return
        line.result = 'finding'
        self.env['ar.audit.finding'].create({
            'extract_id': extract.id, 'line_id': line.id, 'owner_id': nora.id,
            'name': "A limit raised and a credit note by the same person",
            'date_due': fields.Date.add(today, days=21),
            'remedy': "Credit notes for these customers are entered by accounting from now on"})
