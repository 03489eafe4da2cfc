from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .cover_common import CoverCommon


@tagged('post_install', '-at_install')
class TestCreditAlert(CoverCommon):
    """Limits that are used up, covers and contracts that run out, and answers that only draft."""

    def warned(self):
        """{indicator: warning} of what a night brings."""
        before = self.env['ar.alert'].search([])
        self.env['ar.credit.account']._nightly_alerts(self.company, self.today)
        self.env.invalidate_all()
        return {alert.indicator: alert for alert in self.env['ar.alert'].search([]) - before}

    def test_utilisation(self):
        self.invoice(self.partner, 899, due=30)
        self.assertNotIn('utilisation', self.warned())
        self.invoice(self.partner, 1, due=30)
        alert = self.warned()['utilisation']
        self.assertRecordValues(alert, [{
            'account_id': self.customer_account.id, 'value': 90, 'severity': 'yellow'}])
        self.invoice(self.partner, 300, due=30)
        self.warned()
        self.assertRecordValues(alert, [{'value': 120, 'severity': 'red'}])
        self.assertEqual(alert.action_evidence()['res_model'], 'ar.exposure.item')

    def test_who_gets_no_credit_uses_none_up(self):
        self.invoice(self.partner, 5000, due=30)
        self.customer_account.credit_mode = 'prepay'
        self.assertNotIn('utilisation', self.warned())
        self.customer_account.credit_mode = 'unlimited'
        self.assertNotIn('utilisation', self.warned())

    def test_a_cover_runs_out(self):
        self.cover(amount=500, end=31)
        self.assertNotIn('cover', self.warned())
        nearer = self.cover(amount=700, end=7)
        alert = self.warned()['cover']
        self.assertRecordValues(alert, [{
            'value': 7, 'base_value': 700, 'severity': 'red', 'figure_date': nearer.date_end}])
        self.assertEqual(alert.rule_id.unit, "days left")

    def test_a_contract_runs_out(self):
        self.customer_account.sudo()._write_set(
            {self.customer_account.id: {'contract_until': self.day(45)}}, ('contract_until',))
        self.assertEqual(self.warned()['contract'].severity, 'yellow')
        self.customer_account.sudo()._write_set(
            {self.customer_account.id: {'contract_until': self.day(-1)}}, ('contract_until',))
        self.warned()
        self.assertTrue(self.env['ar.alert'].search([('indicator', '=', 'contract')]).calm_since)

    def test_answers_are_drafts(self):
        """The form is filled in; nothing is asked for, and the customer's terms stay."""
        self.invoice(self.partner, 1000, due=30)
        alert = self.warned()['utilisation']
        collector = self.role_user('collector')
        requests = self.env['ar.credit.request']
        before = requests.search_count([]), self.customer_account.credit_limit
        action = alert.with_user(collector).action_ask_limit()
        self.assertEqual((requests.search_count([]), self.customer_account.credit_limit), before)
        self.assertEqual((alert.state, alert.seen_by_id), ('seen', collector))
        with Form(requests.with_user(collector).with_context(**action['context'])) as form:
            self.assertEqual(
                (form.type, form.new_mode, form.new_limit, form.partner_id),
                ('limit', 'limit', 800, self.partner))
            self.assertIn("100 % of its limit", form.reason)
        self.assertEqual(form.record.state, 'draft')
        prepay = alert.with_user(collector).action_ask_prepay()['context']
        self.assertEqual((prepay['default_type'], prepay['default_new_mode']), ('limit', 'prepay'))

    def test_a_cover_raises_no_draft_of_a_lower_limit(self):
        """10,000 granted and 50,000 by a cover: a lower limit is one below 10,000."""
        self.company.ar_cover_effect = 'limit'
        account = self.account("Covered", credit_mode='limit', credit_limit=10_000)
        self.cover(amount=50_000, account=account)
        self.assertEqual(account.effective_limit, 60_000)
        alert = self.env['ar.alert'].sudo().create({
            'account_id': account.id, 'company_id': self.company.id, 'origin': 'rule',
            'indicator': 'utilisation',
            'rule_id': self.env.ref('ar_optimization.alert_rule_utilisation').id})
        self.assertEqual(alert.action_ask_limit()['context']['default_new_limit'], 8_000)

    def test_the_next_shorter_term(self):
        terms = {days: self.term((100, days)) for days in (17, 23, 91)}
        self.partner.property_payment_term_id = terms[91]
        self.invoice(self.partner, 1000, due=30)
        alert = self.warned()['utilisation']
        context = alert.action_ask_terms()['context']
        longest = self.env['account.payment.term'].browse(
            context['default_new_term_id'])._ar_longest_days()
        self.assertTrue(23 <= longest < 91)
        self.assertEqual(context['default_date_to'], str(self.day(90)))
        alert.action_false_alarm()
        with self.assertRaises(UserError):
            alert.action_ask_terms()
