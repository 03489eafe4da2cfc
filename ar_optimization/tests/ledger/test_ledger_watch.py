"""Who watches the due dates, and who hears of it."""

from odoo.tests import tagged

from .test_ledger_tamper import TamperCommon


@tagged('post_install', '-at_install')
class TestLedgerWatch(TamperCommon):

    # === THE WATCH ITSELF === #

    def test_who_switches_the_watch_off_is_on_record(self):
        log = self.env['ar.event']
        known = log.search([('kind', '=', 'rules.changed')])
        self.company.write({'ar_position_ledger': 'off', 'ar_bank_stale_days': 7})
        self.company.ar_position_ledger = 'on'
        self.company.write({
            'ar_event_head_emails': "auditor@example.com", 'ar_bank_stale_days': 30,
            'ar_credit_manager_id': False})
        self.company.name = "Renamed"
        off, on, rest = (log.search([('kind', '=', 'rules.changed')]) - known).sorted('id')
        self.assertEqual((off.before, off.after), (
            {'ar_position_ledger': 'on'}, {'ar_position_ledger': 'off'}))
        self.assertEqual(on.after, {'ar_position_ledger': 'on'})
        self.assertEqual((rest.before, rest.after), (
            {'ar_bank_stale_days': 7, 'ar_credit_manager_id': self.manager.id},
            {'ar_bank_stale_days': 30, 'ar_credit_manager_id': False}))
        self.assertIn("Mail Head of Event Log To: – → auditor@example.com", rest.change)
        rest.action_erase_text()
        self.assertNotIn("auditor", rest.change)

    # === WHO IS TOLD === #

    def test_the_credit_manager_is_told_once_per_batch(self):
        invoices = self.invoice(self.wood, 100) | self.invoice(self.customer("Steel"), 200)
        invoices.with_user(self.clerk).write({'no_followup': True})
        self.cr.flush()
        activity = self.activities(invoices)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.summary, "2 due dates or terms changed by Carl Clerk")
        for invoice in invoices:
            self.assertIn(invoice.name, activity.note)

    def test_no_context_key_gets_round_it(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.with_user(self.clerk).with_context(
            mail_activity_automation_skip=True, tracking_disable=True, skip_readonly_check=True,
            skip_invoice_sync=True, mail_notrack=True,
        ).invoice_date_due = self.day(40)
        self.assertEqual(len(self.events()), 1)
        self.assertEqual(len(self.activities(invoice)), 1)

    def test_the_credit_manager_is_not_told_of_his_own_change(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        self.manager.group_ids += self.env.ref('account.group_account_invoice')
        invoice.with_user(self.manager).invoice_date_due = self.day(40)
        self.assertEqual(len(self.events()), 1)
        self.assertFalse(self.activities(invoice))

    def test_observe_records_and_tells_nobody(self):
        self.company.ar_position_ledger = 'observe'
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.with_user(self.clerk).invoice_date_due = self.day(40)
        self.assertEqual(len(self.events()), 1)
        self.assertFalse(self.activities(invoice))

    def test_off_keeps_originals_only(self):
        self.company.ar_position_ledger = 'off'
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.with_user(self.clerk).invoice_date_due = self.day(40)
        self.assertFalse(self.events())
        self.assertEqual(self.originals(invoice), [self.day(10)])

    def test_a_manager_who_may_not_read_it_does_not_stop_the_change(self):
        self.company.ar_credit_manager_id = self.role_user('employee', name="Left the team")
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.with_user(self.clerk).invoice_date_due = self.day(40)
        self.assertEqual(len(self.events()), 1)

    def test_without_a_credit_manager_the_administrator_is_told(self):
        admin = self.env.ref('base.user_admin')
        admin.company_ids += self.company
        self.company.ar_credit_manager_id = False
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.with_user(self.clerk).invoice_date_due = self.day(40)
        self.cr.flush()
        self.assertEqual(self.activities(invoice).user_id, admin)

    def test_what_the_manager_may_not_read_hides_nothing_else(self):
        """The first invoice of the batch is kept from him by a rule."""
        secret, other = self.invoice(self.wood, 100), self.invoice(self.wood, 200)
        self.env['ir.rule'].create({
            'name': "Secret", 'model_id': self.env['ir.model']._get_id('account.move'),
            'domain_force': [('id', '!=', secret.id)],
            'groups': [self.env.ref('ar_optimization.group_collector').id],
        })
        for group in self.manager.all_group_ids:
            group.rule_groups.filtered(
                lambda rule: rule.model_id.model == 'account.move' and rule.name != "Secret",
            ).active = False
        (secret | other).with_user(self.clerk).write({'no_followup': True})
        self.cr.flush()
        activity = self.activities(secret | other)
        self.assertEqual(activity.res_id, other.id)
        self.assertEqual(activity.summary, "One due date or term changed by Carl Clerk")
        self.assertNotIn(secret.name, activity.note)
