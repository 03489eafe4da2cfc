"""Two people who decide at the same moment, on real transactions."""

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..transactions import TransactionsCase


@tagged('post_install', '-at_install')
class TestApprovalTransactions(TransactionsCase):
    """A request that two managers may decide on."""

    def prepare(self, env):
        group = env.ref('ar_optimization.group_credit_manager')
        self.user_ids = env['res.users'].with_context(no_reset_password=True).create([
            {'name': name, 'login': f'ar_{name}',
             'group_ids': [Command.set([env.ref('base.group_user').id, group.id])]}
            for name in ('one', 'two')]).ids
        partner = env['res.partner'].create({'name': "Raced", 'is_company': True})
        account = env['ar.credit.account']._account_for(partner, env.company)
        request = env['ar.credit.request']._submit(
            'limit', account, {'credit_mode': 'limit', 'credit_limit': 20_000}, "Race")
        self.partner_id, self.account_id = partner.id, account.id
        self.request_id = request.id

    def forget(self, env):
        env.cr.execute("DELETE FROM ar_credit_request WHERE id = %s", [self.request_id])
        env['ar.credit.account'].browse(self.account_id).unlink()
        env['res.partner'].browse(self.partner_id).unlink()
        env['res.users'].browse(self.user_ids).unlink()

    def test_the_second_one_finds_it_locked(self):
        with self.transaction(self.user_ids[0]) as first:
            with self.transaction(self.user_ids[1]) as second:
                first['ar.credit.request'].browse(self.request_id).action_approve()
                with self.assertRaises(UserError):
                    second['ar.credit.request'].browse(self.request_id)._decide('refused', "No")
        with self.transaction() as env:
            request = env['ar.credit.request'].browse(self.request_id)
            self.assertEqual(request.state, 'approved')
            self.assertEqual(len(request.step_ids.filtered('decision')), 1)

    def test_a_second_one_who_read_before_is_made_to_try_again(self):
        with self.transaction(self.user_ids[1]) as second:
            request = second['ar.credit.request'].browse(self.request_id)
            self.assertTrue(request.can_decide)  # his transaction has begun
            with self.transaction(self.user_ids[0]) as first:
                first['ar.credit.request'].browse(self.request_id).action_approve()
            with mute_logger('odoo.sql_db'), self.assertRaises(SerializationFailure):
                request._decide('refused', "No")
            second.cr.rollback()
            second.invalidate_all()
            with self.assertRaises(UserError):  # what Odoo does on a serialization failure
                request._decide('refused', "No")
            second.cr.rollback()
