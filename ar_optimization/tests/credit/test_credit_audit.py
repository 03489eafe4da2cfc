from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon


class AuditCommon(ApprovalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.role_user('credit_manager', login='ar_auditor')
        cls.partner = cls.tested.partner_id

    def decide(self, user, limit, account=None):
        """A decision on a limit, as the log has it: Tuesday noon."""
        with freeze_time(f"{self.today} 12:00:00"):
            (account or self.tested).with_user(user).credit_limit = limit
            self.env.flush_all()
        return self.events('limit.changed', account or self.tested)[0]

    def extract(self, **vals):
        extract = self.env['ar.audit.extract'].with_user(self.auditor).create({
            'date_from': self.day(-30), 'date_to': self.day(1), **vals})
        extract.sudo().seed = vals.get('seed', 7)
        return extract

    def drawn(self, **vals):
        extract = self.extract(**vals)
        extract.action_draw()
        return extract

    def line_of(self, extract, event):
        return extract.line_ids.filtered(lambda line: line.event_id == event)


@tagged('post_install', '-at_install')
class TestSample(AuditCommon):

    def test_the_same_seed_the_same_sample(self):
        for limit in range(100, 112):
            self.decide(self.manager, limit)
        first, again = (self.drawn(random_size=5, risk_size=0) for __ in range(2))
        self.assertEqual(len(first.line_ids), 5)
        self.assertEqual(first.line_ids.event_id, again.line_ids.event_id)
        other = self.drawn(random_size=5, risk_size=0, seed=8)
        self.assertNotEqual(first.line_ids.event_id, other.line_ids.event_id)
        self.assertEqual(first.name, f'AU{first.id:05}')

    def test_drawn_again_and_compared(self):
        for limit in range(100, 112):
            self.decide(self.manager, limit)
        extract = self.drawn(random_size=5, risk_size=2)
        self.decide(self.manager, 5_000)  # later decisions are not of this extract
        self.assertIn("the same", extract.action_draw_again()['params']['message'])
        extract.line_ids[0].sudo().unlink()
        self.assertIn("differ", extract.action_draw_again()['params']['message'])

    def test_what_comes_to_light_later_draws_nothing_else(self):
        for limit in range(111, 99, -1):
            newest = self.decide(self.manager, limit)
        extract = self.drawn(random_size=0, risk_size=2)
        self.assertNotIn(newest, extract.line_ids.event_id)
        newest.with_user(self.manager).action_undo()
        self.env.flush_all()
        self.assertIn(newest.id, extract.sudo()._draw_sample()[0])  # worth a look by now
        self.assertIn("the same", extract.action_draw_again()['params']['message'])

    def test_nobody_chooses_the_seed(self):
        extract = self.env['ar.audit.extract'].with_user(self.auditor).create({'seed': 7})
        self.assertFalse(extract.seed)
        with self.assertRaises(UserError):
            extract.seed = 7
        extract.action_draw()
        self.assertTrue(extract.seed)

    def test_contracts_are_decisions_too(self):
        self.assertIn('contract.agreed', self.env['ar.audit.extract']._decision_kinds())

    def test_which_are_decisions(self):
        mine = self.decide(self.manager, 900)
        extract = self.drawn()
        self.assertIn(mine, extract.line_ids.event_id)
        self.assertEqual(extract.population, len(extract.line_ids))
        system = self.env.ref('base.user_root')
        self.assertNotIn(system.id, extract.line_ids.event_id.mapped('user_id'))
        self.assertFalse(self.drawn(date_from=self.day(-30), date_to=self.day(-3)).line_ids)

    def test_what_is_worth_a_look(self):
        calm = self.decide(self.manager, 501)
        self.set_facts(self.tested, score=70)
        with freeze_time("2026-06-28 03:00:00"):  # Sunday
            self.tested.with_user(self.manager).credit_limit = 502
            self.env.flush_all()
        nightly = self.events('limit.changed', self.tested)[0]
        for user, limit in ((self.chief, 4_000), (self.manager, 40_000)):
            largest = self.decide(user, limit)
        extract = self.drawn(random_size=0, risk_size=3)
        self.assertNotIn(calm, extract.line_ids.event_id)
        self.assertEqual(
            self.line_of(extract, nightly).risk_text, "at night or on a weekend")
        self.assertRecordValues(self.line_of(extract, largest), [{
            'why': 'risk', 'stake': 40_000, 'risk_text': "among the largest"}])

    def test_credit_against_the_score_and_alone(self):
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 10_000,
            'ar_single_person_owner_id': self.chief.id})
        self.medium.own_authority = False
        self.set_facts(self.tested, score=30)
        with freeze_time(f"{self.today} 12:00:00"):
            request = self.ask(2_000, self.manager)
        self.assertEqual(request.decided_how, 'alone')
        line = self.line_of(self.drawn(), self.events('request.approved', request))
        self.assertIn("decided alone", line.risk_text)
        self.assertIn("in spite of a poor score", line.risk_text)

    def test_a_change_for_all_companies_is_in_it(self):
        self.medium.with_user(self.manager).sla_hours = 4
        event = self.events('request.rule_changed', self.medium)[0]
        self.assertIn(event, self.drawn().line_ids.event_id)

    def test_the_evidence(self):
        event = self.decide(self.manager, 900)
        line = self.line_of(self.drawn(), event).with_user(self.auditor)
        self.assertEqual(
            (line.kind_name, line.user_name, line.partner_name),
            ("Limit changed", self.manager.name, self.partner.display_name))
        self.assertIn("900", line.change)
        self.assertEqual(line.action_open_evidence()['res_id'], self.tested.id)

    def test_the_number_of_queries_does_not_grow(self):
        def queries(count):
            for number in range(count):
                self.decide(self.manager, 100 + number, self.account(
                    f"{count} {number}", credit_mode='limit', credit_limit=50))
            extract = self.extract(random_size=400)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            extract.action_draw()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(2)
        few = queries(2)
        self.assertLessEqual(queries(12), few + 5)


