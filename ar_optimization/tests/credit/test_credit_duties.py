from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .duties_common import DutiesCommon

CODES = {
    'raise_limit', 'approve', 'release', 'waive', 'write_off', 'receipts', 'credit_note',
    'discount', 'due_date', 'bank_account', 'policy'}


@tagged('post_install', '-at_install')
class TestCould(DutiesCommon):
    """Who could: from groups, access rights and approval rules as they are."""

    def test_what_ships_is_what_is_known(self):
        self.assertLessEqual(CODES, set(self.duties), "rooms above add theirs")
        self.assertEqual(set(self.env['ar.duty']._rights(self.company)), set(self.duties))
        self.assertGreater(len(self.env['ar.duty.conflict']._in_force()), 10)

    def test_a_collector_holds_none(self):
        for code in CODES:
            self.assertNotIn(self.collector, self.holders(code), code)
            self.assertNotIn(self.seller, self.holders(code), code)

    def test_without_a_lock_managers_raise_and_release(self):
        self.assertEqual(self.holders('raise_limit'), self.manager | self.chief)
        self.assertEqual(self.holders('release'), self.manager | self.chief)
        self.assertEqual(self.holders('approve'), self.analyst | self.manager | self.chief)
        self.assertEqual(self.holders('policy'), self.manager | self.chief)

    def test_with_a_lock_the_rules_say_who(self):
        self.company.ar_lock_terms = True
        self.assertEqual(
            self.holders('raise_limit'), self.analyst | self.manager | self.chief)
        (self.small | self.medium).sudo().own_authority = False
        self.assertFalse(self.holders('raise_limit'))
        self.medium.sudo().type = 'hold_release'
        (self.small | self.large).sudo().type = 'limit'
        self.assertEqual(self.holders('release'), self.manager | self.chief)

    def test_who_decides_where_rules_leave_a_gap_or_the_time_is_over(self):
        (self.small | self.medium | self.large).sudo().active = False
        mine = [Command.create({'user_ids': self.analyst.ids})]
        self.rule("Terms", 0, 0, type='terms', step_ids=mine)
        self.assertEqual(
            self.holders('approve'), self.analyst | self.manager | self.chief,
            "a credit manager decides on the types that no rule speaks about")
        everything = self.rule("All", 0, 0, step_ids=mine)
        self.assertEqual(self.holders('approve'), self.analyst)
        everything.amount_to = 5_000
        self.assertIn(self.manager, self.holders('approve'), "nothing is said of more")
        everything.write({'amount_to': 0, 'escalate_user_id': self.chief.id})
        self.assertEqual(self.holders('approve'), self.analyst | self.chief)
        everything.escalate_user_id = False
        self.company.ar_credit_manager_id = self.manager
        self.assertEqual(self.holders('approve'), self.analyst | self.manager)

    def test_in_a_firm_with_one_person_approvers_raise(self):
        self.company.ar_lock_terms = True
        (self.small | self.medium).sudo().own_authority = False
        self.assertFalse(self.holders('raise_limit'))
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 500,
            'ar_single_person_owner_id': self.chief.id})
        self.assertIn(self.manager, self.holders('raise_limit'))

    def test_substitutes_hold_what_they_decide(self):
        self.env['ar.approval.delegation'].sudo().create({
            'user_id': self.manager.id, 'delegate_id': self.collector.id,
            'date_from': self.today, 'date_to': self.day(3)})
        self.assertIn(self.collector, self.holders('approve'))

    def test_books(self):
        for code in ('waive', 'write_off', 'receipts', 'credit_note', 'due_date'):
            self.assertEqual(self.holders(code), self.clerk, code)
        self.assertEqual(
            self.holders('discount'), self.clerk | self.analyst | self.manager | self.chief,
            "on invoices or by offers")
        self.assertFalse(self.holders('bank_account'))
        self.clerk.group_ids += self.env.ref('base.group_partner_manager')
        self.assertEqual(self.holders('bank_account'), self.clerk)

    def test_rights_are_read_as_they_are(self):
        """Not a list of our own: another access right in force is another holder."""
        self.env['ir.model.access'].create({
            'name': "Everybody pays", 'model_id': self.env['ir.model']._get_id('account.payment'),
            'group_id': self.env.ref('ar_optimization.group_collector').id, 'perm_create': True})
        self.assertIn(self.collector, self.holders('receipts'))

    def test_leavers_and_other_companies(self):
        other = self.other_company()
        self.assertFalse(self.holders('policy', other))
        self.chief.active = False
        self.assertEqual(self.holders('policy'), self.manager)
        root = self.env.ref('base.user_root')
        held = self.env['ar.duty']._holdings(self.company)
        self.assertFalse([code for code in held if root.id in held[code]])

    def test_who_could(self):
        row = self.finding(self.manager, 'policy', 'approve')
        self.assertRecordValues(row, [{
            'level': '1', 'holds_both': True, 'customer_count': 0, 'state': 'open'}])
        self.assertIn("Change policies: ", row.ways)
        self.assertIn("Medium", row.ways)
        self.assertFalse(self.finding(self.analyst, 'policy', 'approve'))
        self.assertTrue(self.finding(self.clerk, 'credit_note', 'receipts'))
        self.env.ref('ar_optimization.conflict_credit_note_receipts').active = False
        self.assertFalse(self.finding(self.clerk, 'credit_note', 'receipts'))

    def test_the_number_of_queries_does_not_grow_with_people(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.findings.search([]).mapped('ways')
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(10):
            self.role_user('credit_manager', login=f'more_{number}')
        self.assertLess(queries(), few + 10, "fewer than people were added")


@tagged('post_install', '-at_install')
class TestDid(DutiesCommon):
    """Who did: from the log and the books, customer by customer."""

    def test_what_a_request_does_names_it_however_long_it_takes(self):
        request = self.ask(900)
        request.with_user(self.analyst).action_approve()
        changed = self.events('limit.changed', self.tested)
        self.assertEqual(changed.numbers['request_id'], request.id)
        self.assertIn(request.name, changed.figures)
        self.assertFalse(self.acts_of(self.analyst, 'raise_limit'), "he approved it")
        self.company.ar_lock_terms = False
        self.tested.with_user(self.manager).credit_limit = 950  # within the same second
        self.assertNotIn('request_id', self.events('limit.changed', self.tested)[0].numbers or {})
        self.assertEqual(len(self.acts_of(self.manager, 'raise_limit')), 1)
        forged = self.tested.with_user(self.manager).with_context(ar_effect={'only': request.id})
        forged.credit_limit = 960
        self.assertEqual(len(self.acts_of(self.manager, 'raise_limit')), 2)

    def test_a_milder_status_and_leaving_a_shared_limit_are_raises(self):
        group = self.env['ar.credit.group'].create({
            'name': "Timber", 'credit_limit': 300, 'company_id': self.company.id})
        mine = self.tested.with_user(self.manager)
        for vals, count in (
                ({'status': 'blocked'}, 0), ({'group_id': group.id}, 0), ({'status': 'open'}, 1),
                ({'group_id': False}, 2)):
            mine.write(vals)
            self.assertEqual(len(self.acts_of(self.manager, 'raise_limit')), count, vals)

    def test_two_duties_on_one_customer(self):
        bill = self.invoice_as(self.clerk)
        self.pay_as(self.clerk, bill)
        self.assertEqual(self.finding(self.clerk, 'credit_note', 'receipts').level, '1')
        refund = self.invoice_as(self.clerk, 40, 'out_refund')
        row = self.finding(self.clerk, 'credit_note', 'receipts')
        self.assertRecordValues(row, [{'level': '2', 'customer_count': 1, 'holds_both': True}])
        action = row.action_open_acts()
        shown = self.acts.search(action['domain'])
        self.assertIn((refund._name, refund.id), shown.mapped(lambda a: (a.res_model, a.res_id)))
        self.assertEqual(shown.partner_id, self.partner)
        self.assertIn(refund.name, " ".join(shown.mapped('document')))
        self.assertEqual(shown[0].action_open_document()['res_model'], shown[0].res_model)

    def test_on_two_customers_is_no_conflict(self):
        self.pay_as(self.clerk, self.invoice_as(self.clerk))
        self.partner = self.customer("Another")
        self.invoice_as(self.clerk, 40, 'out_refund')
        self.assertEqual(self.finding(self.clerk, 'credit_note', 'receipts').level, '1')

    def test_what_was_done_stays_when_rights_go(self):
        self.pay_as(self.clerk, self.invoice_as(self.clerk))
        self.invoice_as(self.clerk, 40, 'out_refund')
        self.clerk.group_ids = [Command.set(self.env.ref('base.group_user').ids)]
        self.assertRecordValues(self.finding(self.clerk, 'credit_note', 'receipts'), [
            {'level': '2', 'holds_both': False, 'ways': ""}])

    def test_each_duty_of_the_books(self):
        bill = self.invoice_as(self.clerk, discount=5)
        self.assertEqual(self.acts_of(self.clerk, 'discount').res_id, bill.id)
        self.pay_as(self.clerk, bill)
        self.assertIn('account.payment', self.acts_of(self.clerk, 'receipts').mapped('res_model'))
        entry = self.env['account.move'].with_user(self.clerk).create({
            'move_type': 'entry', 'line_ids': [
                Command.create({'account_id': self.receivable.id, 'credit': 30,
                                'partner_id': self.partner.id}),
                Command.create({'account_id': self.income.id, 'debit': 30})]})
        self.assertFalse(self.acts_of(self.clerk, 'write_off'))
        entry.action_post()
        self.assertRecordValues(self.acts_of(self.clerk, 'write_off'), [
            {'res_id': entry.id, 'amount': 30, 'partner_id': self.partner.id}])
        bill = self.invoice_as(self.clerk, 60)
        line = bill.line_ids.filtered(lambda line: line.account_id == self.receivable)
        line.with_user(self.clerk).date_maturity = self.day(30)
        self.env.cr.precommit.run()
        bill.with_user(self.clerk).no_followup = True
        self.env.cr.precommit.run()
        self.assertTrue(self.acts_of(self.clerk, 'due_date'))
        self.assertTrue(self.acts_of(self.clerk, 'waive'))
        self.clerk.group_ids += self.env.ref('base.group_partner_manager')
        bank = self.env['res.partner.bank'].with_user(self.clerk).create({
            'acc_number': "12345", 'partner_id': self.partner.id})
        self.assertEqual(self.acts_of(self.clerk, 'bank_account').res_id, bank.id)

    def test_decisions(self):
        self.tested.with_user(self.manager).credit_limit = 900
        self.assertEqual(len(self.acts_of(self.manager, 'raise_limit')), 1)
        self.tested.with_user(self.manager).credit_limit = 100
        self.assertEqual(len(self.acts_of(self.manager, 'raise_limit')), 1, "lowered")
        self.medium.with_user(self.manager).sla_hours = 4
        self.assertTrue(self.acts_of(self.manager, 'policy'))

    def test_who_approves_what_another_asks_for_raises_nothing(self):
        request = self.ask(2_000, self.analyst)
        request.with_user(self.manager).action_approve()
        self.assertTrue(self.acts_of(self.analyst, 'raise_limit'))
        self.assertTrue(self.acts_of(self.manager, 'approve'))
        self.assertFalse(self.acts_of(self.manager, 'raise_limit'))
        self.assertEqual(self.finding(self.manager, 'raise_limit', 'approve').level, '1')

    def test_one_person_alone_did_both(self):
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 10_000,
            'ar_single_person_owner_id': self.chief.id})
        self.medium.own_authority = False
        self.assertEqual(self.ask(2_000, self.manager).decided_how, 'alone')
        self.assertRecordValues(self.finding(self.manager, 'raise_limit', 'approve'), [
            {'level': '2', 'customer_count': 1, 'severity': '3'}])

    def test_another_company(self):
        other = self.other_company()
        clerk = self.role_user('billing', 'both', self.company | other)
        self.pay_as(clerk, self.invoice_as(clerk))
        self.assertEqual(self.acts_of(clerk, 'receipts').company_id, self.company)
        chief = self.env['ar.duty.finding'].with_user(
            self.role_user('credit_manager', 'there', other))
        self.assertFalse(chief.search([('company_id', '=', self.company.id)]))


