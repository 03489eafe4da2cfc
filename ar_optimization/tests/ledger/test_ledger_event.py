"""What the event log promises to the people who write into it and read it."""

from unittest.mock import patch

from psycopg2.errors import RaiseException

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...models.ledger.ar_event import ArEvent
from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerEvent(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager', name="Mia Manager")
        cls.collector = cls.role_user('collector')
        cls.wood = cls.customer("Wood Corner")
        cls.account = cls.account_of(cls.wood)

    @classmethod
    def account_of(cls, partner, company=None, **vals):
        company = company or cls.company
        account = partner._ar_account(company) or cls.env['ar.credit.account'].create({
            'partner_id': partner.id, 'company_id': company.id})
        account.write(vals)
        return account

    def log(self, kind='limit.changed', records=None, user=None, **kwargs):
        Event = self.env['ar.event'].with_user(user or self.manager)
        return Event._log(kind, self.account if records is None else records, **kwargs)

    # === WHAT STANDS IN AN EVENT === #

    def test_an_event_says_who_what_and_why(self):
        event = self.log(
            reason="Bank statement seen", rule="Limit of tier B", expiry=self.day(30),
            before={self.account.id: {'credit_limit': 100.0}},
            after={self.account.id: {'credit_limit': 250.0}},
            numbers={self.account.id: {'asked_on': self.today}})
        self.assertRecordValues(event, [{
            'kind': 'limit.changed', 'company_id': self.company.id,
            'company_name': self.company.name, 'partner_id': self.wood.id,
            'partner_name': "Wood Corner", 'user_id': self.manager.id, 'user_name': "Mia Manager",
            'res_model': 'ar.credit.account', 'res_id': self.account.id,
            'reason': "Bank statement seen", 'rule': "Limit of tier B",
            'numbers': {'asked_on': '2026-06-30'}, 'expiry_date': self.day(30),
        }])
        self.assertEqual(event.change, "Credit Limit: 100.00 → 250.00")

    def test_a_contact_of_a_customer_stands_for_the_customer(self):
        contact = self.wood.create({'name': "Anna", 'parent_id': self.wood.id})
        self.assertEqual(self.log(records=contact).partner_id, self.wood.id)

    def test_values_read_as_a_person_would_write_them(self):
        event = self.log(
            before={self.account.id: {'status': 'open', 'active': True, 'code': None}},
            after={self.account.id: {'status': 'hold', 'active': False, 'code': [1, 2]}})
        self.assertEqual(
            set(event.change.splitlines()),
            {"Status: Good Standing → Hold", "Active: yes → no", "Code: – → 1, 2"})

    def test_ten_thousand_events_take_as_many_queries_as_ten(self):
        accounts = self.env['ar.credit.account'].create([
            {'partner_id': partner.id, 'company_id': self.company.id}
            for partner in self.customers(60)
        ])

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.log(records=accounts[:count])
            return self.cr.sql_log_count - start

        queries(60)  # fill the caches that live in the registry
        self.assertEqual(queries(3), queries(60))

    def test_no_records_no_event(self):
        self.assertFalse(self.log(records=self.env['ar.credit.account']))

    def test_names_stay_as_they_were(self):
        event = self.log()
        self.wood.name = "Holz-Eck"
        self.assertEqual(event.partner_name, "Wood Corner")

    def test_events_are_found_by_the_text_that_stands_outside(self):
        event = self.log(reason="Promised by phone")
        found = self.env['ar.event'].search([('reason', 'ilike', 'by phone')])
        self.assertEqual(found, event)
        found = self.env['ar.event'].search(
            [('partner_name', 'ilike', 'wood'), ('user_name', '=', "Mia Manager")])
        self.assertIn(event, found)

    # === NOBODY CHANGES IT === #

    def test_the_orm_refuses_everybody(self):
        event = self.log()
        for user in (self.manager, self.env.ref('base.user_admin'), self.env.ref('base.user_root')):
            for model in ('ar.event', 'ar.event.seal', 'ar.event.note'):
                with self.subTest(user=user.login, model=model):
                    records = self.env[model].with_user(user).sudo()
                    with self.assertRaises(UserError):
                        records.create({'kind': 'limit.changed', 'company_id': 1})
                    with self.assertRaises(UserError):
                        records.browse(event.id).write({'kind': 'tier.changed'})
        for user in (self.manager, self.env.ref('base.user_root')):
            with self.assertRaises(UserError):
                event.with_user(user).sudo().unlink()

    def test_an_import_is_refused(self):
        result = self.env['ar.event'].load(
            ['kind', 'company_id', 'date'], [['limit.changed', '1', '2026-01-01']])
        self.assertFalse(result['ids'])
        self.assertIn("nobody can change", result['messages'][0]['message'])

    def test_the_database_refuses_too(self):
        event = self.log()
        for query in (
            "UPDATE ar_event SET kind = 'tier.changed' WHERE id = %s",
            "DELETE FROM ar_event WHERE id = %s",
            "UPDATE ar_event SET chain_number = 1, kind = 'tier.changed' WHERE id = %s",
            "TRUNCATE ar_event, ar_event_seal CASCADE",  # with what points to events
        ):
            with (
                self.subTest(query), mute_logger('odoo.sql_db'),
                self.assertRaisesRegex(RaiseException, "can only be added"), self.cr.savepoint(),
            ):
                self.cr.execute(query, [event.id])

    def test_who_reads_what(self):
        event = self.log()
        self.assertEqual(event.with_user(self.collector).kind, 'limit.changed')
        self.assertEqual(event.with_user(self.collector).partner_name, "Wood Corner")
        with self.assertRaises(AccessError):
            event.with_user(self.role_user('employee')).read(['kind'])
        with self.assertRaises(AccessError):
            self.env['ar.event.note'].with_user(self.manager).search([])

    def test_other_companies_events_stay_there(self):
        other = self.other_company(name="Elsewhere")
        event = self.log(records=self.account_of(self.wood, other))
        self.assertNotIn(event, self.env['ar.event'].with_user(self.collector).search([]))
        for groups in ('', 'base.group_no_one'):  # who debugs gets a longer message
            self.collector.group_ids |= self.env['res.groups'].union(
                *(self.env.ref(name) for name in groups.split()))
            with self.assertRaises(AccessError):
                event.with_user(self.collector).read(['kind'])

    # === PERSONAL TEXT === #

    def test_personal_text_is_erased_for_good_and_openly(self):
        event = self.log(reason="Was in hospital", before={self.account.id: {'status': 'open'}})
        with self.assertRaises(AccessError):
            event.with_user(self.collector).action_erase_text()
        event.with_user(self.manager).action_erase_text()
        self.assertRecordValues(event, [{
            'partner_name': False, 'user_name': False, 'res_name': False, 'reason': False,
            'is_erased': True, 'before': {'status': 'open'}, 'partner_id': self.wood.id,
        }])
        self.cr.execute("SELECT * FROM ar_event_note WHERE event_id = %s", [event.id])
        self.assertFalse(self.cr.dictfetchone()['salt'])
        erasing = self.env['ar.event'].search([('kind', '=', 'note.erased')], limit=1)
        self.assertEqual(erasing.numbers, {'events': [event.id]})
        self.assertEqual(erasing.user_id, self.manager.id)

    def test_free_text_among_the_values_stands_outside_too(self):
        personal = {'credit_limit', 'comment'}  # as a room would add them
        with patch.object(ArEvent, '_personal_names', lambda *args: personal):
            event = self.log(
                before={self.account.id: {'status': 'open', 'comment': None}},
                after={self.account.id: {'status': 'hold', 'comment': "Was in hospital"}})
        self.assertEqual((event.before, event.after), ({'status': 'open'}, {'status': 'hold'}))
        self.assertIn("Notes: – → Was in hospital", event.change)
        event.with_user(self.manager).action_erase_text()
        self.assertEqual(event.change, "Status: Good Standing → Hold")

    def test_kinds_have_names(self):
        self.assertEqual(self.log('due_date.changed').kind_name, "Due date changed")
        other = self.log('no.such_kind')
        self.assertEqual(other.kind_name, "No such kind")
        self.assertEqual(other.read(['kind'])[0]['kind'], 'no.such_kind')
        self.assertEqual(self.env['ar.event'].search([('kind', '=like', 'no.%')]), other)
        event = self.log('no_followup.changed')
        self.assertIn(event, self.env['ar.event'].search([('kind_name', 'ilike', "Follow-up sw")]))

    # === UNDO === #

    def changed(self, user=None, **after):
        """A change as a person or a rule makes it: the write, and its event."""
        before = {name: self.account[name] for name in after}
        self.account.write(after)
        return self.log(
            user=user, before={self.account.id: before}, after={self.account.id: after}
        ).with_user(self.manager)

    def test_a_mistake_is_taken_back(self):
        event = self.changed(credit_mode='limit', credit_limit=90000.0)
        self.assertEqual(event.action_undo()['params']['message'], "One change undone.")
        self.assertRecordValues(self.account, [{'credit_mode': 'unlimited', 'credit_limit': 0.0}])
        undone = self.env['ar.event'].search([('kind', '=', 'undone')])
        self.assertEqual(undone.numbers, {'event': event.id})
        self.assertEqual(undone.after, {'credit_mode': 'unlimited', 'credit_limit': 0.0})

    def test_two_changes_are_taken_back_newest_first(self):
        events = self.changed(credit_limit=10.0) | self.changed(credit_limit=20.0)
        action = events.sorted('id').action_undo()
        self.assertEqual(self.account.credit_limit, 0.0)
        self.assertEqual(action['params']['message'], "2 changes undone.")

    def test_a_newer_change_is_kept(self):
        event = self.changed(credit_limit=10.0)
        self.account.credit_limit = 30.0
        action = event.action_undo()
        self.assertEqual(self.account.credit_limit, 30.0)
        self.assertIn("changed again since", action['params']['message'])
        event.action_undo()
        self.assertFalse(self.env['ar.event'].search([('kind', '=', 'undone')]))

    def test_the_plan_is_what_undoing_does(self):
        """Two changes of one value, one of another that changed again since: the same answer."""
        events = self.changed(credit_limit=10.0) | self.changed(credit_limit=20.0)
        kept = self.changed(credit_mode='limit')
        self.account.credit_mode = 'prepay'
        plan = (events | kept)._undo_plan()
        self.assertEqual([(event, bool(refusal)) for event, refusal in plan], [
            (kept, True), (events[1], False), (events[0], False)])
        (events | kept).action_undo()
        self.assertRecordValues(
            self.account, [{'credit_mode': 'prepay', 'credit_limit': 0.0}])

    def test_what_cannot_be_undone(self):
        by_rule = self.changed(user=self.env.ref('base.user_root'), credit_limit=10.0)
        other_record = self.log(
            records=self.wood, before={self.wood.id: {'name': "a"}},
            after={self.wood.id: {'name': "Wood Corner"}})
        moved = self.log(
            before={self.account.id: {'partner_id': self.company.partner_id.id}},
            after={self.account.id: {'partner_id': self.wood.id}})
        self.assertEqual(by_rule._why_not_undo(), "not made by a person")
        self.assertEqual(other_record._why_not_undo(), "not a change of a credit account")
        self.assertEqual(
            moved._why_not_undo(), "not a change of fields that a person may edit")
        (by_rule | other_record | moved).with_user(self.manager).action_undo()
        self.assertEqual(self.account.partner_id, self.wood)
        self.assertEqual(self.wood.name, "Wood Corner")

    def test_only_a_credit_manager_undoes(self):
        event = self.changed(credit_limit=10.0)
        with self.assertRaises(AccessError):
            event.with_user(self.role_user('credit_analyst')).action_undo()

    # === OPENING THE RECORD === #

    def test_the_record_is_opened_while_it_is_there(self):
        event = self.log()
        self.assertEqual(event.action_open_record()['res_id'], self.account.id)
        self.account.unlink()
        with self.assertRaises(UserError):
            event.action_open_record()

    def test_users_of_two_companies(self):
        other = self.other_company(name="Elsewhere")
        user = new_test_user(
            self.env, 'two', 'base.group_user,ar_optimization.group_collector',
            company_id=other.id, company_ids=[Command.set((other | self.company).ids)])
        event = self.log(user=user)
        self.assertEqual(event.company_id, self.company.id, "the record's company, not the user's")
