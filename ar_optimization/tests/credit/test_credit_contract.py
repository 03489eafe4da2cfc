import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ...tools import settlement
from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContract(ContractCommon):

    def document(self):
        return self.env['ir.attachment'].create({
            'name': "signed.pdf", 'datas': base64.b64encode(b"signed")})

    # === FROM DRAFT TO FORCE === #

    def test_numbers_come_from_the_sequence(self):
        one, other = self.contract(submit=False), self.contract(submit=False)
        self.assertRegex(one.name, r'^CT2026-\d{4}$')
        self.assertNotEqual(one.name, other.name)
        self.assertEqual(self.contract(name="OUR-7", submit=False).name, "OUR-7")

    def test_in_force_once_approved(self):
        contract = self.contract()
        self.assertEqual((contract.state, contract.version_id.state), ('active', 'effective'))
        self.assertEqual(contract.activated_on, self.today)
        self.assertTrue(contract.is_in_force)
        self.assertEqual(self.customer_account.contract_id, contract)
        self.assertEqual(self.partner.ar_contract_id, contract)
        event = self.events('contract.agreed', contract)
        self.assertEqual(event.after['payment_term_id'], self.days30.id)
        self.assertIn(contract, self.contracts.search([('is_in_force', '=', True)]))
        self.assertNotIn(contract, self.contracts.search([('is_in_force', '=', False)]))

    def test_somebody_else_approves(self):
        analyst = self.role_user('credit_analyst')
        contract = self.contract(submit=False)
        contract.with_user(analyst).action_submit()
        request = contract.version_id.request_id
        self.assertEqual((contract.state, request.state), ('waiting', 'waiting'))
        self.assertIn(contract.name, request.summary)
        with self.assertRaises(AccessError):
            request.with_user(analyst).action_approve()
        request.action_approve()
        self.assertEqual(contract.state, 'active')

    def test_refused_or_taken_back_it_is_a_draft_again(self):
        analyst = self.role_user('credit_analyst')
        contract = self.contract(submit=False)
        for end in (lambda request: request._decide('refused', "No"),
                    lambda request: request.with_user(analyst).action_cancel()):
            contract.with_user(analyst).action_submit()
            end(contract.version_id.request_id.with_user(self.env.user))
            self.assertEqual((contract.state, contract.version_id.state), ('draft', 'draft'))
        contract.version_id.penalty_rate = 0.1
        contract.action_submit()
        self.assertEqual(contract.state, 'active')

    def test_the_limit_is_what_is_at_stake(self):
        contract = self.contract(credit_limit=5_000)
        self.assertEqual(contract.version_id.request_id.amount, 5_000)
        self.assertEqual(self.customer_account.credit_limit, 5_000)
        event = self.events('limit.changed', self.customer_account)[:1]
        self.assertEqual(event.rule, "Limit granted by contract")

    def test_a_lower_limit_takes_nothing_away(self):
        self.contract(credit_limit=200)
        self.assertEqual(self.customer_account.credit_limit, 1_000)

    def test_template_fills_terms_and_clauses_in_the_language_of_the_customer(self):
        self.env['res.lang']._activate_lang('fr_FR')
        template = self.env['ar.contract.template'].create({
            'name': "T", 'payment_term_id': self.days30.id, 'settlement_day': 25,
            'clause_ids': [Command.create({'name': "Payment", 'text': "Pay {penalty}"})]})
        template.clause_ids.with_context(lang='fr_FR').text = "Payer {penalty}"
        self.partner.lang = 'fr_FR'
        contract = self.contracts.create({
            'account_id': self.customer_account.id, 'template_id': template.id})
        self.assertEqual((contract.settlement_day, contract.payment_term_id), (25, self.days30))
        self.assertEqual(contract.clause_ids.text, "Payer {penalty}")
        self.assertEqual(template.clause_ids.template_id, template)

    def test_owners_look_again(self):
        owner = self.role_user('credit_manager')
        template = self.env['ar.contract.template'].create({'name': "T", 'owner_id': owner.id})
        law = self.env.ref('ar_optimization.legal_cn_business')
        self.assertEqual(template.next_review_date, self.day('2027-06-30'))
        template.next_review_date = self.today
        law.write({'owner_id': owner.id, 'next_review_date': self.today})
        self.env['ar.reviewed']._cron_reviews()
        self.assertEqual((template.activity_ids.user_id, law.activity_ids.user_id), (owner, owner))

    def test_the_form(self):
        template = self.env.ref('ar_optimization.contract_template_monthly')
        with Form(self.contracts) as form:
            form.account_id = self.customer_account
            form.template_id = template
            self.assertEqual(form.settlement_day, 31)
            form.settlement_day = 20
        contract = form.record
        self.assertEqual((contract.settlement_day, contract.number), (20, 1))
        self.assertEqual(len(contract.clause_ids), len(template.clause_ids))
        self.assertEqual(contract.version_id.contract_id, contract)

    # === CHANGES === #

    def test_a_change_is_a_new_version(self):
        contract = self.contract()
        first = contract.version_id
        version = self.change(contract, penalty_rate=0.05, settlement_day=25)
        self.assertEqual((version.state, contract.version_id), ('effective', version))
        self.assertEqual((contract.number, contract.settlement_day), (2, 25))
        self.assertEqual((first.settlement_day, first.state), (0, 'effective'))
        self.assertIn("Monthly Settlement Day: 0 → 25", version.change_text)
        event = self.events('contract.agreed', contract)[:1]
        self.assertEqual(event.before['settlement_day'], 0)

    def test_a_change_waits_for_its_day_and_its_signature(self):
        contract = self.contract(needs_signature=True)
        version = self.change(contract, 10, settlement_day=25)
        self.assertEqual((version.state, contract.number), ('approved', 1))
        with self.assertRaisesRegex(UserError, "Attach"):
            version.action_sign()
        version.attachment_ids = self.document()
        version.action_sign()
        self.assertEqual(version.state, 'approved')
        self.contracts._nightly(self.company, self.day(9))
        self.assertEqual(contract.number, 1)
        self.contracts._nightly(self.company, self.day(10))
        self.assertEqual((contract.number, version.state), (2, 'effective'))
        late = self.change(contract, 0, settlement_day=20)
        self.assertEqual(late.state, 'approved')
        self.contracts._nightly(self.company, self.day(60))
        self.assertEqual(contract.number, 2)

    def test_one_change_at_a_time(self):
        contract = self.contract()
        contract.action_change()
        draft = contract.pending_version_id
        contract.action_change()
        self.assertEqual(contract.pending_version_id, draft)
        with self.assertRaisesRegex(UserError, "Say why"):
            draft.action_submit()
        draft.action_discard()
        self.assertFalse(draft.exists())
        self.assertFalse(contract.pending_version_id)
        self.assertTrue(self.events('contract.change_discarded', contract))

    def test_what_was_agreed_stays(self):
        contract = self.contract(clause_ids=[
            Command.create({'name': "Payment", 'text': "At once"})])
        version = contract.version_id
        for write in (
                lambda: version.write({'settlement_day': 5}),
                lambda: version.sudo().write({'settlement_day': 5}),
                lambda: contract.write({'penalty_rate': 5}),
                lambda: contract.clause_ids.write({'text': "Never"}),
                lambda: contract.clause_ids.update_field_translations('text', {'en_US': "Never"}),
                lambda: contract.clause_ids.unlink(),
                lambda: contract.write({'clause_ids': [Command.clear()]}),
                lambda: self.env['ar.contract.clause'].create({
                    'version_id': version.id, 'name': "x", 'text': "x"}),
                lambda: version.unlink(),
                lambda: contract.unlink(),
                lambda: contract.write({'name': "Another"}),
                lambda: contract.write({'account_id': self.account("Other").id})):
            with self.assertRaises(UserError), self.cr.savepoint():
                write()
        self.assertEqual(contract.clause_ids.text, "At once")

    def test_the_signed_document_is_kept(self):
        contract = self.contract(needs_signature=True)
        signed = contract.attachment_ids = self.document()
        contract.action_sign()
        contract.attachment_ids |= self.document()
        with self.assertRaisesRegex(UserError, "are kept"), self.cr.savepoint():
            contract.attachment_ids -= signed
        with self.assertRaisesRegex(UserError, "are kept"), self.cr.savepoint():
            contract.version_id.sudo().attachment_ids = False
        analyst = self.role_user('credit_analyst')
        signed.write({'res_model': contract._name, 'res_id': contract.id})
        mine = signed.with_user(analyst)
        for destroy in (lambda: mine.write({'raw': b"forged"}), mine.unlink, signed.sudo().unlink):
            with self.assertRaisesRegex(UserError, "are kept"), self.cr.savepoint():
                destroy()
        mine.name = "contract.pdf"

    def test_the_customer_has_the_term_while_the_contract_lasts(self):
        """Orders take it from there, whether limits are on or not."""
        before = self.term((100, 14))
        self.company.ar_position_limits = 'off'
        self.partner.property_payment_term_id = before
        contract = self.contract()
        self.assertEqual(self.native(self.partner)[2], self.days30)
        other = self.term((50, 15), (50, 30))
        self.change(contract, payment_term_id=other.id)
        self.assertEqual(self.native(self.partner)[2], other)
        granted = self.term((100, 90))
        self.customer_account.write({'granted_term_id': granted.id})
        self.assertEqual(self.native(self.partner)[2], granted)
        self.customer_account.write({'granted_term_id': False})
        self.assertEqual(self.native(self.partner)[2], other)
        contract._end(self.day(-1), "x")
        self.assertEqual(self.native(self.partner)[2], before)
        self.assertFalse(self.customer_account.term_before_id)

    def test_a_change_raises_the_limit(self):
        contract = self.contract(credit_limit=2_000)
        self.change(contract, credit_limit=4_000)
        self.assertEqual(self.customer_account.credit_limit, 4_000)

    def test_drafts_can_be_deleted(self):
        contract = self.contract(submit=False)
        version = contract.version_id
        contract.unlink()
        self.assertFalse(version.exists())
        self.assertTrue(self.events('contract.deleted'))

    # === END === #

    def test_reminded_once_before_the_end(self):
        contract = self.contract(end=60, notice_days=30)
        self.contracts._nightly(self.company, self.day(29))
        self.assertFalse(contract.activity_ids)
        for __ in range(2):
            self.contracts._nightly(self.company, self.day(30))
            self.assertEqual(len(contract.activity_ids), 1)
        self.assertIn(contract.name, contract.activity_ids.summary)
        self.contracts._nightly(self.company, self.day(61))
        self.assertEqual(contract.state, 'expired')
        self.assertFalse(self.customer_account.contract_id)

    def test_an_expired_contract_is_renewed(self):
        contract = self.contract(end=-1)
        self.contracts._nightly(self.company, self.today)
        self.assertEqual(contract.state, 'expired')
        self.change(contract, 0, date_end=self.day(300))
        self.assertEqual(contract.state, 'active')
        self.assertEqual(self.customer_account.contract_id, contract)

    def test_ended_by_hand(self):
        contract = self.contract()
        with self.assertRaisesRegex(UserError, "to come"):
            contract._end(self.day(1), "x")
        contract._end(self.today, "Moved away")
        self.assertEqual((contract.state, contract.end_reason), ('ended', "Moved away"))
        event = self.events('contract.ended', contract)
        self.assertEqual((event.reason, event.before['state']), ("Moved away", 'active'))
        self.assertTrue(contract.is_in_force, "the last day counts")
        with self.assertRaisesRegex(UserError, "in force"):
            contract.action_change()

    def test_an_ended_contract_stays_ended(self):
        """Neither a request that waits nor a change for a later day puts it in force again."""
        analyst = self.role_user('credit_analyst')
        waits, approved, signed = (
            self.contract(account=self.account(name), needs_signature=name == "C")
            for name in "ABC")
        waits.with_user(analyst).action_change()
        version = waits.with_user(analyst).pending_version_id
        version.reason = "Longer"
        version.action_submit()
        request = version.request_id.with_user(self.env.user)
        self.change(approved, 10, settlement_day=25)
        self.change(signed, 0, settlement_day=25)
        ended = waits | approved | signed
        ended._end(self.today, "Moved away")
        self.assertFalse(ended.mapped('pending_version_id'))
        self.assertEqual(request.state, 'cancelled')
        self.assertEqual(len(self.events('contract.change_discarded', ended)), 3)
        self.contracts._nightly(self.company, self.day(20))
        self.assertEqual(set(ended.mapped('state')), {'ended'})

    def test_a_change_agreed_before_the_first_day_counts(self):
        contract = self.contract(10)
        contract.action_change()
        self.assertEqual(contract.pending_version_id.date_from, self.day(10))
        contract.pending_version_id.action_discard()
        version = self.change(contract, 0, settlement_day=25)
        self.assertEqual(version.state, 'effective')
        span = settlement.choose(contract._spans(), self.day(10))
        self.assertEqual(span.key, version.id)

    def test_archive(self):
        contract = self.contract()
        with self.assertRaisesRegex(UserError, "not archived"):
            contract.active = False
        contract._end(self.day(-1), "x")
        contract.active = False
        self.assertFalse(self.contracts.search([('id', '=', contract.id)]))

    # === THE TIER === #

    def test_a_tier_does_not_shorten_a_contract(self):
        contract = self.contract(credit_limit=3_000, payment_term_id=self.term((100, 90)).id)
        account = self.customer_account
        self.set_facts(account, score=5, on_time_ratio=0.1)
        account.sudo()._run_nightly(self.company, self.today, steps=[
            '_nightly_tiers', '_nightly_contracts', '_nightly_limits', '_nightly_renegotiations',
            '_nightly_terms', '_nightly_projection'])
        self.assertEqual(account.tier_id, self.tier_d)
        self.assertEqual(self.native(self.partner)[2], contract.payment_term_id)
        self.assertEqual((account.credit_mode, account.credit_limit), ('limit', 3_000))
        self.assertNotEqual(account.proposal_state, 'waiting')
        self.assertEqual(account._guard_allowed_days() or 90, 90)
        self.assertEqual(contract.renegotiate_tier_id, self.tier_d)
        self.assertIn("tier D", contract.activity_ids.summary)
        self.assertIn("Tier D", contract.renegotiation)
        before = contract.activity_ids
        account._nightly_renegotiations(self.company, self.today)
        self.assertEqual(contract.activity_ids, before, "told once")

    def test_a_formula_does_not_lower_the_limit_of_a_contract(self):
        self.contract(credit_limit=800_000)
        account = self.customer_account
        self.set_facts(account, score=70, net_sales=1_200)
        account.sudo()._forget_limit_date()
        self.night()
        self.assertEqual(account.credit_limit, 800_000)
        self.assertIn("as the contract grants", account.proposed_limit_reason)

    def test_after_the_end_the_tier_speaks_again(self):
        contract = self.contract(credit_limit=800_000)
        contract._end(self.day(-1), "x")
        account = self.customer_account
        self.assertFalse(account.contract_id)
        self.set_facts(account, score=70, net_sales=1_200)
        self.night()
        self.assertEqual(account.proposal_state, 'waiting')
        self.assertLess(account.proposed_limit, 800_000)

    def test_a_tier_that_sets_no_limit_keeps_none(self):
        account = self.customer_account
        account.sudo().write({'tier_id': self.tier_a.id, 'credit_mode': 'unlimited'})
        self.tier_a.credit_mode = 'unlimited'
        self.contract(credit_limit=5_000)
        self.assertEqual(account.credit_mode, 'unlimited')

    def test_without_tiers_the_limit_ends_with_the_contract(self):
        self.company.ar_position_limits = 'off'
        account = self.customer_account
        contract = self.contract(credit_limit=3_000)
        self.change(contract, credit_limit=5_000)
        self.assertEqual(account.credit_limit, 5_000)
        contract._end(self.day(-1), "x")
        self.assertEqual((account.credit_mode, account.credit_limit), ('limit', 1_000))

    def test_a_limit_set_since_outlives_the_contract(self):
        self.company.ar_position_limits = 'off'
        account = self.customer_account
        contract = self.contract(credit_limit=3_000)
        account.credit_limit = 4_000
        contract._end(self.day(-1), "x")
        self.assertEqual(account.credit_limit, 4_000)

    def test_no_term_is_allowed_after_the_last_day(self):
        account = self.customer_account
        account.sudo().tier_id = self.tier_b
        self.tier_b.max_payment_term_id = self.days30
        self.contract(end=0, payment_term_id=self.term((100, 90)).id)
        self.assertEqual(account._guard_allowed_days(), 90)
        account.sudo().contract_until = self.day(-1)
        self.assertEqual(account._guard_allowed_days(), 30)

    def test_the_night_asks_for_nothing_without_contracts(self):
        self.assertFalse(self.contracts._any_agreed())
        self.accounts.sudo()._nightly_renegotiations(self.company, self.today)
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.accounts.sudo()._nightly_renegotiations(self.company, self.today)

    def test_queries_of_the_night_do_not_grow(self):
        def night(day):
            self.env.flush_all()
            self.env.invalidate_all()
            self.contracts._nightly(self.company, self.day(day))
            self.env.flush_all()

        self.contract(end=500)
        night(1)
        with patch.object(type(self.contracts), '_remind', lambda *args: None):
            with self.assertQueryCount(16):
                night(1)
            for number in range(10):
                self.contract(end=500, account=self.account(f"Party {number}"))
            night(1)
            with self.assertQueryCount(16):
                night(1)

    # === THE LAW === #

    def test_the_law_of_the_country_of_the_customer(self):
        self.partner.country_id = self.env.ref('base.cn')
        contract = self.contract(
            submit=False, payment_term_id=self.term((100, 45)).id, settlement_day=25,
            penalty_rate=0.001)
        self.assertIn("after 75 days; the law allows 60", contract.legal_warning)
        self.assertIn("0.365 % a year; the law expects 3 %", contract.legal_warning)
        contract.write({'settlement_day': 0, 'penalty_rate': 0.05})
        self.assertFalse(contract.legal_warning)
        self.partner.country_id = self.env.ref('base.fr')
        contract.write({'penalty_rate': 5, 'penalty_period': 'year', 'debtor': 'public'})
        self.assertIn("10.15", contract.legal_warning)
        self.assertIn("allows 30", contract.legal_warning)
        self.partner.country_id = self.env.ref('base.us')
        contract.invalidate_recordset()
        self.assertFalse(contract.legal_warning)

    def test_the_limitation_period_of_the_country(self):
        self.company.account_fiscal_country_id = self.env.ref('base.cn')
        self.company.ar_limitation_years = 10
        law = self.env.ref('ar_optimization.legal_cn_business')
        law.limitation_years = 2
        self.env['ar.legal.term'].search([('id', '!=', law.id)]).limitation_years = 0
        self.invoice(self.partner, 100, when=-40, due=-10)
        deadline = self.env['ar.cover.deadline'].search([
            ('partner_id', '=', self.partner.id), ('kind', '=', 'limitation')])
        self.assertEqual(deadline.date.year, self.day(-10).year + 2)
        self.assertTrue(self.events('legal.changed', law))

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
        with self.assertRaises(AccessError):
            draft.version_id.write({'state': 'effective'})
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
