import io
from datetime import datetime, timedelta

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestManagementCompliance(ARCommon):
    """Rules with their next check, and the list of what was done against them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.breaches = cls.env['ar.compliance.breach']
        cls.rules = cls.env['ar.compliance.rule']
        cls.env['ar.contact.policy'].search([]).active = False
        cls.partner = cls.customer(country_id=cls.env.ref('base.us').id, tz='America/New_York')
        cls.account = cls.env['ar.credit.account']._account_for(cls.partner, cls.company)
        cls.lena = cls.role_user('collector', login='ar_lena')
        cls.manager = cls.role_user('credit_manager')
        cls.law = cls.env['ar.contact.policy'].create({
            'name': "Law", 'is_legal': True, 'country_ids': cls.env.ref('base.us').ids,
            'hour_from': 8, 'hour_to': 21, 'call_cap': 2, 'days_off': 'none'})
        cls.rule = cls.rules.create({
            'name': "Calls", 'topic': 'contact', 'contact_policy_id': cls.law.id,
            'country_id': cls.env.ref('base.us').id})

    def call(self, when, account=None, user=None, **vals):
        """A call that somebody reports right after it: day and hour (UTC)."""
        day, hour = when
        moment = datetime.combine(self.day(day), datetime.min.time()) + timedelta(hours=hour)
        with freeze_time(moment + timedelta(minutes=1)):
            log = self.env['ar.contact.log'].with_user(user or self.lena).create({
                'account_id': (account or self.account).id, 'channel': 'phone', 'date': moment,
                'result': 'told', **vals})
        self.env.cr.precommit.run()
        return log

    def find(self, first=-20, last=0):
        self.env.flush_all()
        return self.breaches.sudo()._find(
            self.company, self.day(first), self.day(last), self.today)

    # === CONTACTS === #

    def test_a_call_at_night_is_found_once_with_person_and_rule(self):
        night, noon = self.call((-9, 3)), self.call((-9, 16))
        found = self.find()
        self.assertRecordValues(found, [{
            'kind': 'contact_hours', 'date': self.day(-9), 'user_id': self.lena.id,
            'partner_id': self.partner.id, 'rule_id': self.rule.id, 'topic': 'contact',
            'is_legal': True, 'res_id': night.id, 'state': 'open', 'document': noon.subject}])
        self.assertIn("too early or too late", found.explanation)
        self.assertFalse(self.find())
        self.assertFalse(self.find(first=-5))

    def test_a_breach_is_of_the_day_where_the_company_works(self):
        """Eight in the evening in UTC is the next morning in Shanghai, and the middle of the night
        at the customer's."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        self.partner.tz = 'Asia/Tokyo'
        night = self.call((-9, 20))
        self.assertFalse(self.find(first=-9, last=-9))
        self.assertRecordValues(
            self.find(first=-8, last=-8), [{'res_id': night.id, 'date': self.day(-8)}])

    def test_the_cap_of_the_law_and_our_own(self):
        self.env['ar.contact.policy'].create({
            'name': "Own", 'week_cap': 1, 'hour_from': 0, 'hour_to': 24, 'days_off': 'none'})
        calls = [self.call((day, 16)) for day in (-9, -8, -7)]
        found = self.find().sorted('res_id')
        self.assertEqual(found.mapped('res_id'), [call.id for call in calls[1:]])
        self.assertEqual(found.mapped('kind'), ['contact_cap'] * 2)
        self.assertEqual(found.mapped('is_legal'), [False, True])
        self.assertEqual(found[0].rule_id, self.rules)
        self.assertEqual(found[1].rule_id, self.rule)

    def test_what_the_customer_had_asked_for(self):
        """Only what was known at the time of the call counts."""
        self.call((-9, 16))
        with freeze_time(datetime.combine(self.day(-8), datetime.min.time())):
            self.account.with_context(
                tracking_disable=False, mail_notrack=False).no_phone = True
            self.env.flush_all()
            self.env.cr.precommit.run()
        late = self.call((-7, 16))
        self.assertEqual(
            [(breach.kind, breach.res_id) for breach in self.find()],
            [('contact_opted_out', late.id)])

    def test_stop_everything_and_insolvency(self):
        with freeze_time(datetime.combine(self.day(-9), datetime.min.time())):
            self.account.sudo()._stop_everything(self.day(-7), "Asked for peace")
        stopped, free = self.call((-8, 16)), self.call((-6, 16))
        with freeze_time(datetime.combine(self.day(-5), datetime.min.time())):
            self.account.write({'insolvency_date': self.day(-12)})
        insolvent = self.call((-4, 16), purpose='final')
        legal = self.call((-3, 16), purpose='legal')
        found = {breach.res_id: breach.kind for breach in self.find()
                 if breach.kind != 'contact_cap'}
        self.assertEqual(
            found, {stopped.id: 'contact_stopped', insolvent.id: 'contact_insolvent'})
        self.assertNotIn(free.id, found)
        self.assertNotIn(legal.id, found)

    def test_queries_do_not_grow_with_the_customers(self):
        accounts = self.env['ar.credit.account']
        people = self.customers(12)
        accounts._ensure_accounts(self.company)
        self.env['ar.contact.log'].sudo().create([
            {'account_id': account.id, 'channel': 'phone', 'date': datetime(2026, 6, 20, 3),
             'user_id': self.lena.id, 'result': 'told'}
            for account in people._ar_account(self.company)])
        self.law.country_ids = [Command.set(self.env['res.country'].search([]).ids)]
        people.country_id = self.env.ref('base.cn')
        self.find(-30, -29)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            found = self.breaches.sudo()._find(
                self.company, self.day(-20), self.today, self.today)
        self.assertEqual(len(found), 0)  # noon in Shanghai
        self.env.invalidate_all()

    # === MONEY === #

    def test_claims_that_are_barred_or_soon_will_be(self):
        self.env['ar.limitation.rule'].search([]).active = False
        rule = self.env['ar.limitation.rule'].create({
            'name': "Two years", 'months': 24, 'country_ids': self.env.ref('base.us').ids})
        legal = self.rules.create({
            'name': "Two years", 'topic': 'limitation', 'limitation_rule_id': rule.id})
        barred = self.invoice(self.partner, 100, '2024-06-15')
        near = self.invoice(self.partner, 100, '2024-07-20')
        young = self.invoice(self.partner, 100, '2025-07-20')
        partly = self.invoice(self.partner, 100, '2024-07-21')
        self.pay(partly, '2026-01-01', 10)
        found = self.find().sorted('res_id')
        self.assertEqual(
            [(breach.kind, breach.res_id, breach.date) for breach in found],
            [('limitation_over', self.receivable_lines(barred).id, self.day('2026-06-15')),
             ('limitation_near', self.receivable_lines(near).id, self.today)])
        self.assertEqual(found.rule_id, legal)
        self.assertNotIn(self.receivable_lines(young).id, found.mapped('res_id'))
        self.assertEqual(found[0].with_user(self.lena).action_open_record()['res_id'], barred.id)

    def test_each_debt_of_an_opening_entry_is_told(self):
        self.env['ar.limitation.rule'].search([]).active = False
        self.env['ar.limitation.rule'].create({
            'name': "Two years", 'months': 24, 'country_ids': self.env.ref('base.us').ids})
        other = self.customer("Other", country_id=self.env.ref('base.us').id)
        entry = self.env['account.move'].create({
            'move_type': 'entry', 'date': self.day('2024-06-15'), 'line_ids': [
                *(Command.create({
                    'account_id': self.receivable.id, 'balance': 100, 'partner_id': partner.id,
                    'date_maturity': self.day(f'2024-{month}')})
                  for partner, month in (
                      (self.partner, '06-15'), (self.partner, '06-20'), (other, '06-15'))),
                Command.create({'account_id': self.income.id, 'balance': -300})]})
        entry.action_post()
        found = self.find()
        self.assertEqual(
            sorted(found.mapped('partner_id.name')), sorted([self.partner.name, "Other"]))
        self.assertEqual(
            sorted(found.mapped('res_id')), sorted(self.receivable_lines(entry).ids))
        self.assertEqual(found[0].action_open_record()['res_id'], entry.id)
        self.assertFalse(self.find())

    def test_each_version_of_a_contract_is_told(self):
        self.env['ar.legal.term'].search([]).active = False
        self.env['ar.legal.term'].create({
            'name': "30 days", 'country_id': self.env.ref('base.us').id, 'longest_days': 30})
        contract = self.env['ar.contract'].create({
            'account_id': self.account.id, 'payment_term_id': self.term((100, 60)).id})
        contract.sudo().state = 'active'
        contract.version_id.sudo().state = 'effective'
        told = self.find()
        self.assertEqual(told.facts['text'], {'en_US': contract.version_id.legal_warning})
        self.assertEqual(told.explanation, contract.version_id.legal_warning)
        self.assertFalse(self.find())
        later = contract._new_version()
        later.payment_term_id = self.term((100, 90))
        self.assertFalse(self.find(), "it is not in force")
        contract.sudo().version_id = later
        found = self.find()
        self.assertEqual((found.kind, found.document), ('terms', contract.version_id.display_name))
        self.assertEqual(found.action_open_record()['res_id'], contract.id)

    def test_interest_above_the_law(self):
        self.env['ar.interest.policy'].search([]).active = False
        self.env['ar.interest.policy'].create({
            'name': "A thousandth a day", 'mode': 'accrue', 'basis': 'own', 'rate': 0.1,
            'rate_period': 'day', 'currency_id': self.company.currency_id.id})
        self.company.ar_position_dunning = 'on'
        self.invoice(self.partner, 1000, -40, -30)
        self.env['ar.interest.charge']._accrue(self.company, self.today)
        self.assertFalse(self.find())
        law = self.env['ar.legal.term'].create({
            'name': "Usury", 'country_id': self.env.ref('base.us').id, 'highest_rate': 20})
        rule = self.rules.create({
            'name': "Usury", 'topic': 'interest', 'legal_term_id': law.id})
        found = self.find()
        self.assertEqual((found.kind, found.rule_id, found.is_legal), ('interest', rule, True))
        self.assertEqual(found.facts, {'rate': 36.5, 'highest': 20})

    def test_a_rule_set_aside_by_hand(self):
        tier = self.env['ar.credit.tier'].search([], limit=1)
        with freeze_time(datetime.combine(self.day(-2), datetime.min.time())):
            self.account.with_user(self.manager).write({
                'tier_override_id': tier.id, 'tier_override_until': self.day(30),
                'tier_override_reason': "Knows the owner"})
        found = self.find()
        self.assertEqual((found.kind, found.user_id), ('override', self.manager))
        self.assertEqual(found.explanation, "Tier set by hand")

    # === DECISIONS === #

    def test_explained_by_somebody_else_with_a_reason(self):
        self.call((-9, 3))
        breach = self.find()
        theirs = breach.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            theirs.action_explain()
        theirs.reason = "The customer had asked for a call at that hour"
        theirs.action_explain()
        self.assertEqual((breach.state, breach.decided_by_id), ('explained', self.manager))
        event = self.env['ar.event'].search([('kind', '=', 'compliance.decided')], limit=1)
        self.assertEqual((event.before, event.after), ({'state': 'open'}, {'state': 'explained'}))
        self.assertEqual(event.reason, breach.reason)
        with self.assertRaises(UserError):
            theirs.reason = "Something else"
        with self.assertRaises(UserError):
            theirs.action_mend()
        theirs.action_reopen()
        self.assertEqual(breach.state, 'open')
        theirs.action_mend()
        self.assertEqual(breach.state, 'mended')

    def test_nobody_closes_his_own_and_nobody_forges(self):
        self.call((-9, 3), user=self.manager)
        breach = self.find()
        breach.sudo().reason = "I say so"
        with self.assertRaisesRegex(AccessError, "own breach"):
            breach.with_user(self.manager).action_explain()
        mine = self.call((-8, 3))
        own = self.find().filtered(lambda each: each.res_id == mine.id)
        theirs = own.with_user(self.lena)
        self.assertEqual(self.breaches.with_user(self.lena).search([]), own)
        for attack in (
                lambda: theirs.write({'reason': "No"}), lambda: theirs.write({'state': 'mended'}),
                theirs.action_explain, theirs.unlink,
                lambda: breach.with_user(self.manager).write({'state': 'mended'}),
                lambda: breach.with_user(self.manager).unlink(),
                lambda: self.breaches.with_user(self.manager).create({
                    'company_id': self.company.id, 'kind': 'terms', 'date': self.today,
                    'found_on': self.today, 'res_model': 'res.partner', 'res_id': 1}),
                lambda: self.rule.with_user(self.lena).write({'is_verified': True}),
                self.rule.with_user(self.lena).action_check):
            with self.assertRaises(AccessError):
                attack()
        other = self.role_user('credit_manager', 'elsewhere', self.other_company())
        self.assertFalse(self.breaches.with_user(other).search([]))

    # === RULES === #

    def test_the_next_check_reminds_and_is_put_off(self):
        self.rule.write({'owner_id': self.manager.id, 'next_review_date': self.day(-1)})
        self.assertEqual(self.rule.state, 'due')
        self.assertIn(self.rule, self.rules.search([('state', '=', 'due')]))
        self.rules._remind_owners()
        self.rules._remind_owners()
        self.assertEqual(self.rule.activity_ids.user_id, self.manager)
        self.rule.with_user(self.manager).action_check()
        self.assertFalse(self.rule.activity_ids)
        self.assertEqual((self.rule.state, self.rule.is_verified), ('valid', True))
        self.assertTrue(self.env['ar.event'].search_count([
            ('kind', '=', 'compliance.rule_changed'), ('res_id', '=', self.rule.id)]))

    def test_states_by_search_are_those_shown(self):
        made = self.rules.create([
            {'name': "Coming", 'date_from': self.day(1)},
            {'name': "Ended", 'date_to': self.day(-1)},
            {'name': "Valid"}, {'name': "Due", 'next_review_date': False}])
        for rule, state in zip(made, ('coming', 'ended', 'valid', 'due'), strict=True):
            self.assertEqual(rule.state, state)
            self.assertEqual(
                self.rules.search([('state', '=', state), ('id', 'in', made.ids)]), rule)

    def test_what_ships_says_what_nobody_has_verified(self):
        """Verified is only what has the day of its comparison; each refers to what enforces it."""
        shipped = self.rules.search([]) - self.rule
        for rule in shipped:
            self.assertEqual(rule.is_verified, bool(rule.checked_on), rule.name)
            self.assertTrue(rule.source, rule.name)
            self.assertEqual(bool(rule.enforced_by), rule.topic != 'privacy', rule.name)
        self.assertEqual(self.rule.action_open_enforcing()['res_id'], self.law.id)

    # === LIST === #

    def test_the_night_lists_and_the_workbook_tells(self):
        self.call((-2, 3))
        self.env['ar.credit.account'].sudo()._nightly_compliance(self.company, self.today)
        breach = self.breaches.search([])
        self.assertEqual(breach.kind, 'contact_hours')
        stream = io.BytesIO()
        self.breaches._export(stream)
        sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertTrue(any(breach.explanation in (row or ()) for row in rows))
        html, _kind = self.env['ir.actions.report']._render_qweb_html(
            'ar_optimization.ar_compliance_breach_report', breach.ids)
        self.assertIn(b"Contact at a Forbidden Time", html)
