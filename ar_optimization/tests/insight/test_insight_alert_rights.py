from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .alert_common import AlertCommon


@tagged('post_install', '-at_install')
class TestAlertRights(AlertCommon):
    """What was measured is nobody's to type; salespeople read what is about their customers; and
    other companies see nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slower(cls.shop, 15)
        with freeze_time(f'{cls.today} 03:00'):
            cls.alert = cls.alerts.sudo()._build(cls.company, cls.today).sudo(False)

    def event(self, user=None, **vals):
        return self.alerts.with_user(user or self.cora).create({
            'account_id': self.shop.id, 'source': "Newspaper", 'event_date': self.day(-1),
            'description': "Sells its main plant", 'severity': 'red', **vals})

    def refused(self, do, *args, errors=UserError, **kwargs):
        with self.assertRaises(errors), self.cr.savepoint():
            do(*args, **kwargs)
            self.env.flush_all()

    def test_an_event_is_entered_with_owners_and_clock(self):
        rule = self.env.ref('ar_optimization.alert_rule_event')
        alert = self.event()
        self.assertRecordValues(alert, [{
            'origin': 'person', 'rule_id': rule.id, 'owner_id': self.max.id, 'state': 'new',
            'sales_owner_id': self.sam.id, 'severity': 'red', 'partner_id': self.shop.partner_id.id,
            'create_uid': self.cora.id}])
        self.assertEqual(
            alert.words, "Newspaper, 06/29/2026: Sells its main plant")
        self.assertTrue(alert.deadline)
        self.night()
        self.assertEqual(self.shop.deterioration_points[0], ['event', 30])
        alert.with_user(self.cora).write({'severity': 'yellow', 'outcome_note': "Asked them"})
        alert.with_user(self.cora).action_false_alarm()
        self.assertEqual(rule.precision_text, "0 % of 1")
        self.refused(alert.with_user(self.cora).write, {'description': "Never mind"})

    def test_an_event_needs_source_and_past(self):
        self.refused(self.event, source=" ", errors=ValidationError)
        self.refused(self.event, event_date=self.day(1), errors=ValidationError)
        self.refused(self.event, account_id=False)

    def test_nothing_of_the_engine_is_forged(self):
        forged = {
            'origin': 'rule', 'state': 'closed', 'outcome': 'real', 'rule_id': self.rule.id,
            'indicator': 'delay', 'value': 99, 'owner_id': self.cora.id, 'response_hours': 0.1,
            'seen_on': '2020-01-01', 'closed_by_id': self.max.id, 'calm_since': self.today}
        alert = self.event(**forged)
        defaults = {f'default_{name}': value for name, value in forged.items()}
        other = self.alerts.with_user(self.cora).with_context(**defaults).create({
            'account_id': self.shop.id, 'source': "Radio", 'event_date': self.day(0)})
        for each in alert | other:
            self.assertEqual(
                (each.origin, each.state, each.outcome, each.indicator, each.owner_id, each.value,
                 each.response_hours, each.seen_on, each.calm_since),
                ('person', 'new', False, 'event', self.max, 0, 0, False, False))
        for name, value in forged.items():
            self.refused(alert.with_user(self.cora).write, {name: value})
            self.refused(self.alert.with_user(self.max).write, {name: value})
        for name in ('severity', 'description', 'account_id', 'company_id', 'partner_id'):
            self.refused(self.alert.with_user(self.max).write, {name: False})
        self.refused(self.shop.with_user(self.max).write, {'deterioration': 0.5})
        self.refused(self.shop.with_user(self.max).write, {'alert_ids': [(5,)]})
        self.refused(alert.with_user(self.max).unlink)
        self.rule.with_user(self.max).write({'alert_ids': [(0, 0, forged)]})
        self.assertEqual(len(self.rule.alert_ids), 1)

    def test_salespeople_read_and_take_up_what_is_theirs(self):
        tina = self.role_user('employee', login='ar_tina')
        mine = self.alert.with_user(self.sam)
        self.assertIn("15 days later", mine.words)
        self.assertTrue(mine.playbook)
        words = "They change their bank"
        mine.message_post(body=words)
        self.refused(mine.write, {'outcome_note': "x"})
        self.refused(mine.action_false_alarm)
        self.refused(self.event, self.sam)
        self.refused(self.rule.with_user(self.sam).read, ['name'])
        self.assertFalse(self.alerts.with_user(tina).search([]))
        self.refused(self.alert.with_user(tina).read, ['value'])
        self.refused(self.alert.with_user(tina).action_seen)
        mine.action_seen()
        self.assertRecordValues(self.alert, [{'state': 'seen', 'seen_by_id': self.sam.id}])

    def test_collectors_keep_no_rules(self):
        self.refused(self.rule.with_user(self.cora).write, {'yellow': 99})
        self.refused(self.rule.with_user(self.max).unlink)
        self.rule.with_user(self.max).yellow = 12
        self.assertEqual(self.env['ar.event'].search([], limit=1).kind, 'alert.rule_changed')

    def test_other_companies_see_nothing(self):
        there = self.other_company()
        far = self.role_user('credit_manager', login='ar_far', companies=there)
        self.assertFalse(self.alerts.with_user(far).search([]))
        self.refused(self.alert.with_user(far).read, ['words'])
        self.refused(self.alert.with_user(far).action_false_alarm)
        self.refused(self.event, far)
        risk = self.env['ar.risk'].with_user(self.max).create({'name': "Bank fails"})
        self.refused(risk.with_user(far).read, ['name'])
        self.assertEqual(self.rule.with_user(far).open_count, 0)

    @mute_logger('odoo.sql_db')
    def test_one_open_warning_is_the_databases_law(self):
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.alert.sudo().copy({'rule_id': self.rule.id, 'origin': 'rule'})


@tagged('post_install', '-at_install')
class TestRisk(AlertCommon):

    def test_level_log_and_review(self):
        risk = self.env['ar.risk'].with_user(self.max).create({
            'name': "Largest customer fails", 'category': 'concentration', 'likelihood': '3',
            'impact': '5', 'measure': "Credit insurance", 'next_review_date': self.day(10)})
        self.assertRecordValues(risk, [{'level': 15, 'grade': 'high', 'owner_id': self.max.id}])
        risk.impact = '2'
        self.assertRecordValues(risk, [{'level': 6, 'grade': 'middle'}])
        event = self.env['ar.event'].search([('res_model', '=', 'ar.risk')], limit=1)
        self.assertEqual((event.kind, event.before, event.after), (
            'risk.changed', {'impact': '5'}, {'impact': '2'}))
        self.env['ar.reviewed']._cron_reviews()
        self.assertFalse(risk.activity_ids)
        with freeze_time(self.day(10)):
            self.env['ar.reviewed']._cron_reviews()
            self.env['ar.reviewed']._cron_reviews()
        self.assertEqual(risk.activity_ids.user_id, self.max)
        risk.next_review_date = self.day(100)
        self.assertFalse(risk.activity_ids)
        with self.assertRaises(AccessError), self.cr.savepoint():
            risk.with_user(self.cora).measure = "None"
