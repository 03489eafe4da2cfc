"""What a month came to: stories of a shop, a mill and the people who live on them."""
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .kpi_common import KpiCommon

APRIL, MAY, JUNE = '2026-04-01', '2026-05-01', '2026-06-01'


@tagged('post_install', '-at_install')
class TestManagementKpi(KpiCommon):

    def sums(self, measure, month):
        """Of all salespeople, those who are nobody included."""
        return round(sum(self.results.search([
            ('company_id', '=', self.company.id), ('date_from', '=', month),
            ('subject', '=', 'salesperson'), ('measure', '=', measure)]).mapped('value')), 2)

    # === CANNOT BE GAMED === #

    def test_paid_in_may_and_taken_back_in_june(self):
        """What a frozen month has counted stays; the month in which it is found carries the
        negative, and refers to it."""
        invoice = self.invoice(self.shop, 1000.10, '2026-05-05', '2026-05-20')
        line = self.bank_line(1000.10, '2026-05-29', match=invoice)
        self.night('2026-06-03')
        self.assertEqual(self.collected(MAY, self.sam), 1000.10)
        self.assertEqual(self.rows(MAY)['collected'].state, 'open')
        self.night('2026-06-06')
        counted = self.receipts.search([('date_from', '=', MAY)])
        self.assertEqual((counted.state, counted.grade, counted.reason),
                         ('frozen', 'certain', 'receipt'))
        with freeze_time('2026-06-10'):
            self.receivable_lines(line.move_id).remove_move_reconcile()
        self.night('2026-06-11')
        self.assertEqual(self.collected(MAY, self.sam), 1000.10, "frozen")
        self.assertEqual(self.collected(JUNE, self.sam), -1000.10)
        self.assertEqual(self.value('taken_back', JUNE, 'collector', self.ann), 1000.10)
        back = self.receipts.search([('date_from', '=', JUNE)])
        self.assertEqual((back.reason, back.origin_ref, back.amount),
                         ('taken_back', counted.id, -1000.10))
        self.bank_line(1000.10, '2026-06-20', match=invoice)
        self.night('2026-06-21')
        self.assertEqual(self.collected(JUNE, self.sam), 0.0)
        self.night('2026-06-22')
        self.assertEqual(self.collected(JUNE, self.sam), 0.0, "a night changes nothing")

    def test_reversed_within_the_month_was_never_there(self):
        invoice = self.invoice(self.shop, 300, '2026-05-05', '2026-05-20')
        line = self.bank_line(300, '2026-05-21', match=invoice)
        self.night('2026-05-22')
        self.assertEqual(self.collected(MAY, self.sam), 300.0)
        self.receivable_lines(line.move_id).remove_move_reconcile()
        self.night('2026-05-23')
        self.assertEqual(self.collected(MAY, self.sam), 0.0)
        self.assertEqual(self.value('taken_back', MAY), 0.0)

    def test_a_payment_counts_once_the_bank_tells_of_it(self):
        invoice = self.invoice(self.shop, 500, '2026-05-05', '2026-05-20')
        self.bank_line(7, '2026-05-02', self.mill)
        payment = self.pay(invoice, '2026-05-28')
        self.night('2026-06-06')
        self.assertEqual(self.collected(MAY, self.sam), 0.0)
        self.assertEqual(self.value('collected_unconfirmed', MAY, 'salesperson', self.sam), 500.0)
        line = self.bank_line(500, '2026-06-08')
        outstanding = payment.move_id.line_ids.filtered(
            lambda each: each.account_type != 'asset_receivable')
        suspense = line.move_id.line_ids.filtered(
            lambda each: each.account_id == self.bank_journal.suspense_account_id)
        suspense.account_id = outstanding.account_id
        (suspense | outstanding).reconcile()
        self.night('2026-06-09')
        self.assertEqual(self.collected(JUNE, self.sam), 500.0)
        self.assertEqual(self.value('collected_unconfirmed', JUNE, 'salesperson', self.sam), -500.0)
        self.assertEqual(self.value('taken_back', JUNE), 0.0, "nothing was taken back")

    def test_a_draft_payment_is_no_payment(self):
        """Set back to draft after the month, with its matching still there."""
        invoice = self.invoice(self.shop, 80, '2026-05-05', '2026-05-20')
        payment = self.pay(invoice, '2026-05-28')
        self.night('2026-06-06')
        self.assertEqual(self.collected(MAY, self.sam), 80.0, "no bank tells anything")
        payment.action_draft()
        self.night('2026-06-10')
        self.assertEqual((self.collected(MAY, self.sam), self.collected(JUNE, self.sam)),
                         (80.0, -80.0))

    def test_money_on_account_counts_when_it_is_matched(self):
        invoice = self.invoice(self.shop, 900, '2026-03-05', '2026-03-20')
        self.bank_line(5, '2026-03-21', match=self.invoice(self.mill, 5, '2026-03-01'))
        payment = self.payment(self.shop, 900, '2026-03-31')
        self.night('2026-06-20')
        self.assertFalse(any(self.collected(month, self.sam) for month in (APRIL, MAY, JUNE)))
        with freeze_time('2026-06-24'):
            self.match(invoice, payment)
        self.night('2026-06-25')
        late = self.receipts.search([('seller_id', '=', self.sam.id)])
        self.assertEqual((str(late.date_from), late.reason, late.amount), (JUNE, 'late', 900.0))

    def test_money_paid_back_is_taken_off(self):
        invoice = self.invoice(self.shop, 400, '2026-05-05', '2026-05-20')
        self.bank_line(400, '2026-05-21', match=invoice)
        self.bank_line(-150, '2026-06-02', match=self.credit_note(self.shop, 150, '2026-06-01'))
        self.bank_line(60, '2026-06-03')
        self.night('2026-06-11')
        self.assertEqual((self.collected(MAY, self.sam), self.collected(JUNE, self.sam)),
                         (400.0, -150.0))

    # === FROZEN === #

    def test_nobody_changes_a_frozen_month(self):
        self.bank_line(50, '2026-05-21', match=self.invoice(self.shop, 50, '2026-05-05'))
        self.night('2026-06-06')
        rows = self.results.search([('date_from', '=', MAY)])
        self.assertEqual(set(rows.mapped('state')), {'frozen'})
        row = rows[:1].sudo()
        for attack in (lambda: row.write({'value': 1.0}), row.unlink,
                       lambda: row.write({'state': 'open'})):
            with self.assertRaises(UserError):
                attack()
        for statement in ("UPDATE ar_kpi_result SET value = 1", "DELETE FROM ar_kpi_result",
                          "UPDATE ar_kpi_receipt SET amount = 1"):
            with self.assertRaisesRegex(Exception, "its month is frozen"), \
                    mute_logger('odoo.sql_db'), self.cr.savepoint():
                self.cr.execute(statement)
        before = {row.id: row.value for row in rows}
        self.assertFalse(self.results._rebuild(self.company, self.day(MAY), self.day('2026-05-31')))
        self.assertEqual({row.id: row.value for row in rows}, before)
        event = self.env['ar.event'].search([('kind', '=', 'kpi.frozen')], limit=1)
        self.assertEqual(event.numbers, {'month': MAY, 'results': len(rows)})

    def test_months_before_the_app_are_frozen_with_its_first_one(self):
        self.invoice(self.shop, 50, '2026-04-05')
        self.company.sudo().ar_kpi_since = False
        states = {}
        for day in ('2026-06-20', '2026-07-05', '2026-07-06'):
            self.night(day)
            states[day] = self.results.search([
                ('company_id', '=', self.company.id), ('subject', '=', 'company'),
                ('measure', '=', 'receivable')], order='date_from').mapped('state')
        self.assertEqual(states, {
            '2026-06-20': ['open'] * 3, '2026-07-05': ['open'] * 4,
            '2026-07-06': ['frozen'] * 3 + ['open']})

    def test_a_company_where_nothing_happens(self):
        """It owes and sells nothing any more, but its customers have tiers."""
        self.account.sudo().tier_id = self.env['ar.credit.tier']._for_company(self.company)[:1]
        self.pay(self.invoice(self.shop, 100, '2025-11-01'), '2025-11-20')
        events = self.env['ar.event']
        for day in ('2026-06-06', '2026-06-07', '2026-06-08'):
            self.night(day)
            rows = self.rows(MAY)
            self.assertEqual((rows['collected'].value, rows['collected'].state), (0.0, 'frozen'))
            frozen = events.search([('kind', '=', 'kpi.frozen')])
            self.assertEqual(len(frozen), 7, "each month from November on once")

    def test_a_month_is_frozen_when_any_part_of_it_is(self):
        tier = self.env['ar.credit.tier']._for_company(self.company)[:1]
        self.account.sudo().tier_id = tier
        self.night('2026-06-01')
        self.results._rebuild(self.company, self.day(MAY), self.day('2026-05-31'))
        self.results.sudo().search([('date_from', '=', MAY)]).unlink()
        self.env['ar.kpi.migration']._freeze(self.company, self.day(MAY))
        self.assertFalse(self.results._rebuild(self.company, self.day(MAY), self.day('2026-05-31')))

    # === FIGURES === #

    def test_a_month_to_the_cent(self):
        self.invoice(self.shop, 600, '2026-04-10', '2026-05-10')  # due in May
        overdue = self.invoice(self.shop, 200, '2026-04-01', '2026-04-20')
        fresh = self.invoice(self.shop, 300, '2026-05-02', '2026-05-30')
        self.invoice(self.shop, 900, '2026-05-20', '2026-06-20')
        self.credit_note(self.shop, 120, '2026-05-25')
        self.bank_line(200, '2026-05-12', match=overdue)
        self.bank_line(240, '2026-05-22', match=fresh)
        self.night('2026-06-01')
        found = {name: round(row.value, 2) for name, row in self.rows(
            MAY, 'salesperson', self.sam).items()}
        expected = {
            'collected': 440.0,
            'completion_rate': 40.0,  # 440 of 200 overdue + 600 due + 300 invoiced and due
            'recovery_rate': 55.0,  # of 800 open when May began
            'average_collection_days': round((41 * 200 + 20 * 240) / 440, 2),
            'sales': 1080.0,
            'receivable': 1440.0,  # 600 + 60 + 900 - 120
            'overdue': 660.0,
            'overdue_rate': round(100 * 660 / 1560, 2),
            'overdue_rate_count': round(100 * 2 / 3, 2),
            'credit_note_rate': 10.0,
            'dso': round(1440 * 92 / 1880, 2),  # March to May: 92 days
            'best_possible_dso': round(780 * 92 / 1880, 2),
            'collection_effectiveness': 40.0,  # (800 + 1080 - 1440) ÷ (800 + 1080 - 780)
        }
        self.assertEqual({name: found.get(name) for name in expected}, expected)
        self.assertEqual(
            (self.value('true_dso', MAY), self.value('dso_count_back', MAY)), (None, None),
            "nobody kept the sales of April")
        self.env['ar.snapshot']._build_company_months(self.company, self.day('2026-05-10'))
        self.night('2026-06-02')
        self.assertEqual(self.value('dso_count_back', MAY), round(31 + 360 / 800 * 30, 2))
        self.assertEqual(self.value('true_dso', MAY), round(
            600 * 51 / 800 + (60 * 29 + 900 * 11) / 1080, 2))

    def test_parts_add_up_with_nobody_and_two_currencies(self):
        euro = self.other_currency()
        self.bank_line(
            100, '2026-06-10', match=self.invoice(self.shop, 100, '2026-06-01', '2026-06-05'))
        abroad = self.invoice(self.mill, 50, '2026-06-02', '2026-06-09', currency=euro)
        self.pay(abroad, '2026-06-11')  # 100 dollars
        alone = self.customer("Alone")
        orphan = self.invoice(alone, 33.33, '2026-06-03', '2026-06-09', invoice_user_id=False)
        self.pay(orphan, '2026-06-12', amount=11.11)
        self.night('2026-06-15')
        for measure in ('sales', 'receivable', 'overdue', 'collected', 'collected_unconfirmed'):
            self.assertEqual(self.sums(measure, JUNE), self.value(measure, JUNE), measure)
        self.assertEqual(self.value('sales', JUNE), 233.33)
        self.assertEqual(self.value('collected_unconfirmed', JUNE, 'salesperson', self.sue), 100.0)
        nobody = self.rows(JUNE, 'salesperson')
        self.assertEqual((nobody['overdue'].value, nobody['overdue'].subject_name), (22.22, False))
        self.assertEqual(round(self.gl_balance(when='2026-06-15'), 2),
                         self.value('receivable', JUNE))

    def test_two_companies_and_an_empty_one(self):
        other = self.other_company()
        self.invoice(self.shop, 70, '2026-06-01', '2026-06-05')
        self.invoice(self.shop, 41, '2026-06-01', '2026-06-05', company=other)
        empty = self.env['res.company'].create({'name': "Empty"})
        self.night('2026-06-10', self.company | other | empty)
        self.assertEqual(
            [self.value('overdue', JUNE, company=each) for each in (self.company, other, empty)],
            [70.0, 41.0, None])
        self.assertFalse(self.results.search_count([('company_id', '=', empty.id)]))

    def test_work_of_people(self):
        """Promises of who took them, calls of who made them, disputes and decisions."""
        kept = self.invoice(self.shop, 100, '2026-05-01', '2026-05-10')
        broken = self.invoice(self.shop, 300, '2026-05-02', '2026-05-10')
        with freeze_time('2026-06-01'):
            promises = [
                self.promise(document, '2026-06-05', user)
                for document, user in ((kept, self.ann), (broken, self.bob))]
        self.bank_line(100, '2026-06-04', match=kept)
        self.bank_line(7, '2026-06-20', self.mill)
        self.judge('2026-06-20')
        self.assertEqual([each.state for each in promises], ['kept', 'broken'])
        logs = self.env['ar.contact.log'].with_user(self.ann)
        with freeze_time('2026-06-08 10:00:00'):
            for result in ('no_answer', 'wrong_person', 'told', 'refused'):
                logs.create({'account_id': self.account.id, 'channel': 'phone', 'result': result})
        self.night('2026-06-21')
        mine, his = (self.rows(JUNE, 'collector', user) for user in (self.ann, self.bob))
        self.assertEqual(mine['promise_kept_rate'].value, 100.0)
        self.assertEqual(his['promise_kept_rate'].value, 0.0)
        self.assertEqual(self.value('promise_kept_amount_rate', JUNE), 25.0)
        # Taking a promise by telephone is a call that reached the right person.
        self.assertEqual(mine['right_party_rate'].value, 60.0)
        self.assertEqual(mine['right_party_reached_rate'].value, 75.0)
        self.assertNotIn('dispute_cycle_days', mine)

    def test_tiers_of_the_month_are_those_of_its_end(self):
        tiers = self.env['ar.credit.tier']._for_company(self.company).grouped('code')
        self.account.sudo().tier_id = tiers['D']
        self.account_of(self.mill).sudo().tier_id = tiers['A']
        self.invoice(self.shop, 300, '2026-05-01', '2026-06-30')
        self.invoice(self.mill, 100, '2026-05-01', '2026-06-30')
        with freeze_time('2026-06-12 03:00:00'):
            self.env['ar.event']._log(
                'tier.changed', self.account, before={self.account.id: {'tier_code': 'B'}},
                after={self.account.id: {'tier_code': 'D'}})
        self.night('2026-06-15')
        self.assertEqual(self.value('weak_share', JUNE), 75.0)
        self.assertEqual(self.value('weak_share', MAY), 0.0, "it was in B then")
        self.assertEqual(self.value('receivable', MAY, 'tier', tiers['B']), 300.0)
        cells = self.env['ar.kpi.migration'].search([
            ('company_id', '=', self.company.id), ('date_from', '=', JUNE)])
        self.assertEqual(
            [(row.tier_before, row.tier_after, row.customers, row.share, row.amount)
             for row in cells.sorted('tier_before')],
            [('A', 'A', 1, 100.0, 100.0), ('B', 'D', 1, 100.0, 300.0)])

    def test_the_number_of_queries_does_not_grow_with_people(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.night('2026-06-15')
            return self.cr.sql_log_count - before

        self.invoice(self.shop, 10, '2026-06-01', '2026-06-05')
        count()
        few = count()
        users = self.env['res.users'].create([
            {'name': f"Seller {number}", 'login': f'ar_seller_{number}'} for number in range(12)])
        for partner, user in zip(self.customers(12), users, strict=True):
            partner.user_id = user
            self.pay(self.invoice(partner, 20, '2026-06-01', '2026-06-05'), '2026-06-10', amount=5)
        count()
        self.assertLessEqual(count(), few)
