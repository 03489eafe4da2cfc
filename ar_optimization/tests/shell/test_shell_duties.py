import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..credit.duties_common import DutiesCommon
from ..credit.test_credit_audit import AuditCommon


def sheets(content):
    """The sheets of a workbook as lists of rows."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@tagged('post_install', '-at_install')
class TestShellDuties(DutiesCommon, HttpCase):

    def test_the_workbook(self):
        self.pay_as(self.clerk, self.invoice_as(self.clerk))
        self.invoice_as(self.clerk, 40, 'out_refund')
        accepted = self.env['ar.duty.exception'].create({
            'conflict_id': self.env.ref('ar_optimization.conflict_policy_approve').id,
            'user_id': self.manager.id, 'owner_id': self.chief.id, 'reason': "=Two people",
            'date_end': self.day(30)})
        self.env.flush_all()
        stream = io.BytesIO()
        self.findings.with_user(self.chief)._export(stream)
        persons, acts = sheets(stream.getvalue()).values()
        rows = {(row[0], row[2]): row for row in persons if row[2]}
        shown = self.findings.search([('company_id', '=', self.company.id)])
        self.assertEqual(len(rows) - 1, len(shown))
        row = rows[self.manager.name, accepted.conflict_id.display_name]
        self.assertIn("=Two people", row)
        self.assertIn("Accepted", row)
        self.assertEqual({row[1] for row in acts if row[3] == "Issue credit notes"},
                         {self.clerk.name})

    def test_downloaded_by_managers_only(self):
        self.authenticate(self.manager.login, self.manager.login)
        found = self.url_open(f'/ar_optimization/duties.xlsx?companies={self.company.id}')
        self.assertEqual(found.status_code, 200)
        self.assertEqual(found.content[:2], b'PK')
        self.authenticate(self.collector.login, self.collector.login)
        found = self.url_open(f'/ar_optimization/duties.xlsx?companies={self.company.id}')
        self.assertEqual(found.status_code, 403)

    def test_a_collector_releases_nothing_by_the_dialog(self):
        """He may open it: to ask, where terms are locked."""
        hold = self.env['ar.credit.hold'].sudo().create({
            'res_model': 'res.partner', 'res_id': self.partner.id, 'document_name': "S1",
            'document_kind': 'order', 'account_id': self.tested.id, 'action': 'hold'})
        dialog = self.env['ar.hold.decision'].with_user(self.collector).create({
            'hold_ids': hold.ids, 'reason': "x", 'release_until': self.day(3)})
        with self.assertRaises(AccessError):
            dialog.action_apply()


@tagged('post_install', '-at_install')
class TestShellAudit(AuditCommon, HttpCase):

    def test_the_workbook(self):
        event = self.decide(self.manager, 900)
        refund = self.credit_note(self.partner, 30)
        extract = self.drawn()
        context = self.line_of(extract, event).action_finding()['context']
        self.env['ar.audit.finding'].with_user(self.auditor).with_context(**context).create({
            'name': "No reason given", 'owner_id': self.chief.id})
        self.env.flush_all()
        self.authenticate(self.auditor.login, self.auditor.login)
        found = self.url_open(extract.action_export()['url'])
        sample, findings, losses = sheets(found.content).values()
        self.assertIn(str(extract.seed), {row[1] for row in sample})
        row = next(row for row in sample if row[1] == "Limit changed" and row[7] == 900)
        self.assertEqual((row[2], row[3]), (self.partner.name, self.manager.name))
        self.assertIn("No reason given", {row[0] for row in findings})
        self.assertIn((self.partner.name, "Credited", refund.name), {row[:3] for row in losses})
        self.authenticate(self.collector.login, self.collector.login)
        self.assertEqual(self.url_open(extract.action_export()['url']).status_code, 403)


@tagged('post_install', '-at_install')
class TestShellDutiesTour(DutiesCommon, HttpCase):
    freeze = False

    def test_from_the_report_to_an_accepted_conflict(self):
        self.pay_as(self.clerk, self.invoice_as(self.clerk))
        self.invoice_as(self.clerk, 40, 'out_refund')
        self.start_tour(
            f'/odoo/segregation-of-duties?cids={self.company.id}', 'ar_duties',
            login=self.chief.login)
        self.assertEqual(self.env['ar.duty.exception'].search([]).user_id, self.clerk)

    def test_from_a_sample_to_a_finding(self):
        self.tested.with_user(self.manager).credit_limit = 900
        self.env.flush_all()
        self.start_tour(
            f'/odoo/audit-extracts?cids={self.company.id}', 'ar_audit', login=self.chief.login)
        self.assertEqual(self.env['ar.audit.finding'].search([]).owner_id, self.chief)
