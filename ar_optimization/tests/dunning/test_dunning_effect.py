from hypothesis import given, strategies

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, freeze_time, tagged

from ...tools import effect
from ...tools.effect import Stratum
from ..pure import check_doctests, examples
from .common import DunningCommon

groups = strategies.integers(1, 400).flatmap(
    lambda count: strategies.tuples(strategies.just(count), strategies.integers(0, count)))
strata = strategies.lists(
    strategies.tuples(groups, groups).map(lambda pair: Stratum(*pair[0], *pair[1])),
    min_size=1, max_size=5)


@tagged('post_install', '-at_install')
class TestDunningEffectTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, effect)

    @examples
    @given(strata)
    def test_the_difference_is_inside_its_interval(self, found):
        result = effect.measure(found)
        if result.verdict == effect.FEW:
            self.assertIsNone(result.difference)
            both = [each for each in found if each.told and each.held]
            self.assertLess(min(sum(each.told for each in both), sum(
                each.held for each in both)), effect.LEAST)
            return
        self.assertLessEqual(-1, result.low)
        self.assertLessEqual(result.low, result.difference)
        self.assertLessEqual(result.difference, result.high)
        self.assertLessEqual(result.high, 1)

    @examples
    @given(strata)
    def test_who_changes_places_changes_the_sign(self, found):
        swapped = [Stratum(*each[2:], *each[:2]) for each in found]
        one, other = effect.measure(found), effect.measure(swapped)
        if one.difference is not None:
            self.assertAlmostEqual(one.difference, -other.difference)
            self.assertAlmostEqual(one.low, -other.high)

    def test_nobody_to_compare_with(self):
        result = effect.measure([Stratum(50, 40, 0, 0)])
        self.assertEqual(result, (50, 0.8, 0, None, None, None, None, 'few'))
        self.assertEqual(effect.measure([Stratum(50, 5, 50, 40)]).verdict, 'harms')


@tagged('post_install', '-at_install')
class TestDunningEffect(DunningCommon):
    """Who was told pays; who was held back does so later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure.write({'holdout_percent': 50, 'holdout_cap': 1000})
        cls.people = cls.customers(10)
        cls.people.email = 'x@example.com'
        cls.bills = {partner: cls.invoice(partner, 100, -60, -6) for partner in cls.people}
        cls.large = cls.invoice(cls.mill, 5000, -60, -6)

    def rows(self, when, **where):
        with freeze_time(self.day(when)):
            self.env['ar.dunning.effect'].invalidate_model()
            found = self.env['ar.dunning.effect'].search([
                ('company_id', '=', self.company.id),
                *((name, '=', value) for name, value in where.items())])
            return found.read()

    def test_figures(self):
        run = self.send(self.prepare())
        held = run.skip_ids.partner_id
        told = self.people - held
        self.assertTrue(held and told)
        self.assertFalse(run.notice_ids.filtered(
            lambda notice: notice.partner_id == self.mill).is_drawn, "too large an amount")
        for partner in told[1:]:
            self.pay(self.bills[partner], 5)
        self.pay(self.bills[told[0]], 10)
        self.pay(self.bills[held[0]], 3, 40)
        self.pay(self.bills[held[-1]], 12)
        self.pay(self.large, 1)
        self.assertFalse(self.rows(6), "seven days are not over")
        [week] = self.rows(20, about='level', days=7)
        self.assertEqual(week['strata'], [[len(told), len(told) - 1, len(held), 0]])
        [fortnight] = self.rows(20, about='level', days=14)
        self.assertEqual(fortnight['strata'], [[len(told), len(told), len(held), 1]])
        self.assertEqual((fortnight['verdict'], fortnight['interval']), ('few', False))
        self.assertEqual(
            (fortnight['told_percent'], fortnight['held_percent']),
            (100, round(100 / len(held), 1)))
        self.assertEqual(fortnight['name'], "Tested: First")
        [channel] = self.rows(20, about='channel', days=14)
        self.assertEqual((channel['name'], channel['strata']), ("E-Mail", fortnight['strata']))
        [text] = self.rows(20, about='text', days=14)
        self.assertEqual(text['name'], self.template.name)

    def test_credit_notes_and_what_was_paid_before_say_nothing(self):
        run = self.prepare()
        held = run.skip_ids.partner_id
        told = self.people - held
        self.pay(self.bills[held[0]], -1)
        self.match(self.bills[told[0]], self.credit_note(told[0], 100, 2))
        self.send(run)
        [row] = self.rows(20, about='level', days=14)
        [(told_count, told_paid, held_count, __)] = row['strata']
        self.assertEqual((told_paid, held_count), (0, len(held) - 1))
        self.assertIn(told_count, (len(told), len(told) - 1))

    def test_days_of_both_begin_when_it_goes_out(self):
        run = self.prepare()
        held = run.skip_ids.partner_id
        told = self.people - held
        run.action_approve()
        for partner in (held[0], told[0]):
            self.pay(self.bills[partner], 1)
        with freeze_time(f'{self.day(3)} 12:00'):
            run.sudo()._send_all()
        [row] = self.rows(20, about='level', days=14)
        self.assertEqual(row['strata'], [[len(told) - 1, 0, len(held) - 1, 0]])

    def test_intervals_come_with_numbers(self):
        row = self.env['ar.dunning.effect'].new(
            {'about': 'channel', 'channel': 'mail', 'strata': [[70, 56, 80, 48]]})
        self.assertEqual((row.verdict, row.interval), ('helps', "+5.2 to +33.4"))
        self.assertAlmostEqual(row.difference, 20)

    def test_who_may_look(self):
        effects = self.env['ar.dunning.effect']
        effects.with_user(self.role_user('collector')).search([])
        with self.assertRaises(AccessError):
            effects.with_user(self.role_user('employee')).search([])
        self.send(self.prepare())
        stranger = self.role_user(
            'credit_manager', login='ar_elsewhere', companies=self.other_company(name="Elsewhere"))
        with freeze_time(self.day(20)):
            self.assertFalse(effects.with_user(stranger).search([]))
