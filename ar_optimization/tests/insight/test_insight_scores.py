from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import InsightCommon


class ScoreCommon(InsightCommon):
    """A small card: 60 points for punctuality by amount, 40 for the equity ratio."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.scorecard'].search([]).active = False
        cls.equity = cls.env.ref('ar_optimization.input_kind_equity_ratio')
        cls.tax = cls.env.ref('ar_optimization.input_kind_tax_record')
        cls.card = cls.env['ar.scorecard'].create({
            'name': "Small Card",
            'characteristic_ids': [
                Command.create({
                    'name': "On time", 'source': 'feature', 'feature': 'on_time_ratio_amount',
                    'weight': 3, 'attribute_ids': cls.ranges((0, 0), (0.5, 6), (0.9, 10)),
                }),
                Command.create({
                    'name': "Equity ratio", 'source': 'input', 'kind_id': cls.equity.id,
                    'weight': 2, 'requirement': 'fresh', 'stale_factor': 0.5,
                    'attribute_ids': cls.ranges((0, 0), (0.2, 4), (0.4, 8)),
                }),
            ],
        })
        cls.partner = cls.customer()
        cls.acc = cls.account(cls.partner)

    @staticmethod
    def ranges(*pairs):
        return [Command.create({'lower': low, 'points': points}) for low, points in pairs]

    @classmethod
    def know(cls, partner, kind, value, when=-30, **vals):
        if kind.value_type == 'category':
            category = kind.category_ids.filtered(lambda c: c.code == value)
            vals['category_id'] = category.id
        else:
            vals['value'] = value
        return cls.env['ar.credit.input'].create({
            'partner_id': partner.id, 'company_id': False, 'kind_id': kind.id,
            'source': "annual accounts", 'date': cls.day(when), **vals,
        })

    @classmethod
    def nightly(cls, day=0, companies=None):
        companies = companies or cls.company
        accounts = cls.env['ar.credit.account']
        accounts._nightly_features(companies, cls.day(day))
        accounts._nightly_scores(companies, cls.day(day))

    @classmethod
    def half_on_time(cls, partner):
        cls.pay(cls.invoice(partner, 300, -60, due=-30), -30)
        cls.pay(cls.invoice(partner, 200, -60, due=-30), -20)


@tagged('post_install', '-at_install')
class TestInsightScores(ScoreCommon):

    def test_the_card_adds_up(self):
        """60 % on time by amount: 6 of 10 points of a share of 60, that is 36. Equity of 25 %:
        4 of 8 points of 40, that is 20. Together 56."""
        self.half_on_time(self.partner)
        self.know(self.partner, self.equity, 0.25)
        self.nightly()
        self.assertRecordValues(self.acc, [{
            'score': 56.0, 'score_date': self.today, 'score_coverage': 1.0, 'score_caps': [],
        }])
        card = self.acc.score_card
        self.assertEqual(
            [tuple(line[key] for key in ('name', 'value', 'range', 'points', 'score', 'max'))
             for line in card['lines']],
            [('On time', '60 %', '50 – 90 %', '6 / 10', 36.0, 60.0),
             ('Equity ratio', '25 %', '20 – 40 %', '4 / 8', 20.0, 40.0)])
        self.assertEqual(sum(line['score'] for line in card['lines']), card['total'])

    def test_unknown_gives_its_points_to_the_others(self):
        self.half_on_time(self.partner)
        self.nightly()
        self.assertRecordValues(self.acc, [{'score': 60.0, 'score_coverage': 0.6}])
        self.assertTrue(self.acc.score_card['lines'][1]['missing'])
        self.assertEqual(self.acc.score_caps, [], "fresh if given, and it is not given")

    def test_no_history_is_no_score(self):
        """A new customer with an invoice that is not due yet has proved nothing."""
        self.invoice(self.partner, 100, -1, due=29)
        self.nightly()
        self.assertFalse(self.acc.score_id)
        self.assertIn("No history", self.acc.score_card['empty'])
        self.know(self.partner, self.equity, 0.5)
        self.nightly()
        self.assertEqual(self.acc.score, 100.0)

    def test_history_taken_back_takes_the_score_away(self):
        bill = self.invoice(self.partner, 100, -60, due=-30)
        self.nightly()
        self.assertEqual(self.acc.score, 0.0)
        self.assertTrue(self.acc.score_id)
        bill.button_draft()
        self.nightly()
        self.assertFalse(self.acc.score_id)
        self.assertEqual(len(self.acc.score_ids), 1, "the history stays")

    # === STALENESS === #

    def test_old_good_news_loses_weight_and_caps_the_tier(self):
        """The logistics firm: excellent accounts, four years old, and it began to pay late. The
        equity ratio keeps half its weight: 3 : 1 instead of 3 : 2, and stands in the way of A."""
        self.half_on_time(self.partner)
        self.know(self.partner, self.equity, 0.6, when=-4 * 365)
        self.nightly()
        self.assertRecordValues(self.acc, [{'score': 70.0, 'score_caps': ['equity_ratio']}])
        self.assertTrue(self.acc.score_id.is_capped)
        card = self.acc.score_card
        self.assertEqual([line['max'] for line in card['lines']], [75.0, 25.0])
        self.assertTrue(card['lines'][1]['stale'])
        self.assertEqual(card['capped'], ["Equity ratio is out of date"])

    def test_information_expires_overnight_without_any_booking(self):
        self.half_on_time(self.partner)
        self.know(self.partner, self.equity, 0.6, expiry_date=self.day(-1), when=-90)
        self.nightly(-1)
        self.assertEqual(self.acc.score, 76.0)
        self.nightly(0)
        self.assertEqual(self.acc.score, 70.0)
        self.assertRecordValues(self.acc.score_ids, [
            {'date': self.today, 'total': 70.0, 'change': -6.0},
            {'date': self.day(-1), 'total': 76.0, 'change': 0.0},
        ])

    def test_mandatory_and_not_given(self):
        self.card.characteristic_ids[1].requirement = 'given'
        self.half_on_time(self.partner)
        self.nightly()
        self.assertEqual(self.acc.score_caps, ['equity_ratio'])
        self.assertEqual(self.acc.score_card['capped'], ["Equity ratio is missing"])

    def test_latest_information_counts(self):
        """The newest by its own date; of two of one day the company's own; archived ones do not."""
        self.know(self.partner, self.equity, 0.1, when=-400)
        self.know(self.partner, self.equity, 0.3, when=-30)
        own = self.know(self.partner, self.equity, 0.5, when=-30, company_id=self.company.id)
        newer = self.know(self.partner, self.equity, 0.0, when=-10)
        newer.active = False
        self.nightly()
        self.assertEqual(self.acc.score, 100.0)
        line = self.acc.score_id.lines[1]
        self.assertEqual((line['source'], line['value']), (f'input,{own.id}', 0.5))

    # === WRITTEN WHEN CHANGED, MADE AGAIN === #

    def test_a_score_is_written_when_points_change(self):
        self.half_on_time(self.partner)
        self.nightly(-1)
        first = self.acc.score_id
        self.pay(self.invoice(self.partner, 10, -60, due=-30), -20)
        self.nightly(0)
        self.assertEqual(self.acc.score_id, first, "58.8 % is in the same range as 60 %")
        self.pay(self.invoice(self.partner, 9000, -60, due=-30), -30)
        self.nightly(0)
        self.assertRecordValues(self.acc.score_ids, [
            {'total': 100.0, 'change': 40.0}, {'total': 60.0, 'change': 0.0},
        ])
        event = self.env['ar.event'].search([('kind', '=', 'score.changed')], limit=1)
        self.assertEqual((event.before, event.after), ({'score': 60.0}, {'score': 100.0}))

    def test_a_small_move_is_no_event(self):
        self.card.event_points = 50
        self.half_on_time(self.partner)
        self.nightly(-1)
        self.pay(self.invoice(self.partner, 9000, -60, due=-30), -30)
        before = self.env['ar.event'].search_count([('kind', '=', 'score.changed')])
        self.nightly(0)
        self.assertEqual(self.acc.score_id.change, 40.0)
        self.assertEqual(
            self.env['ar.event'].search_count([('kind', '=', 'score.changed')]), before)

    def test_an_old_score_can_be_made_again_after_everything_changed(self):
        self.half_on_time(self.partner)
        known = self.know(self.partner, self.equity, 0.6, when=-4 * 365)
        self.nightly()
        score = self.acc.score_id
        known.value = 0.0
        self.card.characteristic_ids[0].attribute_ids[1].points = 1
        self.card.characteristic_ids[1].weight = 50
        self.pay(self.invoice(self.partner, 9000, -60, due=-30), -30)
        self.assertEqual(score.action_recompute()['params']['type'], 'success')
        self.nightly()
        self.assertNotEqual(self.acc.score_id, score)
        self.assertEqual(self.card.version_number, 2)
        self.assertEqual(score._recompute().total, 70.0)

    def test_a_changed_score_is_noticed_when_made_again(self):
        self.half_on_time(self.partner)
        self.nightly()
        score = self.acc.score_id
        self.env.cr.execute("UPDATE ar_score SET total = 99 WHERE id = %s", [score.id])
        score.invalidate_recordset()
        with self.assertRaises(UserError):
            score.action_recompute()

    def test_unchanged_card_keeps_its_version(self):
        self.half_on_time(self.partner)
        self.nightly()
        self.nightly()
        self.assertEqual(self.card.version_number, 1)

    # === OTHER SOURCES === #

    def _replace_line(self, **vals):
        self.card.characteristic_ids[1].unlink()
        self.card.characteristic_ids = [Command.create({'name': "Other", 'weight': 2, **vals})]

    def test_category(self):
        clean, late, arrears = self.tax.category_ids.sorted('sequence')
        self._replace_line(source='input', kind_id=self.tax.id, attribute_ids=[
            Command.create({'category_id': category.id, 'points': points})
            for category, points in ((clean, 10), (late, 5), (arrears, 0))
        ])
        self.half_on_time(self.partner)
        self.know(self.partner, self.tax, 'late')
        self.nightly()
        self.assertEqual(self.acc.score, 56.0)
        self.assertEqual(self.acc.score_card['lines'][1]['value'], "Late Filings")

    def test_industry(self):
        industry = self.env['res.partner.industry'].create({
            'name': "Timber", 'ar_rating': 80, 'ar_rating_date': self.day(-10),
        })
        self.partner.industry_id = industry
        self._replace_line(source='industry', attribute_ids=self.ranges((0, 0), (75, 10)))
        self.half_on_time(self.partner)
        self.nightly()
        self.assertEqual(self.acc.score, 76.0)
        self.assertEqual(
            self.acc.action_open_score_source(self.acc.score_id.lines[1]['source'])['res_id'],
            industry.id)
        industry.ar_rating_date = False
        self.nightly()
        self.assertEqual(self.acc.score, 60.0, "not rated is unknown, not 0")

    def test_currency_risk(self):
        """Half invoiced in a currency that swings, half at home: a risk above 10 %."""
        euro = self.other_currency(rates=[
            (f'2026-0{month}-01', 0.5 if month % 2 else 0.6) for month in range(1, 7)])
        self._replace_line(source='currency', attribute_ids=self.ranges((0, 10), (0.1, 0)))
        self.half_on_time(self.partner)
        home = self.customer("Home")
        home_account = self.account(home)
        self.half_on_time(home)
        self.invoice(self.partner, 250, -5, due=30, currency=euro)
        self.nightly()
        self.assertRecordValues(self.acc | home_account, [{'score': 36.0}, {'score': 76.0}])
        self.assertGreater(self.acc.score_id.lines[1]['value'], 0.1)

    def test_two_companies_two_scores(self):
        other = self.other_company(name="Sister")
        sister = self.account(self.partner, other)
        self.half_on_time(self.partner)
        self.pay(self.invoice(self.partner, 100, -60, due=-30, company=other), -30)
        own = self.card.copy({'company_id': other.id})
        own.characteristic_ids[0].attribute_ids[-1].points = 20
        self.nightly(companies=self.company | other)
        self.assertRecordValues(self.acc | sister, [{'score': 60.0}, {'score': 100.0}])
        self.assertEqual(sister.score_id.scorecard_id, own)

    def test_rescore_on_demand(self):
        self.half_on_time(self.partner)
        with self.assertRaises(AccessError):
            self.acc.with_user(self.role_user('collector')).action_rescore()
        self.acc.with_user(self.role_user('credit_analyst')).action_rescore()
        self.assertEqual(self.acc.score, 60.0)

    # === WHO MAY === #

    def test_collector_reads_analyst_writes_nobody_deletes(self):
        known = self.know(self.partner, self.equity, 0.3)
        collector, analyst = self.role_user('collector'), self.role_user('credit_analyst')
        self.assertEqual(known.with_user(collector).value_text, "30 %")
        with self.assertRaises(AccessError):
            known.with_user(collector).value = 0.9
        with self.assertRaises(AccessError):
            known.with_user(collector).create({
                'partner_id': self.partner.id, 'kind_id': self.equity.id, 'source': "me"})
        known.with_user(analyst).value = 0.9
        with self.assertRaises(AccessError):
            known.with_user(analyst).unlink()
        with self.assertRaises(UserError):
            known.unlink()

    def test_nobody_writes_scores_or_features(self):
        self.half_on_time(self.partner)
        self.nightly()
        manager = self.role_user('credit_manager')
        with self.assertRaises(AccessError):
            self.acc.score_id.with_user(manager).write({'total': 100})
        with self.assertRaises(AccessError):
            self.acc.with_user(manager).write({'score': 100})
        with self.assertRaises(AccessError):
            self.card.with_user(self.role_user('credit_analyst')).name = "Mine"

    def test_information_of_another_company_stays_there(self):
        other = self.other_company(name="Sister")
        known = self.know(self.partner, self.equity, 0.3, company_id=other.id)
        analyst = self.role_user('credit_analyst')
        self.assertFalse(self.env['ar.credit.input'].with_user(analyst).search(
            [('id', '=', known.id)]))
        self.nightly()
        self.assertFalse(self.acc.score_id)

    # === WRONG INPUT === #

    def test_wrong_information_is_refused(self):
        right = {'partner_id': self.partner.id, 'kind_id': self.equity.id, 'source': "accounts"}
        for wrong in (
            {'kind_id': self.tax.id, 'value': 5},
            {'date': self.day(1)},
            {'category_id': self.tax.category_ids[0].id},
        ):
            with self.assertRaises(ValidationError):
                self.env['ar.credit.input'].create({**right, **wrong})

    def test_information_is_of_the_company_not_of_a_contact(self):
        contact = self.env['res.partner'].create({'name': "Anna", 'parent_id': self.partner.id})
        self.assertEqual(self.know(contact, self.equity, 0.3).partner_id, self.partner)

    def test_wrong_cards_are_refused(self):
        line = self.card.characteristic_ids[0]
        for vals in (
            {'attribute_ids': [Command.clear()]},
            {'attribute_ids': self.ranges((0.5, 3))},
            {'missing': 'points', 'missing_points': 11},
            {'feature': False},
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                line.write(vals)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.card.characteristic_ids.weight = 0

    # === SCREEN === #

    def test_try_on_a_customer_while_editing(self):
        self.half_on_time(self.partner)
        self.nightly()
        with Form(self.card) as form:
            form.preview_account_id = self.acc
            self.assertEqual(form.preview['total'], 60.0)
            with form.characteristic_ids.edit(0) as line:
                line.weight = 6
            self.assertEqual(form.preview['lines'][0]['max'], 100.0)

    def test_default_card_scores_a_good_and_a_bad_customer(self):
        self.card.active = False
        self.env.ref('ar_optimization.scorecard_standard').active = True
        bad = self.customer("Bad")
        bad_account = self.account(bad)
        for month in range(12):
            self.pay(self.invoice(self.partner, 100, -400 + 30 * month, due=-370 + 30 * month),
                     -372 + 30 * month)
            self.invoice(bad, 100, -400 + 30 * month, due=-370 + 30 * month)
        self.nightly()
        self.assertGreater(self.acc.score, 85)
        self.assertLess(bad_account.score, 35)
        lines = self.acc.score_card['lines']
        self.assertEqual(len(lines), 15)
        self.assertAlmostEqual(sum(line['score'] for line in lines), self.acc.score)
        self.assertAlmostEqual(sum(line['max'] for line in lines), 100)

    # === SPEED === #

    def test_number_of_queries_does_not_grow(self):
        counts = []
        for size in (1, 1, 40):
            partners = self.customers(size, f"Many {len(counts)}")
            for partner in partners:
                self.account(partner)
                self.know(partner, self.equity, 0.3)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['ar.credit.account']._nightly_scores(self.company, self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
