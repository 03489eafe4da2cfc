"""Goals of the strategy, and the figures of the process."""
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon


@tagged('post_install', '-at_install')
class TestManagementGoals(ReportCommon):

    def goal(self, **vals):
        return self.env['ar.goal'].with_user(self.writer).create({
            'name': "Less overdue", 'measure': 'overdue_rate', 'target': 40,
            'date_by': self.day(100), 'owner_id': self.director.id, **vals}).with_env(self.env)

    def test_from_the_proposal_to_the_evaluation(self):
        goal = self.goal(state='reached', start_value=5)
        self.assertRecordValues(goal, [{
            'state': 'draft', 'lower': True, 'value': 100, 'value_date': self.day('2026-05-31')}])
        goal.with_user(self.writer).action_start()
        self.assertRecordValues(goal, [{
            'state': 'running', 'start_value': 100, 'standing': 'on_track', 'progress': 0}])
        with freeze_time(self.day(31)):
            self.env['ar.snapshot']._build_company_months(self.company, self.day(31))
            goal.invalidate_recordset()
            self.assertEqual((goal.value, round(goal.progress)), (60, 67))
            self.assertEqual(goal.standing, 'on_track')
        with freeze_time(self.day(80)):
            goal.invalidate_recordset()
            self.assertEqual(goal.standing, 'unknown', "nobody kept that month")
            self.env['ar.snapshot']._build_company_months(self.company, self.day(80))
            goal.invalidate_recordset()
            self.assertEqual(goal.value, 100, "Mill is late, too")
            self.assertEqual(goal.standing, 'behind')
            with self.assertRaises(UserError):
                goal.with_user(self.writer).action_missed()
            goal.with_user(self.director).evaluation = "Mill did not pay"
            goal.with_user(self.writer).action_missed()
        self.assertRecordValues(goal, [{
            'state': 'missed', 'final_value': 100, 'value': 100, 'closed_on': self.day(80)}])
        with self.assertRaises(UserError):
            goal.with_user(self.writer).evaluation = "It was the market"

    def test_another_target_is_another_version(self):
        goal = self.goal()
        goal.with_user(self.writer).action_start()
        with self.assertRaises(UserError):
            goal.with_user(self.writer).target = 90
        action = goal.with_user(self.writer).action_adjust()
        new = self.env['ar.goal'].browse(action['res_id'])
        self.assertRecordValues(new, [{
            'version': 2, 'previous_id': goal.id, 'state': 'draft', 'target': 40,
            'name': "Less overdue"}])
        self.assertEqual(goal.state, 'running', "until the new one begins")
        new.with_user(self.writer).target = 70
        with self.assertRaises(ValidationError), self.cr.savepoint():
            new.with_user(self.writer).action_start()
        new.with_user(self.writer).change_reason = "Shop is in court"
        new.with_user(self.writer).action_start()
        self.assertRecordValues(goal | new, [
            {'state': 'replaced', 'target': 40, 'value': 100, 'value_known': True},
            {'state': 'running', 'target': 70, 'value': 100, 'value_known': False}])

    def test_a_goal_that_only_people_measure(self):
        goal = self.goal(measure='own', lower=False, target=10)
        goal.with_user(self.director).typed_value = 0
        goal.with_user(self.writer).action_start()
        self.assertEqual(goal.standing, 'on_track')
        goal.with_user(self.director).typed_value = 12
        self.assertEqual((goal.standing, goal.progress), ('reached', 120))
        new = self.env['ar.goal'].browse(
            goal.with_user(self.writer).action_adjust()['res_id'])
        self.assertEqual((new.value, new.value_date), (12, self.today))

    def test_nothing_is_reached_by_a_figure_that_nobody_knows(self):
        goal = self.goal(measure='own', lower=True, target=10, typed_value=0, value_known=True)
        goal.with_user(self.writer).action_start()
        self.assertRecordValues(goal, [{
            'start_known': False, 'standing': 'unknown', 'value_date': False}])
        late = self.goal()
        late.with_user(self.writer).action_start()
        (goal | late).write({'evaluation': "Nobody looked"})
        with freeze_time(self.day(80)):
            (goal | late).invalidate_recordset()
            (goal | late).with_user(self.writer).action_reached()
        for closed in (goal, late):
            self.assertRecordValues(closed, [{
                'standing': 'unknown', 'value_text': "–", 'value_date': False}])
            self.assertIsNone(closed._row()['value'])
        goal.with_user(self.writer).action_reopen()
        goal.with_user(self.director).typed_value = 8
        goal.with_user(self.writer).action_reached()
        with freeze_time(self.day(5)):
            goal.invalidate_recordset()
            self.assertRecordValues(goal, [{
                'standing': 'reached', 'final_value': 8, 'value_date': self.today}])

    def test_what_is_left_of_rounding_is_no_step_back(self):
        self.invoice(self.mill, 200, -80, 100)
        self.env['ar.snapshot']._build(
            self.company, self.day('2026-05-31'), 'company', refresh=True)
        goal = self.goal(target=60)
        goal.with_user(self.writer).action_start()
        self.assertEqual((goal.value, goal.standing), (75, 'on_track'))
        self.env['ar.snapshot'].sudo().search([
            ('company_id', '=', self.company.id), ('date', '=', '2026-05-31'),
            ('period', '=', 'company')]).overdue_amount = 600.01
        goal.invalidate_recordset()
        self.assertEqual((goal.value, goal.standing), (75, 'on_track'))

    def test_bad_debts_and_cost_of_collecting(self):
        june = self.day('2026-06-15')
        self.pay(self.young, 0)
        self.env['ar.process.cost'].with_user(self.writer).create({
            'month': june, 'amount': 20, 'company_id': self.company.id})
        off = self.env['ar.write.off'].create({
            'account_id': self.env['ar.credit.account']._account_for(self.shop, self.company).id,
            'reason': "Gone", 'line_ids': [Command.create({
                'move_line_id': self.receivable_lines(self.late).id, 'amount': 100})]})
        off.line_ids.sudo().move_id = self.entry(None, 1, 0)
        with freeze_time(self.day(1)):
            self.env['ar.snapshot']._build_company_months(self.company, self.day(1))
            [month] = self.company._ar_month_figures(june, 1)
        self.assertEqual(month['collected_amount'], 400)
        self.assertEqual((month['cost'], month['cost_rate']), (20, 5))
        self.assertEqual(month['bad_debt_rate'], 10, "100 of the 1000 sold in 12 months")

    def test_process_figures(self):
        self.pay(self.young, -5)
        self.env['ar.event']._log('undone', self.company)
        dispute = self.env['ar.dispute'].sudo().create({
            'move_line_id': self.receivable_lines(self.late).id, 'amount': 10})
        dispute.write({'state': 'rejected', 'opened_on': self.day(-9),
                       'closed_on': self.day(-3), 'verdict': 'partly'})
        self.env['ar.process.cost'].create({'month': self.day('2026-05-09'), 'amount': 30})
        self.env.flush_all()
        figures = self.env['ar.process.figure'].with_user(self.writer)
        found = {
            step: (count, days, errors) for step, count, days, errors in figures._read_group(
                [('company_id', '=', self.company.id)], ['step'],
                ['case_count:sum', 'days:avg', 'error_count:sum'])}
        self.assertEqual(found['paid'], (1, 15, 0))
        self.assertEqual(found['dispute'], (1, 6, 1), "right in part: the error was ours")
        self.assertEqual((found['undone'][0], found['undone'][2]), (1, 1))
        rows = figures.search([('company_id', '=', self.company.id)])
        self.assertEqual(len(rows), len(set(rows.ids)))
        paid = rows.filtered(lambda row: row.step == 'paid')
        self.assertEqual(paid.action_open_case()['res_id'], self.receivable_lines(self.young).id)

    def test_the_cost_of_two_months_is_that_of_both_together(self):
        for month, cost, collected in (('2026-04-01', 10, 100), ('2026-05-01', 10, 300)):
            self.env['ar.process.cost'].create({'month': month, 'amount': cost})
            end = self.company._ar_month_end(self.day(month))
            self.env['ar.snapshot'].sudo().search([
                ('company_id', '=', self.company.id), ('period', '=', 'company'),
                ('date', '=', end)]).collected_amount = collected
        self.env.flush_all()
        domain = [('company_id', '=', self.company.id), ('step', '=', 'cost')]
        figures = self.env['ar.process.figure']
        self.assertEqual(figures._read_group(domain, [], ['cost_rate:avg']), [(5,)])
        self.assertEqual(figures.search(domain).mapped('cost_rate'), [10 / 3, 10])
