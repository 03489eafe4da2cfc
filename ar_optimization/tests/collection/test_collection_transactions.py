"""Two collectors turn to one customer at once, on two real cursors."""
from datetime import timedelta

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import Command, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..transactions import BooksCase


@tagged('post_install', '-at_install')
class TestCollectionTransactions(BooksCase):

    LEFT = (
        'ar_worklist', 'ar_promise_line', 'ar_promise', 'ar_contact_log', 'ar_feature_change',
        'account_move_line', 'account_move', 'ar_credit_account')

    def prepare(self, env):
        env, partner, journal, sales = self.open_books(
            env, "Collected at once", 'CO1', name="Called twice")
        day = fields.Date.today() - timedelta(days=60)
        invoice = self.invoice(journal, partner, sales, 60, day)
        invoice.action_post()
        company = journal.company_id
        company.ar_position_collection = 'on'
        account = env['ar.credit.account']._account_for(partner, company)
        collector = env.ref('ar_optimization.group_collector')
        self.uids = env['res.users'].with_context(no_reset_password=True).create([
            {'name': login, 'login': f'{login}_{company.id}', 'company_id': company.id,
             'company_ids': [Command.set(company.ids)],
             'group_ids': [Command.set(collector.ids)]}
            for login in ('early', 'late')]).ids
        self.account_id = account.id
        self.item_id = invoice.line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable').id
        env['ar.worklist']._rebuild(company, fields.Date.context_today(company))

    def forget(self, env):
        # EXTENDS: the people of the test
        users = env['res.users'].browse(self.uids)
        people = users.partner_id
        users.unlink()
        people.unlink()
        return super().forget(env)

    def row(self, env):
        return env['ar.worklist'].search([('account_id', '=', self.account_id)])

    def promise(self, env):
        return env['ar.promise'].create({
            'account_id': self.account_id, 'date': fields.Date.today() + timedelta(days=3),
            'line_ids': [Command.create({'move_line_id': self.item_id})]})

    def test_who_comes_second_sees_who_works_on_the_customer(self):
        early, late = self.uids
        with self.transaction(early) as first, self.registry.cursor() as slow:
            second = api.Environment(slow, late, {})
            for env in (first, second):  # both lists are open
                self.assertFalse(self.row(env).is_claimed)
            self.row(first).action_work()
            self.row(second).action_work()  # waits for nobody, and takes nothing away
            second.flush_all()
            first.cr.commit()
            second.invalidate_all()
            with mute_logger('odoo.sql_db'), self.assertRaises(SerializationFailure):
                self.row(second)._claim()  # a request is done anew by Odoo
            slow.rollback()
            second.invalidate_all()
            self.row(second).action_work()
            self.assertTrue(self.row(second).is_claimed)
            self.assertEqual(self.row(second).claim_user_id.id, early)

    def test_an_item_is_promised_to_one_of_them(self):
        early, late = self.uids
        with self.transaction(early) as first, self.registry.cursor() as slow:
            second = api.Environment(slow, late, {})
            for env in (first, second):
                self.row(env).read(['points'])
            self.promise(first)
            first.cr.commit()
            with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation):
                self.promise(second)
                second.flush_all()
            slow.rollback()
        with self.transaction() as env:
            self.assertEqual(env['ar.promise'].search_count([
                ('account_id', '=', self.account_id), ('state', '=', 'open')]), 1)
