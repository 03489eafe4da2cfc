import base64

from odoo import Command

from .common import CreditCommon


class ContractCommon(CreditCommon):
    """A customer with a limit of 1,000, terms of 30 days, and short words for contracts. The user
    is a credit manager and decides alone on anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls.env['ar.contract']
        cls.env['ar.approval.rule'].search([]).active = False
        cls.env['ar.approval.rule'].create({
            'name': "Manager", 'type': 'contract', 'own_authority': True, 'sla_hours': 8,
            'step_ids': [Command.create({
                'group_id': cls.env.ref('ar_optimization.group_credit_manager').id})]})
        cls.days30 = cls.term((100, 30))
        cls.customer_account = cls.account(credit_mode='limit', credit_limit=1_000)
        cls.partner = cls.customer_account.partner_id

    @classmethod
    def contract(cls, start=-100, end=None, account=None, submit=True, **vals):
        """A contract of the customer, in force unless told."""
        contract = cls.contracts.create({
            'account_id': (account or cls.customer_account).id,
            'date_from': cls.day(start), 'date_end': end is not None and cls.day(end),
            'payment_term_id': cls.days30.id, 'needs_signature': False,
            'responsible_id': cls.env.user.id, **vals})
        if submit:
            contract.action_submit()
        return contract

    @classmethod
    def change(cls, contract, day=0, **vals):
        """Change a contract from a day on."""
        contract.action_change()
        version = contract.pending_version_id
        version.write({'reason': "Agreed", 'date_from': cls.day(day), **vals})
        version.action_submit()
        return version

    def due_dates(self, move):
        return sorted(self.receivable_lines(move).mapped('date_maturity'))

    def document(self):
        """An attachment, as somebody uploads it."""
        return self.env['ir.attachment'].create({
            'name': "signed.pdf", 'datas': base64.b64encode(b"signed")})

    def draft(self, when, term=None, account=None, **vals):
        """An invoice as a person or an order makes it: the term follows from the customer."""
        return self.env['account.move'].create({
            'move_type': 'out_invoice',
            'partner_id': (account or self.customer_account).partner_id.id,
            'invoice_date': when and self.day(when),
            **({'invoice_payment_term_id': term.id} if term else {}),
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 100, 'tax_ids': [Command.clear()]})],
            **vals})

    def posted(self, when, **kwargs):
        move = self.draft(when, **kwargs)
        move.action_post()
        return move

    def deviations(self, moves=None):
        return self.env['ar.contract.deviation'].search(
            [('move_id', 'in', moves.ids)] if moves else [])
