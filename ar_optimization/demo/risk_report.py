"""What management of the demo was told: a signed report with its reader, goals, decisions, cost."""
from dateutil.relativedelta import relativedelta

from odoo import Command, fields, models

COSTS = (2_400, 2_650, 2_300)
GOALS = (
    ("Customers pay within 45 days", 'dso', 45, 180,
     "Half of the cash that the new plant needs is to come from customers."),
    ("Less than a fifth overdue", 'overdue_rate', 20, 120,
     "Dunning from day 5, sales asked from day 7, no order for who owes for 60 days."))
DECISIONS = (
    ("Dun from day 5 on instead of day 10", 'overdue_rate', 25, -40, -5, 'partly',
     "Reminders went out, but two large customers pay on their own days."),
    ("Insure the three largest customers", False, 0, 20, 90, False, False))


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_risk_report(self, today):
        """To be called last: the report shows what the others have made."""
        lead = self._ar_demo_director()
        self.write({'ar_risk_report_period': 'month', 'ar_risk_report_reader_ids': [
            Command.set(lead.ids)]})
        first = today.replace(day=1)
        self.env['ar.process.cost'].create([
            {'company_id': self.id, 'amount': cost, 'note': "Salaries, postage",
             'month': first - relativedelta(months=back)}
            for back, cost in enumerate(COSTS, 1)])
        self._ar_make_demo_goals(today, lead)
        self._ar_make_demo_reports(today, lead)

    def _ar_demo_director(self):
        return self.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Ines Calder", 'login': 'ines.director@example.com',
            'email': 'ines.director@example.com', 'company_id': self.id,
            'company_ids': [Command.set(self.ids)],
            'group_ids': [Command.set(self.env.ref('base.group_user').ids)]})

    def _ar_make_demo_goals(self, today, lead):
        goals = self.env['ar.goal'].create([
            {'name': name, 'company_id': self.id, 'measure': measure, 'target': target,
             'date_by': fields.Date.add(today, days=days), 'owner_id': lead.id, 'why': why}
            for name, measure, target, days, why in GOALS])
        goals.action_start()
        for name, measure, value, due, judged, outcome, finding in DECISIONS:
            decision = self.env['ar.management.decision'].create({
                'name': name, 'company_id': self.id, 'owner_id': lead.id, 'measure': measure,
                'expected_value': value, 'goal_id': goals[-1].id if measure else False,
                'date_due': fields.Date.add(today, days=due),
                'evaluate_on': fields.Date.add(today, days=judged),
                'outcome': outcome, 'finding': finding})
            if outcome:
                decision.action_done()
                decision.action_evaluate()

    def _ar_make_demo_reports(self, today, lead):
        """The report of the month before, signed, read and commented; this month's is a draft."""
        day = today.replace(day=1) - relativedelta(months=1, days=1)
        report = self.env['ar.risk.report'].create({
            'company_id': self.id, 'date': day, 'period': 'month',
            'summary': "Receivables are as large as before, but older. The oldest items are with "
                       "few customers, whom we visit this month."})
        report.with_user(self.env.ref('base.user_admin')).action_sign()
        reader = report.reader_ids.filtered(lambda reader: reader.user_id == lead)
        reader._confirm()
        reader.write({
            'opinion': 'missing', 'feedback_on': fields.Datetime.now(),
            'feedback': "Which of the old items are insured?",
            'answer': "The next report lists cover beside each of the ten largest."})
        draft = self.env['ar.risk.report']._draft_of_period(self, today)
        draft.decision_ids = [Command.create({
            'name': "Visit the two largest overdue customers together with sales",
            'owner_id': lead.id, 'date_due': fields.Date.add(today, days=14),
            'company_id': self.id,
            'expected': "Dates of payment in writing for everything older than 60 days",
            'evaluate_on': fields.Date.add(today, days=45)})]
