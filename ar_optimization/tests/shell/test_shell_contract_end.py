from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..credit.contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestShellContractEnd(ContractCommon):

    def test_the_dialog_ends_contracts_with_a_reason(self):
        contract = self.contract()
        action = contract.action_end()
        dialogs = self.env[action['res_model']].with_context(**action['context'])
        with Form(dialogs) as form:
            form.reason = "Moved away"
        form.record.action_end()
        self.assertEqual(
            (contract.state, contract.ended_on, contract.end_reason),
            ('ended', self.today, "Moved away"))

    def test_only_a_credit_manager_ends_a_contract(self):
        contract = self.contract()
        dialogs = self.env['ar.contract.end']
        for role in ('collector', 'credit_analyst', 'employee'):
            user = self.role_user(role)
            with self.assertRaises(AccessError), self.cr.savepoint():
                dialogs.with_user(user).create({'contract_ids': contract.ids, 'reason': "x"})
            dialog = dialogs.create({'contract_ids': contract.ids, 'reason': "x"})
            with self.assertRaises(AccessError), self.cr.savepoint():
                dialog.with_user(user).action_end()
        self.assertEqual(contract.state, 'active')