@tagged('post_install', '-at_install')
class TestLosses(AuditCommon):

    def write_off(self, amount, when=0):
        entry = self.env['account.move'].create({
            'move_type': 'entry', 'date': self.day(when), 'line_ids': [
                Command.create({'account_id': self.receivable.id, 'credit': amount,
                                'partner_id': self.partner.id}),
                Command.create({'account_id': self.income.id, 'debit': amount})]})
        entry.action_post()
        return entry

    def test_traced_to_the_decisions_before(self):
        before = self.decide(self.manager, 900)
        bill = self.invoice(self.partner, 250, -160, due=-100)
        entry = self.write_off(70)
        refund = self.credit_note(self.partner, 30)
        self.payment(self.partner, 5, 0)
        extract = self.drawn(date_from=self.day(-200))
        losses = {loss.kind: loss for loss in extract.loss_ids}
        self.assertEqual(
            {kind: (loss.move_id, loss.amount) for kind, loss in losses.items()},
            {'write_off': (entry, 70), 'credit_note': (refund, 30), 'overdue': (bill, 250)})
        self.assertEqual(losses['write_off'].event_ids, before)
        self.assertFalse(losses['overdue'].event_ids, "decided after it was due")
        self.assertEqual(extract.loss_amount, 350)
        self.assertIn("a loss followed", self.line_of(extract, before).risk_text)
        action = losses['write_off'].action_open_decisions()
        self.assertEqual(self.env['ar.event'].search(action['domain']), before)

    def test_no_loss_of_another_company_or_of_a_payment(self):
        other = self.other_company()
        self.invoice(self.partner, 250, -160, due=-100, company=other)
        bill = self.invoice(self.partner, 250, -160, due=-100)
        self.pay(bill)
        self.assertFalse(self.drawn(date_from=self.day(-200)).loss_ids)


