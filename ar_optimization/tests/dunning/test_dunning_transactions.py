"""Two runs at once, on two real cursors."""
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL

TABLES = (
    'ar_dunning_skip', 'ar_dunning_total', 'ar_dunning_notice_line', 'ar_dunning_notice',
    'ar_dunning_run', 'ar_dunning_item', 'ar_feature_change', 'account_move_line', 'account_move',
    'ar_credit_account')


@tagged('post_install', '-at_install')
class TestDunningTransactions(BaseCase):
    """One overdue invoice, and two people who prepare a run. What they leave behind is cleaned up
    by force."""

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
        company = env['res.company'].create({'name': f"Dunning at once {uuid4()}"})
        self.company_id = company.id
        env = env(context={'allowed_company_ids': company.ids})
        accounts = env['account.account'].create([
            {'name': "Debtors", 'code': 'AR100', 'account_type': 'asset_receivable',
             'reconcile': True, 'company_ids': [Command.set(company.ids)]},
            {'name': "Sales", 'code': 'AR200', 'account_type': 'income',
             'company_ids': [Command.set(company.ids)]}])
        partner = env['res.partner'].create({
            'name': "Asked once", 'is_company': True, 'email': 'once@example.com',
            'property_account_receivable_id': accounts[0].id})
        self.partner_id = partner.id
        journal = env['account.journal'].create({
            'name': "DU1", 'code': "DU1", 'type': 'sale', 'company_id': company.id,
            'default_account_id': accounts[1].id})
        day = fields.Date.today() - timedelta(days=30)
        env['account.move'].create({
            'move_type': 'out_invoice', 'journal_id': journal.id, 'partner_id': partner.id,
            'invoice_date': day, 'invoice_date_due': day, 'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 60, 'account_id': accounts[1].id,
                'tax_ids': [Command.clear()]})],
        }).action_post()
        env['ar.credit.account']._account_for(partner, company)
        company.write({'ar_position_dunning': 'on', 'ar_dunning_first_cap': 0})
        company.ar_dunning_open_date = day

    def clean(self):
        with self.transaction() as env:
            for table in TABLES:
                env.cr.execute(SQL(
                    "DELETE FROM %s WHERE company_id = %s", SQL.identifier(table),
                    self.company_id))
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

    def run_of(self, env):
        company = env['res.company'].browse(self.company_id)
        return env['ar.dunning.run']._prepare(company, fields.Date.context_today(company))

    def test_one_of_two_runs_gives_the_level(self):
        with self.transaction() as first, self.registry.cursor() as slow:
            second = api.Environment(slow, SUPERUSER_ID, {})
            for env in (first, second):  # both snapshots are open
                env['res.company'].browse(self.company_id).read(['name'])
            self.assertEqual(self.run_of(first).notice_ids.line_ids.mapped('is_given'), [True])
            first.cr.commit()
            with self.assertRaises(ConcurrencyError):  # a request is done anew by Odoo
                self.run_of(second)
            slow.rollback()
            second.invalidate_all()
            again = self.run_of(second)
            self.assertFalse(again.notice_ids)
            self.assertEqual(again.skip_ids.mapped('reason'), ['other_run'])

    def test_the_night_leaves_to_a_person_what_he_prepares_at_that_moment(self):
        with self.transaction() as person, self.registry.cursor() as night_cursor:
            night = api.Environment(night_cursor, SUPERUSER_ID, {})
            company = night['res.company'].browse(self.company_id)
            company.read(['name'])  # the night has begun
            today = fields.Date.context_today(company)
            self.run_of(person)
            person.cr.commit()
            night['ar.credit.account']._nightly_step('_nightly_dunning', company, today)
            runs = night['ar.dunning.run'].search([('company_id', '=', company.id)])
            self.assertEqual(runs.mapped('is_automatic'), [True, False])
            self.assertEqual(len(runs.notice_ids), 1)
            self.assertEqual(runs[0].skip_ids.mapped('reason'), ['other_run'])
