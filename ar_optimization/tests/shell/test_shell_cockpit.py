"""The cockpit: every number is the sum of the list it opens, and everybody sees the own ones."""
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged, warmup

from ..collection.sales_common import SalesCommon

MAY = date(2026, 5, 31)
WORK = {'worklist', 'promises', 'holds'}


class CockpitCommon(SalesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst')
        cls.mill_account.collector_id = cls.tom
        cls.late = cls.invoice(cls.shop, 600, -70, -40)
        cls.invoice(cls.shop, 400, -10, 20)
        cls.credit_note(cls.shop, 50, -5)
        cls.milled = cls.invoice(cls.mill, 1000, -70, -1)
        cls.env['ar.snapshot']._build_missing(cls.company, cls.today)

    def report(self, user, companies=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        companies = companies or user.company_ids
        return call_kw(
            self.env['ar.cockpit'].with_user(user), 'get_report', [options],
            {'context': {'allowed_company_ids': companies.ids}})

    def cards(self, user, **options):
        return {card['key']: card['content'] for card in self.report(user, **options)['cards']}

    def figures(self, content, section=0):
        return {figure['key']: figure for figure in content['sections'][section]['figures']}

    def values(self, content, section=0):
        return {key: figure['value'] for key, figure in self.figures(content, section).items()}

    def assertBehind(self, user, cards):
        """Each number is that of the records that its list shows, to the cent.

        :return: the numbers that were compared and are not 0.
        """
        compared = []
        for key, content in cards.items():
            for section in (content or {}).get('sections', []):
                for figure in section['figures']:
                    if 'list' in figure:
                        with self.subTest(card=key, figure=figure['key']):
                            self.compare(user, figure)
                        compared += [f"{key}.{figure['key']}"] if figure['value'] else []
        return compared

    def compare(self, user, figure):
        shown = figure['list']
        if shown['action']:
            self.assertEqual(
                self.env['ir.actions.act_window']._for_xml_id(shown['action'])['res_model'],
                shown['model'])
        records = self.env[shown['model']].with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids, **shown['context']).search(shown['domain'])
        if figure['count'] is not None:
            self.assertEqual(len(records), figure['count'])
        if shown['sum']:
            self.assertAlmostEqual(sum(records.mapped(shown['sum'])), figure['value'], 2)

    def work(self):
        """Something of everything that waits for somebody."""
        line = self.receivable_lines(self.late)
        self.env['ar.promise'].with_user(self.lena).create({
            'account_id': self.shop_account.id, 'basis': 'amount', 'amount': 70,
            'date': self.today})
        self.env['ar.dispute'].with_user(self.lena).create({
            'move_line_id': line.id, 'amount': 120,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id})
        self.env['ar.alert'].with_user(self.lena).create({
            'account_id': self.shop_account.id, 'source': "Radio", 'severity': 'red'})
        self.env['ar.credit.hold'].sudo().create({
            'res_model': 'account.move', 'res_id': self.late.id, 'document_name': "Order 7",
            'document_kind': 'order', 'account_id': self.shop_account.id, 'action': 'hold',
            'total': 300, 'deadline': self.day(-1)})
        self.night()  # asks the salespeople
        self.rebuild()


@tagged('post_install', '-at_install')
class TestCockpit(CockpitCommon):

    def test_what_is_owed(self):
        position = self.cards(self.analyst)['position']
        self.assertEqual(
            self.values(position), {'receivable': 1950, 'overdue': 1600, 'unapplied': -50})
        overdue = self.figures(position)['overdue']
        self.assertEqual(overdue['count'], 2)
        self.assertAlmostEqual(overdue['share'], 80.0, 4, "of 2000, the credit not subtracted")
        self.assertEqual(position['sections'][0]['figures'][0]['value'], self.gl_balance())

    def test_lists_hold_what_is_counted(self):
        self.work()
        self.env['ar.worklist'].with_user(self.lena).search([]).action_reopen()  # has promised
        self.env['ar.forecast'].sudo()._build(self.company, self.today)
        compared = self.assertBehind(self.analyst, self.cards(self.analyst))
        self.assertLessEqual({
            'position.receivable', 'position.overdue', 'position.unapplied', 'forecast.cash',
            'worklist.todo', 'promises.due', 'alerts.red', 'holds.open', 'holds.late',
            'disputes.live'}, set(compared))
        self.assertBehind(self.lena, self.cards(self.lena))
        mine = self.assertBehind(self.sam, self.cards(self.sam))
        self.assertLessEqual(
            {'position.receivable', 'position.overdue', 'questions.asked', 'disputes.live',
             'alerts.red'}, set(mine))

    def test_a_month_that_is_over(self):
        """The items as they stood, and the trend that ends there; what waits is of now."""
        report = self.report(self.analyst, month=MAY.isoformat())
        cards = {card['key']: card['content'] for card in report['cards']}
        self.assertEqual(
            self.values(cards['position']), {'receivable': 1600, 'overdue': 600, 'unapplied': 0})
        self.assertEqual(cards['trend']['sections'][0]['months'][-1]['date'], MAY.isoformat())
        self.assertBehind(self.analyst, {'position': cards['position']})
        self.assertIn(MAY.isoformat(), report['months'])
        self.assertEqual(report['options']['month'], MAY.isoformat())

    def test_trend(self):
        [section] = self.cards(self.analyst)['trend']['sections']
        [reference] = self.env['ar.key.figures'].with_user(self.analyst).with_context(
            allowed_company_ids=self.company.ids).get_report()['sections']
        self.assertEqual(section['months'], reference['months'])
        self.assertEqual(
            self.values({'sections': [section]})['dso'], reference['months'][-1]['dso'])

    def test_trend_of_some_customers(self):
        """The parts of all collectors are the whole."""
        whole, *parts = (
            self.cards(user, scope=scope)['trend']['sections'][0]['months'][-1]
            for user, scope in ((self.analyst, 'all'), (self.lena, 'mine'), (self.tom, 'mine')))
        for name in ('receivable_amount', 'overdue_amount', 'sales_amount'):
            self.assertAlmostEqual(sum(part[name] for part in parts), whole[name], 2)
        own = self.cards(self.sam)['trend']['sections'][0]['months'][-1]
        self.assertEqual(own['receivable_amount'], 600)

    def test_own_customers_first(self):
        report = self.report(self.lena)
        self.assertEqual(report['options']['scope'], 'mine')
        self.assertEqual(self.values(self.cards(self.lena)['position'])['receivable'], 950)
        self.assertEqual(
            self.values(self.cards(self.lena, scope='all')['position'])['receivable'], 1950)
        self.assertEqual(self.report(self.analyst)['options']['scope'], 'all')
        nobody = self.role_user('collector', login='ar_new')
        self.assertEqual(self.report(nobody)['options']['scope'], 'all', "who has none sees all")
        self.assertNotIn('forecast', self.cards(self.lena), "is the analysts'")

    def test_salesperson(self):
        """The own customers, whatever is asked; nothing that the role cannot open."""
        self.work()
        report = self.report(self.sam, scope='all', month=MAY.isoformat())
        self.assertEqual((report['options']['scope'], report['options']['month']), ('own', ""))
        self.assertEqual((report['months'], report['scopes']), ([], []))
        cards = self.cards(self.sam, scope='all')
        self.assertFalse(WORK & cards.keys())
        self.assertEqual(
            self.values(cards['position']), {'receivable': 950, 'overdue': 600, 'unapplied': -50})
        self.assertEqual(self.values(cards['questions'])['asked'], 480, "less what is disputed")
        self.assertEqual(self.values(self.cards(self.sue)['position'])['receivable'], 1000)

    def test_only_what_is_asked_for(self):
        report = self.report(self.analyst, cards=['alerts'])
        self.assertEqual(
            [card['key'] for card in report['cards'] if card['content']], ['alerts'])
        report = self.report(self.analyst, cards=[])
        self.assertFalse(any(card['content'] for card in report['cards']))

    def test_nothing_owed(self):
        other = self.other_company()
        user = self.role_user('credit_manager', login='ar_there', companies=other)
        cards = self.cards(user)
        for key, content in cards.items():
            with self.subTest(card=key):
                self.assertFalse(any(
                    figure['value'] for section in (content or {}).get('sections', [])
                    for figure in section['figures']))
        self.assertBehind(user, cards)

    def test_currencies_are_never_added_up(self):
        euro = self.other_currency()
        there = self.other_company(currency_id=euro.id)
        again = self.other_company(name="Third")
        self.invoice(self.shop, 30, -70, -40, company=there)
        self.invoice(self.shop, 7, -70, -40, company=again)
        user = self.role_user(
            'credit_manager', login='ar_all', companies=self.company | there | again)
        position = self.cards(user)['position']
        found = {section['currency']: section['figures'][0]['value']
                 for section in position['sections']}
        self.assertEqual(found, {'USD': 1957, 'EUR': 30})
        self.assertBehind(user, {'position': position})
        [one] = self.cards(user, company=there.id)['position']['sections']
        self.assertEqual((one['currency'], one['figures'][0]['value']), ('EUR', 30))

    def test_results_of_the_month(self):
        self.assertIsNone(self.cards(self.analyst, month=MAY.isoformat())['kpi'], "no card")
        self.env['ar.kpi.result'].sudo()._rebuild(self.company, MAY.replace(day=1), MAY)
        cards = self.cards(self.analyst, month=MAY.isoformat())
        compared = self.assertBehind(self.analyst, {'kpi': cards['kpi']})
        self.assertIn('kpi.overdue_rate', compared)

    def test_the_day_of_results_and_of_what_is_owed_now(self):
        """Results are as of the last night; what fell due or was paid since is in what is owed now.
        """
        with freeze_time('2026-06-29 12:00'):
            self.env['ar.kpi.result'].sudo()._rebuild(
                self.company, date(2026, 6, 1), date(2026, 6, 30))
        cards = self.cards(self.analyst)
        self.assertEqual(
            (cards['position']['counted_on'], cards['kpi']['counted_on']),
            (self.today.isoformat(), '2026-06-29'))
        self.assertEqual(self.values(cards['kpi'])['overdue_rate'], 30, "600 of 2,000")
        self.assertAlmostEqual(self.figures(cards['position'])['overdue']['share'], 80, 4)
        self.env['ar.kpi.result'].sudo()._rebuild(
            self.company, date(2026, 6, 1), date(2026, 6, 30))
        cards = self.cards(self.analyst)
        self.assertEqual(cards['kpi']['counted_on'], self.today.isoformat())
        self.assertEqual(self.values(cards['kpi'])['overdue_rate'], 80)
        self.assertIsNone(self.cards(self.analyst, month=MAY.isoformat())['position']['counted_on'])

    def test_impossible_questions(self):
        for options in (
            {'month': '2026-05-30'}, {'month': 'May'}, {'month': '2031-01-31'}, {'month': 7},
            {'company': -1}, {'company': 'x'}, {'company': self.other_company().id},
            {'scope': 'theirs'},
        ):
            with self.subTest(options=options), self.assertRaises(UserError):
                self.report(self.analyst, **options)

    @warmup
    def test_queries_do_not_grow(self):
        self.work()
        count = self.queries(self.analyst)
        for partner in self.customers(20):
            partner.user_id = self.sam
            self.invoice(partner, 10, -70, -40)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.rebuild()
        self.assertEqual(self.queries(self.analyst), count)
        self.assertLessEqual(count, 40)
        self.assertLessEqual(self.queries(self.sam), 40)

    def queries(self, user):
        self.report(user)
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        self.report(user)
        return self.cr.sql_log_count - start


@tagged('post_install', '-at_install')
class TestCockpitRights(CockpitCommon):

    def test_who_has_nothing_to_do_with_it(self):
        portal = new_test_user(self.env, login='ar_portal', groups='base.group_portal')
        stranger = self.role_user('employee', login='ar_stranger')
        billing = self.role_user('billing', login='ar_billing')
        self.shop.user_id = portal  # a portal user sells nothing
        for user in (portal, stranger, billing):
            for options in ({}, {'scope': 'all'}, {'scope': 'own'}, {'cards': []}):
                with self.subTest(user=user.login, options=options), \
                        self.assertRaises(AccessError):
                    self.report(user, **options)

    def test_a_collector_of_another_company(self):
        there = self.other_company()
        foreign = self.role_user('collector', login='ar_foreign', companies=there)
        self.assertEqual(self.values(self.cards(foreign)['position'])['receivable'], 0)
        with self.assertRaises(UserError):
            self.report(foreign, company=self.company.id)
        with self.assertRaises(AccessError):
            self.report(foreign, companies=self.company)

    def test_a_salesperson_of_another_company(self):
        """Who sells to a customer there sees nothing of what it owes here."""
        there = self.other_company()
        self.sam.write({'company_ids': [(6, 0, there.ids)], 'company_id': there.id})
        with self.assertRaises(AccessError):
            self.report(self.sam)

    def test_lists_of_others(self):
        """A number's list is no door: a salesperson gets what the own rights show."""
        shown = self.figures(self.cards(self.analyst)['position'])['receivable']['list']
        with self.assertRaises(AccessError):
            self.env[shown['model']].with_user(self.sam).search(shown['domain'])
        own = self.figures(self.cards(self.sam)['position'])['receivable']['list']
        found = self.env[own['model']].with_user(self.sue).search(own['domain'])
        self.assertFalse(found, "the domain of Sam, the rights of Sue")
