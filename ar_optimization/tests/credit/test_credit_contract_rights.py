from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContractRights(ContractCommon):
    """Signatures, what cannot be, and who may do what."""

    # === SIGNED === #

    def test_a_policy_asks_for_a_signed_contract(self):
        self.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        self.company.ar_credit_manager_id = self.env.user
        self.env['ar.credit.policy'].search([]).active = False
        policy = self.env['ar.credit.policy'].create({
            'name': "Signed", 'condition': 'unsigned', 'action': 'hold'})
        self.assertIn("no signed contract is in force", policy.text)
        draft = self.invoice(self.partner, 10, post=False)
        draft.action_post()
        self.assertEqual(draft.state, 'draft')
        self.assertIn("No signed contract with Wood Corner", draft.ar_guard_message)
        contract = self.contract(needs_signature=True)
        draft.action_post()
        self.assertEqual(draft.state, 'draft', "it is not signed")
        contract.action_send()
        self.assertEqual(contract.signature_state, 'sent')
        with self.assertRaisesRegex(UserError, "Attach"):
            contract.action_sign()
        contract.attachment_ids = self.document()
        contract.action_sign()
        event = self.events('contract.signed', contract)
        self.assertEqual(event.after['signature_state'], 'signed')
        draft.action_post()
        self.assertEqual(draft.state, 'posted')
        with self.assertRaisesRegex(UserError, "already"):
            contract.action_sign()

    def test_the_notice_names_the_clause(self):
        self.contract(clause_ids=[Command.create({
            'name': "Withholding", 'kind': 'suspension', 'text': "{company} may withhold."})])
        hold = self.env['ar.credit.hold'].new({
            'account_id': self.customer_account.id, 'reasons': []})
        self.assertIn(f"{self.company.name} may withhold.", hold._notice_grounds()[-1])

    # === BAD INPUT === #

    def test_impossible_terms(self):
        for vals in (
                {'settlement_day': 32}, {'payment_day': -1}, {'penalty_rate': -1},
                {'settlement_day': 25, 'payment_term_id': False}, {'discount_percent': 101},
                {'currency_clause': 'fixed'},
                {'clause_ids': [Command.create({'name': "x", 'text': "{password}"})]}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError), self.cr.savepoint():
                self.contract(submit=False, **vals)

    def test_merged_customers_keep_their_contract(self):
        contract = self.contract(credit_limit=5_000)
        other = self.account("Wood Corner Ltd", credit_mode='limit', credit_limit=700)
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.partner + other.partner_id).ids, other.partner_id)
        self.assertEqual(contract.account_id, other)
        self.assertEqual(contract.partner_id, other.partner_id)
        self.assertEqual(other.contract_id, contract)

    # === WHO === #

    def test_what_templates_and_laws_said_is_in_the_log(self):
        for kind, rule, name in (
                ('contract.template_', self.env['ar.contract.template'].create(
                    {'name': "T", 'settlement_day': 0}), 'discount_days'),
                ('legal.', self.env.ref('ar_optimization.legal_cn_business').copy(
                    {'name': "L"}), 'usual_days'),
                ('guard.policy_', self.env['ar.credit.policy'].create(
                    {'name': "P", 'condition': 'overdue_days', 'bound': 0}), 'bound')):
            before = rule[name]
            rule.write({'sequence': 7})
            rule[name] = 25
            created, changed = (
                self.events(f'{kind}{what}', rule) for what in ('created', 'changed'))
            self.assertEqual(created.after[name], before)
            self.assertEqual((changed.before, changed.after), ({name: before}, {name: 25}))
            rule.unlink()
            self.assertEqual(self.events(f'{kind}deleted', rule).before[name], 25)

    def test_who_may_do_what(self):
        collector, analyst = self.role_user('collector'), self.role_user('credit_analyst')
        values = {'account_id': self.customer_account.id, 'payment_term_id': self.days30.id,
                  'credit_limit': 9_000, 'state': 'active', 'activated_on': self.today,
                  'signature_state': 'signed', 'number': 5}
        with self.assertRaises(AccessError):
            self.contracts.with_user(collector).create(values)
        draft = self.contracts.with_user(analyst).with_context(
            default_state='active', default_signature_state='signed').create(values)
        self.assertEqual(
            (draft.state, draft.activated_on, draft.signature_state, draft.version_id.state,
             draft.number), ('draft', False, 'open', 'draft', 1))
        draft.title = "Frame"
        for forbidden in ({'state': 'active'}, {'signature_state': 'signed'},
                          {'version_id': self.contract().version_id.id}):
            with self.assertRaises(AccessError):
                draft.write(forbidden)
        for forbidden in ({'state': 'effective'}, {'agreed_lines': []}, {'term_changed_on': False}):
            with self.assertRaises(AccessError):
                draft.version_id.write(forbidden)
        template = self.env.ref('ar_optimization.contract_template_monthly')
        mine = self.env['ar.contract.clause'].with_user(analyst).create({
            'version_id': draft.version_id.id, 'name': "x", 'text': "y"})
        contract = self.contract(needs_signature=True)
        contract.attachment_ids = self.document()
        for call in (lambda: mine.write({'version_id': False, 'template_id': template.id}),
                     lambda: contract.with_user(analyst).action_sign(),
                     lambda: contract.with_user(analyst)._end(self.today, "x"),
                     lambda: contract.with_user(collector).action_change(),
                     lambda: contract.with_user(collector).action_send(),
                     lambda: contract.with_user(collector).action_submit(),
                     lambda: self.customer_account.with_user(analyst).write(
                         {'contract_signed': True}),
                     lambda: self.env.ref('ar_optimization.contract_template_monthly').with_user(
                         analyst).write({'settlement_day': 3}),
                     lambda: self.env.ref(
                         'ar_optimization.contract_template_monthly').clause_ids.with_user(
                         analyst).write({'text': "x"}),
                     lambda: self.env.ref('ar_optimization.legal_cn_business').with_user(
                         analyst).write({'longest_days': 900})):
            with self.assertRaises(AccessError), self.cr.savepoint():
                call()

    def test_who_it_is_with_follows_from_the_account(self):
        analyst, other, there = (
            self.role_user('credit_analyst'), self.account("Other"), self.other_company())
        moved = {'partner_id': other.partner_id.id, 'company_id': there.id}
        contract = self.contract()
        for record, name in (
                (contract, 'partner_id'), (contract, 'company_id'),
                (contract.version_id, 'company_id')):
            with self.assertRaises(AccessError), self.cr.savepoint():
                record.with_user(analyst).write({name: moved[name]})
        values = {'account_id': self.customer_account.id, 'payment_term_id': self.days30.id}
        contracts = self.contracts.with_user(analyst)
        for draft in (
                contracts.create({**values, **moved}),
                contracts.with_context(
                    **{f'default_{name}': value for name, value in moved.items()}).create(values)):
            draft.invalidate_recordset()
            self.assertEqual(
                (draft.partner_id, draft.company_id, draft.version_id.company_id),
                (self.partner, self.company, self.company))

    def test_other_companies_see_nothing(self):
        contract = self.contract(clause_ids=[Command.create({'name': "x", 'text': "y"})])
        stranger = self.role_user(
            'credit_manager', login='ar_stranger', companies=self.other_company())
        for records in (contract, contract.version_id, contract.clause_ids):
            self.assertFalse(records.with_user(stranger).search([('id', 'in', records.ids)]))
            with self.assertRaises(AccessError):
                records.with_user(stranger).check_access('read')
