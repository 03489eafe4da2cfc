"""Two confirmations at once, on two real cursors."""
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.credit.guard.ar_credit_lock import ArCreditLock
from ..transactions import BooksCase


@tagged('post_install', '-at_install')
class TestGuardTransactions(BooksCase):
    """Two invoices of 60 against a limit of 100, each in a journal of its own, so that no number
    range makes one of them wait."""

    LEFT = (
        'ar_credit_hold', 'ar_credit_policy', 'ar_feature_change', 'account_move_line',
        'account_move', 'ar_credit_account')

    def prepare(self, env):
        env, partner, journals, sales = self.open_books(
            env, "Guarded at once", 'GU1', 'GU2', name="Twice", customer_rank=1)
        company = journals.company_id
        env['ar.credit.policy'].create({
            'name': "limit", 'condition': 'limit', 'bound': 100, 'company_id': company.id})
        self.invoice_ids = [
            self.invoice(journal, partner, sales, 60, '2026-06-30').id for journal in journals]
        account = env['ar.credit.account']._account_for(partner, company)
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})

    def post(self, env, index):
        invoice = env['account.move'].browse(self.invoice_ids[index])
        invoice.action_post()
        return invoice.state

    def both_at_once(self):
        """Both snapshots are open before either confirms; the second one is run again when
        PostgreSQL asks for it, as Odoo does with every request.

        :return: the states of the two invoices
        """
        with self.transaction() as first, self.registry.cursor() as slow:
            second = api.Environment(slow, SUPERUSER_ID, {})
            for env in (first, second):
                env['account.move'].browse(self.invoice_ids).mapped('state')
            states = [self.post(first, 0)]
            first.cr.commit()
            try:
                states.append(self.post(second, 1))
                slow.commit()
            except SerializationFailure:
                slow.rollback()
                second.invalidate_all()
                states.append(self.post(second, 1))
        return states

    @mute_logger('odoo.sql_db')
    def test_exactly_one_passes(self):
        self.assertEqual(self.both_at_once(), ['posted', 'draft'])
        with self.transaction() as env:
            [hold] = env['ar.credit.hold'].search([('company_id', '=', self.company_id)])
            self.assertEqual((hold.state, hold.exposure), ('open', 60))

    @mute_logger('odoo.sql_db')
    def test_exactly_one_passes_where_the_lock_is_known(self):
        """As above, with a lock row that both have to update."""
        with self.transaction() as env:
            account = env['ar.credit.account'].search([('company_id', '=', self.company_id)])
            env['ar.credit.lock']._take(account, set(), account.create_date.date(), True)
        self.assertEqual(self.both_at_once(), ['posted', 'draft'])

    def test_without_the_write_both_would_pass(self):
        """What the lock is for: were it only read, this test's own bench lets both pass."""
        taken = ArCreditLock._taken_sql
        self.patch(ArCreditLock, '_taken_sql',
                   lambda self, accounts, month, lock: taken(self, accounts, month, False))
        self.assertEqual(self.both_at_once(), ['posted', 'posted'])
