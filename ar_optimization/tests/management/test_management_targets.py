from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .targets_common import TargetsCommon


@tagged('post_install', '-at_install')
class TestTargets(TargetsCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year()

    def wizard(self, target, user=None, **vals):
        action = target.with_user(user or self.manager).action_change()
        return self.env[action['res_model']].with_user(user or self.manager).with_context(
            **action['context']).create(vals)

    # === WHAT IS LIKELY === #

    def test_money_is_proposed_from_the_forecast_by_the_share_of_the_year(self):
        self.forecast((1, 90_000, 70_000, 110_000))
        company, lena = self.target(0), self.target(0, self.lena)
        self.assertRecordValues(company | lena, [
            {'value': 90_000, 'low': 70_000, 'high': 110_000, 'basis': 'forecast'},
            {'value': 22_500, 'low': 17_500, 'high': 27_500, 'basis': 'forecast'}])

    def test_a_quarter_is_narrower_than_three_months(self):
        self.forecast(*((ahead, 90_000, 70_000, 110_000) for ahead in (1, 2, 3)))
        quarter = self.target(0, period='quarter')
        self.assertRecordValues(quarter, [
            {'value': 270_000, 'low': 235_358.98, 'high': 304_641.02,
             'date_to': self.day('2026-09-30')}])

    def test_rates_come_from_the_results_of_a_year(self):
        target = self.target(0, self.lena, measure='overdue_rate')
        # 9, 10, … 19: with June running, eleven months of the year before July
        self.assertRecordValues(target, [
            {'value': 14, 'low': 10, 'high': 18, 'basis': 'history', 'is_out_of_reach': False}])
        target.value = 9.9
        self.assertTrue(target.is_out_of_reach)

    def test_the_running_month_says_nothing_of_what_is_likely(self):
        self.result(90, self.lena, 0, 'overdue_rate', 90, 100, state='open')
        self.assertRecordValues(self.target(0, self.lena, measure='overdue_rate'), [
            {'value': 14, 'low': 10, 'high': 18}])

    def test_nothing_known_is_never_out_of_reach(self):
        target = self.target(1_000_000, self.tom)
        self.assertRecordValues(target, [
            {'basis': 'nothing', 'has_range': False, 'is_out_of_reach': False, 'mid': 0}])

    def test_the_night_says_anew_what_is_likely_until_the_period_begins(self):
        self.forecast((1, 90_000, 70_000, 110_000))
        target = self.target(105_000)
        self.assertFalse(target.is_out_of_reach)
        self.env['ar.forecast'].sudo().search([]).unlink()
        self.forecast((1, 60_000, 50_000, 70_000))
        self.night(0, '_nightly_targets')
        self.assertTrue(target.is_out_of_reach)
        self.assertEqual(target.value, 105_000)
        self.env['ar.forecast'].sudo().search([]).unlink()
        self.forecast((1, 200_000, 150_000, 250_000))
        self.night(1, '_nightly_targets')
        self.assertTrue(target.is_out_of_reach, "as it stood when the period began")

    def test_proposed_for_everybody_with_results_once(self):
        self.forecast((1, 90_000, 70_000, 110_000))
        plans = self.env['ar.kpi.target.plan'].with_user(self.manager)
        action = plans.create({}).action_propose()
        made = self.targets.search(action['domain'])
        self.assertEqual(sorted(made.mapped('value')), [22_500, 90_000])
        self.assertEqual(set(made.mapped('state')), {'draft'})
        with self.assertRaises(UserError):
            plans.create({}).action_propose()
        with self.assertRaisesRegex(UserError, "has begun"):
            plans.create({'date_from': self.today}).action_propose()
        plans.create({'date_from': self.today, 'reason': "First month"}).action_propose()
        late = self.targets.search([('date_from', '=', self.month())])
        self.assertEqual(set(self.events(late, 'target.late').mapped('reason')), {"First month"})

    def test_queries_do_not_grow_with_the_people(self):
        self.forecast((1, 90_000, 70_000, 110_000))
        targets = self.target(0, self.lena)

        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            (targets.sudo())._bands()
            targets.mapped('light')
            return self.cr.sql_log_count - before
        count()
        few = count()
        for number in range(8):
            user = self.role_user('collector', login=f'ar_many_{number}')
            targets |= self.target(5, user)
        self.assertLessEqual(count(), few + 1)

    # === DECISIONS === #

    def test_a_target_out_of_reach_is_approved_with_a_reason_only(self):
        self.forecast((1, 90_000, 70_000, 110_000))
        target = self.target(111_000).with_user(self.manager)
        action = target.action_approve()
        self.assertEqual(target.state, 'draft')
        dialog = self.env[action['res_model']].with_user(self.manager).with_context(
            **action['context'])
        with self.assertRaises(UserError):
            dialog.create({'reason': " "}).action_apply()
        dialog.create({'reason': "One large customer pays in July"}).action_apply()
        self.assertEqual(target.state, 'approved')
        event = self.events(target, 'target.approved')
        self.assertEqual(event.reason, "One large customer pays in July")
        self.assertEqual(event.numbers['high'], 110_000)
        self.assertTrue(event.numbers['out_of_reach'])
        reached = self.target(100_000, period='quarter').with_user(self.manager)
        reached.sudo().write({'low': 0, 'high': 0, 'has_range': False})
        self.assertFalse(reached.action_approve())
        self.assertEqual(reached.state, 'approved')

    def test_a_running_target_is_changed_with_a_reason_and_can_be_changed_back(self):
        target = self.target(100_000, approved=True).with_user(self.manager)
        with self.assertRaises(UserError):
            target.value = 1
        with freeze_time(self.day('2026-07-10')):
            self.wizard(target, value=80_000, reason="Sites are flooded").action_apply()
            event = self.events(target, 'target.moved')
            self.assertEqual(
                (event.before['value'], event.after['value'], event.reason),
                (100_000, 80_000, "Sites are flooded"))
            event.with_user(self.manager).action_undo()
            self.assertEqual(target.value, 100_000)

    def test_a_draft_is_locked_once_its_period_began(self):
        target = self.target(100_000).with_user(self.manager)
        target.value = 90_000
        with freeze_time(self.day('2026-07-01')):
            target.invalidate_recordset()
            for change in ({'value': 1}, {'date_from': '2026-09-01'}):
                with self.assertRaises(UserError):
                    target.write(change)
            with self.assertRaises(UserError):
                target.unlink()
        with self.assertRaises(UserError):
            self.targets.with_user(self.manager).create({
                'value': 5, 'date_from': self.month(), 'company_id': self.company.id})

    def test_nobody_decides_about_his_own_target(self):
        target = self.target(5, self.manager).with_user(self.manager)
        for method in ('action_approve', 'action_change'):
            with self.assertRaises(AccessError):
                getattr(target, method)()

    def test_who_is_named_fits(self):
        for vals in ({'subject': 'collector'}, {'user_id': self.lena.id}, {'subject': 'team'},
                     {'period': 'quarter', 'date_from': '2026-08-01'}):
            with self.assertRaises(ValidationError):
                self.targets.with_user(self.manager).create({
                    'value': 5, 'company_id': self.company.id, 'date_from': '2026-07-01', **vals})

    # === TRAFFIC LIGHT === #

    def test_money_is_asked_for_as_the_month_goes_on(self):
        self.result(10_000, self.lena, 1, state='open')
        self.result(31.0, self.lena, 1, 'overdue_rate', 31, 100, state='open')
        money = self.target(31_000, self.lena, approved=True)
        rate = self.target(30, self.lena, measure='overdue_rate', approved=True)
        for day, light in (('2026-07-10', 'green'), ('2026-07-11', 'yellow'),
                           ('2026-07-31', 'red')):
            with freeze_time(self.day(day)):
                self.targets.invalidate_model()
                self.assertEqual((money.light, rate.light), (light, 'yellow'), day)
                self.assertIn(money, self.targets.search([('light', '=', light)]))
        self.assertEqual(money.percent, 32.3)

    def test_a_quarter_adds_up_money_and_weighs_rates(self):
        for ahead, cash, rate, base in ((1, 100, 10, 100), (2, 200, 40, 300)):
            self.result(cash, self.lena, ahead)
            self.result(rate, self.lena, ahead, 'overdue_rate', rate * base / 100, base)
        money = self.target(900, self.lena, period='quarter')
        rate = self.target(30, self.lena, period='quarter', measure='overdue_rate')
        self.assertEqual((money.result, rate.result), (300, 32.5))

    # === RIGHTS === #

    def test_everybody_sees_his_own_and_managers_all(self):
        lena, tom, company = (
            self.target(5, user, approved=True) for user in (self.lena, self.tom, None))
        draft = self.target(5, self.lena, ahead=2)
        employee = self.role_user('employee')
        for user, seen in (
                (self.lena, lena | company), (self.tom, tom | company),
                (employee, self.targets), (self.manager, lena | tom | company | draft)):
            self.assertEqual(self.targets.with_user(user).search([]).sudo(), seen.sudo(), user.name)
        with self.assertRaises(AccessError):
            tom.with_user(self.lena).read(['result'])

    def test_a_form_tells_nothing_of_others(self):
        self.result(777, self.tom, 1)
        target = self.target(5, self.lena, approved=True).with_user(self.lena)
        for records in (target, self.targets.with_user(self.lena)):
            with self.assertRaises(AccessError):
                records.onchange(
                    {'user_id': self.tom.id, 'subject': 'collector', 'date_from': '2026-07-01'},
                    ['user_id'], {'user_id': {}, 'result': {}, 'result_words': {}})
        forged = self.targets.with_user(self.lena).new(
            {'user_id': self.tom.id, 'date_from': self.month(1)},
            origin=target.with_user(self.lena))
        self.assertFalse(forged.has_result)

    def test_what_follows_is_written_by_nobody(self):
        target = self.target(5, self.lena).with_user(self.manager)
        for name, value in (
                ('state', 'approved'), ('low', 1), ('high', 9e9), ('has_range', False),
                ('reason', "x"), ('team_name', "x"), ('subject_ref', 3)):
            with self.assertRaises(AccessError):
                target.write({name: value})
        forged = self.targets.with_user(self.manager).with_context(
            default_state='approved', default_high=9e9, default_has_range=True,
            default_is_out_of_reach=False).create({
                'value': 5, 'date_from': '2026-08-01', 'company_id': self.company.id,
                'state': 'approved', 'reason': "x"})
        self.assertRecordValues(forged, [{'state': 'draft', 'reason': False, 'high': 80_000}])
        for user in (self.lena, self.role_user('credit_analyst'), self.role_user('employee')):
            for method, args in (
                    ('write', [{'value': 1}]), ('unlink', []), ('action_approve', []),
                    ('action_change', []), ('action_flags', [])):
                with self.assertRaises(AccessError):
                    getattr(target.with_user(user), method)(*args)
            for name in ('ar.kpi.target', 'ar.kpi.target.change', 'ar.kpi.target.plan'):
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).create({})

    def test_other_companies_are_others(self):
        other = self.other_company()
        away = self.targets.sudo().create({'company_id': other.id, 'value': 5})
        self.assertNotIn(away, self.targets.with_user(self.manager).search([]).sudo())
        with self.assertRaises(AccessError):
            away.with_user(self.manager).action_approve()

    def test_the_form_is_filled_in_by_hand(self):
        with Form(self.targets.with_user(self.manager).with_company(self.company)) as form:
            form.subject = 'collector'
            form.user_id = self.lena
            form.value = 19_000
        self.assertRecordValues(form.record, [
            {'value': 19_000, 'mid': 20_000, 'basis': 'history', 'is_out_of_reach': False}])