@tagged('post_install', '-at_install')
class TestAccepted(DutiesCommon):

    def accept(self, user, whose, **vals):
        finding = self.finding(whose, 'policy', 'approve')
        context = finding.with_user(user).action_accept()['context']
        return self.env['ar.duty.exception'].with_user(user).with_context(**context).create({
            'reason': "Two people only", 'date_end': self.day(90), **vals})

    def test_accepted_until_a_day_and_in_the_log(self):
        accepted = self.accept(self.chief, self.manager)
        self.assertRecordValues(self.finding(self.manager, 'policy', 'approve'), [
            {'state': 'accepted', 'exception_id': accepted.id, 'accepted_until': self.day(90)}])
        event = self.events('duties.accepted', accepted)
        self.assertEqual(event.user_id, self.chief.id)
        self.assertEqual(event._values()[1]['reason'], "Two people only")
        accepted.with_user(self.chief).date_end = self.day(-1)
        self.assertEqual(self.finding(self.manager, 'policy', 'approve').state, 'open')
        accepted.with_user(self.chief).unlink()
        self.assertTrue(self.events('duties.withdrawn'))

    def test_nobody_accepts_his_own(self):
        with self.assertRaises(AccessError):
            self.accept(self.manager, self.manager, owner_id=self.chief.id)
        with self.assertRaises(ValidationError):
            self.accept(self.chief, self.manager, owner_id=self.manager.id)
        accepted = self.accept(self.chief, self.manager)
        with self.assertRaises(AccessError):
            accepted.with_user(self.manager).date_end = self.day(900)
        with self.assertRaises(AccessError):
            accepted.with_user(self.manager).unlink()
        accepted.with_user(self.chief).unlink()
        other = self.accept(self.manager, self.chief)
        with self.assertRaises(AccessError):
            other.with_user(self.manager).write(
                {'user_id': self.manager.id, 'owner_id': self.analyst.id})

    def test_the_matrix_is_logged(self):
        conflict = self.env.ref('ar_optimization.conflict_policy_approve')
        conflict.with_user(self.manager).severity = '1'
        self.duties['waive'].with_user(self.manager).active = False
        self.assertEqual(len(self.events('duties.changed')), 2)
        with self.assertRaises(ValidationError):
            conflict.other_id = conflict.duty_id


