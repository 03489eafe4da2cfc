from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .alert_common import AlertCommon


@tagged('post_install', '-at_install')
class TestAlertMeasures(AlertCommon):
    """What crosses a bound is a warning, and what does not is none: measure by measure."""

    def test_rising_delay(self):
        self.slower(self.shop, 9.9)
        self.assertFalse(self.night())
        self.slower(self.shop, 10)
        alert = self.night()
        self.assertRecordValues(alert, [{
            'indicator': 'delay', 'severity': 'yellow', 'value': 10, 'base_value': 2,
            'state': 'new', 'owner_id': self.max.id, 'sales_owner_id': self.sam.id,
            'response': 'terms'}])
        self.assertIn("10 days later", alert.words)
        self.assertEqual(
            alert.action_evidence()['domain'][0],
            ('partner_id', 'child_of', self.shop.partner_id.id))

    def test_early_payers_who_get_less_early_are_no_warning(self):
        self.facts(self.shop, delay_recent=-5, delay_before=-30, delay_trend=25)
        self.assertFalse(self.night())

    def test_few_invoices_are_no_habit(self):
        self.facts(self.shop, resolved_count=4, paid_count=4, delay_recent=40, delay_trend=40,
                   partial_ratio=1)
        self.assertFalse(self.night())

    def test_partial_payments(self):
        self.facts(self.shop, partial_ratio=0.29)
        self.assertFalse(self.night())
        self.facts(self.shop, partial_ratio=0.6)
        self.assertRecordValues(self.night(), [{
            'indicator': 'partial', 'severity': 'red', 'value': 60}])

    def test_drop_and_spike(self):
        """Six invoices of 600 within a year are 887.67 in 90 days."""
        for month in range(6):
            self.invoice(self.shop.partner_id, 600, -100 - 30 * month)
        self.facts(self.shop)
        self.invoice(self.shop.partner_id, 450, -10)
        self.assertEqual(self.warned(), {})  # 49 % less
        self.invoice(self.shop.partner_id, 5000, -9, post=False)
        self.credit_note(self.shop.partner_id, 100, -5)
        self.assertEqual(self.warned(), {('drop', "Shop"): 60.57})
        self.invoice(self.shop.partner_id, 1426, -3)
        self.assertEqual(self.warned(), {('spike', "Shop"): 100.07})
        self.assertTrue(self.alerts.search([('indicator', '=', 'drop')]).calm_since)

    def test_a_spike_has_its_own_window(self):
        """4,050 within a year are 332.88 in 30 days, and 700 of 30 days are 110.29 % more; in the
        90 days of drops it is 1,150 against 887.67, no spike."""
        for month in range(6):
            self.invoice(self.shop.partner_id, 600, -100 - 30 * month)
        self.invoice(self.shop.partner_id, 450, -40)
        self.invoice(self.shop.partner_id, 700, -5)
        self.facts(self.shop)
        self.env.ref('ar_optimization.alert_rule_spike').window_days = 30
        self.assertEqual(self.warned(), {('spike', "Shop"): 110.29})

    def test_concentration_needs_five_debtors(self):
        others = [self.known(f"Small {number}") for number in range(3)]
        for account in others:
            self.invoice(account.partner_id, 10, -1, due=30)
        self.invoice(self.shop.partner_id, 1000, -1, due=30)
        self.assertEqual(self.warned(), {})
        self.invoice(self.known("Fifth").partner_id, 970, -1, due=30)
        found = self.warned()
        self.assertEqual(found[('concentration', "Shop")], 50)
        self.assertEqual(len(found), 2)

    def test_information_out_of_date(self):
        kind = self.env['ar.credit.input.kind'].search([('value_type', '!=', 'category')], limit=1)
        known = self.env['ar.credit.input'].create({
            'partner_id': self.shop.partner_id.id, 'kind_id': kind.id, 'value': 1,
            'source': "Accounts", 'date': self.day(-400), 'expiry_date': self.day(-30)})
        self.assertEqual(self.warned(), {('stale', "Shop"): 30})
        known.copy({'date': self.day(-10), 'expiry_date': self.day(300)})
        self.night()
        self.assertTrue(self.alerts.search([('indicator', '=', 'stale')]).calm_since)

    def test_bank_data_is_of_the_company(self):
        self.company.ar_bank_stale_days = 5
        self.assertFalse(self.night())  # a bank that never told anything is not fed
        self.payment(self.shop.partner_id, 10, -8)
        alert = self.night()
        self.assertRecordValues(alert, [{
            'indicator': 'bank', 'account_id': False, 'value': 8, 'sales_owner_id': False}])
        with self.assertRaises(UserError):
            alert.action_ask_limit()
        self.company.ar_bank_stale_days = 10
        self.night()
        self.assertTrue(alert.calm_since)

    def test_falling_score(self):
        card = self.env['ar.scorecard']._get_card(self.company)
        version = card._get_version(card._compile())
        scores = self.env['ar.score'].sudo().create([
            {'account_id': self.shop.id, 'company_id': self.company.id, 'version_id': version.id,
             'partner_id': self.shop.partner_id.id, 'date': self.day(day), 'total': total}
            for day, total in ((-100, 80), (-20, 69.9))])
        self.shop.sudo().score_id = scores[1]
        self.assertEqual(self.warned(), {('score', "Shop"): 10.1})

    def predicted(self, move, chance, state='model'):
        """A prediction, as the night stores it."""
        [line] = self.receivable_lines(move)
        self.env['ar.prediction'].sudo().create({
            'line_id': line.id, 'move_id': move.id, 'company_id': self.company.id,
            'partner_id': self.shop.partner_id.id, 'account_id': self.shop.id,
            'date': self.today, 'date_maturity': line.date_maturity, 'state': state,
            'amount_residual': line.amount_residual, 'probability_late': chance})

    def test_likely_to_be_late(self):
        """Late in a tenth of its past; 300 that are late by 60 % and 100 by 20 % are 50 % of what
        is not due: 40 points more. What is overdue says nothing of what comes."""
        partner = self.shop.partner_id
        self.predicted(self.invoice(partner, 300, -5, due=20), 0.6)
        self.predicted(self.invoice(partner, 100, -5, due=0), 0.2)
        self.predicted(self.invoice(partner, 900, -50, due=-1), 1.0)
        alert = self.night().filtered(lambda alert: alert.indicator == 'prediction')
        self.assertRecordValues(
            alert, [{'value': 40, 'base_value': 10, 'account_id': self.shop.id}])
        action = alert.action_evidence()
        self.assertEqual(
            len(self.env[action['res_model']].search(action['domain'])), 3)
        self.facts(self.shop, on_time_ratio=0.4)
        self.night(1)
        self.assertTrue(alert.calm_since, "50 % is less than its past")

    def test_only_what_the_model_says_is_a_warning(self):
        partner = self.shop.partner_id
        self.predicted(self.invoice(partner, 300, -5, due=20), 0.95, 'rate')
        self.predicted(self.invoice(partner, 300, -5, due=20), 0, 'none')
        self.assertNotIn('prediction', self.night().mapped('indicator'))
        self.facts(self.shop, resolved_count=4)
        self.predicted(self.invoice(partner, 300, -5, due=20), 0.95)
        self.assertNotIn('prediction', self.night(1).mapped('indicator'), "four are no past")

    def test_deterioration_adds_up(self):
        """Half of 30 points for the delay, all of 10 for payments in parts."""
        self.facts(self.shop, delay_recent=12, delay_trend=10, partial_ratio=0.7)
        self.night()
        self.assertEqual(self.shop.deterioration, 25)
        self.assertEqual(self.shop.deterioration_points, [['delay', 15], ['partial', 10]])
        self.assertEqual(self.shop.deterioration_why.split("\n")[0], "15  Rising Delay")
        self.facts(self.shop)
        self.night()
        self.assertEqual((self.shop.deterioration, self.shop.deterioration_why), (0, ""))


