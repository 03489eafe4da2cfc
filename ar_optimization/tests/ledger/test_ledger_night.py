"""A night may be interrupted at any place and goes on; nothing is done twice or left out."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerNight(ARCommon):
    companies = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls.customer()
        cls.accounts = cls.env['ar.credit.account']
        cls.steps = ['_nightly_accounts', '_nightly_snapshots']

    def test_cron_makes_accounts_and_snapshots_and_starts_the_next_room(self):
        self.invoice(self.wood, 10)
        cron = self.env.ref('ar_optimization.ir_cron_nightly_ledger')
        following = self.env.ref('ar_optimization.ir_cron_nightly_insight')
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.wood._ar_account(self.company).exposure, 10)
        self.assertTrue(self.env['ar.snapshot'].search([('company_id', '=', self.company.id)]))
        self.assertTrue(self.env['ir.cron.trigger'].search([('cron_id', '=', following.id)]))

    def test_a_company_that_fails_does_not_stop_the_others(self):
        seen = []

        def step(accounts, companies, today, full):
            seen.append(companies)
            if companies == self.company:
                raise ValueError("broken")

        other = self.other_company()
        accounts_class = self.env.registry['ar.credit.account']
        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
            patch.object(accounts_class, '_nightly_accounts', step),
            mute_logger('odoo.addons.ar_optimization.models.ledger.ar_credit_account_night'),
            self.assertRaisesRegex(ValueError, "broken"),
        ):
            self.accounts.with_env(self.env(cr=cr))._cron_nightly(['_nightly_accounts'])
        self.assertIn(other, seen)

    def nights(self, times, seconds=0.0):
        """Start the cron some times, each with so many seconds left after its first step.

        :return: what each start did: lists of (step, company).
        """
        starts, accounts_class = [], self.env.registry['ar.credit.account']

        def step_of(name):
            def step(accounts, company, today, full):
                starts[-1].append((name, company))
            return step

        with (
            patch.object(accounts_class, '_nightly_companies', lambda accounts: self.companies),
            patch.object(accounts_class, self.steps[0], step_of(self.steps[0])),
            patch.object(accounts_class, self.steps[1], step_of(self.steps[1])),
            patch.object(self.env.registry['ir.cron'], '_commit_progress',
                         lambda *args, **kwargs: seconds),
        ):
            for __ in range(times):
                starts.append([])
                self.accounts._cron_nightly(
                    self.steps, then='ar_optimization.ir_cron_nightly_insight')
        return starts

    def triggers(self):
        following = self.env.ref('ar_optimization.ir_cron_nightly_insight')
        return self.env['ir.cron.trigger'].search_count([('cron_id', '=', following.id)])

    def test_it_stops_when_its_time_is_up_and_goes_on_where_it_was(self):
        self.companies = self.company | self.other_company()
        units = [(step, company) for step in self.steps for company in self.companies]
        before = self.triggers()
        self.assertEqual(self.nights(3), [[unit] for unit in units[:3]])
        self.assertEqual(self.triggers(), before, "the next room waits")
        self.assertEqual(self.nights(2), [[units[3]], [units[0]]], "over, and begun anew")
        self.assertEqual(self.triggers(), before + 1)
        self.assertEqual(self.nights(1, seconds=60.0), [units[1:]])

    def test_a_night_that_was_given_up_is_no_part_of_the_next(self):
        self.companies = self.company | self.other_company()
        self.nights(2)
        with freeze_time('2026-07-01'):
            self.assertEqual(len(self.nights(1, seconds=60.0)[0]), 4)
