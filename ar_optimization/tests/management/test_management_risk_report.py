"""A risk report from the draft of the month to what its readers said."""
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon


@tagged('post_install', '-at_install')
class TestManagementRiskReport(ReportCommon):

    def test_the_figures_tie_to_the_ledger_of_the_day(self):
        past = self.report(when=-10)
        self.pay(self.late, -5, 200)
        now = self.report(when=0)
        for report in (past, now):
            self.assertEqual(report.open_amount, self.gl_balance(when=report.date))
            self.assertEqual(
                sum(report.content['ageing']['amounts'].values()), report.open_amount)
        self.assertEqual((past.overdue_amount, now.overdue_amount), (600, 400))
        self.assertEqual(
            [(row['name'], row['amount'], row['overdue']) for row in past.content['debts']['rows']],
            [("Shop", 600, 600), ("Mill", 400, 0)])
        self.assertEqual(past.content['months'][-1]['receivable_amount'], 600)

    def test_each_hint_says_which_figure_crossed_which_bound(self):
        report = self.report()
        hints = {hint['code']: hint for hint in report.content['hints']}
        self.assertEqual(
            {name: hints['old_share'][name] for name in ('value', 'bound', 'grade')},
            {'value': 60, 'bound': 20, 'grade': 'grave'})
        self.assertNotIn('top_customer', hints, "two customers are no concentration")
        self.assertIn("60% of what customers owe is overdue for more than 90 days "
                      "(bound: 20%).", str(report.body_html).replace(" %", "%"))
        bound = self.env.ref('ar_optimization.risk_bound_old_share')
        own = bound.copy({'company_id': self.company.id, 'watch': 61, 'grave': 70})
        report.with_user(self.writer).action_gather()
        self.assertNotIn('old_share', {hint['code'] for hint in report.content['hints']})
        own.active = False
        report.with_user(self.writer).action_gather()
        self.assertEqual(report.grave_count, sum(
            hint['grade'] == 'grave' for hint in report.content['hints']))
        self.assertIn('old_share', {hint['code'] for hint in report.content['hints']})

    def test_from_the_draft_of_the_month_to_the_next_report(self):
        self.company.write({'ar_risk_report_period': 'month', 'ar_credit_manager_id':
                            self.writer.id, 'ar_risk_report_remind_days': 3})
        self.night()
        self.night()
        [draft] = self.reports.search([('company_id', '=', self.company.id)])
        self.assertRecordValues(draft, [{
            'date': self.day('2026-05-31'), 'period': 'month', 'state': 'draft'}])
        self.assertEqual(draft.reader_ids.user_id, self.director)
        self.assertEqual(draft.activity_ids.user_id, self.writer)
        draft.with_user(self.writer).write({
            'summary': "Shop owes too much", 'decision_ids': [Command.create({
                'name': "Visit Shop", 'owner_id': self.director.id, 'date_due': self.day(5),
                'expected': "A payment plan", 'evaluate_on': self.day(20)})]})
        with self.assertRaisesRegex(UserError, "does not sign"):
            draft.with_user(self.writer).action_sign()
        draft.with_user(self.signer).action_sign()
        self.assertFalse(draft.activity_ids)
        [mail] = self.env['mail.mail'].search([
            ('recipient_ids', '=', self.director.partner_id.id)])
        self.assertIn(f'/odoo/risk-reports/{draft.id}', mail.body_html)
        frozen = draft.content
        self.assertEqual(frozen['measures'][0]['expected'], "A payment plan")
        self.pay(self.late, 0)
        self.assertEqual(draft.with_user(self.director).content, frozen)
        for later in (1, 3, 4, 7, 9, 12, 16):
            self.night(later)
        reader = draft.reader_ids
        self.assertEqual((reader.reminder_count, reader.reminded_on), (3, self.day(12)))
        draft.with_user(self.director).action_feedback()
        reader.with_user(self.director).write({'opinion': 'missing', 'feedback': "Show the plan"})
        self.assertTrue(reader.read_on and reader.feedback_on)
        reader.with_user(self.signer).answer = "It stands in the next one"
        with freeze_time(self.day(31)):
            following = self.report(when=30)
        self.assertEqual(following.previous_id, draft)
        self.assertEqual(following.content['feedback'], [{
            'reader': "Director", 'opinion': 'missing', 'feedback': "Show the plan",
            'answer': "It stands in the next one"}])
        [carried] = following.content['carried']
        self.assertTrue(carried['late'], "nobody said that the visit was made")
        self.assertIn("Show the plan", following.body_html)

    def test_warnings_are_told_in_the_language_of_the_reader(self):
        self.env['res.lang']._activate_lang('fr_FR')
        rule = self.env['ar.alert.rule'].search([('indicator', '=', 'event')], limit=1)
        rule.update_field_translations('name', {'en_US': "Event", 'fr_FR': "Incident"})
        account = self.env['ar.credit.account']._account_for(self.late.partner_id, self.company)
        self.env['ar.alert'].sudo().create({
            'account_id': account.id, 'company_id': self.company.id, 'rule_id': rule.id,
            'source': "Newspaper"})
        report = self.report()
        self.assertIn("Event · ", report.body_html)
        self.assertIn("Incident · ", report.with_context(lang='fr_FR').body_html)
        report.sudo().content = {**report.content, 'alerts': {**report.content['alerts'], 'rows': [
            {**row, 'name': "As it was", 'words': "kept"}
            for row in report.content['alerts']['rows']]}}
        report.invalidate_recordset()
        self.assertIn("As it was", report.body_html, "kept by an earlier version")

    def test_what_was_signed_stays(self):
        self.env['res.lang']._activate_lang('fr_FR')
        bound = self.env.ref('ar_optimization.risk_bound_old_share')
        words = {'en_US': "Visit them", 'fr_FR': "Allez les voir"}
        bound.update_field_translations('advice', words)
        report = self.report(summary="As it is")
        report.with_user(self.signer).action_sign()
        bound.update_field_translations('advice', dict.fromkeys(words, "Sue them"))
        report.invalidate_recordset()
        for code, advice in words.items():
            self.assertIn(advice, report.with_context(lang=code).body_html)
        event = self.env['ar.event'].search([
            ('kind', '=', 'report.signed'), ('res_id', '=', report.id)])
        self.assertEqual(event.numbers['digest'], report._digest())
        self.assertFalse(event.numbers['alone'])
        for change in (lambda: report.with_user(self.writer).write({'summary': "Better"}),
                       lambda: report.with_user(self.writer).action_gather(),
                       lambda: report.with_user(self.signer).action_sign(),
                       lambda: report.with_user(self.signer).unlink(),
                       lambda: report.reader_ids.with_user(self.signer).unlink(),
                       lambda: report.with_user(self.writer).write({'decision_ids': [
                           Command.create({'name': "Late", 'owner_id': self.director.id,
                                           'date_due': self.day(5)})]})):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        report.sudo().summary = "Behind the back"
        self.assertNotEqual(event.numbers['digest'], report._digest())

    def test_a_firm_with_one_manager(self):
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 1,
            'ar_single_person_owner_id': self.director.id,
            'ar_risk_report_reader_ids': [Command.set(self.writer.ids)]})
        report = self.report()
        report.with_user(self.writer).action_sign()
        self.assertEqual(report.reader_ids.user_id, self.writer | self.director)
        self.assertTrue(all(report.reader_ids.mapped('sent_on')), "the owner is told, too")

    def test_a_measure_is_evaluated(self):
        decision = self.env['ar.management.decision'].with_user(self.writer).create({
            'name': "Dun after 5 days", 'owner_id': self.director.id, 'date_due': self.day(10),
            'measure': 'overdue_rate', 'expected_value': 20, 'evaluate_on': self.day(30),
            'value_before': 1, 'state': 'done'}).with_env(self.env)
        self.assertEqual((decision.value_before, decision.state), (100, 'open'))
        mine = decision.with_user(self.director)
        mine.action_done()
        reviewed = self.env['ar.reviewed']
        with freeze_time(self.day(30)):
            reviewed._cron_reviews()
            reviewed._cron_reviews()
            self.assertEqual(decision.activity_ids.user_id, self.director)
            self.env['ar.snapshot']._build_company_months(self.company, self.day(30))
            with self.assertRaises(UserError):
                mine.action_evaluate()
            mine.write({'outcome': 'reached', 'finding': "They paid at once"})
            mine.action_evaluate()
            reviewed._cron_reviews()
            self.assertFalse(decision.activity_ids)
            with self.assertRaises(UserError):
                mine.action_evaluate()
        self.assertEqual((decision.value_after, decision.after_date),
                         (60, self.day('2026-06-30')))
        with self.assertRaises(UserError):
            mine.outcome = 'missed'
        decision.with_user(self.writer).action_evaluate_again()
        mine.outcome = 'partly'

    def test_an_empty_ledger(self):
        empty = self.other_company()
        self.signer.company_ids = [Command.link(empty.id)]
        report = self.reports.create({'company_id': empty.id, 'date': self.today})
        self.assertEqual((report.open_amount, report.hint_count), (0, 0))
        self.assertIn("No figure has crossed its bound", report.body_html)

    def test_queries_do_not_grow_with_the_customers(self):
        report = self.report().sudo()
        self.env.flush_all()
        report._gather()
        self.env.flush_all()
        before = self.cr.sql_log_count
        report._gather()
        self.env.flush_all()
        few = self.cr.sql_log_count - before
        for partner in self.customers(15):
            self.invoice(partner, 10, -50, -20)
        self.env.flush_all()
        before = self.cr.sql_log_count
        report._gather()
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before, few + 5)
        self.assertEqual(report.content['debts']['count'], 17)