@tagged('post_install', '-at_install')
class TestCollectorProof(DutiesCommon):
    """A collector can do none of it, whatever he calls over RPC."""

    def attempts(self):
        """For each duty, calls that would be an exercise of it: {code: [(records, method, args)]}.
        """
        env, partner, today = self.env, self.partner, str(self.today)
        bill = self.invoice(partner, 300, -40, due=-10)
        line = bill.line_ids.filtered(lambda line: line.account_id == self.receivable)
        hold = env['ar.credit.hold'].sudo().create({
            'res_model': bill._name, 'res_id': bill.id, 'document_name': bill.name,
            'document_kind': 'invoice', 'account_id': self.tested.id, 'action': 'hold'})
        request = self.ask(900)
        receipt = self.payment(partner, 300)
        credit = receipt.move_id.line_ids.filtered(
            lambda line: line.account_id == self.receivable)
        bank = env['res.partner.bank'].create({'acc_number': "1", 'partner_id': partner.id})
        move = env['account.move']
        entry = {'move_type': 'entry', 'line_ids': [
            [0, 0, {'account_id': self.receivable.id, 'credit': 9, 'partner_id': partner.id}],
            [0, 0, {'account_id': self.income.id, 'debit': 9}]]}
        return {
            'raise_limit': [
                (self.tested, 'write', [{'credit_limit': 9_000}]),
                (self.tested, 'web_save', [{'temporary_limit': 9_000}, {}]),
                (partner, 'write', [{'credit_limit': 9_000}]),
                (self.requests, 'create', [[{
                    'partner_id': partner.id, 'type': 'limit', 'new_limit': 9_000,
                    'state': 'approved'}]])],
            'approve': [(request, 'action_approve', []), (request, 'write', [{
                'state': 'approved'}]), (request.step_ids, 'write', [{'decision': 'approved'}])],
            'release': [(hold, 'write', [{'state': 'released'}]),
                        (hold, 'web_save', [{'release_until': today}, {}])],
            'waive': [(bill, 'write', [{'no_followup': True}]),
                      (line, 'write', [{'no_followup': True}])],
            'write_off': [(move, 'create', [[entry]])],
            'receipts': [
                (env['account.payment'], 'create', [[{
                    'payment_type': 'inbound', 'partner_id': partner.id, 'amount': 300}]]),
                (line | credit, 'reconcile', []),
                (env['account.payment.register'], 'create', [[{}]])],
            'credit_note': [(move, 'create', [[{
                'move_type': 'out_refund', 'partner_id': partner.id}]]),
                (env['account.move.reversal'], 'create', [[{
                    'move_ids': [[6, 0, bill.ids]], 'journal_id': bill.journal_id.id}]])],
            'discount': [(bill.invoice_line_ids, 'write', [{'discount': 50}])],
            'due_date': [(line, 'write', [{'date_maturity': today}]),
                         (env['ar.due.date.change'], 'create', [[{}]])],
            'bank_account': [(bank, 'write', [{'acc_number': "2"}]), (
                env['res.partner.bank'], 'create', [[{
                    'acc_number': "3", 'partner_id': partner.id}]])],
            'policy': [
                (env['ar.credit.policy'], 'create', [[{'name': "x", 'condition': 'limit'}]]),
                (self.tier_a, 'write', [{'order_control': 'none'}]),
                (self.small, 'write', [{'amount_to': 9e9}]),
                (self.env.ref('ar_optimization.conflict_policy_raise'), 'unlink', [])],
        }

    def call(self, records, method, args):
        """A call as it comes over RPC."""
        model = self.env[records._name].with_user(self.collector)
        plain = getattr(getattr(type(model), method), '_api_model', False)
        return call_kw(model, method, args if plain else [records.ids, *args], {})

    def test_a_collector_does_none_of_it(self):
        attempts = self.attempts()
        self.assertEqual(set(attempts), CODES)
        for code, calls in attempts.items():
            for records, method, args in calls:
                with self.subTest(code, model=records._name, method=method), \
                        self.assertRaises(AccessError), self.cr.savepoint():
                    self.call(records, method, args)
                    self.env.flush_all()

    def test_nor_does_he_see_or_change_the_report(self):
        for records, method, args in (
            (self.findings, 'search_read', [[]]), (self.acts, 'search_read', [[]]),
            (self.env['ar.duty'], 'search_read', [[]]),
            (self.env['ar.duty.exception'], 'create', [[{}]]),
            (self.env['ar.audit.extract'], 'create', [[{}]]),
            (self.env['ar.audit.loss'], 'search_read', [[]]),
        ):
            with self.subTest(records._name), self.assertRaises(AccessError):
                self.call(records, method, args)
