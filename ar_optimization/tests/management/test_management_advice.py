from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestManagementAdvice(ARCommon):
    """A question to a lawyer and its answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst')
        cls.manager = cls.role_user('credit_manager')
        cls.advices = cls.env['ar.legal.advice'].with_user(cls.analyst)

    def test_a_colleague_is_asked_and_answers(self):
        advice = self.advices.create({
            'name': "Fees", 'question': "May we claim 40?", 'user_id': self.manager.id,
            'due_date': self.day(5), 'state': 'answered', 'answered_on': self.today})
        self.assertEqual((advice.state, advice.answered_on), ('draft', False))
        advice.action_ask()
        self.assertEqual(
            (advice.activity_ids.user_id, advice.activity_ids.date_deadline),
            (self.manager, self.day(5)))
        with self.assertRaises(UserError):
            advice.question = "May we claim 400?"
        theirs = advice.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "answer first"):
            theirs.action_answer()
        theirs.answer = "From businesses, yes"
        theirs.action_answer()
        self.assertEqual((advice.state, advice.answered_by_id), ('answered', self.manager))
        self.assertFalse(advice.activity_ids)
        with self.assertRaises(UserError):
            theirs.answer = "No"
        self.assertEqual(self.env['ar.event'].search_count([
            ('kind', '=', 'advice.changed'), ('res_id', '=', advice.id)]), 2)

    def test_an_adviser_outside_gets_a_mail_and_we_a_reminder(self):
        lawyer = self.env['res.partner'].create({'name': "Lawyer", 'email': 'law@example.com'})
        advice = self.advices.create({
            'name': "Fees", 'question': "May we <b>claim</b>?", 'adviser_id': lawyer.id})
        advice.action_ask()
        message = advice.message_ids.filtered(lambda each: lawyer in each.partner_ids)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertEqual(advice.activity_ids.user_id, self.analyst)
        advice.action_withdraw()
        self.assertFalse(advice.activity_ids)
        self.assertEqual(advice.state, 'withdrawn')

    def test_nobody_forges_a_step(self):
        advice = self.advices.create({'name': "Fees", 'question': "Why?"})
        with self.assertRaises(UserError):
            advice.action_ask()
        with self.assertRaises(AccessError):
            advice.write({'state': 'answered'})
        forged = self.advices.with_context(default_state='answered').create(
            {'name': "Fees", 'question': "Why?"})
        self.assertEqual(forged.state, 'draft')
        collector = self.role_user('collector')
        for attack in (
                advice.with_user(collector).action_ask,
                lambda: advice.with_user(collector).write({'answer': "x"}),
                lambda: self.advices.with_user(collector).create(
                    {'name': "Fees", 'question': "Why?"})):
            with self.assertRaises(AccessError):
                attack()
        elsewhere = self.role_user('credit_manager', 'elsewhere', self.other_company())
        self.assertFalse(self.advices.with_user(elsewhere).search([('id', '=', advice.id)]))