@tagged('post_install', '-at_install')
class TestAlertLife(AlertCommon):
    """Never twice, a clock, an outcome, and the precision of its rule."""

    def test_sixty_days_and_no_warning_twice(self):
        """Slower and slower, closed on the tenth day, better for a while, slow again."""
        trend = {0: 12, 5: 26, 20: 12.5, 30: 3, 45: 11}
        raised = {}
        for day in range(60):
            if day in trend:
                self.slower(self.shop, trend[day])
            for alert in self.night(day):
                raised[day] = alert
            if day == 10:
                with freeze_time(self.day(day)):
                    raised[0].action_real()
            self.assertLessEqual(self.alerts.search_count([('state', '!=', 'closed')]), 1)
        self.assertEqual(list(raised), [0, 45])
        self.assertRecordValues(raised[0], [{
            'severity': 'red', 'value': 26, 'closed_on': self.day(10), 'calm_since': self.day(30)}])
        kinds = self.env['ar.event'].search([('res_model', '=', 'ar.alert')]).mapped('kind')
        self.assertEqual(sorted(kinds), [
            'alert.closed', 'alert.graver', 'alert.raised', 'alert.raised', 'alert.seen'])

    def test_after_the_rest_only_what_is_clearly_worse(self):
        self.slower(self.shop, 20)
        self.night().action_no_action()
        self.slower(self.shop, 21)
        self.assertFalse(self.night(40))
        self.slower(self.shop, 22)
        self.assertFalse(self.night(29))
        self.assertEqual(len(self.night(41)), 1)

    def test_a_second_run_of_a_night_does_nothing(self):
        self.slower(self.shop, 30)
        self.night()
        before = self.env['ar.event'].search_count([])
        self.assertFalse(self.night())
        self.assertEqual(self.env['ar.event'].search_count([]), before)

    def test_clock_runs_in_working_hours(self):
        """Found on Tuesday night; sixteen working hours are over on Wednesday evening."""
        self.company.resource_calendar_id.tz = 'UTC'
        self.slower(self.shop, 12)
        alert = self.night()
        self.env.cr.execute(  # the row is of the night, not of the real clock
            "UPDATE ar_alert SET create_date = '2026-06-30 03:00' WHERE id = %s", [alert.id])
        alert.invalidate_recordset()
        self.assertEqual(alert.deadline.date(), self.day(1))
        with freeze_time(self.day(2)):
            self.assertTrue(alert.is_late)
            self.assertEqual(self.alerts.search([('is_late', '=', True)]), alert)
        with freeze_time(f'{self.day(1)} 10:00'):
            alert.with_user(self.sam).action_seen()
        self.assertAlmostEqual(alert.response_hours, 10, 1)
        self.assertFalse(alert.is_late)
        self.assertAlmostEqual(self.rule.median_hours, 10, 1)

    def test_precision(self):
        others = [self.known(f"Customer {number}") for number in range(3)]
        self.assertEqual(self.rule.precision_text, "not judged yet")
        self.slower(self.shop | others[0] | others[1] | others[2], 15)
        alerts = self.night()
        for alert, close in zip(alerts, (
                'action_real', 'action_false_alarm', 'action_false_alarm', 'action_no_action'),
                strict=True):
            getattr(alert.with_user(self.cora), close)()
        self.env.invalidate_all()
        self.assertEqual(self.rule.precision_text, "33 % of 3")
        false = alerts.filtered(lambda alert: alert.outcome == 'false')[0]
        event = self.env['ar.event'].search([('kind', '=', 'alert.closed')]).filtered(
            lambda event: event.res_id == false.id)
        event.with_user(self.max).action_undo()
        self.assertRecordValues(false, [{'state': 'seen', 'outcome': False, 'closed_on': False}])
        self.env.invalidate_all()
        self.assertEqual(self.rule.precision_text, "50 % of 2")

    def test_it_is_not_opened_again_beside_a_newer_one(self):
        self.slower(self.shop, 12)
        first = self.night()
        first.action_false_alarm()
        self.slower(self.shop, 15)
        self.assertTrue(self.night(40))
        with self.assertRaises(UserError):
            first.action_reopen()

    def test_nor_beside_one_of_another_rule_about_the_same_measure(self):
        self.slower(self.shop, 12)
        first = self.night()
        first.action_false_alarm()
        self.rule.copy({'company_id': self.company.id, 'yellow': 14, 'window_days': 0})
        self.slower(self.shop, 30)
        newer = self.night(40)
        self.assertNotEqual(newer.rule_id, first.rule_id)
        with self.assertRaises(UserError):
            first.action_reopen()
        newer.action_false_alarm()
        first.action_reopen()
        self.assertEqual(first.state, 'seen')

    def test_what_a_rule_measures_stays(self):
        """Else the night would raise a second warning of a rule that has an open one."""
        self.slower(self.shop, 15)
        self.night()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.rule.indicator = 'partial'
        self.rule.indicator = 'delay'

    def test_one_message_per_owner(self):
        other = self.known("Other", user_id=self.sam.id)
        self.slower(self.shop | other, 30)
        self.facts(other, delay_recent=30, delay_trend=30, partial_ratio=1)
        self.company.ar_position_alert = 'on'
        before = self.env['mail.message'].search([])
        self.night()
        told = self.env['mail.message'].search([]) - before
        told = told.filtered('notified_partner_ids')
        self.assertEqual(
            sorted(told.notified_partner_ids.mapped('name')), ["Max", "Sam"])
        self.assertEqual(len(told), 2)
        self.assertEqual(told[0].body.count("<li"), 3)
        self.assertIn("3 of them urgent", told[0].subject)

    def test_nobody_is_told_of_a_company_that_he_does_not_work_in(self):
        """A salesperson of another company, or one who has become a portal user, owns nothing."""
        there = self.other_company()
        far = self.known("Far", company=there, user_id=self.sam.id)
        portal = self.known("Portal", user_id=self.env['res.users'].create({
            'name': "Left", 'login': "ar_left",
            'group_ids': [Command.set(self.env.ref('base.group_portal').ids)]}).id)
        self.rule.sales_user_id = self.sam
        self.slower(far | portal, 15)
        alerts = self.night(companies=self.company | there)
        owners = {alert.account_id: alert.sales_owner_id for alert in alerts}
        self.assertEqual(owners, {far: self.sam.browse(), portal: self.sam})

    def test_positions(self):
        self.slower(self.shop, 30)
        self.company.ar_position_alert = 'off'
        self.assertFalse(self.night())
        self.company.ar_position_alert = 'observe'
        before = self.env['mail.message'].search_count([])
        self.assertTrue(self.night())
        self.assertEqual(self.env['mail.message'].search_count([]), before)

    def test_a_night_of_the_past_finds_nothing(self):
        self.slower(self.shop, 30)
        self.env['ar.credit.account']._nightly_alerts(self.company, self.today - timedelta(1))
        self.assertFalse(self.alerts.search([]))

    def test_own_rules_of_a_company(self):
        there = self.other_company()
        far = self.known("Far", company=there)
        self.slower(self.shop | far, 15)
        rule = self.rule.copy({'company_id': there.id, 'yellow': 40, 'red': 0, 'window_days': 0})
        alerts = self.night(companies=self.company | there)
        self.assertEqual(alerts.account_id, self.shop)
        rule.yellow = 14
        self.assertEqual(self.night(companies=there).company_id, there)
        self.assertEqual(rule.with_context(allowed_company_ids=self.company.ids).open_count, 0)
        self.assertEqual(rule.with_context(allowed_company_ids=there.ids).open_count, 1)
        rule.active = False
        self.slower(far, 90)
        self.assertFalse(self.night(1, companies=there))

    def test_a_changed_rule_takes_open_warnings_over(self):
        """A rule of its own goes on with the warning of the shared one; where no rule is in force,
        the warning calms down; it goes on when one is again."""
        self.slower(self.shop, 15)
        alert = self.night()
        own = self.rule.copy({'company_id': self.company.id, 'yellow': 14, 'window_days': 0})
        self.assertFalse(self.night(1), "no second warning")
        self.assertRecordValues(alert, [{'rule_id': own.id, 'calm_since': False}])
        own.active = False
        self.assertFalse(self.night(2))
        self.assertEqual(alert.calm_since, self.day(2))
        own.sudo().unlink()
        self.assertFalse(self.night(3))
        self.assertRecordValues(alert, [{'rule_id': self.rule.id, 'calm_since': False}])

    def test_bounds_make_sense(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.rule.red = 5
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env.ref('ar_optimization.alert_rule_cover').red = 90
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env.ref('ar_optimization.alert_rule_drop').window_days = 0

    def test_merged_customers_keep_one_warning(self):
        other = self.known("Other")
        self.slower(self.shop | other, 15)
        self.night()
        self.env['base.partner.merge.automatic.wizard']._merge(
            [self.shop.partner_id.id, other.partner_id.id], self.shop.partner_id)
        self.assertEqual(
            self.alerts.search([('state', '!=', 'closed')]).account_id, self.shop)
        self.assertEqual(self.shop.alert_count, 1)

    def test_merged_customers_keep_one_warning_of_a_measure(self):
        """Whichever rules had raised them; those of measures whose rules are gone stay apart."""
        other = self.known("Other")
        self.slower(self.shop, 15)
        first = self.night()
        self.rule.copy({'company_id': self.company.id, 'yellow': 14, 'window_days': 0})
        self.slower(other, 15)
        second = self.night(1)
        self.assertNotEqual((first | second).rule_id, self.rule)
        partial = first.copy({
            'rule_id': self.rule.id, 'indicator': 'partial', 'account_id': other.id,
            'origin': 'rule', 'state': 'new'})
        (first | partial).rule_id = False
        self.env['base.partner.merge.automatic.wizard']._merge(
            [self.shop.partner_id.id, other.partner_id.id], self.shop.partner_id)
        left = self.alerts.search([('state', '!=', 'closed'), ('account_id', '=', self.shop.id)])
        self.assertEqual(left, first | partial)


@tagged('post_install', '-at_install')
class TestAlertNight(AlertCommon):

    def test_queries_do_not_grow_with_customers(self):
        self.company.ar_position_alert = 'observe'

        def count(number, day):
            accounts = self.env['ar.credit.account'].browse()
            for partner in self.customers(number, f"Night {day}"):
                accounts |= self.account(partner)
            self.slower(accounts, 30)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.night(day)), number)
            return self.cr.sql_log_count - before

        count(1, 0)
        self.assertEqual(count(2, 1), count(30, 2))

    def test_bad_ledgers(self):
        """Three invoices, no payment, one customer, all of it late, and nothing at all."""
        lone = self.other_company()
        self.assertFalse(self.night(companies=lone))
        partner = self.customer("Lone")
        for day in (-90, -60, -30):
            self.invoice(partner, 100, day, company=lone)
        account = self.env['ar.credit.account']._account_for(partner, lone)
        self.env['ar.credit.account']._nightly_features(lone, self.today, True)
        self.assertFalse(self.night(companies=lone))
        self.assertEqual(account.deterioration, 0)
        self.assertEqual(self.alerts._build(lone, self.today), self.alerts)