@tagged('post_install', '-at_install')
class TestFindings(AuditCommon):

    def setUp(self):
        super().setUp()
        self.event = self.decide(self.manager, 900)
        self.audit = self.drawn()
        self.line = self.line_of(self.audit, self.event).with_user(self.auditor)

    def finding(self, **vals):
        context = self.line.action_finding()['context']
        return self.env['ar.audit.finding'].with_user(self.auditor).with_context(
            **context).create({'name': "No reason given", 'owner_id': self.analyst.id, **vals})

    def test_from_a_decision_to_closed(self):
        finding = self.finding()
        self.assertRecordValues(self.line, [{
            'result': 'finding', 'checked_by_id': self.auditor.id, 'checked_on': self.today}])
        self.assertEqual(finding.activity_ids.user_id, self.analyst)
        mine = self.env['ar.audit.finding'].with_user(self.analyst).search([])
        self.assertEqual(mine, finding)
        with self.assertRaises(UserError):
            mine.action_done()
        mine.remedy = "Reasons are mandatory now"
        mine.action_done()
        self.assertFalse(finding.activity_ids)
        with self.assertRaises(AccessError):
            mine.write({'state': 'closed'})
        finding.action_reopen()
        self.assertTrue(finding.activity_ids)
        mine.action_done()
        finding.action_close()
        self.assertRecordValues(finding, [
            {'state': 'closed', 'closed_by_id': self.auditor.id}])
        self.assertTrue(self.events('audit.finding_opened', finding))
        self.assertTrue(self.events('audit.finding_closed', finding))

    def test_who_sees_to_it_does_not_close_it(self):
        finding = self.finding(owner_id=self.chief.id, remedy="Done")
        finding.with_user(self.chief).action_done()
        with self.assertRaises(AccessError):
            finding.with_user(self.chief).action_close()
        with self.assertRaises(UserError):
            finding.sudo().unlink()

    def test_nor_by_handing_it_on(self):
        finding = self.finding(owner_id=self.chief.id)
        mine = finding.with_user(self.chief)
        for vals in ({'owner_id': self.analyst.id}, {'severity': '1'}, {'name': "Nothing"},
                     {'date_due': self.day(99)}, {'done_by_id': self.analyst.id}):
            with self.assertRaises(AccessError):
                mine.write(vals)
        mine.remedy = "Done"
        mine.action_done()
        finding.owner_id = self.analyst
        with self.assertRaises(AccessError):
            mine.action_close()
        finding.action_close()
        self.assertEqual(finding.state, 'closed')

    def test_others_see_only_their_own(self):
        self.finding(owner_id=self.chief.id)
        self.assertFalse(self.env['ar.audit.finding'].with_user(self.analyst).search([]))
        self.assertEqual(self.env['ar.audit.finding'].search_count([('is_late', '=', True)]), 0)
        with freeze_time(self.day(90)):
            self.assertEqual(
                self.env['ar.audit.finding'].search_count([('is_late', '=', True)]), 1)

    def test_who_decided_does_not_look_at_it(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.manager).action_pass()

    def test_the_sample_stays(self):
        for vals in ({'event_id': 1}, {'why': 'risk'}, {'risks': []}, {'stake': 1}):
            with self.assertRaises(AccessError):
                self.line.write(vals)
        for vals in ({'seed': 1}, {'date_to': self.today}, {'state': 'draft'}, {'population': 1}):
            with self.assertRaises(UserError):
                self.audit.write(vals)
        with self.assertRaises(UserError):
            self.audit.unlink()
        with self.assertRaises(UserError):
            self.audit.action_draw()
        with self.assertRaises(AccessError):
            self.line.unlink()

    def test_closed_when_everything_was_looked_at(self):
        with self.assertRaises(UserError):
            self.audit.action_close()
        self.audit.with_user(self.auditor).line_ids.action_pass()
        self.audit.action_close()
        self.assertEqual(self.audit.state, 'closed')
        self.assertEqual(self.events('audit.closed', self.audit).user_id, self.auditor.id)
        with self.assertRaises(UserError):
            self.line.note = "Late thought"
        self.assertTrue(self.events('audit.drawn', self.audit)[0].numbers['events'])
