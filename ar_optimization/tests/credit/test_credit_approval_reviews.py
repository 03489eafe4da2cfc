from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .test_credit_approval_lock import LockCommon


@tagged('post_install', '-at_install')
class TestReviewEvents(LockCommon):
    """What happens to a customer puts its limit on the table, once."""

    def reviews(self, day=0):
        """Run the review of a day.

        :return: drafts that it prepared.
        """
        before = self.requests.search([])
        with freeze_time(self.today + timedelta(days=day)):
            self.accounts.sudo()._nightly_reviews(self.company, self.day(day))
            self.env.flush_all()
        return self.requests.search([]) - before

    def test_an_overdue_jump_once(self):
        self.invoice(self.partner, 300, -60, due=-30)
        self.invoice(self.customer("Long ago"), 300, -300, due=-200)
        self.assertFalse(self.reviews())
        draft = self.reviews(1)
        self.assertRecordValues(draft, [{
            'type': 'limit', 'state': 'draft', 'origin': 'review', 'account_id': self.tested.id,
            'new_limit': 500, 'new_mode': 'limit',
            'reason': "Its oldest open item is more than 30 days overdue."}])
        self.assertFalse(self.reviews(1))
        draft.unlink()
        self.assertTrue(self.reviews(2), "nobody has looked at it yet")

    def test_a_graver_status_and_an_ended_cover_in_one_request(self):
        self.tested.sudo().status = 'watch'
        cover = self.env['ar.cover'].sudo().create({
            'name': "G1", 'kind': 'guarantee', 'account_id': self.tested.id, 'amount': 100,
            'currency_id': self.company.currency_id.id, 'date_start': self.day(-9),
            'date_end': self.day(1), 'state': 'active'})
        with freeze_time(self.day(2)):
            self.env['ar.cover']._expire(self.company, self.day(2))
        self.assertEqual(cover.state, 'expired')
        self.assertEqual(
            self.reviews(2).reason, "Its status has become graver.\nOne of its covers has ended.")

    def test_in_the_language_of_who_decides(self):
        """The night runs in the language of the server."""
        self.env['res.lang']._activate_lang('zh_CN')
        self.company.ar_credit_manager_id = self.role_user(
            'credit_manager', login='ar_reader', lang='zh_CN')
        self.tested.sudo().status = 'watch'
        self.assertEqual(self.reviews(1).reason, "其状态已恶化。")

    def test_a_better_status_is_no_event(self):
        self.tested.sudo().write({'status': 'hold'})
        self.assertTrue(self.reviews(1).unlink())
        self.tested.sudo().write({'status': 'open'})
        grounds = self.accounts._review_grounds(self.company, self.day(40))
        self.assertFalse(any(days for __, days in grounds))

    def test_information_that_best_tiers_need_is_out_of_date(self):
        kind = self.env['ar.credit.input.kind'].search([], limit=1)
        self.env['ar.credit.input'].create({
            'partner_id': self.partner.id, 'company_id': self.company.id, 'kind_id': kind.id,
            'source': "Accounts", 'date': self.day(-90), 'expiry_date': self.day(-3),
            **({'category_id': self.env['ar.credit.input.category'].search(
                [('kind_id', '=', kind.id)], limit=1).id}
               if kind.value_type == 'category' else {'value': 1})})
        self.assertFalse(self.reviews())
        self.tested.sudo()._write_set(
            {self.tested.id: {'score_caps': ['net_worth']}}, ('score_caps',))
        self.assertIn("out of date", self.reviews().reason)

    def test_only_where_terms_are_locked(self):
        self.company.sudo().ar_lock_terms = False
        self.invoice(self.partner, 300, -62, due=-32)
        self.assertFalse(self.reviews(1))

    def test_a_batch_costs_as_much_as_one(self):
        def queries(count):
            for number in range(count):
                self.invoice(
                    self.account(f"{count} {number}", credit_mode='limit', credit_limit=9)
                    .partner_id, 10, -60, due=-31)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.accounts.sudo()._nightly_reviews(self.company, self.today)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(1)
        one = queries(1)
        self.assertLessEqual(queries(8), one + 5)
