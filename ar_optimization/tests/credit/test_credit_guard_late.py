from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestLateHolds(GuardCommon):
    """Somebody else is asked about a hold that nobody decides in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.chief = (
            cls.role_user('credit_manager', login=f'ar_{name}') for name in ('manager', 'chief'))
        cls.owner = cls.role_user('employee', login='ar_owner')
        cls.company.write({
            'ar_credit_manager_id': cls.manager.id, 'ar_single_person_owner_id': cls.owner.id})

    def look(self, days):
        """Run the scheduled action so many days after the deadline of the hold."""
        with freeze_time(self.waiting.deadline + timedelta(days=days)):
            self.cron('_all')

    def late(self):
        __, self.waiting = self.held()
        self.assertEqual(self.waiting.responsible_id, self.manager)
        self.look(0)
        self.assertFalse(self.waiting.escalated_user_id)
        self.look(1)
        return self.waiting

    def test_another_manager_is_asked_once(self):
        hold = self.late()
        self.assertEqual(hold.escalated_user_id, self.chief)
        self.assertEqual(hold.activity_ids.user_id, self.manager | self.chief)
        self.assertEqual(hold.responsible_id, self.manager)
        self.look(5)
        self.assertEqual(len(hold.activity_ids), 2)
        self.assertEqual(len(self.events('hold.escalated', hold)), 1)
        hold.with_user(self.chief)._release("Seen")
        self.assertFalse(hold.activity_ids)

    def test_the_owner_where_there_is_nobody_else(self):
        self.chief.group_ids -= self.env.ref('ar_optimization.group_credit_manager')
        hold = self.late()
        self.assertEqual(hold.escalated_user_id, self.owner)

    def test_what_is_asked_for_has_its_own_clock(self):
        __, self.waiting = self.held()
        self.company.write({'ar_lock_terms': True, 'ar_single_person': False})
        self.waiting._release("Regular customer")
        self.look(1)
        self.assertFalse(self.waiting.escalated_user_id)

    def test_decided_in_time(self):
        __, self.waiting = self.held()
        self.waiting.with_user(self.chief)._reject("No")
        self.look(1)
        self.assertFalse(self.waiting.escalated_user_id)
