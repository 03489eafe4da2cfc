"""Two people, or two nights, at once: real transactions that commit."""
from datetime import date
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..transactions import TransactionsCase

TODAY = date(2026, 6, 30)


@tagged('post_install', '-at_install')
class TestCreditTransactions(TransactionsCase):
    """One customer with a proposal over 5,000."""

    def prepare(self, env):
        env['ar.event.seal']._seal_all()
        company = env['res.company'].search([], limit=1)
        partner = env['res.partner'].create({
            'name': "Two at Once", 'is_company': True, 'customer_rank': 1})
        self.company_id, self.partner_id = company.id, partner.id
        account = env['ar.credit.account']._account_for(partner, company)
        self.account_id = account.id
        account.write({'proposed_mode': 'limit', 'proposed_limit': 5_000})
        account._propose_by_hand()

    def forget(self, env):
        partner = env['res.partner'].browse(self.partner_id)
        partner.ar_account_ids.unlink()
        partner.unlink()

    def account(self, env, uid=SUPERUSER_ID):
        return env['ar.credit.account'].with_user(uid).browse(self.account_id)

    def changes(self, env):
        return env['ar.event'].search([
            ('kind', '=', 'limit.changed'), ('res_id', '=', self.account_id),
            ('res_model', '=', 'ar.credit.account'), ('id', '>', self.last_id)])

    # === TWO PEOPLE === #

    def test_two_managers_apply_one_proposal(self):
        """The second one fails, is tried again by Odoo and finds nothing left to decide."""
        with self.transaction() as late:
            self.assertEqual(self.account(late).proposal_state, 'waiting')
            with self.transaction() as early:
                self.account(early)._apply_proposals()
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                self.account(late)._apply_proposals()
            late.cr.rollback()
            late.invalidate_all()
            self.assertFalse(self.account(late)._apply_proposals())
        with self.transaction() as env:
            self.assertEqual(self.account(env).credit_limit, 5_000)
            self.assertEqual(len(self.changes(env)), 1)

    def test_one_applies_what_the_other_dismisses(self):
        with self.transaction() as late:
            self.assertEqual(self.account(late).proposal_state, 'waiting')
            with self.transaction() as early:
                self.account(early).action_dismiss_proposals()
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                self.account(late)._apply_proposals()
            late.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(self.account(env).proposal_state, 'dismissed')
            self.assertEqual(self.account(env).credit_mode, 'unlimited')
            self.assertFalse(self.changes(env))

    def test_a_manager_changes_the_limit_while_another_applies(self):
        with self.transaction() as late:
            self.account(late).proposal_state  # noqa: B018 its view of the data is from now on
            with self.transaction() as early:
                self.account(early).write({'credit_mode': 'limit', 'credit_limit': 100})
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                self.account(late)._apply_proposals()
            late.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(self.account(env).credit_limit, 100)

    # === TWO NIGHTS === #

    def night(self, env):
        company = env['res.company'].browse(self.company_id)
        for step in ('_nightly_accounts', '_nightly_features', '_nightly_scores'):
            getattr(env['ar.credit.account'], step)(company, TODAY)

    def test_two_nights_at_once(self):
        with self.transaction() as late:
            late.cr.execute("SELECT 1")
            with self.transaction() as early:
                self.night(early)
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                self.night(late)
            late.cr.rollback()
            self.night(late)
        with self.transaction() as env:
            self.assertEqual(self.account(env).features_date, TODAY)

    def test_a_night_goes_on_when_somebody_saves_an_account_meanwhile(self):
        """The night is not lost for the company: its step is done once more."""
        accounts = self.registry['ar.credit.account']
        real, calls = accounts._nightly_features, []

        def step(model, companies, *args):
            calls.append(companies)
            model.env.cr.execute("SELECT 1")  # its view of the data is from now on
            if len(calls) == 1:
                with self.transaction() as env:
                    self.account(env).write({'status': 'watch'})
            return real(model, companies, *args)

        def one_company(model):
            return model.env['res.company'].browse(self.company_id)

        with (
            patch.object(accounts, '_nightly_features', step),
            patch.object(accounts, '_nightly_companies', one_company),
            mute_logger('odoo.sql_db'), self.transaction() as env,
        ):
            env['ar.credit.account']._cron_nightly(['_nightly_features'])
        self.assertEqual(len(calls), 2)
        with self.transaction() as env:
            self.assertTrue(self.account(env).features_date)
            self.assertEqual(self.account(env).status, 'watch')
