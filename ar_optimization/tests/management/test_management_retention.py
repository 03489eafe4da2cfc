import re
from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger, pdf

from ...models.management.compliance import ar_retention_run_erase
from ..common import ARCommon
from ..dunning.channel_common import ChannelCommon


class Runs:
    """Preview and erasure, by a credit manager."""

    def run_of(self, person=None):
        runs = self.env['ar.retention.run'].with_user(self.manager)
        run = runs.browse(runs.action_new()['res_id'])
        if person:
            run.partner_id = person
        return run

    def erase(self, run):
        run.action_approve()
        with self.enter_registry_test_mode():
            self.env.ref('ar_optimization.ir_cron_retention').method_direct_trigger()
        run.invalidate_recordset()


@tagged('post_install', '-at_install')
class TestManagementRetention(Runs, ARCommon):
    """What was noted about people goes when its time is over, and not before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.env['ar.retention.run']
        cls.policies = cls.env['ar.retention.policy']
        cls.policies.search([]).active = False
        cls.env.flush_all()
        cls.policy = cls.policies.create(
            {'kind': 'contact', 'months': 36, 'ground': "Limitation"})
        cls.manager = cls.role_user('credit_manager')
        cls.paid, cls.owing = cls.customer("Paid"), cls.customer("Owing")
        cls.invoice(cls.owing, 100, -40, -30)
        cls.anna = cls.env['res.partner'].create({'name': "Anna", 'parent_id': cls.paid.id})

    def log(self, customer=None, months=40, **vals):
        account = self.env['ar.credit.account']._account_for(
            customer or self.paid, self.company)
        return self.env['ar.contact.log'].sudo().create({
            'account_id': account.id, 'channel': 'phone', 'result': 'told',
            'date': datetime(2026, 6, 30, 12) - timedelta(days=months * 31),
            'note': "Is often ill", 'subject': "Call with Anna", 'contact_id': self.anna.id,
            **vals})

    def test_preview_then_approval_then_it_is_gone(self):
        old, young, needed = self.log(), self.log(months=3), self.log(self.owing)
        run = self.run_of()
        line = run.line_ids
        self.assertEqual(
            (line.found_count, line.erase_count, line.open_count), (2, 1, 1))
        self.assertEqual(old.note, "Is often ill")
        self.erase(run)
        self.env.invalidate_all()
        self.assertEqual((old.note, old.subject, old.contact_id.id), (False, '–', False))
        self.assertEqual(old.result, 'told')
        self.assertEqual((young + needed).mapped('note'), ["Is often ill"] * 2)
        self.assertEqual((run.state, run.erased_count), ('done', 1))
        [event] = self.env['ar.event'].search([('kind', '=', 'retention.done')])
        self.assertEqual(event.numbers['erased'], {'contact': 1})
        self.assertNotIn("Anna", str((event.numbers, event.texts, event.partner_name)))

    def test_what_became_needed_meanwhile_stays(self):
        log = self.log()
        run = self.run_of()
        self.invoice(self.paid, 10, -1)
        self.erase(run)
        self.env.invalidate_all()
        self.assertEqual((log.note, run.erased_count, run.state), ("Is often ill", 0, 'done'))

    def test_a_legal_hold_keeps_everything_until_its_day(self):
        log = self.log()
        account = log.account_id.with_user(self.manager)
        run = self.run_of()
        account.write({
            'legal_hold_until': self.day(10), 'legal_hold_reason': "Claim against Anna"})
        self.assertTrue(account.is_legal_hold)
        self.assertEqual(account.legal_hold_user_id, self.manager)
        self.assertEqual(account.search([('is_legal_hold', '=', True)]), account)
        run.action_preview()
        self.assertEqual((run.line_ids.legal_count, run.line_ids.erase_count), (1, 0))
        self.assertEqual(self.run_of(self.anna).line_ids.legal_count, 1)
        html, _kind = self.env['ir.actions.report']._render_qweb_html(
            'ar_optimization.ar_retention_run_report', run.ids)
        self.assertIn(b"on legal hold", html)
        self.erase(run)
        self.env.invalidate_all()
        self.assertEqual(log.note, "Is often ill")
        said = self.env['ar.event'].with_user(self.manager).search([
            ('kind', '=', 'account.legal_hold'), ('partner_id', '=', account.partner_id.id)])
        with self.assertRaisesRegex(UserError, account.display_name):
            said.action_erase_text()
        with freeze_time(self.day(11)):
            said.action_erase_text()
            self.assertFalse(account.is_legal_hold)
            self.erase(self.run_of())
        self.env.invalidate_all()
        self.assertFalse(log.note)

    def test_who_holds_and_what_the_log_has_of_it(self):
        account = self.env['ar.credit.account']._account_for(self.paid, self.company)
        held = {'legal_hold_until': self.day(10), 'legal_hold_reason': "Claim against Anna"}
        analyst = self.role_user('credit_analyst')
        made = self.customer()
        for attack in (
                lambda: account.with_user(analyst).write(held),
                lambda: account.with_user(analyst).write({'legal_hold_user_id': analyst.id}),
                lambda: account.with_user(analyst).create({'partner_id': made.id, **held}),
                lambda: account.with_user(analyst).with_context(**{
                    f'default_{name}': value for name, value in held.items()}).create(
                        {'partner_id': made.id})):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attack()
        mine = account.with_user(self.manager)
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'), self.cr.savepoint():
            mine.legal_hold_until = self.day(10)
            self.env.flush_all()
        mine.write({**held, 'legal_hold_user_id': analyst.id})
        self.assertEqual(account.legal_hold_user_id, self.manager)
        [event] = self.env['ar.event'].search([('kind', '=', 'account.legal_hold')])
        self.assertEqual(event.user_id, self.manager.id)
        self.assertEqual(event.texts['after']['legal_hold_reason'], "Claim against Anna")
        self.assertNotIn("Anna", str((event.before, event.after)))
        mine.legal_hold_until = False
        self.assertFalse(account.legal_hold_reason or account.legal_hold_user_id)
        ended = self.env['ar.event'].search([('kind', '=', 'account.legal_hold')]) - event
        ended.with_user(self.manager).action_undo()
        self.assertRecordValues(account, [{**held, 'legal_hold_user_id': self.manager.id}])

    def test_customers_that_are_merged_keep_the_longest_hold(self):
        accounts = self.env['ar.credit.account'].union(*(
            self.env['ar.credit.account']._account_for(customer, self.company)
            for customer in (self.paid, self.owing)))
        for account, days, reason in zip(accounts, (20, 10), ("Court", "Tax"), strict=True):
            account.with_user(self.manager).write({
                'legal_hold_until': self.day(days), 'legal_hold_reason': reason})
        accounts[0].sudo()._fold_into(accounts[1].sudo())
        self.assertRecordValues(accounts[1], [{
            'legal_hold_until': self.day(20), 'legal_hold_reason': "Tax; Court",
            'legal_hold_user_id': self.manager.id}])

    def test_a_killed_run_goes_on_where_it_was(self):
        logs = self.env['ar.contact.log'].union(*(self.log() for _each in range(5)))
        run = self.run_of().sudo()
        run.action_approve()
        with patch.object(ar_retention_run_erase, 'CHUNK', 2):
            self.assertTrue(run._erase_chunk())
            self.env.invalidate_all()
            self.assertEqual(len(logs.filtered('note')), 3)
            while run._erase_chunk():
                self.env.invalidate_all()
        self.assertFalse(logs.filtered('note'))
        self.assertEqual((run.erased_count, run.state), (5, 'done'))
        self.assertEqual(
            self.env['ar.event'].search_count([('kind', '=', 'retention.done')]), 1)

    def test_a_person_asks_and_learns_what_stays_and_why(self):
        """What a law demands stays with its day; the rest goes, however young it is."""
        self.policy.least_months = 12
        young, old = self.log(months=2), self.log(months=20)
        other = self.log(months=20, contact_id=False)
        run = self.run_of(self.anna)
        line = run.line_ids
        self.assertEqual((line.found_count, line.young_count, line.erase_count), (2, 1, 1))
        self.assertEqual(line.kept_until, young.date.date().replace(year=2027))
        self.erase(run)
        self.env.invalidate_all()
        self.assertEqual((young.note, old.note, other.note), (
            "Is often ill", False, "Is often ill"))
        html, _kind = self.env['ir.actions.report']._render_qweb_html(
            'ar_optimization.ar_retention_run_report', run.ids)
        for word in (b"Anna", b"Limitation", b"2027"):
            self.assertIn(word, html)

    def test_a_request_without_its_person_erases_nothing(self):
        log, run = self.log(), self.run_of(self.anna)
        run.action_approve()
        run.sudo().partner_id = False  # as when the contact is deleted
        with self.enter_registry_test_mode():
            self.env.ref('ar_optimization.ir_cron_retention').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((log.note, run.erased_count, run.state), ("Is often ill", 0, 'done'))
        [event] = self.env['ar.event'].search([('kind', '=', 'retention.done')])
        self.assertTrue(event.numbers['is_request'])

    def test_names_in_the_event_log_go_and_the_chain_holds(self):
        self.policy.active = False
        self.env.flush_all()
        self.policies.create({'kind': 'event', 'months': 12, 'ground': "Proof"})
        account = self.env['ar.credit.account']._account_for(self.paid, self.company)
        with freeze_time('2024-01-01'):
            event = self.env['ar.event']._log('tier.overridden', account, reason="Ask Anna")
        self.env['ar.event.seal']._seal(self.company.id)
        self.erase(self.run_of())
        event.invalidate_recordset()
        self.assertEqual((event.reason, event.partner_name, event.is_erased), (False, False, True))
        self.env['ar.event.seal']._seal(self.company.id)
        [proof] = self.env['ar.event'].verify(self.company.ids)
        self.assertTrue(proof['valid'], proof['problem'])

    def test_a_period_keeps_its_kind_and_another_one_erases_nothing(self):
        """What was previewed is one table; rows of another one that have the same ids stay."""
        for vals in ({'kind': 'score'}, {'company_id': self.company.id}):
            with self.assertRaises(AccessError):
                self.policy.with_user(self.manager).write(vals)
        log, run = self.log(), self.run_of()
        self.policy.sudo().kind = 'score'
        with patch.object(
                type(self.policies), '_items_sql',
                lambda *_args: SQL("SELECT %s::int AS id, NULL AS why", log.id)):
            self.erase(run)
        self.env.invalidate_all()
        self.assertEqual((log.note, run.erased_count, run.state), ("Is often ill", 0, 'done'))

    def test_every_kind_can_be_counted_and_erased(self):
        self.policy.active = False
        self.env.flush_all()
        kinds = self.policies._kinds()
        self.policies.create([
            {'kind': kind, 'months': 1, 'ground': "Test"} for kind in kinds])
        run = self.run_of()
        self.assertEqual(len(run.line_ids), len(kinds))
        self.erase(run)
        self.assertEqual(run.state, 'done')
        self.assertEqual(len(self.run_of(self.paid).line_ids), len(kinds))

    def test_what_is_kept_too_long_is_a_breach(self):
        self.log(months=40)
        self.env.flush_all()
        breach = self.env['ar.compliance.breach'].sudo()._find(
            self.company, self.day(-3), self.today, self.today).filtered(
                lambda each: each.kind == 'retention')
        self.assertEqual((breach.facts['count'], breach.state), (1, 'open'))
        self.erase(self.run_of())
        self.assertFalse(self.env['ar.compliance.breach'].sudo()._retention_rows(
            self.company, self.today))

    def test_nobody_else_erases_and_nobody_forges(self):
        run = self.run_of()
        analyst = self.role_user('credit_analyst')
        for attack in (
                lambda: self.runs.with_user(analyst).action_new(),
                lambda: self.runs.with_user(analyst).search([]),
                run.with_user(analyst).action_approve,
                lambda: run.write({'state': 'approved'}), lambda: run.unlink(),
                lambda: run.line_ids.write({'erased_count': 9}),
                lambda: self.runs.with_user(self.manager).create(
                    {'company_id': self.company.id, 'date': self.today, 'state': 'approved'}),
                lambda: self.policy.with_user(analyst).write({'months': 1})):
            with self.assertRaises(AccessError):
                attack()
        run.action_cancel()
        for late in (run.action_approve, lambda: run.write({'partner_id': self.anna.id})):
            with self.assertRaises(UserError):
                late()


@tagged('post_install', '-at_install')
class TestManagementRetentionNotice(Runs, ChannelCommon):
    """What a notice said goes, that it was sent stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policies = cls.env['ar.retention.policy']
        policies.search([]).active = False
        cls.env.flush_all()
        policies.create({'kind': 'notice', 'months': 12, 'least_months': 6, 'ground': "Books"})
        cls.manager = cls.role_user('credit_manager')
        cls.anna = cls.env['res.partner'].create({
            'name': "Anna", 'parent_id': cls.shop.id, 'email': 'anna@example.com',
            'type': 'invoice'})

    def test_text_and_addresses_of_notices_go_and_the_books_stay(self):
        """A mail of today; the law wants half a year of it, and Anna asks again in January."""
        notice = self.dun(self.shop)
        self.assertEqual(notice.mail_message_id.notified_partner_ids, self.anna)
        self.pay(notice.line_ids.move_id, 0)
        self.assertFalse(self.run_of(self.anna).line_ids.found_count, "not in the queue")
        self.run_queue()
        line = self.run_of(self.anna).line_ids
        self.assertEqual((line.young_count, line.erase_count), (1, 0))
        message = notice.mail_message_id
        files = self.env['ir.attachment'].create({
            'name': "Invoice.pdf", 'raw': b"Anna", 'res_model': 'ar.credit.account',
            'res_id': notice.account_id.id})
        message.attachment_ids = files
        with freeze_time('2027-01-31'):
            self.assertFalse(self.run_of().line_ids.found_count)
            self.erase(self.run_of(self.anna))
            self.env.invalidate_all()
            self.assertFalse(self.run_of(self.shop).line_ids.found_count)
        self.assertFalse(message.exists() or files.exists())
        self.assertRecordValues(notice, [{
            'is_erased': True, 'state': 'sent', 'delivery': 'delivered', 'amount': 100,
            'collectable_amount': 100, 'mail_message_id': False}])
        self.assertTrue(notice.sent_date and notice.line_ids.level)
        [event] = self.env['ar.event'].search([('kind', '=', 'retention.done')])
        self.assertEqual(event.numbers['erased'], {'notice': 1})

    def test_a_file_of_several_letters_goes_with_each_of_them(self):
        notices = self.dun(self.shop, self.mill)
        files = self.env['ir.attachment']
        for notice in notices:
            notice.sudo().letter_id = files.create({'name': "Letter.pdf", 'raw': b"To you"})
        with patch.object(pdf, 'merge_pdf', side_effect=b" ".join):
            url = notices.action_print_letters()['url']
        merged = files.browse(int(re.search(r'/web/content/(\d+)', url)[1]))
        self.assertEqual(merged.raw, b"To you To you")
        mine, other = notices
        letters = mine.letter_id, other.letter_id
        mine.sudo()._erase_texts()
        self.assertFalse(merged.exists(), "it has what the erased one said")
        self.assertEqual([bool(letter.exists()) for letter in letters], [False, True])
