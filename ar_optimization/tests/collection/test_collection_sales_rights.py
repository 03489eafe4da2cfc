"""What a salesperson may do over RPC, and what nobody may."""
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .sales_common import SalesCommon


@tagged('post_install', '-at_install')
class TestCollectionSalesRights(SalesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.shop, 100, -60, -30)
        cls.invoice(cls.mill, 50, -60, -30)
        cls.env['ar.credit.account']._nightly_sales(cls.company, cls.today)
        cls.mine, cls.hers = (
            cls.env['ar.sales.inquiry'].search([('user_id', '=', user.id)])
            for user in (cls.sam, cls.sue))
        cls.answers = {'cause_id': cls.cash.id, 'expected_date': '2026-07-05'}

    def call(self, user, records, method, *args, context=None):
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        ids = [] if getattr(getattr(type(model), method), '_api_model', False) else [records.ids]
        result = call_kw(model, method, [*ids, *args], {'context': context or {}})
        self.env.flush_all()
        return result

    def refused(self, user, records, method, *args, errors=AccessError, **kwargs):
        with self.subTest(model=records._name, method=method, args=args), \
                self.assertRaises(errors), self.cr.savepoint():
            self.call(user, records, method, *args, **kwargs)

    def test_everybody_sees_and_answers_his_own(self):
        self.assertEqual(self.call(self.sam, self.inquiries, 'search', []), self.mine.ids)
        self.refused(self.sam, self.hers, 'read', ['amount'])
        self.refused(self.sam, self.hers, 'write', self.answers)
        self.refused(self.sam, self.hers, 'action_answer')
        self.call(self.sam, self.mine, 'write', self.answers)
        self.call(self.sam, self.mine, 'action_answer')
        self.assertEqual(self.mine.state, 'answered')
        self.refused(self.sam, self.mine, 'write', {'expected_date': '2026-08-01'})
        self.refused(self.sam, self.mine, 'action_answer')

    def test_collectors_see_all_and_answer_for_nobody(self):
        seen = self.call(self.lena, self.inquiries, 'search', [])
        self.assertEqual(set(seen), {self.mine.id, self.hers.id})
        for user in (self.lena, self.manager):
            self.refused(user, self.mine, 'write', self.answers)
            self.refused(user, self.mine, 'action_answer')
            self.refused(user, self.mine, 'unlink')
        self.refused(self.sam, self.mine, 'action_open_dispute')

    def test_what_the_ledger_says_is_not_written_by_hand(self):
        for name, value in (
                ('state', 'kept'), ('kept_amount', 100.0), ('expected_amount', 1.0),
                ('answer_by', '2027-01-01'), ('user_id', self.sue.id), ('baseline', 0),
                ('account_id', self.mill_account.id), ('kept_share', 100.0),
                ('partner_id', self.mill.id), ('company_id', 1), ('line_ids', [(5,)]),
                ('escalated_on', '2026-06-30'), ('judged_on', '2026-06-30')):
            self.refused(self.sam, self.mine, 'write', {name: value})
            self.refused(self.manager, self.mine, 'write', {name: value})
        for user in (self.sam, self.lena, self.manager):
            self.refused(user, self.inquiries, 'create', [{
                'account_id': self.shop_account.id, 'user_id': user.id,
                'asked_on': '2026-06-30', 'answer_by': '2026-06-30', 'state': 'kept'}])
            for name in ('ar.sales.inquiry.line', 'ar.review.page', 'ar.sales.digest'):
                self.refused(user, self.env[name], 'create', [{}])

    def test_a_form_shows_nothing_of_other_questions(self):
        values = {'account_id': self.mill_account.id, 'user_id': self.sue.id}
        told = self.call(
            self.sam, self.mine, 'onchange', values, list(values), {'items_html': {}})
        self.assertNotIn("50.00", str(told))
        self.assertIn("100.00", self.call(self.sam, self.mine, 'read', ['items_html'])[0][
            'items_html'])

    def test_contexts_forge_nothing(self):
        forged = {f'default_{name}': value for name, value in (
            ('state', 'kept'), ('amount', 1.0), ('amount_company', 1.0), ('kept_amount', 99.0),
            ('inquiry_id', self.hers.id), ('company_id', self.other_company().id))}
        self.call(self.sam, self.mine, 'write', self.answers)
        self.call(self.sam, self.mine, 'action_answer', context=forged)
        self.assertRecordValues(self.mine, [
            {'state': 'answered', 'expected_amount': 100, 'kept_amount': 0}])
        self.assertFalse(self.hers.line_ids)

    def test_what_the_engine_writes_has_no_defaults_of_people(self):
        self.env['ir.default'].set('ar.sales.inquiry', 'amount', 5.0, user_id=self.sam.id)
        defaults = self.inquiries.with_user(self.sam).sudo().with_context(
            default_state='kept', default_company_id=1).default_get(
                ['state', 'amount', 'company_id', 'no_field'])
        self.assertEqual(defaults, {'state': 'asked'})

    def test_a_salesperson_prints_his_own_page(self):
        meeting = self.env['ar.review.meeting'].create({'date': self.today})
        pages = {page.user_id: page for page in meeting.page_ids}
        self.assertEqual(
            self.call(self.sam, meeting.page_ids, 'search', []), pages[self.sam].ids)
        report = self.env['ir.actions.report'].with_user(self.sam)
        action = pages[self.sam].with_user(self.sam).action_print()
        self.env.invalidate_all()
        html = report._render_qweb_html(action['report_name'], pages[self.sam].ids)[0].decode()
        self.assertIn("100.00", html)
        self.assertNotIn("page-break-before", html, "no empty page")
        self.refused(self.sam, pages[self.sue], 'read', ['overdue_amount'])
        self.refused(self.sam, pages[self.sue], 'action_print')
        with self.assertRaises(AccessError):
            report._render_qweb_html(action['report_name'], pages[self.sue].ids)
        self.assertTrue(self.call(self.lena, meeting.page_ids, 'action_print'))

    def test_meetings_are_gathered_not_written(self):
        there = self.other_company()
        meetings, decisions = self.env['ar.review.meeting'], self.env['ar.review.decision']
        for user in (self.sam, self.lena):
            self.refused(user, meetings, 'create', [{}])
        [made] = self.call(self.manager, meetings, 'create', [
            {'open_amount': 5.0, 'state': 'held', 'content': {}}], context={
                'default_state': 'held', 'default_overdue_amount': 5.0,
                'default_previous_id': 1, 'default_late_count': 9})
        meeting = meetings.browse(made)
        self.assertRecordValues(meeting, [
            {'state': 'draft', 'open_amount': 150, 'late_count': 0, 'previous_id': False}])
        for name, value in (('state', 'held'), ('open_amount', 1.0), ('content', {}),
                            ('page_ids', [(5,)]), ('carried_ids', [(5,)]),
                            ('company_id', there.id)):
            self.refused(self.manager, meeting, 'write', {name: value})
        self.refused(self.manager, meetings, 'create', [{'company_id': there.id}])
        self.refused(self.manager, meeting.page_ids, 'write', {'open_amount': 1.0})
        for method in ('action_hold', 'action_gather', 'action_close'):
            self.refused(self.lena, meeting, method)
        self.call(self.manager, meeting, 'action_hold')
        self.refused(self.manager, meeting, 'write', {'date': '2026-01-01'}, errors=UserError)
        self.refused(self.manager, meeting, 'unlink', errors=UserError)
        values = {'meeting_id': made, 'name': "Visit", 'owner_id': self.sam.id,
                  'date_due': '2026-07-05'}
        self.refused(self.lena, decisions, 'create', [values])
        [given] = self.call(
            self.manager, decisions, 'create', [{**values, 'state': 'done'}],
            context={'default_state': 'done', 'default_company_id': there.id})
        decision = decisions.browse(given)
        self.assertRecordValues(decision, [{'state': 'open', 'company_id': self.company.id}])
        self.refused(self.manager, decision, 'write', {'state': 'done'})
        self.refused(self.sue, decision, 'action_done')
        self.refused(self.sam, decision, 'action_drop')
        self.refused(self.sam, decision, 'write', {'date_due': '2027-01-01'})
        self.call(self.sam, decision, 'action_done')
        self.assertEqual((decision.state, decision.done_on), ('done', self.today))

    def test_two_companies_see_nothing_of_each_other(self):
        there = self.other_company()
        stranger = self.role_user('credit_manager', login='ar_stranger', companies=there)
        for name in ('ar.sales.inquiry', 'ar.review.meeting', 'ar.review.page',
                     'ar.review.decision', 'ar.sales.digest', 'ar.sales.inquiry.line'):
            self.assertFalse(self.call(stranger, self.env[name], 'search', []), name)

    def test_the_menu_is_there_for_who_is_asked(self):
        menu = self.env.ref('ar_optimization.menu_ar_my_root').id
        visible = self.env['ir.ui.menu'].with_user(self.sam)._visible_menu_ids()
        self.assertIn(menu, visible)
        other = self.role_user('employee')
        self.assertNotIn(menu, self.env['ir.ui.menu'].with_user(other)._visible_menu_ids())
