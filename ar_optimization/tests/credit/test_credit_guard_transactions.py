"""Two confirmations at once, on two real cursors."""
from contextlib import contextmanager
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from ...models.credit.guard.ar_credit_lock import ArCreditLock


@tagged('post_install', '-at_install')
class TestGuardTransactions(BaseCase):
    """Two invoices of 60 against a limit of 100, each in a journal of its own, so that no number
    range makes one of them wait. What they leave behind is cleaned up by force."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self.clean)
        with self.transaction() as env:
            env.cr.execute("SELECT max(id) FROM ar_event")
            self.last_id, = env.cr.fetchone()
            self.prepare(env)

    @contextmanager
    def transaction(self):
        """An environment on a transaction of its own that commits when the block ends."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def prepare(self, env):
        company = env['res.company'].create({'name': f"Guarded at once {uuid4()}"})
        self.company_id = company.id
        env = env(context={'allowed_company_ids': company.ids})
        env['ar.credit.policy'].create({
            'name': "limit", 'condition': 'limit', 'bound': 100, 'company_id': company.id})
        accounts = env['account.account'].create([
            {'name': "Debtors", 'code': 'AR100', 'account_type': 'asset_receivable',
             'reconcile': True, 'company_ids': [Command.set(company.ids)]},
            {'name': "Sales", 'code': 'AR200', 'account_type': 'income',
             'company_ids': [Command.set(company.ids)]}])
        partner = env['res.partner'].create({
            'name': "Twice", 'is_company': True, 'customer_rank': 1,
            'property_account_receivable_id': accounts[0].id})
        self.partner_id = partner.id
        journals = env['account.journal'].create([
            {'name': code, 'code': code, 'type': 'sale', 'company_id': company.id,
             'default_account_id': accounts[1].id} for code in ('GU1', 'GU2')])
        self.invoice_ids = env['account.move'].create([{
            'move_type': 'out_invoice', 'journal_id': journal.id, 'partner_id': partner.id,
            'invoice_date': '2026-06-30', 'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 60, 'account_id': accounts[1].id,
                'tax_ids': [Command.clear()]})],
        } for journal in journals]).ids
        account = env['ar.credit.account']._account_for(partner, company)
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})

    def clean(self):
        tables = (
            ('ar_credit_hold', SQL("company_id = %s", self.company_id)),
            ('ar_credit_policy', SQL("company_id = %s", self.company_id)),
            ('ar_feature_change', SQL("company_id = %s", self.company_id)),
            ('account_move_line', SQL("company_id = %s", self.company_id)),
            ('account_move', SQL("company_id = %s", self.company_id)),
            ('ar_credit_account', SQL("company_id = %s", self.company_id)),
        )
        with self.transaction() as env:
            for table, condition in tables:
                env.cr.execute(SQL(
                    "DELETE FROM %s WHERE %s", SQL.identifier(table), condition))
            env.cr.execute(SQL(
                "ALTER TABLE ar_event DISABLE TRIGGER USER;"
                " DELETE FROM ar_event WHERE id > %(last)s;"
                " ALTER TABLE ar_event ENABLE TRIGGER USER;"
                " DELETE FROM ar_event_note WHERE event_id > %(last)s", last=self.last_id or 0))
        with self.transaction() as env:
            company = env['res.company'].browse(self.company_id)
            env['res.partner'].browse(self.partner_id).unlink()
            env['account.journal'].search([('company_id', '=', company.id)]).unlink()
            env['account.account'].search([('company_ids', '=', company.id)]).unlink()
            company.active = False

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
