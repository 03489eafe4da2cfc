from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from ..common import ARCommon


class ReplayScreen(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        late = cls.customer("Tour Late")
        cls.invoice(late, 500, -100, -90)
        cls.invoice(late, 40, -30, -20)
        cls.env['ar.credit.policy'].search([]).active = False
        cls.env['ar.credit.policy'].create({
            'name': "Two months overdue", 'condition': 'overdue_days', 'bound': 90})

    def done(self):
        replay = self.env['ar.replay'].create({'name': "Draft", 'months': 6})
        replay.policy_ids.bound = 30
        replay.sudo()._run_now()
        return replay


@tagged('post_install', '-at_install')
class TestReplayExport(HttpCase, ReplayScreen):

    freeze = False

    def fetch(self, replay, login):
        self.authenticate(login, login)
        return self.url_open(replay.action_export()['url'])

    def test_the_workbook(self):
        replay = self.done()
        self.role_user('collector')
        response = self.fetch(replay, 'ar_collector')
        self.assertEqual(response.status_code, 200)
        book = load_workbook(BytesIO(response.content))
        self.assertEqual(
            book.sheetnames, ["Figures", "By Week", "Tiers and Limits", "Held Documents"])
        cells = {name: [
            [cell.value for cell in row] for row in book[name].iter_rows()]
            for name in book.sheetnames}
        self.assertIn(["Would have been held", "0", "1", "+1"], cells["Figures"])
        self.assertTrue(any("upper bound" in str(row[1]) for row in cells["Figures"]))
        [held] = [row for row in cells["Held Documents"] if row[0] == "The Draft"]
        self.assertEqual(held[4], "Tour Late")
        self.assertIn("days overdue", held[7])
        self.assertEqual(held[8], 40)
        weeks = [row for row in cells["By Week"] if row[1] == "The Draft"]
        self.assertEqual(sum(row[3] for row in weeks), 1)
        [customer] = [row for row in cells["Tiers and Limits"] if row[0] == "Tour Late"]
        self.assertEqual((customer[7], customer[9], customer[10]), (2, 0, 1))

    def test_nobody_else_gets_it(self):
        replay = self.done()
        self.role_user('employee')
        self.authenticate('ar_employee', 'ar_employee')
        url = f'/ar_optimization/replay/{replay.id}.xlsx'
        self.assertEqual(self.url_open(url).status_code, 403)
        self.role_user('collector')
        self.authenticate('ar_collector', 'ar_collector')
        self.assertEqual(self.url_open('/ar_optimization/replay/999999999.xlsx').status_code, 404)

    def test_rows_are_read_in_portions(self):
        replay = self.done()
        path = 'odoo.addons.ar_optimization.report.ar_replay_export.FETCH_ROWS'
        with patch(path, 1), BytesIO() as stream:
            replay._export(stream)
            held = load_workbook(stream)["Held Documents"]
        self.assertEqual(
            [row[4].value for row in held.iter_rows() if row[0].value == "The Draft"],
            ["Tour Late"])


@tagged('post_install', '-at_install')
class TestReplayTour(HttpCase, ReplayScreen):

    freeze = False

    def run_at_once(self):
        """The job is a process of its own; in a test it runs when the button is pressed."""
        replays = self.env.registry['ar.replay']
        run = replays.action_run

        def action_run(this):
            run(this)
            this.sudo()._run_now()
        self.patch(replays, 'action_run', action_run)

    def test_try_run_look_activate(self):
        self.role_user('credit_manager')
        self.run_at_once()
        self.start_tour(
            f'/odoo/policy-replay?cids={self.company.id}', 'ar_replay', login='ar_credit_manager')
        replay = self.env['ar.replay'].search([('name', '=', "Tour draft")])
        self.assertEqual((replay.state, replay.activation_state), ('done', 'active'))
        self.assertEqual(
            [(row.scenario, row.condition) for row in replay.document_ids],
            [('draft', 'overdue_days')])

    def test_an_analyst_tries_and_exports(self):
        analyst = self.role_user('credit_analyst')
        self.run_at_once()
        replays = self.env.registry['ar.replay']
        export, exported = replays._export, []

        def _export(this, stream):
            exported.append((this.name, this.env.user))
            export(this, stream)
        self.patch(replays, '_export', _export)
        self.start_tour(
            f'/odoo/policy-replay?cids={self.company.id}', 'ar_replay_analyst',
            login='ar_credit_analyst')
        replay = self.env['ar.replay'].search([('name', '=', "Analyst draft")])
        self.assertEqual((replay.state, replay.activation_state), ('done', 'none'))
        self.assertEqual(exported, [("Analyst draft", analyst)])
