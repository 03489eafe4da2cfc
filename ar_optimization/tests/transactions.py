"""Tests with several transactions at once: on real cursors, which commit."""

from contextlib import contextmanager
from uuid import uuid4

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL


class TransactionsCase(BaseCase):
    """What a test commits is there for all others: `prepare` makes it, `forget` takes it away, by
    force where the app refuses it. Events go by themselves."""

    # Tables whose rows of the company go, in the order in which they can.
    LEFT = ()

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.transaction() as env:
            env.cr.execute("SELECT COALESCE(max(id), 0) FROM ar_event")
            self.last_id, = env.cr.fetchone()
        with self.transaction() as env:
            self.prepare(env)
        self.addCleanup(self.clean)

    @contextmanager
    def transaction(self, uid=SUPERUSER_ID):
        """An environment on a transaction of its own that commits when the block ends."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def prepare(self, env):
        """Hook: what each test begins with. A company of its own is kept as `company_id`."""

    def forget(self, env):
        """Hook: take away what is left after the rows of `LEFT`, in a transaction of its own."""

    def clean(self):
        with self.transaction() as env:
            for table in self.LEFT:
                env.cr.execute(SQL(
                    "DELETE FROM %s WHERE company_id = %s", SQL.identifier(table),
                    self.company_id))
        with self.transaction() as env:
            self.forget(env)
        with self.transaction() as env:
            self.delete_sealed(env, 'ar_event', SQL("id > %s", self.last_id))
            env.cr.execute("DELETE FROM ar_event_note WHERE event_id > %s", [self.last_id])

    def delete_sealed(self, env, table, condition):
        """Delete rows of a table whose trigger refuses it."""
        env.cr.execute(SQL(
            "ALTER TABLE %(table)s DISABLE TRIGGER USER;"
            " DELETE FROM %(table)s WHERE %(condition)s;"
            " ALTER TABLE %(table)s ENABLE TRIGGER USER",
            table=SQL.identifier(table), condition=condition))


class BooksCase(TransactionsCase):
    """A company of its own with the least books, and one customer."""

    def open_books(self, env, title, *codes, **partner):
        """Make the company, its accounts, a sales journal for each code and the customer.

        :return: environment of the company, customer, journals, account of the sales.
        """
        company = env['res.company'].create({'name': f"{title} {uuid4()}"})
        self.company_id = company.id
        env = env(context={'allowed_company_ids': company.ids})
        debtors, sales = env['account.account'].create([
            {'name': "Debtors", 'code': 'AR100', 'account_type': 'asset_receivable',
             'reconcile': True, 'company_ids': [Command.set(company.ids)]},
            {'name': "Sales", 'code': 'AR200', 'account_type': 'income',
             'company_ids': [Command.set(company.ids)]}])
        partner = env['res.partner'].create({
            'is_company': True, 'property_account_receivable_id': debtors.id, **partner})
        self.partner_id = partner.id
        journals = env['account.journal'].create([
            {'name': code, 'code': code, 'type': 'sale', 'company_id': company.id,
             'default_account_id': sales.id} for code in codes])
        return env, partner, journals, sales

    def invoice(self, journal, partner, sales, amount, day):
        """A draft invoice without taxes, due on its day."""
        return journal.env['account.move'].create({
            'move_type': 'out_invoice', 'journal_id': journal.id, 'partner_id': partner.id,
            'invoice_date': day, 'invoice_date_due': day, 'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': amount, 'account_id': sales.id,
                'tax_ids': [Command.clear()]})]})

    def forget(self, env):
        # EXTENDS: a company is never deleted
        company = env['res.company'].browse(self.company_id)
        env['res.partner'].browse(self.partner_id).unlink()
        env['account.journal'].search([('company_id', '=', company.id)]).unlink()
        env['account.account'].search([('company_ids', '=', company.id)]).unlink()
        company.active = False
