from odoo import Command
from odoo.tests import HttpCase, tagged

from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContractTour(HttpCase, ContractCommon):

    freeze = False

    def test_from_template_to_change_and_monitor(self):
        self.role_user('credit_manager')
        party, debtor = self.account("Tour Party"), self.account("Tour Debtor")
        self.contract(account=debtor, settlement_day=25)
        self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': debtor.partner_id.id,
            'invoice_payment_term_id': self.term((100, 90)).id,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 100, 'tax_ids': [Command.clear()]})],
        }).action_post()
        self.start_tour(
            f'/odoo/contracts?cids={self.company.id}', 'ar_contract', login='ar_credit_manager')
        contract = party.contract_id
        self.assertEqual((contract.state, contract.number), ('active', 2))
        self.assertEqual((contract.settlement_day, contract.payment_day), (25, 10))
        self.assertEqual(len(contract.clause_ids), len(contract.template_id.clause_ids))
