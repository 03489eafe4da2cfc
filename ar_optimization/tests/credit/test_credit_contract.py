from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...tools import settlement
from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContract(ContractCommon):
    """The life of a contract: made, approved, changed, ended."""

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

    def test_disputes_show_where_a_room_keeps_them(self):
        contract, other = self.contract(submit=False), self.contract(submit=False)
        self.assertEqual((contract.dispute_count, contract._dispute_counts()), (0, {}))
        with patch.object(type(contract), '_dispute_counts', lambda self: {contract: 2}):
            contract.invalidate_recordset()
            self.assertEqual((contract.dispute_count, other.dispute_count), (2, 0))
        # Invoices, or disputes where there is a room that keeps them.
        [(path, *rest)] = contract.action_disputes()['domain']
        self.assertEqual((path.split('.')[-1], *rest), ('ar_contract_id', 'in', contract.ids))

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
