"""The chain under real transactions and real requests: nobody waits, nothing is lost, nobody gets
through."""

from psycopg2.errors import SerializationFailure
from psycopg2.extras import Json

from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import SQL, mute_logger

from ..transactions import TransactionsCase


@tagged('post_install', '-at_install')
class TestLedgerSealTransactions(TransactionsCase):
    """What is sealed while others write."""

    def prepare(self, env):
        env['ar.event.seal']._seal_all()
        self.company_id = env['res.company'].search([], limit=1).id
        self.base = env['ar.event.seal']._last(self.company_id).number

    def forget(self, env):
        self.delete_sealed(env, 'ar_event_seal', SQL(
            "company_id = %s AND number > %s", self.company_id, self.base))

    def log(self, env):
        return env['ar.event']._log('limit.changed', env['res.company'].browse(self.company_id)).id

    def sealed(self, env):
        """Ids of the events by seal, since the test began."""
        seals = env['ar.event.seal'].search([
            ('company_id', '=', self.company_id), ('number', '>', self.base)], order='number')
        return [env['ar.event'].search(seal.action_open_events()['domain']).ids for seal in seals]

    def verify(self, env):
        return env['ar.event'].verify([self.company_id])[0]['problem']

    def test_two_transactions_that_commit_out_of_order(self):
        with self.transaction() as slow:
            first = self.log(slow)
            with self.transaction() as quick:
                second = self.log(quick)
            self.assertLess(first, second)
            with self.transaction() as sealer:  # the slow one is still open: nobody waits
                sealer.cr.execute("SET LOCAL lock_timeout = '1s'")
                sealer['ar.event.seal']._seal(self.company_id)
                self.assertEqual(self.sealed(sealer), [[second]])
        with self.transaction() as env:
            self.assertEqual(self.verify(env), '')
            env['ar.event.seal']._seal(self.company_id)
            self.assertEqual(self.sealed(env), [[second], [first]])
            self.assertEqual(self.verify(env), '')

    def test_a_writer_does_not_wait_for_the_sealer(self):
        with self.transaction() as env:
            first = self.log(env)
        with self.transaction() as sealer:
            sealer['ar.event.seal']._seal(self.company_id)
            with self.transaction() as writer:
                writer.cr.execute("SET LOCAL lock_timeout = '1s'")
                second = self.log(writer)
        with self.transaction() as env:
            env['ar.event.seal']._seal(self.company_id)
            self.assertEqual(self.sealed(env), [[first], [second]])
            self.assertEqual(self.verify(env), '')

    def test_the_second_of_two_sealers_fails_and_is_tried_again(self):
        with self.transaction() as env:
            event = self.log(env)
        with self.transaction() as late:
            late.cr.execute("SELECT 1")  # its view of the data is from now on
            with self.transaction() as early:
                early['ar.event.seal']._seal(self.company_id)
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                late['ar.event.seal']._seal(self.company_id)
            late.cr.rollback()
            self.assertEqual(late['ar.event.seal']._seal(self.company_id), 0)
        with self.transaction() as env:
            self.assertEqual(self.sealed(env), [[event]])
            self.assertEqual(self.verify(env), '')

    def test_an_event_that_was_rolled_back_leaves_no_gap(self):
        with self.transaction() as env:
            first = self.log(env)
            env.cr.commit()
            self.log(env)
            env.cr.rollback()
            second = self.log(env)
        with self.transaction() as env:
            env['ar.event.seal']._seal(self.company_id)
            self.assertEqual(self.sealed(env), [[second, first]])
            self.assertEqual(self.verify(env), '')

    def test_a_restored_database_goes_on_with_the_chain(self):
        """Transaction ids start again in another cluster, and so may the sequence of ids."""
        with self.transaction() as env:
            first = self.log(env)
            env['ar.event.seal']._seal(self.company_id)
            dump = env.execute_query_dict(SQL("SELECT * FROM ar_event WHERE id = %s", first))[0]
        with self.transaction() as env:
            self.clean_event(env, first)
            columns = SQL(", ").join(map(SQL.identifier, dump))
            env.cr.execute(SQL(
                "INSERT INTO ar_event (%s) VALUES %s", columns,
                tuple(Json(value) if isinstance(value, dict) else value
                      for value in dump.values())))
        with self.transaction() as env:
            self.assertEqual(self.verify(env), '')
            second = self.log(env)
            env['ar.event.seal']._seal(self.company_id)
            self.assertEqual(self.sealed(env), [[first], [second]])
            self.assertEqual(self.verify(env), '')

    def clean_event(self, env, event_id):
        env.cr.execute(
            "ALTER TABLE ar_event DISABLE TRIGGER USER; DELETE FROM ar_event WHERE id = %s;"
            " ALTER TABLE ar_event ENABLE TRIGGER USER", [event_id])


@tagged('post_install', '-at_install')
class TestLedgerSealRemote(HttpCase):

    def test_the_administrator_by_rpc(self):
        event = self.env['ar.event']._log('limit.changed', self.env.company)
        self.env['ar.event.seal']._seal_all()
        self.authenticate('admin', 'admin')
        for model, method, args in (
            ('ar.event', 'write', [[event.id], {'kind': 'x'}]),
            ('ar.event', 'unlink', [[event.id]]),
            ('ar.event', 'create', [{'kind': 'x', 'company_id': 1}]),
            ('ar.event', 'copy', [[event.id]]),
            ('ar.event', '_append', [[{'kind': 'x', 'company_id': 1}]]),
            ('ar.event', '_log', ['x', [1]]),
            ('ar.event.seal', 'create', [{'number': 1}]),
            ('ar.event.seal', 'unlink', [[1]]),
            ('ar.event.note', 'write', [[1], {'reason': 'x'}]),
        ):
            with self.subTest(model=model, method=method), mute_logger('odoo.http'):
                with self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request('/web/dataset/call_kw', {
                        'model': model, 'method': method, 'args': args, 'kwargs': {}})
        self.env.invalidate_all()
        self.assertEqual(event.kind, 'limit.changed')
        results = self.make_jsonrpc_request('/web/dataset/call_kw', {
            'model': 'ar.event', 'method': 'verify', 'args': [], 'kwargs': {}})
        self.assertTrue(all(result['valid'] for result in results))
