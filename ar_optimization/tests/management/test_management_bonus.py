from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .targets_common import TargetsCommon


@tagged('post_install', '-at_install')
class TestBonus(TargetsCommon):
    """Stories to the cent: the year is 2026, today the 30th of June."""

    def test_a_bounced_payment_is_kept_back_from_the_next_bonus(self):
        """May: 10,000 of a target of 10,000. In June 1,500 of it bounce, 4,800 of 5,000 come in."""
        self.rule()
        self.target(10_000, self.lena, -1, approved=True)
        self.target(5_000, self.lena, 0, approved=True)
        good = self.invoice(self.shop, 8_500, '2026-04-01', '2026-05-01')
        bad = self.invoice(self.mill, 1_500, '2026-04-01', '2026-05-01')
        self.pay(good, '2026-05-20')
        bounce = self.pay(bad, '2026-05-30')
        self.night('2026-06-10')
        may = self.bonus(self.lena)
        self.assertRecordValues(may, [
            {'amount_earned': 1_000, 'amount': 1_000, 'state': 'draft', 'is_final': True}])
        may.with_user(self.manager).action_approve()
        may.with_user(self.manager).action_pay()
        with freeze_time('2026-06-20'):
            bounce.action_draft()
            bounce.action_cancel()
        self.pay(self.invoice(self.shop, 4_800, '2026-06-01', '2026-06-15'), '2026-06-25')
        self.night('2026-07-08')
        flag = self.flags.search([('kind', '=', 'reversed')])
        self.assertRecordValues(flag, [
            {'amount': 1_500, 'amount_off': 1_500, 'collector_id': self.lena.id,
             'month': self.month(-1), 'month_back': self.month(), 'state': 'open',
             'partner_id': self.mill.id}])
        june = self.bonus(self.lena, 0)
        # May was 8,500 of 10,000: 85 %, a quarter of the way from 80 to 100. June is what came in
        # in June: 96 % gives 800, and the 1,500 are not subtracted a second time.
        self.assertRecordValues(may, [
            {'state': 'paid', 'amount': 1_000, 'amount_too_much': 750}])
        self.assertRecordValues(june, [
            {'amount_earned': 800, 'amount_recovered': 750, 'amount': 50, 'amount_carried': 0}])
        self.assertEqual(self.events(may, 'bonus.corrected').after['amount_too_much'], 750)
        self.assertIn("96.0 %", june.explanation)
        self.justify_and_get_it_back(flag, may, june)

    def justify_and_get_it_back(self, flag, may, june):
        """The bank erred: the manager says so, and nothing is kept back; taken off, it is again."""
        mine = flag.with_user(self.manager)
        with freeze_time('2026-07-08'):
            with self.assertRaisesRegex(UserError, "review"):
                june.with_user(self.manager).action_approve()
            mine.reason = "The bank's own mistake"
            mine.action_justify()
            self.assertEqual((may.amount_too_much, june.amount_recovered), (0, 0))
            # June has lost the 1,500 by the ledger: 3,300 of 5,000 are below the floor
            self.assertEqual(june.amount, 0)
            self.events(flag, 'flag.justified').with_user(self.manager).action_undo()
            self.assertEqual((flag.state, may.amount_too_much), ('open', 750))
            mine.write({'reason': "Bounced", 'amount_off': 1_500})
            mine.action_take_off()
            self.assertEqual((may.amount_too_much, june.amount), (750, 50))
            june.with_user(self.manager).action_approve()
        self.assertEqual(june.state, 'approved')

    def test_more_than_the_next_bonus_is_carried_on(self):
        self.rule()
        for ahead in (-3, -2, -1):
            self.target(1_000, self.lena, ahead, approved=True)
        self.result(1_000, self.lena, -3)
        self.night(0, '_nightly_bonuses')
        first = self.bonus(self.lena, -3)
        first.with_user(self.manager).action_approve()
        self.flag(-3, 1_000)
        self.result(850, self.lena, -2)
        self.result(960, self.lena, -1)
        self.night(0, '_nightly_bonuses')
        self.assertRecordValues(first | self.bonus(self.lena, -2) | self.bonus(self.lena, -1), [
            {'amount': 1_000, 'amount_too_much': 1_000, 'amount_recovered': 0,
             'amount_carried': 0},
            {'amount': 0, 'amount_too_much': 0, 'amount_recovered': 250, 'amount_carried': 750},
            {'amount': 50, 'amount_too_much': 0, 'amount_recovered': 750, 'amount_carried': 0}])

    def flag(self, ahead, amount, kind='on_account', state='off', user=None):
        return self.flags.sudo().create({
            'company_id': self.company.id, 'kind': kind, 'key': f'{kind} {ahead} {amount}',
            'month': self.month(ahead), 'date': self.month(ahead), 'amount': amount,
            'amount_off': amount, 'collector_id': (user or self.lena).id, 'state': state})

    def test_hidden_overdue_is_added(self):
        self.rule(measure='overdue_rate', kind='steps', floor=0, step_ids=[
            (0, 0, {'percent': 100, 'amount': 300.33}), (0, 0, {'percent': 80, 'amount': 100})])
        self.target(20, self.lena, -1, 'overdue_rate', approved=True)
        self.result(20, self.lena, -1, 'overdue_rate', 2_000, 10_000)
        self.night(0, '_nightly_bonuses')
        self.assertEqual(self.bonus(self.lena).amount, 300.33)
        self.flag(-1, 400, 'due_date')
        self.night(0, '_nightly_bonuses')
        # 2,400 of 10,000 are 24 %, a fifth above the target: 80 %
        self.assertEqual(self.bonus(self.lena).amount, 100)

    def test_a_step_is_part_of_its_rule_in_the_log(self):
        rule = self.rule(kind='steps', amount=0)
        step = self.env['ar.kpi.bonus.step'].create(
            {'rule_id': rule.id, 'percent': 90, 'amount': 50})
        step.amount = 60
        step.with_context(default_rule_id=rule.id).create({'percent': 95, 'amount': 20}).unlink()
        other = self.rule(name="Other", kind='steps', amount=0)
        step.rule_id = other
        step.unlink()
        self.assertEqual(
            [event.after['steps'] for event in self.events(rule, 'bonus.rule_changed')],
            [[[90, 50]], [[90, 60]], [[90, 60], [95, 20]], [[90, 60]], []])
        self.assertEqual(
            [event.after['steps'] for event in self.events(other, 'bonus.rule_changed')],
            [[[90, 60]], []])

    def test_what_is_beside_money(self):
        self.rule(amount=0, reward="A day off")
        self.target(100, self.lena, -1, approved=True)
        self.target(100, self.tom, -1, approved=True)
        self.result(100, self.lena, -1)
        self.result(99, self.tom, -1)
        self.night(0, '_nightly_bonuses')
        self.assertRecordValues(self.bonus(self.lena) | self.bonus(self.tom), [
            {'reward': "A day off", 'amount': 0}, {'reward': False, 'amount': 0}])

    def test_nothing_without_results_approval_and_rule(self):
        self.target(100, self.lena, -1, approved=True)
        self.night(0, '_nightly_bonuses')
        self.assertFalse(self.bonus(self.lena))
        rule = self.rule(user_ids=[(6, 0, self.tom.ids)])
        self.target(100, self.tom, -1)
        self.night(0, '_nightly_bonuses')
        self.assertFalse(self.bonuses.search([]))
        rule.user_ids = False
        self.night(0, '_nightly_bonuses')
        bonus = self.bonus(self.lena)
        self.assertRecordValues(bonus, [{'amount': 0, 'is_final': False}])
        with self.assertRaisesRegex(UserError, "may still change"):
            bonus.with_user(self.manager).action_approve()
        rule.active = False
        self.night(0, '_nightly_bonuses')
        self.assertFalse(bonus.exists())

    def test_final_though_there_was_nothing_to_measure(self):
        """No promise fell due in May: its month is frozen all the same."""
        self.rule()
        self.rule(measure='promise_kept_rate')
        self.target(100, self.lena, -1, approved=True)
        self.target(90, self.lena, -1, 'promise_kept_rate', approved=True)
        self.result(100, self.lena, -1)
        self.night(0, '_nightly_bonuses')
        self.assertRecordValues(self.bonus(self.lena), [{'amount': 1_000, 'is_final': True}])

    def test_a_night_writes_only_what_is_new(self):
        self.rule()
        self.target(100, self.lena, -1, approved=True)
        self.result(100, self.lena, -1)
        self.night(0, '_nightly_bonuses')
        self.bonuses._make(self.company, self.today)
        self.env.flush_all()
        with self.assertQueryCount(10):
            self.bonuses._make(self.company, self.today)
            self.env.flush_all()

    def test_figures_that_nobody_has_seen_are_not_approved(self):
        """A rule that is raised in the evening, and approved in the morning by who saw the draft
        of the night."""
        rule = self.rule()
        for user in (self.lena, self.tom):
            self.target(100, user, -1, approved=True)
            self.result(100, user, -1)
        self.night(0, '_nightly_bonuses')
        lena, tom = self.bonus(self.lena), self.bonus(self.tom)
        rule.write({'user_ids': [(6, 0, self.tom.ids)]})
        self.rule(name="More", amount=5_000, user_ids=[(6, 0, self.lena.ids)])
        action = lena.with_user(self.manager).action_approve()
        self.assertEqual(action['tag'], 'display_notification')
        self.assertIn(lena.display_name, action['params']['message'])
        self.assertRecordValues(lena, [{'state': 'draft', 'amount': 5_000}])
        rule.amount = 2_000
        (lena | tom).with_user(self.manager).action_approve()
        self.assertRecordValues(lena | tom, [
            {'state': 'approved', 'amount': 5_000}, {'state': 'draft', 'amount': 2_000}])
        rule.active = False
        self.assertTrue(tom.with_user(self.manager).action_approve())
        self.assertFalse(tom.exists(), "nothing is left to be approved")

    def test_nobody_writes_the_rule_of_his_own_bonus(self):
        own = self.rule(kind='steps', user_ids=[(6, 0, (self.lena | self.manager).ids)],
                        step_ids=[(0, 0, {'percent': 100, 'amount': 300})])
        others = self.rule(name="Others", user_ids=[(6, 0, self.lena.ids)])
        mine, theirs = (rule.with_user(self.manager) for rule in (own, others))
        steps = mine.step_ids
        for call in (
            lambda: mine.write({'amount': 9_000}),
            lambda: mine.write({'user_ids': [(3, self.manager.id)], 'amount': 9_000}),
            lambda: mine.write({'step_ids': [(1, steps.id, {'amount': 9_000})]}),
            lambda: mine.copy(),
            lambda: theirs.write({'user_ids': [(4, self.manager.id)]}),
            lambda: steps.write({'amount': 9_000}),
            lambda: steps.unlink(),
            lambda: steps.create({'rule_id': own.id, 'percent': 90, 'amount': 9}),
            lambda: steps.with_context(default_rule_id=own.id).create({
                'percent': 90, 'amount': 9}),
        ):
            with self.assertRaisesRegex(AccessError, "your own bonus"), self.cr.savepoint():
                call()
        theirs.amount = 50
        own.company_id.write({
            'ar_single_person': True, 'ar_single_person_cap': 8_000,
            'ar_single_person_owner_id': self.role_user('credit_manager', 'ar_chief').id})
        steps.amount = 50

    def test_a_rule_for_everybody_is_not_changed_by_whom_it_pays(self):
        """The manager collects, too. Until he has such a target, the rule is not about him."""
        rule = self.rule(kind='steps', step_ids=[(0, 0, {'percent': 100, 'amount': 300})])
        mine, chief = rule.with_user(self.manager), self.role_user('credit_manager', 'ar_chief')
        steps = mine.step_ids
        mine.cap = 900
        self.target(100, self.manager, -25, approved=True)  # its bonus is over
        self.target(100, self.manager, 0, 'promise_kept_rate', approved=True)
        steps.amount = 400
        self.target(100, self.manager, 0, approved=True)
        for call in (
            lambda: mine.write({'cap': 9_000}),
            lambda: mine.write({'user_ids': [(6, 0, self.lena.ids)], 'cap': 9_000}),
            lambda: mine.action_archive(),
            lambda: mine.copy(),
            lambda: mine.unlink(),
            lambda: mine.with_context(default_company_id=self.company.id).create({'name': "More"}),
            lambda: steps.write({'amount': 9_000}),
            lambda: steps.unlink(),
        ):
            with self.assertRaisesRegex(AccessError, "another credit manager"), self.cr.savepoint():
                call()
        [message] = mine.load(['.id', 'cap'], [[str(rule.id), '9000']])['messages']
        self.assertIn("another credit manager", message['message'])
        self.assertEqual((rule.cap, steps.amount), (900, 400))
        self.rule(name="Others", subject='salesperson').with_user(self.manager).amount = 50
        rule.with_user(chief).cap = 800
        self.assertEqual(
            [event.user_id for event in self.events(rule, 'bonus.rule_changed')],
            [self.manager.id, self.manager.id, chief.id])

    # === RIGHTS === #

    def test_who_decides_and_who_sees(self):
        self.rule()
        for user in (self.lena, self.manager):
            self.target(100, user, -1, approved=True)
            self.result(100, user, -1)
        self.night(0, '_nightly_bonuses')
        lena, own = self.bonus(self.lena), self.bonus(self.manager)
        with self.assertRaisesRegex(AccessError, "your own bonus"):
            own.with_user(self.manager).action_approve()
        analyst = self.role_user('credit_analyst')
        for user, seen in ((self.lena, lena), (self.tom, self.bonuses), (analyst, self.bonuses),
                           (self.manager, lena | own)):
            self.assertEqual(self.bonuses.with_user(user).search([]), seen.with_user(user))
        for user in (self.lena, self.tom, analyst):
            for method in ('action_approve', 'action_pay', 'action_draft', 'action_flags'):
                with self.assertRaises(AccessError):
                    getattr(lena.with_user(user), method)()
            for name in ('ar.kpi.bonus.rule', 'ar.kpi.flag'):
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])
        for user in (self.lena, self.manager):
            for vals in ({'amount': 9}, {'state': 'paid'}, {'basis': []}):
                with self.assertRaises(AccessError):
                    lena.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                self.bonuses.with_user(user).with_context(default_amount=9).create({
                    'user_id': user.id, 'company_id': self.company.id, 'period': 'month',
                    'date_from': self.month(-9), 'date_to': self.month(-8)})
        with self.assertRaises(AccessError):
            lena.with_user(self.manager).unlink()

    def test_an_approval_is_taken_back_but_no_payment(self):
        self.rule()
        self.target(100, self.lena, -1, approved=True)
        self.result(90, self.lena, -1)
        self.night(0, '_nightly_bonuses')
        bonus = self.bonus(self.lena).with_user(self.manager)
        with self.assertRaises(UserError):
            bonus.action_pay()
        bonus.action_approve()
        self.assertRecordValues(bonus, [
            {'amount': 500, 'approved_by_id': self.manager.id, 'approved_on': self.today}])
        self.events(bonus, 'bonus.approved').with_user(self.manager).action_undo()
        self.assertEqual(bonus.state, 'draft')
        bonus.action_approve()
        bonus.action_pay()
        with self.assertRaises(UserError):
            bonus.action_draft()
        self.assertEqual(
            self.events(bonus).mapped('kind'),
            ['bonus.approved', 'bonus.reopened', 'undone', 'bonus.approved', 'bonus.paid'])
