from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..collection.worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestFeedback(WorklistCommon):
    """The feedback box, for everybody in the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.role_user('employee')
        cls.manager = cls.company.ar_credit_manager_id
        cls.box = cls.env['ar.feedback']

    def drop(self, user=None, **vals):
        dialog = self.env['ar.feedback.drop'].with_user(user or self.clerk).create(
            {'name': "Lights", 'suggestion': "Switch them off", **vals})
        dialog.action_drop()
        self.assertFalse(dialog.exists(), "what was typed is gone")
        return self.box.search([], limit=1)

    def test_a_suggestion_is_answered(self):
        mine = self.drop()
        self.assertEqual((mine.user_id, mine.state), (self.clerk, 'new'))
        self.assertEqual(self.box.with_user(self.clerk).search([]), mine)
        self.assertFalse(self.box.with_user(self.lena).search([]), "others see their own only")
        theirs = mine.with_user(self.manager)
        with self.assertRaises(UserError):
            theirs.action_decline()
        theirs.action_accept()
        theirs.answer = "From Monday on"
        with self.assertRaises(UserError):
            theirs.action_consider()
        theirs.action_finish()
        self.assertEqual(mine.with_user(self.clerk).answer, "From Monday on")
        self.assertEqual(mine.answered_by_id, self.manager)
        self.assertEqual(
            self.env['ar.event'].search([('kind', '=', 'feedback.answered')]).mapped('after'),
            [{'state': 'done'}, {'state': 'accepted'}])

    def test_a_decision_is_taken_back_from_the_log(self):
        theirs = self.drop().with_user(self.manager)
        theirs.action_accept()
        theirs.action_finish()
        done, accepted = self.env['ar.event'].with_user(self.manager).search([
            ('kind', '=', 'feedback.answered')])
        self.assertIn("since", accepted._why_not_undo())
        done.action_undo()
        self.assertEqual(theirs.state, 'accepted')
        accepted.action_undo()
        self.assertEqual((theirs.state, theirs.answered_by_id.id), ('new', False))

    def test_without_a_name_nothing_says_who_it_was(self):
        self.env.cr.execute("SELECT COUNT(*) FROM ar_event WHERE user_id = %s", [self.clerk.id])
        [before] = self.env.cr.fetchone()
        secret = self.drop(is_anonymous=True)
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(ar_feedback) FROM ar_feedback WHERE id = %s",
                            [secret.id])
        [row] = self.env.cr.fetchone()
        self.assertFalse({'create_uid', 'write_uid', 'create_date'} & row.keys())
        self.assertIsNone(row['user_id'])
        self.assertFalse(self.box.with_user(self.clerk).search([]), "not among one's own either")
        self.assertEqual(self.box.with_user(self.manager).search([]), secret)
        self.env.cr.execute("SELECT COUNT(*) FROM ar_event WHERE user_id = %s", [self.clerk.id])
        self.assertEqual(self.env.cr.fetchone(), (before,), "the log says nothing")

    def test_attacks(self):
        mine = self.drop()
        for user in (self.clerk, self.lena, self.manager):
            with self.assertRaises(AccessError):
                self.box.with_user(user).create({'name': "x", 'suggestion': "y"})
            with self.assertRaises(AccessError):
                mine.with_user(user).write({'state': 'done'})
            with self.assertRaises(AccessError):
                mine.with_user(user).write({'user_id': self.tom.id})
            with self.assertRaises(AccessError):
                mine.with_user(user).unlink()
        for user in (self.clerk, self.lena):
            with self.assertRaises(AccessError):
                mine.with_user(user).answer = "Yes"
            with self.assertRaises(AccessError):
                mine.with_user(user).action_accept()
        forged = self.drop(is_anonymous=False)
        self.assertEqual(forged.state, 'new')
        dialog = self.env['ar.feedback.drop'].with_user(self.clerk).with_context(
            default_state='done', default_user_id=self.tom.id).create(
            {'name': "x", 'suggestion': "y"})
        dialog.action_drop()
        latest = self.box.search([], limit=1)
        self.assertEqual((latest.user_id, latest.state), (self.clerk, 'new'))
        with self.assertRaises(UserError):
            self.env['ar.feedback.drop'].with_user(self.clerk).create(
                {'name': " ", 'suggestion': "y"}).action_drop()

    def test_another_company_sees_nothing(self):
        mine = self.drop()
        other = self.other_company(name="Elsewhere")
        manager = self.role_user('credit_manager', login='ar_far', companies=other)
        self.assertFalse(self.box.with_user(manager).search([]))
        with self.assertRaises(AccessError):
            mine.with_user(manager).action_accept()
