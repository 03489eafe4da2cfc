from odoo.tests import tagged

from .cover_common import CoverCommon


@tagged('post_install', '-at_install')
class TestCoverGuard(CoverCommon):
    """A decision reads covers with its lock and with its figures; what they are worth in it is what
    every screen says, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_position_guard = 'on'

    def decided(self):
        """Where the guard sees the customer, and by how many queries beside its account."""
        account = self.customer_account.sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        account.fetch(account._guard_fields())
        account.company_id.read()
        account.currency_id.read()
        before = self.env.cr.sql_log_count
        taken = self.env['ar.credit.lock'].sudo()._take(account, set(), self.today, lock=True)
        standing = account._guard_standings(self.today, taken)[account]
        return standing, self.env.cr.sql_log_count - before

    def standing(self):
        """Where the guard sees the customer: (limit, exposure). It is held against the figures of
        the screens, which ask for covers otherwise."""
        account, (standing, __) = self.customer_account.sudo(), self.decided()
        self.env.invalidate_all()
        alone = account._guard_standings(self.today)[account]
        figures = account._figures()[account.id]
        self.assertEqual((alone.limit, alone.exposure), (standing.limit, standing.exposure))
        self.assertEqual(figures['exposure'], standing.exposure)
        self.assertEqual(
            figures['available_credit'], self.company.currency_id.round(
                standing.limit - standing.exposure))
        self.assertEqual(account.effective_limit, standing.limit)
        return standing.limit, standing.exposure

    def test_netted_from_the_exposure(self):
        self.invoice(self.partner, 800.40, due=30)
        self.cover(kind='insurance', amount=600, percent=90, deductible=50.05)
        self.assertEqual(self.standing(), (1_000, 310.45))

    def test_added_to_the_limit(self):
        self.company.ar_cover_effect = 'limit'
        self.invoice(self.partner, 800.40, due=30)
        self.cover(amount=500.10, percent=50)
        self.assertEqual(self.standing(), (1_250.05, 800.40))
        self.customer_account.write({
            'temporary_limit': 400, 'temporary_limit_to': self.day(5)})
        self.assertEqual(self.standing(), (650.05, 800.40))
        self.customer_account.status = 'blocked'
        self.assertEqual(self.standing(), (0, 800.40))

    def test_shown_only(self):
        self.company.ar_cover_effect = 'none'
        self.invoice(self.partner, 800, due=30)
        self.cover()
        self.assertEqual(self.standing(), (1_000, 800))

    def test_in_the_order_of_the_covers(self):
        self.invoice(self.partner, 1_000, due=30)
        self.cover(amount=5_000, percent=50, sequence=3)
        self.cover(kind='insurance', amount=500, percent=90, sequence=2)
        self.cover(kind='deposit', amount=200, sequence=1)
        # 200, then 450 of the 800 left, then half of the 350 left
        self.assertEqual(self.standing(), (1_000, 175))

    def test_in_another_currency(self):
        euro = self.other_currency()  # 1 EUR = 2 USD
        self.invoice(self.partner, 800.01, due=30)
        self.cover(amount=300.10, deductible=10.05, percent=50, currency_id=euro.id)
        self.assertEqual(self.standing(), (1_000, 520.01))

    def test_only_what_can_be_claimed_before_it_ends(self):
        self.invoice(self.partner, 100, due=70)
        self.invoice(self.partner, 400, due=71)
        self.cover(kind='insurance', amount=5_000, end=100, claim_days=30)
        self.assertEqual(self.standing(), (1_000, 400))

    def test_only_what_is_reported_in_time(self):
        late = self.invoice(self.partner, 40, when=-60, due=-31)
        self.invoice(self.partner, 60, when=-60, due=-30)
        policy = self.cover(amount=5_000, report_days=30)
        self.assertEqual(self.standing(), (1_000, 40))
        line = late.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
        self.env['ar.cover.mark'].sudo().create({
            'kind': 'report', 'cover_id': policy.id, 'line_id': line.id,
            'done_date': self.day(-1)})
        self.assertEqual(self.standing(), (1_000, 0))

    def test_after_the_stop_shipping_date_there_is_no_room_for_orders(self):
        self.company.ar_exposure_drafts = True
        self.invoice(self.partner, 100, when=-90, due=-60)
        self.invoice(self.partner, 300, post=False)
        self.cover(amount=5_000, stop_days=60)
        self.assertEqual(self.standing(), (1_000, 0))
        self.invoice(self.partner, 10, when=-91, due=-61)
        self.assertEqual(self.standing(), (1_000, 300))
        self.company.ar_cover_effect = 'limit'
        self.assertEqual(self.standing(), (1_110, 410))

    def test_of_several_companies_only_its_own(self):
        other = self.other_company()
        account = self.account_of(self.partner, other)
        self.invoice(self.partner, 800, due=30)
        self.cover(amount=200, account=account)
        self.assertEqual(self.standing(), (1_000, 800))

    def test_money_paid_in_excess_is_no_risk_that_is_covered(self):
        self.invoice(self.partner, 800, due=30)
        self.payment(self.partner, 700)
        self.cover(amount=500)
        self.assertEqual(self.standing(), (1_000, 0))
        self.payment(self.partner, 250)
        self.assertEqual(self.standing(), (1_000, -150))

    def test_two_queries_whatever_there_is(self):
        """The lock and the figures."""
        first = self.cover(report_days=30, claim_days=60)
        self.cover(kind='insurance', percent=90, stop_days=60)
        for __ in range(5):
            self.invoice(self.partner, 10, when=-60, due=-20)
        line = self.env['ar.open.item'].search([
            ('credit_account_id', '=', self.customer_account.id)], limit=1).line_id
        self.env['ar.cover.mark'].sudo().create({
            'kind': 'report', 'cover_id': first.id, 'line_id': line.id, 'done_date': self.today})
        for effect in ('exposure', 'limit', 'none'):
            self.company.ar_cover_effect = effect
            self.decided()  # rules are cached
            self.assertEqual(self.decided()[1], 2, effect)

    def test_two_queries_under_a_shared_limit(self):
        """A member's own cover lowers what the members owe together."""
        group = self.env['ar.credit.group'].create({
            'name': "Holding", 'credit_limit': 5_000, 'company_id': self.company.id})
        other = self.account("Member")
        (self.customer_account | other).sudo().group_id = group
        for partner in (self.partner, other.partner_id):
            self.invoice(partner, 300, due=30)
        self.cover(amount=100)
        self.cover(amount=50, account=other)
        self.assertEqual(self.standing(), (1_000, 200))
        standing, queries = self.decided()
        self.assertEqual(queries, 2)
        self.assertEqual((standing.group_limit, standing.group_exposure), (5_000, 450))
