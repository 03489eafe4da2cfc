"""Who may see, write, sign and read a report: over RPC, whatever a client sends along."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .report_common import ReportCommon


@tagged('post_install', '-at_install')
class TestManagementReportRights(ReportCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst')
        cls.collector = cls.role_user('collector')
        cls.signed = cls.reports.create({'date': cls.today})
        cls.signed.with_user(cls.signer).action_sign()
        cls.draft = cls.reports.create({'date': cls.today})

    def test_readers_see_what_was_signed_and_nobody_else(self):
        for user, seen in ((self.director, self.signed), (self.stranger, self.reports),
                           (self.analyst, self.reports), (self.collector, self.reports)):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.call(user, self.reports, 'search', []), seen.ids)
                rows = self.call(user, self.env['ar.risk.report.reader'], 'search', [])
                self.assertEqual(rows, seen.reader_ids.ids)
        for user in (self.stranger, self.analyst, self.collector):
            self.refused(AccessError, user, self.signed, 'read', ['content'])
            self.refused(AccessError, user, self.signed, 'action_confirm_read')
            self.refused(AccessError, user, self.signed, 'action_print')
            self.refused(AccessError, user, self.signed.reader_ids, 'write', {'feedback': "x"})
        self.refused(AccessError, self.director, self.draft, 'read', ['body_html'])
        self.refused(UserError, self.writer, self.signed, 'action_confirm_read')

    def test_only_managers_write_and_nobody_writes_figures(self):
        for user in (self.director, self.analyst, self.collector):
            self.refused(AccessError, user, self.reports, 'create', {'date': '2026-06-30'})
            self.refused(AccessError, user, self.draft, 'action_sign')
            self.refused(AccessError, user, self.draft, 'action_gather')
            self.refused(AccessError, user, self.draft, 'write', {'summary': "x"})
            self.refused(AccessError, user, self.env['ar.risk.bound'], 'search_read', [])
        forged = {'state': 'signed', 'content': {}, 'signed_by_id': self.signer.id,
                  'hint_count': 0, 'author_ids': [(5,)], 'open_amount': 1}
        for name, value in forged.items():
            self.refused(AccessError, self.writer, self.draft, 'write', {name: value})
        made = self.reports.browse(self.call(
            self.writer, self.reports, 'create', {**forged, 'date': '2026-06-30'},
            context={f'default_{name}': value for name, value in forged.items()}))
        self.assertRecordValues(made, [{
            'state': 'draft', 'author_ids': self.writer.ids, 'signed_by_id': False,
            'open_amount': 1000}])
        self.refused(UserError, self.writer, made, 'action_sign')

    def test_who_writes_in_it_has_a_part_in_it(self):
        self.call(self.signer, self.draft, 'write', {'summary': "Mine"})
        self.refused(UserError, self.signer, self.draft, 'action_sign')
        self.call(self.writer, self.draft, 'action_sign')

    def test_a_reader_says_only_what_he_thinks(self):
        row = self.signed.reader_ids
        for vals in ({'read_on': '2026-06-30 10:00:00'}, {'answer': "x"}, {'reminder_count': 3},
                     {'user_id': self.stranger.id}, {'feedback': "x", 'sent_on': False}):
            self.refused(AccessError, self.director, row, 'write', vals)
        self.refused(AccessError, self.writer, row, 'write', {'feedback': "Very good"})
        self.refused(AccessError, self.director, row, 'unlink')
        self.refused(AccessError, self.director, self.env['ar.risk.report.reader'], 'create', {
            'report_id': self.draft.id, 'user_id': self.director.id})
        self.call(self.director, row, 'write', {'opinion': 'helps'})
        self.assertTrue(row.feedback_on)

    def test_decisions_and_goals_of_others(self):
        decision = self.env['ar.management.decision'].create({
            'name': "Visit", 'owner_id': self.director.id, 'date_due': self.day(5)})
        goal = self.env['ar.goal'].create({
            'name': "DSO", 'target': 40, 'date_by': self.day(90), 'owner_id': self.director.id})
        for record in (decision, goal):
            self.refused(AccessError, self.stranger, record, 'read', ['name'])
            self.refused(AccessError, self.director, record, 'write', {'name': "Other"})
            self.refused(AccessError, self.director, record, 'unlink')
            for vals in ({'state': 'done'}, {'value_before': 5}, {'start_value': 5}):
                if not vals.keys() - record._fields.keys():
                    self.refused(AccessError, self.writer, record, 'write', vals)
        self.refused(AccessError, self.director, decision, 'write', {'date_due': '2027-01-01'})
        self.refused(AccessError, self.director, decision, 'action_drop')
        self.refused(AccessError, self.collector, goal, 'write', {'evaluation': "Done"})
        self.refused(AccessError, self.director, goal, 'action_start')
        self.refused(AccessError, self.collector, self.env['ar.process.figure'], 'search', [])
        self.call(self.director, decision, 'action_done')
        self.assertEqual(decision.state, 'done')
        self.call(self.writer, decision, 'action_drop')
        self.refused(AccessError, self.director, decision, 'action_done')
        self.assertEqual(decision.state, 'cancelled')

    def test_other_companies(self):
        there = self.other_company()
        report = self.reports.create({'company_id': there.id, 'date': self.today})
        for user in (self.writer, self.director):
            self.refused(AccessError, user, report, 'read', ['content'])
        self.refused(AccessError, self.writer, self.reports, 'create', {
            'date': '2026-06-30', 'company_id': there.id})
        self.refused(AccessError, self.writer, self.env['ar.management.decision'], 'create', {
            'name': "x", 'owner_id': self.writer.id, 'date_due': '2026-07-01',
            'report_id': report.id})

    def test_a_goal_that_is_not_kept_tells_no_figures(self):
        """Over `onchange`, from values that a client sends along."""
        there = self.other_company()
        for company, amount in ((self.company, 600), (there, 500)):
            self.invoice(self.shop, amount, -90, -40, company=company)
            self.env['ar.snapshot']._build_company_months(company, self.today)
        goal = self.env['ar.goal'].create({
            'name': "Mine", 'measure': 'own', 'target': 4, 'date_by': self.day(90),
            'owner_id': self.director.id})
        names = {'company_id': {}, 'measure': {}, 'value': {}, 'value_text': {}}

        def asked(user, record, company):
            vals = {'company_id': company.id, 'measure': 'overdue_rate', 'target': 1}
            return self.call(user, record, 'onchange', vals, [*vals], names)['value'].get(
                'value') or 0
        nothing = self.env['ar.goal']
        self.assertEqual(asked(self.writer, nothing, self.company), 100)
        for user, record, company in (
                (self.writer, nothing, there), (self.writer, goal, there),
                (self.director, nothing, self.company), (self.director, nothing, there),
                (self.director, goal, self.company), (self.director, goal, there),
                (self.stranger, nothing, self.company)):
            with self.subTest(user=user.login, saved=bool(record), company=company.name):
                try:
                    with self.cr.savepoint():
                        told = asked(user, record, company)
                except AccessError:
                    continue
                self.assertFalse(told)
        goal.measure = 'overdue_rate'
        self.assertEqual(self.call(self.director, goal, 'read', ['value'])[0]['value'], 100)
