"""Who tampers with a sealed event is noticed, and honest people never wait or lose an event."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.tests.common import MailCase

from ...models.ledger.ar_event_seal import ArEventSeal
from ..common import ARCommon


class SealCommon(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Event = cls.env['ar.event']
        cls.Seal = cls.env['ar.event.seal']
        cls.Seal._seal_all()
        cls.base = cls.Seal._last(cls.company.id)

    def log(self, count=1, **kwargs):
        """Events on the company itself, one by one."""
        return self.Event.concat(*(
            self.Event._log('limit.changed', self.company, **kwargs) for _i in range(count)))

    def verify(self, head=None):
        self.env.invalidate_all()
        heads = {self.company.id: head} if head else None
        result, = self.Event.verify([self.company.id], heads)
        self.assertEqual(result['valid'], not result['problem'])
        return result['problem']

    def head(self):
        last = self.Seal._last(self.company.id)
        return last.number, last.digest

    def by_force(self, query, *args, table='ar_event'):
        """Plain SQL of somebody who owns the database and switches the trigger off and on."""
        self.env.flush_all()
        self.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        self.cr.execute(query, args or None)
        self.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))


@tagged('post_install', '-at_install')
class TestLedgerSeal(SealCommon, MailCase):

    def test_seals_close_batches_and_follow_each_other(self):
        first = self.log(3)
        self.Seal._seal(self.company.id)
        self.log(2)
        self.Seal._seal(self.company.id)
        seals = self.Seal.search([
            ('company_id', '=', self.company.id), ('number', '>', self.base.number),
        ], order='number')
        self.assertEqual(seals.mapped('count'), [3, 2])
        self.assertEqual(seals[1].previous, seals[0].digest)
        self.assertEqual(first.mapped('chain_state'), ['sealed'] * 3)
        self.assertEqual(seals[1].last - seals[0].first, 4)
        self.assertEqual(self.Event.search(seals[0].action_open_events()['domain']), first[::-1])
        self.assertEqual(self.verify(), '')

    def test_nothing_to_seal(self):
        self.assertEqual(self.Seal._seal(self.company.id), 0)
        self.assertEqual(self.Seal._last(self.company.id), self.base)

    def test_a_large_log_is_sealed_in_steps(self):
        with patch.object(ArEventSeal, 'SIZE', 2):
            self.log(5)
            self.Seal._seal_all()
            self.assertEqual(self.verify(), '')
        self.assertEqual(self.Seal._last(self.company.id).number, self.base.number + 3)

    def test_every_company_has_its_own_chain(self):
        other = self.other_company(name="Elsewhere")
        self.Event._log('limit.changed', other)
        self.log()
        self.Seal._seal_all()
        self.assertEqual(self.Seal._last(other.id).number, 1)
        self.assertEqual(self.Seal._last(self.company.id).number, self.base.number + 1)
        self.by_force("UPDATE ar_event SET kind = 'x' WHERE company_id = %s", other.id)
        self.assertEqual(self.verify(), '')
        self.assertFalse(self.Event.verify([other.id])[0]['valid'])

    def test_a_guard_that_was_switched_off_is_told(self):
        self.cr.execute("ALTER TABLE ar_event DISABLE TRIGGER ar_append_only_rows")
        self.assertIn("trigger was switched off", self.verify())

    def test_every_column_of_a_sealed_event_counts(self):
        event = self.log(
            before={self.company.id: {'a': 1}}, after={self.company.id: {'a': None}},
            numbers={self.company.id: {'a': 1}}, rule="r", expiry=self.today)
        self.Seal._seal(self.company.id)
        untouched = {
            'id', 'chain_number', 'digest',
            'company_id',  # then the event is missing in its company
        }
        forged = {
            'date': '2020-01-01', 'res_id': 77, 'partner_id': 77, 'user_id': 77,
            'expiry_date': None, 'before': '{}', 'after': '{}', 'numbers': '{"a": 1.1}',
        }
        for name, field in self.Event._fields.items():
            if not field.store or name in untouched:
                continue
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.by_force(
                    SQL("UPDATE ar_event SET %s = %s WHERE id = %s", SQL.identifier(name),
                        forged.get(name, 'forged'), event.id))
                self.assertIn(f"(id {event.id}) was changed", self.verify())
                savepoint.rollback()
        self.assertEqual(self.verify(), '')

    def test_an_event_deleted(self):
        events = self.log(3)
        self.Seal._seal(self.company.id)
        self.by_force("DELETE FROM ar_event WHERE id = %s", events[1].id)
        seal = self.base.number + 1
        self.assertEqual(
            self.verify(), f"Seal {seal} no longer covers what it closed. Events then: 3, now: 2. "
                           f"Event no. {self.base.last + 2} was deleted.")

    def test_an_event_slipped_in(self):
        event = self.log()
        self.Seal._seal(self.company.id)
        self.by_force(
            "INSERT INTO ar_event (date, kind, company_id, chain_number, digest)"
            " SELECT date, 'slipped.in', company_id, chain_number, digest FROM ar_event"
            " WHERE id = %s", event.id)
        self.assertIn("Events then: 1, now: 2.", self.verify())

    def test_an_event_moved_to_another_company(self):
        event = self.log()
        self.Seal._seal(self.company.id)
        self.by_force("UPDATE ar_event SET company_id = 0 WHERE id = %s", event.id)
        self.assertIn("was deleted", self.verify())

    def test_a_seal_changed(self):
        self.log()
        self.Seal._seal(self.company.id)
        self.log()
        self.Seal._seal(self.company.id)
        number = self.base.number + 1
        self.by_force("UPDATE ar_event_seal SET digest = %s WHERE number = %s",
                      'f' * 64, number, table='ar_event_seal')
        self.assertIn(f"Seal {number} or an event under it was changed", self.verify())

    def test_a_seal_deleted(self):
        for _i in range(3):
            self.log()
            self.Seal._seal(self.company.id)
        self.by_force("DELETE FROM ar_event_seal WHERE number = %s", self.base.number + 2,
                      table='ar_event_seal')
        self.assertEqual(
            self.verify(),
            f"Seal {self.base.number + 2} is missing; seal {self.base.number + 3} follows instead.")

    def test_the_last_seal_cut_off(self):
        event = self.log()
        self.Seal._seal(self.company.id)
        self.by_force("DELETE FROM ar_event_seal WHERE number = %s", self.base.number + 1,
                      table='ar_event_seal')
        self.assertIn(f"(id {event.id}) was sealed, but its seal is gone", self.verify())

    def test_a_chain_cut_with_its_events_shows_against_a_head(self):
        event = self.log()
        self.Seal._seal(self.company.id)
        head = self.head()
        self.by_force("DELETE FROM ar_event WHERE id = %s", event.id)
        self.by_force("DELETE FROM ar_event_seal WHERE number = %s", head[0], table='ar_event_seal')
        self.by_force("DELETE FROM ar_event_note WHERE event_id = %s", event.id,
                      table='ar_event_note')
        self.assertEqual(self.verify(), '', "the chain alone cannot tell")
        self.assertIn("the chain was shortened", self.verify(head))

    def test_a_chain_rewritten_shows_against_a_head(self):
        event = self.log()
        self.Seal._seal(self.company.id)
        head = self.head()
        self.assertEqual(self.verify(head), '')
        self.by_force("DELETE FROM ar_event_seal WHERE number = %s", head[0], table='ar_event_seal')
        self.by_force("UPDATE ar_event SET kind = 'x', chain_number = NULL, digest = NULL"
                      " WHERE id = %s", event.id)
        self.Seal._seal(self.company.id)
        self.assertEqual(self.verify(), '', "the chain alone cannot tell")
        self.assertIn("the chain was rewritten", self.verify(head))

    def test_no_number_without_a_seal(self):
        """The trigger lets the empty number be filled, by anybody and with anything."""
        self.log()
        self.Seal._seal(self.company.id)
        event = self.log()
        forge = "UPDATE ar_event SET chain_number = %s, digest = 'x' WHERE id = %s"
        for number in (-1, 0):
            with (
                self.subTest(number), mute_logger('odoo.sql_db'),
                self.assertRaises(CheckViolation), self.cr.savepoint(),
            ):
                self.cr.execute(forge, [number, event.id])
        self.cr.execute("ALTER TABLE ar_event DROP CONSTRAINT ar_event_chain_number_positive")
        last = self.base.last + 1
        for number, problem in (
            (-1, "stands where no seal knows it"), (0, "stands where no seal knows it"),
            (last, "Events then: 1, now: 2."), (last + 5, "but its seal is gone"),
        ):
            with self.subTest(number), self.cr.savepoint() as savepoint:
                self.cr.execute(forge, [number, event.id])
                self.assertIn(problem, self.verify())
                savepoint.rollback()
        self.assertEqual(self.verify(), '')

    def test_a_number_in_a_company_without_any_seal(self):
        other = self.other_company(name="Elsewhere")
        event = self.Event._log('limit.changed', other)
        self.cr.execute(
            "UPDATE ar_event SET chain_number = 7, digest = 'x' WHERE id = %s", [event.id])
        self.cr.execute("ALTER TABLE ar_event DROP CONSTRAINT ar_event_chain_number_positive")
        for number in (7, -7):
            self.by_force("UPDATE ar_event SET chain_number = %s WHERE id = %s", number, event.id)
            self.env.invalidate_all()
            results = self.Event.sudo().verify()
            problem, = [row['problem'] for row in results if row['company_id'] == other.id]
            self.assertIn(f"id {event.id}", problem)

    def test_what_waits_is_not_judged(self):
        event = self.log()
        self.by_force("UPDATE ar_event SET kind = 'x' WHERE id = %s", event.id)
        self.assertEqual(self.verify(), '')
        self.assertEqual(self.Event.verify([self.company.id])[0]['waiting'], 1)

    # === PERSONAL TEXT === #

    def test_the_chain_holds_after_text_was_erased(self):
        event = self.log(reason="Was in hospital")
        self.Seal._seal(self.company.id)
        head = self.head()
        event.action_erase_text()
        self.assertEqual(self.verify(head), '')

    def test_personal_text_changed_or_erased_secretly(self):
        event = self.log(reason="Agreed with the manager")
        with self.cr.savepoint() as savepoint:
            self.cr.execute("UPDATE ar_event_note SET reason = 'x' WHERE event_id = %s", [event.id])
            self.assertEqual(
                self.verify(), f"The personal text of event id {event.id} was changed.")
            savepoint.rollback()
        for query in ("DELETE FROM ar_event_note WHERE event_id = %s",
                      "UPDATE ar_event_note SET salt = NULL WHERE event_id = %s"):
            with self.subTest(query), self.cr.savepoint() as savepoint:
                self.cr.execute(query, [event.id])
                self.assertIn("no event says who erased it", self.verify())
                savepoint.rollback()

    # === WHO MAY ASK === #

    def test_who_may_not_read_the_log_may_not_verify_it(self):
        """Its result tells how many events there are, and hashing all of them takes its time."""
        self.log()
        portal = new_test_user(self.env, 'ar_portal', groups='base.group_portal')
        for user in (portal, self.role_user('employee'), self.role_user('billing')):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.Event.with_user(user).verify()

    # === MAIL AND CHECK === #

    def test_the_head_is_mailed_once_a_day(self):
        self.company.ar_event_head_emails = "auditor@example.com, owner@example.com"
        with self.mock_mail_gateway():
            self.log()
            self.Seal._seal_all()
            self.Seal._mail_heads()
            self.log()
            self.Seal._seal_all()
            self.Seal._mail_heads()
        mail, = self._new_mails
        self.assertEqual(mail.email_to, "auditor@example.com, owner@example.com")
        heads = self.Seal._parse_heads(mail.body_html)
        self.assertEqual(heads[self.company.id][0], self.base.number + 1)
        self.assertEqual(self.verify(heads[self.company.id]), '')
        self.company.ar_event_head_date = self.today - timedelta(days=1)
        with self.mock_mail_gateway():
            self.Seal._mail_heads()
            self.Seal._mail_heads()
        self.assertEqual(len(self._new_mails), 1)

    def test_nothing_new_nothing_mailed(self):
        self.log()
        self.Seal._seal_all()
        self.company.write({
            'ar_event_head_emails': "auditor@example.com",
            'ar_event_head_number': self.Seal._last(self.company.id).number})
        with self.mock_mail_gateway():
            self.Seal._mail_heads()
        self.assertFalse(self._new_mails)

    def test_a_bad_template_stops_neither_the_seal_nor_the_next_company(self):
        other = self.other_company(name="Elsewhere")
        (self.company | other).ar_event_head_emails = "auditor@example.com"
        self.Event._log('limit.changed', other)
        event = self.log()
        template = self.env.ref('ar_optimization.mail_template_event_head')
        template.body_html = (
            f"<t t-out=\"1 / (object.company_id - {self.company.id})\"/><t t-out=\"object.head\"/>")
        with self.mock_mail_gateway(), mute_logger(
                ArEventSeal.__module__, 'odoo.addons.mail.models.mail_render_mixin'):
            self.Seal._mail_heads()
            self.assertFalse(self.company.ar_event_head_date)
            self.Seal._seal_all()
            self.Seal._mail_heads()
            mail, = self._new_mails
            self.assertIn(self.Seal._last(other.id).head, mail.body_html)
            template.unlink()
            self.Event._log('limit.changed', other)
            with self.enter_registry_test_mode():
                self.env.ref('ar_optimization.ir_cron_seal_events').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(event.chain_state, 'sealed')
        self.assertFalse(self.company.ar_event_head_date)
        self.assertEqual(other.ar_event_head_date, self.today)

    def test_the_form_checks_against_a_pasted_mail(self):
        event = self.log()
        self.Seal._seal(self.company.id)
        pasted = f"Dear auditor,\n the head is {self.Seal._last(self.company.id).head}.\nBye"
        check = self.env['ar.event.check'].with_user(self.role_user('collector')).create(
            {'heads': pasted})
        check.action_check()
        self.assertEqual(check.state, 'valid')
        self.assertIn("leading to the head given", check.result)
        self.by_force("UPDATE ar_event SET kind = 'x' WHERE id = %s", event.id)
        check.action_check()
        self.assertEqual(check.state, 'broken')
        self.assertIn(f"(id {event.id}) was changed", check.result)

    def test_other_companies_are_not_verified_for_everybody(self):
        other = self.other_company(name="Elsewhere")
        Event = self.Event.with_user(self.role_user('collector'))
        with self.assertRaises(AccessError):
            Event.verify([other.id])
        self.assertNotIn(other.id, [result['company_id'] for result in Event.verify()])

    def test_the_weekly_check_tells_the_credit_manager(self):
        manager = self.role_user('credit_manager', email="mia@example.com")
        self.company.ar_credit_manager_id = manager
        event = self.log()
        self.Seal._seal_all()
        with self.mock_mail_gateway(), self.mock_mail_app():
            self.Seal._cron_verify()
        self.assertFalse(self._new_msgs)
        self.by_force("UPDATE ar_event SET kind = 'x' WHERE id = %s", event.id)
        with self.mock_mail_gateway(), self.mock_mail_app(), mute_logger(ArEventSeal.__module__):
            self.Seal._cron_verify()
        self.assertEqual(self._new_msgs.notified_partner_ids, manager.partner_id)
        self.assertIn(f"(id {event.id}) was changed", self._new_msgs.body)

    def test_the_cron_seals_every_company(self):
        self.log(3)
        with self.enter_registry_test_mode():
            self.env.ref('ar_optimization.ir_cron_seal_events').method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.Event.search_count([('chain_number', '=', False)]))
        self.assertEqual(self.verify(), '')
