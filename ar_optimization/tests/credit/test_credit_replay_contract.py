from odoo.tests import freeze_time, tagged

from .contract_common import ContractCommon
from .replay_common import ReplayCommon


@tagged('post_install', '-at_install')
class TestReplayContract(ContractCommon, ReplayCommon):
    """A tier gives a limit of 100 and 30 days; a contract of the time between grants more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.credit.tier'].create({
            'name': "Own", 'code': 'X', 'company_id': cls.company.id, 'credit_mode': 'limit',
            'fixed_limit': 100, 'order_control': 'hold', 'max_payment_term_id': cls.days30.id})

    def agreed(self, **vals):
        with freeze_time(self.day(-100)):
            return self.contract(
                -120, -40, credit_limit=500, payment_term_id=self.term((100, 60)).id, **vals)

    def held_on(self, *rules):
        """Days from today on which documents are held under the draft."""
        held = self.held(self.replay(*rules, draft_limits='formula'))
        return [(document.date - self.today).days for document in held]

    def buys(self, *days, due=60):
        for day in days:
            self.pay(self.invoice(self.partner, 300, day, day + due), day + 1)

    def test_its_limit_counts_while_it_is_in_force(self):
        self.agreed()
        self.buys(-110, -90, -40, -39)
        self.assertEqual(self.held_on(('limit', 'hold', 100)), [-110, -39])

    def test_its_term_counts_while_it_is_in_force(self):
        self.agreed()
        self.buys(-110, -90, -39)
        self.assertEqual(self.held_on(('term', 'hold', 0)), [-110, -39])

    def test_no_credit_without_a_signed_one(self):
        contract = self.agreed(needs_signature=True)
        self.buys(-90, -60)
        self.assertEqual(self.held_on(('unsigned', 'hold', 0)), [-90, -60])
        contract.version_id.sudo().write({
            'signature_state': 'signed', 'signed_on': self.day(-80)})
        self.assertEqual(self.held_on(('unsigned', 'hold', 0)), [-90])

    def test_the_number_of_queries_does_not_grow_with_the_contracts(self):
        buyers = self.accounts
        for number in range(3):
            buyers |= self.contract(account=self.account(f"Buyer {number}")).account_id

        def queries(accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.replays._agreements(accounts)), len(accounts))
            return self.cr.sql_log_count - before
        self.assertEqual(queries(buyers), queries(buyers[:1]))
