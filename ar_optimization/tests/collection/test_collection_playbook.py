from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestCollectionPlaybook(WorklistCommon):
    """What a collector reads where she works, and who has read what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls.env['ar.playbook.entry']
        cls.manager = cls.company.ar_credit_manager_id
        cls.first = cls.env.ref('ar_optimization.playbook_first_call')
        cls.broken = cls.env.ref('ar_optimization.playbook_broken_promise')
        cls.invoice(cls.shop, 1000, -60, -40)

    # === IN PLACE === #

    def test_the_row_shows_the_most_specific_script_and_why(self):
        [row] = self.rebuild()
        shown = row.with_user(self.lena).playbook
        self.assertIn("First call after the due date", shown)
        self.assertIn("1 to 89 days overdue", shown)
        self.assertIn("The boss is away", shown, "objections are at hand")
        row.sudo().detail = {**row.detail, 'promise_broken': [10, 1000.0, 1, None]}
        row.invalidate_recordset(['playbook'])
        shown = row.with_user(self.lena).playbook
        self.assertIn("A promise was broken", shown)
        self.assertNotIn("First call after the due date", shown)
        self.assertIn("a plan instead of the fourth promise", shown, "a similar case")

    def test_the_report_of_a_call_shows_it_too_and_a_dispute_brings_its_case(self):
        log = self.env['ar.contact.log'].with_user(self.lena).new(
            {'account_id': self.shop_account.id})
        self.assertIn("First call after the due date", log.playbook)
        self.assertNotIn("the faulty tenth", log.playbook)
        invoice = self.invoice(self.shop, 500, -10)
        self.env['ar.dispute'].with_user(self.lena).create({
            'move_line_id': self.receivable_lines(invoice).id, 'amount': 50,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id})
        log.invalidate_recordset(['playbook'])
        self.assertIn("the faulty tenth", log.playbook)

    def test_an_own_entry_comes_first_and_nobody_sees_that_of_another_company(self):
        other = self.other_company(name="Elsewhere")
        own, foreign = self.entries.create([
            {'name': f"Of {company.name}", 'body': "<p>Hello</p>", 'company_id': company.id,
             'has_days': True, 'days_from': 1, 'days_to': 89} for company in (self.company, other)])
        row = self.rebuild()
        shown = row.with_user(self.lena).playbook
        self.assertIn(own.name, shown)
        self.assertNotIn(foreign.name, shown)
        with self.assertRaises(AccessError):
            foreign.with_user(self.lena).read(['body'])

    def test_queries_do_not_grow_with_the_entries(self):
        [row] = self.rebuild()
        row = row.with_user(self.lena)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(row.playbook)
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        self.entries.create([
            {'name': f"Answer {number}", 'kind': 'objection', 'body': "<p>No</p>",
             'rule_ids': [Command.set(self.env['ar.worklist.rule'].search([]).ids)],
             'tier_ids': [Command.set(self.env['ar.credit.tier'].search([]).ids)]}
            for number in range(30)])
        self.assertLessEqual(queries(), few + 2)
        self.assertLess(few, 40)

    def test_a_text_is_sanitized(self):
        entry = self.entries.create(
            {'name': "Bad", 'body': '<p onclick="x()">Hi<script>alert(1)</script></p>'})
        self.assertNotIn('script', entry.body)
        self.assertNotIn('onclick', entry.body)

    # === TRAINING === #

    def test_whoever_has_read_a_version_reads_the_next_one_again(self):
        mine = self.first.with_user(self.lena)
        self.assertFalse(mine.is_confirmed)
        mine.action_confirm()
        mine.action_confirm()
        self.assertTrue(mine.is_confirmed)
        self.assertEqual(mine.search([('is_confirmed', '=', True)]), mine)
        self.assertEqual(len(self.first.training_ids), 1, "once is enough")
        self.assertNotIn(self.lena, self.first.missing_ids)
        self.assertIn(self.tom, self.first.missing_ids)
        self.first.with_user(self.manager).body = "<p>Something else</p>"
        self.assertEqual(self.first.version, 2)
        self.assertFalse(mine.is_confirmed)
        self.assertIn(self.lena, self.first.missing_ids)
        self.assertFalse(self.first.training_ids.is_current)
        event = self.env['ar.event'].search([('kind', '=', 'playbook.changed')], limit=1)
        self.assertEqual((event.before['version'], event.after['version']), (1, 2))

    def test_other_fields_make_no_version_and_another_language_does(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.first.with_user(self.manager).write({'sequence': 99, 'name': "Another title"})
        self.assertEqual(self.first.version, 1)
        self.first.with_user(self.manager).with_context(lang='fr_FR').steps = "Un"
        self.assertEqual(self.first.version, 2)
        self.first.with_user(self.manager).update_field_translations(
            'steps', {'fr_FR': "Un, deux"})
        self.assertEqual(self.first.version, 3)

    def test_nobody_confirms_for_somebody_else(self):
        trainings = self.env['ar.playbook.training']
        vals = {'entry_id': self.first.id, 'user_id': self.tom.id, 'version': 1}
        for user in (self.lena, self.manager):
            with self.assertRaises(AccessError):
                trainings.with_user(user).create(vals)
        self.first.with_user(self.lena).with_context(
            default_user_id=self.tom.id, default_version=7).action_confirm()
        [training] = self.first.training_ids
        self.assertEqual((training.user_id, training.version), (self.lena, 1))
        for user in (self.lena, self.manager):
            with self.assertRaises(AccessError):
                training.with_user(user).user_id = self.tom
            with self.assertRaises(UserError):
                training.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.first.with_user(self.role_user('employee')).action_confirm()

    def test_versions_are_not_typed(self):
        entry = self.entries.with_user(self.manager).with_context(default_version=5).create(
            {'name': "Own", 'body': "<p>Hi</p>", 'version': 9})
        self.assertEqual(entry.version, 1)
        with self.assertRaises(AccessError):
            entry.version = 9
        with self.assertRaises(AccessError):
            self.first.with_user(self.lena).body = "<p>Mine</p>"

    def test_managers_see_who_has_read_and_others_only_their_own(self):
        self.first.with_user(self.lena).action_confirm()
        self.first.with_user(self.tom).action_confirm()
        trainings = self.env['ar.playbook.training']
        self.assertEqual(trainings.with_user(self.lena).search([]).user_id, self.lena)
        self.assertEqual(
            trainings.with_user(self.manager).search([]).user_id, self.lena | self.tom)
        self.assertNotIn(self.lena, self.first.with_user(self.manager).missing_ids)
        with self.assertRaises(AccessError):
            self.first.with_user(self.lena).read(['missing_ids'])
        with self.assertRaises(UserError):
            self.first.with_user(self.manager).unlink()
