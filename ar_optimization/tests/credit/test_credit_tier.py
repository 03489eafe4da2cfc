from datetime import date, timedelta
from types import SimpleNamespace

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestTier(CreditCommon):

    def assertTier(self, account, letter, kind=None):
        self.assertEqual(account.tier_code, letter, account.tier_reason)
        if kind:
            self.assertEqual(account.tier_basis['kind'], kind)

    # === WHO BECOMES WHAT === #

    def test_four_customers_become_a_b_c_d(self):
        """A pays well and long since, B well, C so so, D is hopeless."""
        best = self.account("Best", score=85)
        sound = self.account("Sound", score=65)
        watched = self.account("Watched", score=45)
        hopeless = self.account("Hopeless", score=20)
        self.night()
        self.assertTier(best, 'A', 'conditions')
        self.assertTier(sound, 'B', 'conditions')
        self.assertTier(watched, 'C', 'conditions')
        self.assertTier(hopeless, 'D', 'fallback')
        self.assertEqual(best.tier_date, self.today)

    def test_each_condition_of_a_counts(self):
        cases = {
            "score": {'score': 79},
            "on time": {'on_time_ratio': 0.79},
            "months known": {'first_invoice_date': self.today - timedelta(days=150)},
            "fresh": {'score_caps': ['equity_ratio']},
        }
        for name, facts in cases.items():
            account = self.account(name, **{'score': 90, **facts})
            self.night()
            with self.subTest(name):
                self.assertTier(account, 'B')

    def test_overdue_counts_from_the_ledger_as_it_is(self):
        account = self.account(score=90)
        invoice = self.invoice(account.partner_id, 1000, -30, due=-16)
        self.night()
        self.assertTier(account, 'B')
        self.assertIn("✗ A: Oldest overdue item at most 15 days (16 days)", account.tier_reason)
        self.pay(invoice)
        self.night()
        self.assertTier(account, 'A')

    def test_new_customer_starts_in_the_starter_tier(self):
        account = self.new_account()
        self.night()
        self.assertTier(account, 'C', 'starter')
        self.assertEqual(
            account.tier_reason.splitlines()[0],
            "New customer: nothing is known of its payments yet.")

    def test_old_good_news_never_makes_an_a(self):
        """The score is excellent, but a mandatory input is out of date."""
        account = self.account(score=99, score_caps=['tax_record'])
        self.night()
        self.assertTier(account, 'B')
        self.assertIn("✗ A: No information out of date (Tax Record)", account.tier_reason)
        self.env['res.lang']._activate_lang('fr_FR')
        kind = self.env['ar.credit.input.kind'].search([('code', '=', 'tax_record')])
        kind.with_context(lang='fr_FR').name = "Registre fiscal"
        account.invalidate_recordset(['tier_reason'])
        self.assertIn("Registre fiscal", account.with_context(lang='fr_FR').tier_reason)
        self.set_facts(account, score=99, score_caps=None)
        self.night()
        self.assertTier(account, 'A')

    def test_reason_in_plain_words(self):
        account = self.account(score=65)
        self.night()
        self.assertEqual(account.tier_reason.splitlines(), [
            "Meets the conditions of tier B, since 06/30/2026.",
            "✓ B: Score at least 60 points (65 points)",
            "✓ B: Customer for at least 3 months (24 months)",
            "✓ B: Oldest overdue item at most 45 days (0 days)",
            "✗ A: Score at least 80 points (65 points)",
        ])

    def test_a_company_with_tiers_of_its_own_uses_only_these(self):
        self.env['ar.credit.tier'].create([
            {'code': 'X', 'name': "Good", 'sequence': 1, 'company_id': self.company.id,
             'sales_multiple': 1, 'is_starter': True,
             'condition_ids': [(0, 0, {'condition': 'min_score', 'value': 50})]},
            {'code': 'Y', 'name': "Rest", 'sequence': 2, 'company_id': self.company.id,
             'credit_mode': 'prepay'},
        ])
        account = self.account(score=65)
        self.night()
        self.assertTier(account, 'X')

    def test_what_would_change_the_tier_is_asked_with_the_same_rules(self):
        account = self.account(score=65)
        self.night()
        decide, names = account._get_tier_decider(self.today)
        self.assertEqual(names, ['A', 'B', 'C', 'D'])
        for score, letter in ((90, 'A'), (82, 'B'), (58, 'B'), (50, 'C'), (10, 'D')):
            result = SimpleNamespace(total=score, coverage=1, caps=())
            with self.subTest(score=score):
                self.assertEqual(names[decide(result, {})], letter)
        capped = SimpleNamespace(total=90, coverage=1, caps=(('tax_record', 'stale'),))
        self.assertEqual(names[decide(capped, {})], 'B')

    # === NOBODY FLICKERS === #

    def test_margin_keeps_customers_from_flickering(self):
        """Entry to A is 80 points, the margin 3."""
        self.company.ar_tier_days = 0
        account = self.account(score=65)
        story = [
            (82, 'B', 'held'),        # earned A, not clearly enough
            (83, 'A', 'conditions'),
            (78, 'A', 'held'),        # misses A, not clearly enough
            (77, 'A', 'held'),
            (76.9, 'B', 'conditions'),
            (82.9, 'B', 'held'),
        ]
        self.night(-7)
        for day, (score, letter, kind) in enumerate(story, -6):
            self.set_facts(account, score=score)
            self.night(day)
            with self.subTest(score=score):
                self.assertTier(account, letter, kind)

    def test_long_enough_counts_like_clearly_enough(self):
        """After 30 days in a row above the entry the better tier is given, margin or not; a second
        run on one day does not count as a day."""
        account = self.account(score=65)
        self.night(-31)
        self.set_facts(account, score=81)
        for day in (-30, -30, -20, -2):
            self.night(day)
            self.assertTier(account, 'B', 'held')
        self.night(-1)
        self.assertTier(account, 'A')

    def test_a_bad_day_starts_the_count_anew(self):
        account = self.account(score=65)
        self.night(-40)
        for day, score in ((-30, 81), (-15, 70), (-10, 81), (-1, 81)):
            self.set_facts(account, score=score)
            self.night(day)
        self.assertTier(account, 'B', 'held')
        self.assertEqual(account.tier_earned_since, self.day(-10))

    # === BY HAND === #

    def test_tier_by_hand_counts_at_once_and_ends_by_itself(self):
        account = self.account(score=20)
        self.night(-1)
        self.assertTier(account, 'D')
        account.write({
            'tier_override_id': self.tier_b.id, 'tier_override_until': self.day(10),
            'tier_override_reason': "Parent company guarantees"})
        self.assertTier(account, 'B', 'override')
        self.assertEqual(
            account.tier_reason.splitlines()[0],
            "Set to tier B by hand until 07/10/2026: Parent company guarantees")
        event = self.events('tier.overridden', account)
        self.assertEqual(event.reason, "Parent company guarantees")
        self.assertEqual(event.expiry_date, self.day(10))
        self.night(10)
        self.assertTier(account, 'B', 'override')
        self.night(11)
        self.assertTier(account, 'D', 'fallback')
        self.assertFalse(account.tier_override_id)
        self.assertEqual(
            self.events('tier.override_ended', account).before, {'tier_code': 'B'})

    def test_tier_by_hand_can_be_taken_back(self):
        account = self.account(score=20)
        account.write({'tier_override_id': self.tier_a.id, 'tier_override_until': self.day(5),
                       'tier_override_reason': "Try"})
        self.assertTier(account, 'A')
        account.action_end_tier_override()
        self.assertTier(account, 'D')

    def test_tier_by_hand_needs_reason_and_end(self):
        account = self.account()
        with self.assertRaisesRegex(ValidationError, "needs a reason and an end date"):
            account.write({'tier_override_id': self.tier_a.id})

    # === LOG, POSITIONS, SIZE === #

    def test_only_changes_are_logged(self):
        """First tiers in one event that says how many, every change in one of its own."""
        account, other = self.account(score=65), self.account("Other", score=85)
        self.night(-1)
        self.night()
        event = self.events('tier.assigned')
        self.assertEqual((event.res_id, event.numbers), (self.company.id, {'A': 1, 'B': 1}))
        self.assertFalse(self.events('tier.changed', account | other))
        self.set_facts(account, score=45)
        self.night()
        event = self.events('tier.changed', account | other)
        self.assertEqual(event.res_id, account.id)
        self.assertEqual(event.before, {'tier_code': 'B', 'tier_date': '2026-06-29'})
        self.assertEqual(event.after, {'tier_code': 'C', 'tier_date': '2026-06-30'})
        self.assertEqual(event.numbers['reasons'][0], ['C', 'min_score', 40.0, 45.0, True])

    def test_off_leaves_tiers_alone(self):
        self.company.ar_position_limits = 'off'
        account = self.account(score=65)
        self.night()
        self.assertFalse(account.tier_id)

    def test_two_companies_decide_for_themselves(self):
        other = self.other_company()
        other.ar_position_limits = 'on'
        partner = self.customer()
        here = self.account_of(partner, score=85)
        there = self.account_of(partner, other, score=45)
        self.night(companies=self.company | other)
        self.assertTier(here, 'A')
        self.assertTier(there, 'C')

    def test_queries_do_not_grow_with_customers(self):
        def queries_of_a_night():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.accounts.sudo()._nightly_tiers(self.company, self.today, False)
            return self.cr.sql_log_count - before

        first = self.account(score=65)
        for partner in self.customers(50):
            self.account_of(partner, score=65)
        queries_of_a_night()
        self.set_facts(first, score=45)
        one = queries_of_a_night()
        self.set_facts(self.accounts.search([]) - first, score=45)
        fifty = queries_of_a_night()
        self.assertEqual(len(self.events('tier.changed')), 51)
        self.assertLessEqual(fifty, one)

    # === THE TIER'S OWN FORM === #

    def test_preview_says_who_would_be_here(self):
        for score in (85, 65, 65, 45):
            self.account(str(score), score=score)
        self.assertEqual(
            [tier.preview_count for tier in (self.tier_a, self.tier_b, self.tier_c, self.tier_d)],
            [1, 2, 1, 0])
        with Form(self.tier_b) as form:
            with form.condition_ids.edit(0) as condition:
                condition.value = 40
            self.assertEqual(form.preview_count, 3)
        self.assertEqual(self.tier_c.preview_count, 0)

    def test_policy_changes_are_logged_and_undone(self):
        condition = self.tier_a.condition_ids[0]
        condition.value = 90
        event = self.events('tier.policy_changed', self.tier_a)[:1]
        self.assertEqual(event.before['condition_ids'][1][2]['value'], 80)
        self.assertEqual(event.after['condition_ids'][1][2]['value'], 90)
        event.action_undo()
        self.assertEqual(self.tier_a.condition_ids.mapped('value'), [80, 80, 15, 6])
        counts = [len(self.events('tier.policy_changed', tier))
                  for tier in (self.tier_a, self.tier_c)]
        conditions = self.tier_a.condition_ids.with_context(default_tier_id=self.tier_a.id)
        used = (conditions | self.tier_c.condition_ids).mapped('condition')
        conditions.create({
            'condition': next(key for key, _name in conditions._selection_condition()
                              if key not in used), 'value': 1}).tier_id = self.tier_c
        for tier, count, more in zip((self.tier_a, self.tier_c), counts, (2, 1), strict=True):
            self.assertEqual(len(self.events('tier.policy_changed', tier)), count + more)
        self.tier_a.sales_multiple = 4
        event = self.events('tier.policy_changed', self.tier_a)[:1]
        self.assertEqual((event.before, event.after),
                         ({'sales_multiple': 3.0}, {'sales_multiple': 4.0}))

    def test_senseless_tiers_are_refused(self):
        cases = {
            "starter": {'is_starter': True},
            "formula": {'sales_multiple': 0},
            "floor": {'limit_floor': 10, 'limit_cap': 5},
            "terms": {'terms_policy': 'set', 'max_payment_term_id': False,
                      'default_payment_term_id': False},
            "term order": {'terms_policy': 'shorten',
                           'max_payment_term_id': self.term((100, 30)).id,
                           'default_payment_term_id': self.term((100, 60)).id},
            "condition": {'condition_ids': [(0, 0, {'condition': 'min_coverage', 'value': 101})]},
        }
        for name, vals in cases.items():
            with self.subTest(name), self.assertRaises(ValidationError), self.cr.savepoint():
                self.tier_b.write(vals)
        self.account(score=65)
        self.night()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.tier_b.unlink()

    def test_longest_days_of_a_payment_term(self):
        self.assertEqual(self.term((30, 0), (70, 60))._ar_longest_days(), 60)
        eom = self.env['account.payment.term'].create({'name': "EOM", 'line_ids': [(0, 0, {
            'value': 'percent', 'value_amount': 100, 'nb_days': 10,
            'delay_type': 'days_after_end_of_next_month'})]})
        # From 1 July to 31 August is 61 days, and 10 more.
        self.assertEqual(eom._ar_longest_days(), (date(2025, 9, 10) - date(2025, 7, 1)).days)
        self.assertEqual(self.env['account.payment.term']._ar_longest_days(), 0)
