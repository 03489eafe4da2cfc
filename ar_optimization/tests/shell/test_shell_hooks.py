"""What happens to a database when the app comes and when it goes."""

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import file_open, file_path
from odoo.tools.sql import column_exists

from ... import _pre_init, _uninstall
from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellHooks(ARCommon):

    def test_due_dates_of_what_was_posted_before(self):
        invoice = self.invoice(self.customer(), 100, 0, due=10)
        draft = self.invoice(self.customer("Steel"), 100, 0, due=20, post=False)
        settled = self.invoice(self.customer("Iron"), 100, -20, due=-10)
        self.pay(settled)
        self.env.flush_all()
        self.cr.execute("ALTER TABLE account_move_line DROP COLUMN original_date_maturity")
        _pre_init(self.env)
        self.cr.execute(
            "SELECT move_id, original_date_maturity FROM account_move_line"
            " WHERE move_id IN %s AND original_date_maturity IS NOT NULL",
            [(invoice.id, draft.id, settled.id)])
        self.assertEqual(self.cr.fetchall(), [(invoice.id, self.day(10))])

    def test_an_upgrade_computes_no_contract_of_old_invoices(self):
        self.cr.execute("ALTER TABLE account_move DROP COLUMN ar_contract_version_id")
        script = file_path('ar_optimization/migrations/19.0.1.1.0/pre-contracts.py')
        for __ in range(2):
            load_script(script, 'pre_contracts').migrate(self.cr, '19.0.1.0.0')
        self.assertTrue(column_exists(self.cr, 'account_move', 'ar_contract_version_id'))

    def test_an_upgrade_brings_the_steps_of_the_night(self):
        job = self.env.ref('ar_optimization.ir_cron_nightly_dunning')
        code, hour = job.code, job.nextcall.replace(hour=22)
        job.write({'code': "model._cron_nightly(['_nightly_dunning'])", 'nextcall': hour})
        script = file_path('ar_optimization/migrations/19.0.1.2.0/post-nightly.py')
        load_script(script, 'post_nightly').migrate(self.cr, '19.0.1.1.0')
        self.assertEqual((job.code, job.nextcall), (code, hour))

    def test_nothing_stays_in_the_database(self):
        self.addCleanup(self.restore_depends, dict(self.registry.field_depends))
        _uninstall(self.env)
        self.cr.execute("SELECT 1 FROM pg_proc WHERE proname = 'ar_append_only'")
        self.assertFalse(self.cr.fetchall())
        self.cr.execute("SELECT 1 FROM pg_trigger WHERE tgname LIKE 'ar\\_append\\_only%'")
        self.assertFalse(self.cr.fetchall())

    def restore_depends(self, depends):
        """The registry goes on to serve the tests of this process."""
        self.registry.field_depends.update(depends)
        self.registry._discard_fields([])  # what was derived from them is built anew

    def test_a_copied_database_is_silent(self):
        self.company.ar_event_head_emails = "auditor@example.com"
        self.env.flush_all()
        with file_open('ar_optimization/data/neutralize.sql') as file:
            self.cr.execute(file.read())
        self.env.invalidate_all()
        crons = self.env['ir.model.data'].search([
            ('module', '=', 'ar_optimization'), ('model', '=', 'ir.cron')])
        self.assertGreaterEqual(len(crons), 2)
        self.assertFalse(self.env['ir.cron'].browse(crons.mapped('res_id')).filtered('active'))
        self.assertFalse(self.company.ar_event_head_emails)
