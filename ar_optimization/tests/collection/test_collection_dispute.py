"""A dispute from its opening to its end, and what can go wrong in between."""
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestDispute(DisputeCommon):

    # === THE REST STAYS DUE === #

    def test_only_the_disputed_part_rests(self):
        dispute = self.dispute(amount=400)
        [item] = self.item()
        self.assertEqual((item.disputed_amount, item.collectable_amount), (400, 600))
        self.assertEqual(self.bill.ar_disputed_amount, 400)
        self.assertEqual(self.bill.payment_state, 'not_paid')
        self.pay(self.bill, amount=600)
        self.assertEqual(self.bill.payment_state, 'partial')
        [item] = self.item()
        self.assertEqual((item.disputed_amount, item.collectable_amount), (400, 0))
        self.pay(self.bill, amount=300)
        [item] = self.item()
        self.assertEqual((item.disputed_amount, item.collectable_amount), (100, 0))
        self.assertEqual(dispute.amount_kept, 100)

    def test_each_instalment_has_its_own(self):
        bill = self.invoice(self.mill, 1000, -60, term=self.term((50, 0), (50, 30)))
        first, second = self.receivable_lines(bill).sorted('date_maturity')
        self.dispute(line=second, amount=200)
        items = {item.line_id: item.collectable_amount for item in self.item(bill)}
        self.assertEqual(items, {first: 500, second: 300})

    def test_foreign_currency_keeps_its_share(self):
        euro = self.other_currency()
        bill = self.invoice(self.mill, 500, -40, -10, currency=euro)  # 1,000 USD
        dispute = self.dispute(bill, 123.45)
        [item] = self.item(bill)
        self.assertAlmostEqual(item.disputed_amount, 246.90)
        self.assertEqual((dispute.currency_id, dispute.amount_company), (euro, 246.90))
        self.dispute(bill, 376.55)
        [item] = self.item(bill)
        self.assertEqual(item.collectable_amount, 0)
        notices = self.prepare().notice_ids
        self.assertNotIn(self.mill, notices.partner_id)

    def test_a_past_day_is_shown_as_it_was(self):
        with freeze_time(self.day(-5)):
            dispute = self.dispute(amount=400)
        with freeze_time(self.day(-2)):
            dispute.with_user(self.collector).finding = "All was there"
            dispute.with_user(self.collector).action_reject()
        for day, disputed in ((-6, 0), (-5, 400), (-3, 400), (-2, 0), (0, 0)):
            [item] = self.item(as_of=self.day(day))
            self.assertEqual(item.disputed_amount, disputed, day)
        self.assertEqual(dispute.days_open, 3)

    # === BAD INPUT === #

    def test_no_more_than_is_open_can_be_disputed(self):
        with self.assertRaises(ValidationError):
            self.dispute(amount=1000.01)
        self.dispute(amount=700)
        with self.assertRaises(ValidationError):
            self.dispute(amount=300.01)
        other = self.dispute(amount=300)
        with self.assertRaises(ValidationError):
            other.amount = 301
        with self.assertRaises(ValidationError):
            self.dispute(self.invoice(self.mill, 10), 10, reason_id=False)

    def test_what_is_paid_or_no_invoice_cannot_be_disputed(self):
        self.pay(self.bill)
        for line in (self.receivable_lines(self.bill), self.bill.invoice_line_ids,
                     self.receivable_lines(self.payment(self.shop, 50)),
                     self.receivable_lines(self.invoice(self.shop, 5, post=False)),
                     self.receivable_lines(self.entry(None, 80))):
            with self.assertRaises(UserError):
                self.dispute(line=line, amount=1)

    def test_paid_meanwhile_it_settles_by_itself(self):
        dispute, other = self.dispute(amount=400), self.dispute(self.invoice(self.mill, 70), 70)
        self.pay(self.bill)
        self.assertEqual(dispute.amount_kept, 0)
        self.env['ar.dispute'].sudo()._cron_follow()
        self.assertEqual((dispute.state, other.state), ('settled', 'open'))
        self.assertFalse(dispute.activity_ids)
        with self.assertRaises(UserError):
            dispute.with_user(self.collector).action_cancel()
        with self.assertRaises(ValidationError):
            dispute.with_user(self.collector).action_reopen()

    def test_an_invoice_back_in_draft_waits_and_finds_its_dispute_again(self):
        dispute = self.dispute(amount=400)
        self.bill.button_draft()
        self.assertFalse(self.item())
        self.env['ar.dispute'].sudo()._cron_follow()
        self.assertEqual(dispute.state, 'open')
        self.bill.invoice_date_due = self.day(20)
        self.bill.invoice_line_ids.price_unit = 300
        self.bill.action_post()
        self.assertEqual(dispute.move_line_id, self.receivable_lines(self.bill))
        [item] = self.item()
        self.assertEqual((item.disputed_amount, item.collectable_amount), (300, 0))

    def test_a_merged_customer_keeps_its_disputes(self):
        dispute = self.dispute(amount=400)
        self.env['base.partner.merge.automatic.wizard'].sudo()._merge(
            (self.shop | self.mill).ids, self.mill)
        self.env.invalidate_all()
        self.assertEqual(
            (dispute.partner_id, dispute.account_id), (self.mill, self.account_of(self.mill)))
        dispute.with_user(self.analyst).action_validate()
        self.assertEqual(self.account_of(self.mill)._exposure_by_kind()[
            dispute.account_id.id]['dispute'], -400)

    def test_another_companys_disputes_are_not_seen(self):
        other = self.other_company()
        there = self.role_user('collector', login='ar_there', companies=other)
        dispute = self.dispute()
        self.assertFalse(self.env['ar.dispute'].with_user(there).search([]))
        with self.assertRaises(AccessError):
            self.dispute(user=there)
        with self.assertRaises(AccessError):
            dispute.with_user(there).action_cancel()

    def test_it_begins_open_whatever_the_context_says(self):
        disputes = self.env['ar.dispute'].with_user(self.collector).with_context(
            default_state='validated', default_claims_interest=True, default_told=2,
            default_opened_by_id=self.analyst.id, default_credit_move_id=self.bill.id)
        dispute = disputes.create({
            'move_line_id': self.receivable_lines(self.bill).id, 'amount': 400,
            'reason_id': self.reason.id})
        self.assertRecordValues(dispute.sudo(), [{
            'state': 'open', 'claims_interest': False, 'told': 0, 'credit_move_id': False,
            'opened_by_id': self.collector.id}])
        self.assertNotIn('dispute', self.account._exposure_by_kind()[self.account.id])

    # === DECISIONS === #

    def test_the_exposure_counts_it_until_it_is_validated(self):
        one, two = self.dispute(amount=400), self.dispute(amount=500)
        self.assertNotIn('dispute', self.account._exposure_by_kind()[self.account.id])
        (one + two).with_user(self.analyst).action_validate()
        self.assertEqual(self.account._exposure_by_kind()[self.account.id]['dispute'], -900)
        self.pay(self.bill, amount=550)
        kinds = self.account._exposure_by_kind()[self.account.id]
        self.assertEqual((kinds['receivable'], kinds['dispute']), (450, -450))
        names = {item.document: item.amount for item in self.env['ar.exposure.item'].search(
            [('partner_id', '=', self.shop.id), ('kind', '=', 'dispute')])}
        self.assertEqual(names, {one.display_name: -400, two.display_name: -50})

    def test_a_rejected_dispute_is_asked_for_again(self):
        dispute = self.dispute().with_user(self.collector)
        with self.assertRaises(UserError):
            dispute.action_reject()
        dispute.finding = "The receipt is signed"
        dispute.action_reject()
        self.assertEqual(self.item().collectable_amount, 1000)
        with self.assertRaises(UserError):
            dispute.finding = "Something else"
        [event] = self.env['ar.event'].search([('kind', '=', 'dispute.rejected')])
        self.assertFalse(event._why_not_undo())
        event.action_undo()
        self.assertEqual((dispute.state, dispute.closed_on), ('open', False))
        self.assertEqual(self.item().collectable_amount, 600)
        self.assertTrue(event._why_not_undo())

    def test_goods_sent_again_and_withdrawn(self):
        one, two = self.dispute().with_user(self.collector), self.dispute(
            amount=100).with_user(self.collector)
        one.action_resend()
        two.action_cancel()
        self.assertEqual((one.state, two.state), ('resent', 'cancelled'))
        self.assertEqual(self.item().disputed_amount, 0)
        two.action_reopen()
        self.assertEqual(self.item().disputed_amount, 100)

    def test_the_last_days_of_a_month_are_flagged(self):
        self.assertTrue(self.dispute(amount=1).is_period_end)  # 30 June
        with freeze_time(self.day(-3)):
            self.assertFalse(self.dispute(amount=1).is_period_end)

    # === PEOPLE === #

    def test_the_owner_answers_and_does_nothing_else(self):
        dispute = self.dispute().with_user(self.owner)
        self.assertEqual(dispute.activity_ids.user_id, self.owner)
        dispute.write({'verdict': 'right', 'finding': "Broken indeed"})
        for vals in ({'amount': 1}, {'state': 'credited'}, {'owner_id': self.analyst.id}):
            with self.assertRaises(AccessError):
                dispute.write(vals)
        for method in ('action_validate', 'action_reject', 'action_cancel', 'action_credit_note'):
            with self.assertRaises(AccessError):
                getattr(dispute, method)()
        self.assertFalse(dispute.with_user(self.role_user('employee')).search([]))

    def test_a_form_tells_the_owner_nothing_of_other_entries(self):
        secret = self.invoice(self.mill, 4321, -40, -10)
        dispute = self.dispute(amount=900)
        self.pay(self.bill, amount=999)
        for name, record, shown in (
                ('credit_move_id', secret, 'credited_amount'),
                ('credit_move_id', secret, 'credited_company'),
                ('move_line_id', self.receivable_lines(secret), 'amount_kept')):
            self.env.flush_all()
            self.env.invalidate_all()
            told = dispute.with_user(self.owner).onchange(
                {name: record.id}, [name], {shown: {}})
            self.assertFalse(told.get('value'), shown)
        self.assertEqual(dispute.amount_kept, 1)

    def test_a_collector_makes_no_room_under_the_limit(self):
        dispute = self.dispute().with_user(self.collector)
        with self.assertRaises(AccessError):
            dispute.action_validate()
        with self.assertRaises(AccessError):
            dispute.write({'state': 'validated'})
        made = self.dispute(amount=5, state='validated', claims_interest=True)
        self.assertRecordValues(made, [{'state': 'open', 'claims_interest': False}])
        dispute.with_user(self.analyst).action_validate()
        with self.assertRaises(UserError):
            dispute.amount = 900
        with self.assertRaises(UserError):
            dispute.unlink()

    def test_nobody_is_forgotten(self):
        self.company.ar_credit_manager_id = self.analyst
        dispute = self.dispute()  # to be answered within ten days, then every three
        asked = []
        for day in (10, 11, 13, 14, 17, 40):
            with freeze_time(self.day(day)):
                self.env['ar.dispute'].sudo()._cron_follow()
            asked.append((dispute.told, len(dispute.activity_ids)))
        self.assertEqual(asked, [(0, 1), (1, 2), (1, 2), (2, 3), (3, 4), (3, 4)])
        self.assertEqual(dispute.activity_ids.user_id, self.owner | self.analyst)
        answered = self.dispute(amount=1)
        answered.with_user(self.owner).verdict = 'wrong'
        with freeze_time(self.day(60)):
            self.env['ar.dispute'].sudo()._cron_follow()
        self.assertFalse(answered.told)

    def test_a_new_owner_is_asked(self):
        dispute = self.dispute()
        dispute.with_user(self.collector).owner_id = self.analyst
        self.assertEqual(dispute.activity_ids.user_id, self.analyst)

    def test_no_context_keeps_a_change_out_of_the_log(self):
        dispute = self.dispute()
        domain = [('kind', '=', 'dispute.changed'), ('res_id', '=', dispute.id)]
        dispute.with_user(self.collector).with_context(ar_dispute_step=True).amount = 300
        self.assertTrue(self.env['ar.event'].sudo().search(domain))

    # === WORKLIST === #

    def test_answered_or_late_it_is_on_the_worklist(self):
        dispute = self.dispute(amount=400)

        def listed(day=0):
            with freeze_time(self.day(day)):
                self.env['ar.credit.account']._nightly_worklist(self.company, self.day(day))
            rows = self.env['ar.worklist'].search([])
            return [row.detail['dispute'][2] for row in rows if 'dispute' in (row.detail or {})]

        self.assertEqual(listed(), [])
        self.assertEqual(listed(13), [3])
        dispute.with_user(self.owner).verdict = 'wrong'
        self.assertEqual(listed(1), [0])
        [row] = [row for row in self.account._timeline_rows()[self.account.id]
                 if row['kind'] == 'dispute']
        self.assertEqual((row['id'], row['amount']), (dispute.id, 400))
