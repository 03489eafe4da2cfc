from odoo.tests import Form, freeze_time, tagged

from .promise_common import PromiseCommon


@tagged('post_install', '-at_install')
class TestCollectionAlert(PromiseCommon):
    """Broken promises and many disputes warn; the worklist ranks by warnings; a visit answers."""

    def warned(self, when=0):
        with freeze_time(f'{self.day(when)} 03:00'):
            self.env['ar.credit.account']._nightly_alerts(self.company, self.day(when))
        self.env.invalidate_all()
        return {alert.indicator: alert for alert in self.env['ar.alert'].search([])}

    def test_broken_promises(self):
        self.account.collector_id = self.ann
        self.invoice(self.shop, 1000, -60, -30)
        for number in range(3):
            promise = self.promise(amount=100 + number, when=1)
            promise.write({'state': 'broken' if number else 'kept', 'date': self.day(-number)})
        alert = self.warned()['promise']
        self.assertRecordValues(alert, [{
            'value': 2, 'base_value': 203, 'severity': 'yellow', 'owner_id': self.ann.id,
            'figure_date': self.day(-1)}])
        self.assertEqual(alert.action_evidence()['domain'], [('account_id', '=', self.account.id)])
        self.warned(181)
        self.assertEqual(alert.calm_since, self.day(181))

    def test_many_disputes(self):
        bills = [self.invoice(self.shop, 100, -20 - day, due=30) for day in range(7)]
        self.env['ar.dispute'].create({
            'move_line_id': self.receivable_lines(bills[0]).id, 'amount': 10,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_price').id})
        self.assertNotIn('dispute', self.warned())  # 14.29 %
        self.env['ar.dispute'].create({
            'move_line_id': self.receivable_lines(bills[1]).id, 'amount': 10,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_price').id})
        self.assertRecordValues(self.warned()['dispute'], [{
            'value': 28.57, 'base_value': 2, 'severity': 'yellow'}])

    def test_the_worklist_ranks_by_them(self):
        self.company.ar_position_collection = 'observe'
        self.invoice(self.shop, 100, -60, -30)
        self.env['ar.alert'].with_user(self.ann).create({
            'account_id': self.account.id, 'source': "Radio", 'severity': 'red'})
        self.env['ar.worklist'].sudo()._rebuild(self.company, self.today)
        row = self.env['ar.worklist'].search([('account_id', '=', self.account.id)])
        self.assertEqual(row.detail['alert'][0], 10)

    def test_a_visit_is_planned_when_saved(self):
        alert = self.env['ar.alert'].with_user(self.ann).create({
            'account_id': self.account.id, 'source': "Radio"})
        action = alert.action_plan_visit()
        self.assertFalse(self.account.activity_ids)
        activities = self.env['mail.activity'].with_user(self.ann)
        with Form(activities.with_context(**action['context'])) as form:
            form.save()
        self.assertEqual(
            self.account.activity_ids.activity_type_id,
            self.env.ref('ar_optimization.mail_activity_dunning_visit'))
        self.assertEqual(alert.state, 'seen')
