from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..credit.guard_common import GuardCommon

ROLES = ('collector', 'credit_analyst', 'billing', 'employee')


@tagged('post_install', '-at_install')
class TestGuardRights(GuardCommon):
    """What a call from outside gets who may not decide: every public method, context and value."""

    def rpc(self, user, record, method, *args, context=None, **kwargs):
        """Call a public method as the RPC controller does."""
        model = record.with_user(user).with_context(**(context or {}))
        arguments = [record.ids, *args] if record else list(args)
        return call_kw(model.browse(), method, arguments, kwargs)

    def refused(self, *args, **kwargs):
        with self.assertRaises(UserError), mute_logger('odoo.addons.base.models'):
            self.rpc(*args, **kwargs)

    def users(self):
        portal = new_test_user(self.env, login='ar_portal', groups='base.group_portal')
        return [self.role_user(role) for role in ROLES] + [portal]

    def test_no_decision_by_who_may_not(self):
        over, hold = self.held()
        holds, decisions, stops = (
            self.env[name] for name in ('ar.credit.hold', 'ar.hold.decision', 'ar.hold.stop'))
        theirs = decisions.create({'hold_ids': hold.ids, 'reason': "ours", 'decision': 'release'})
        for user in self.users():
            with self.subTest(user=user.login):
                self.refused(user, holds, 'create', {
                    'res_model': over._name, 'res_id': over.id, 'document_name': "x",
                    'document_kind': 'invoice', 'account_id': hold.account_id.id,
                    'action': 'hold', 'state': 'released', 'release_total': 1e9})
                for values in ({'state': 'released'}, {'responsible_id': user.id},
                               {'stop_reason': "mine"}, {'requester_id': user.id}):
                    self.refused(user, hold, 'write', values)
                for method in ('unlink', 'copy'):
                    self.refused(user, hold, method)
                self.refused(user, theirs, 'action_apply')
                for decision in ('release', 'prepay', 'reject'):
                    self.decided_by(user, decisions, hold, decision)
                self.refused(user, stops, 'create', {
                    'res_model': over._name, 'res_id': over.id, 'reason': "mine"})
                for model in ('ar.hold.mark', 'ar.credit.lock'):
                    self.refused(user, self.env[model], 'search_read', [])
                    self.refused(user, self.env[model], 'create', {})
        self.assertEqual((hold.state, over.state), ('open', 'draft'))
        self.assertFalse(self.env['ar.hold.stop'].sudo().search([]))

    def test_a_manager_stops_by_the_buttons(self):
        self.policy('status')
        account = self.limited(1_000)
        fits = self.draft(account.partner_id, 10)
        for record in (fits, account):
            action = self.env.ref(
                'ar_optimization.ar_hold_stop_%s_action'
                % ('move' if record == fits else 'account'))
            dialog = action.with_context(
                active_model=record._name, active_id=record.id, active_ids=record.ids).run()
            stop = self.env[dialog['res_model']].with_context(
                **dialog['context']).create({'reason': "rumours"})
            self.assertEqual(stop.name, record.display_name)
            stop.action_apply()
        self.assertEqual((self.hold_of(fits).stop_reason, account.status), ("rumours", 'hold'))

    def decided_by(self, user, decisions, hold, decision):
        """The wizard of somebody who may open it, at most, decides nothing."""
        try:
            made = self.rpc(user, decisions, 'create', {
                'hold_ids': [Command.link(hold.id)], 'reason': "x", 'decision': decision})
        except AccessError:
            return
        self.refused(user, decisions.browse(made), 'action_apply')

    def test_no_context_and_no_default_releases(self):
        """What a salesperson sends along with the confirmation."""
        self.policy()
        billing = self.role_user('billing')
        over = self.draft(self.limited(10).partner_id, 11)
        far = str(self.day(900))
        defaults = {
            'default_state': 'released', 'default_release_total': 1e9,
            'default_release_until': far, 'default_release_percent': 100,
            'default_advance_percent': 0.001, 'default_release_seen': ['limit'],
            'default_stop_reason': "", 'mail_activity_automation_skip': True,
            'ar_night': '2000-01-01', 'ar_ledger': [[0], False], 'ar_guard_posting': [over.id],
            'ar_covered': [], 'ar_uncovered': True, 'ar_as_of': '2000-01-01',
            'tracking_disable': True, 'default_ar_guard_date': far}
        for __ in range(2):
            self.rpc(billing, over, 'action_post', context=defaults)
            self.assertEqual(over.state, 'draft')
        hold = self.hold_of(over)
        self.assertRecordValues(hold, [{
            'state': 'open', 'release_total': 0, 'advance_percent': 0, 'release_until': False}])
        self.assertEqual(hold.activity_ids.user_id, hold.responsible_id)

    def test_a_users_own_defaults_release_nothing(self):
        self.policy()
        billing = self.role_user('billing')
        for name, value in (('state', 'released'), ('release_total', 1e9)):
            self.env['ir.default'].with_user(billing).sudo().set(
                'ar.credit.hold', name, value, user_id=billing.id)
        over = self.draft(self.limited(10).partner_id, 11)
        for __ in range(2):
            self.rpc(billing, over, 'action_post')
        self.assertEqual((over.state, self.hold_of(over).state), ('draft', 'open'))

    def test_computed_fields_written_with_the_state(self):
        self.policy()
        billing = self.role_user('billing')
        over = self.draft(self.limited(10).partner_id, 11)
        zero = {'total_amount': 0.0, 'total_amount_currency': 0.0, 'subtotals': []}
        for values in (
            {'tax_totals': zero}, {'amount_total': 0}, {'amount_total_signed': 0},
            {'amount_residual': 0}, {'ar_guard_action': 'none'},
            {'ar_hold_state': 'released'},
        ):
            with self.subTest(values):
                try:
                    with self.env.cr.savepoint():
                        self.rpc(billing, over, 'write', {**values, 'state': 'posted'})
                except (AccessError, UserError, ValueError):
                    self.env.invalidate_all()
                self.assertEqual(over.state, 'draft')

    def test_who_sees_nothing_reads_nothing(self):
        __, hold = self.held()
        for login, groups in (('ar_plain', 'base.group_user'), ('ar_gate', 'base.group_portal')):
            user = new_test_user(self.env, login=login, groups=groups)
            for method, arguments in (
                ('read', (['reasons_text'],)), ('action_look_again', ()),
                ('action_print_notice', ()), ('action_open_items', ()),
                ('message_post', ()), ('web_read', ({'exposure': {}},)),
            ):
                with self.subTest(login, method=method):
                    self.refused(user, hold, method, *arguments)

    def test_the_figures_of_a_hold_stay_with_those_who_see_credit(self):
        __, hold = self.held()
        billing = self.role_user('billing')
        self.refused(billing, hold, 'read', ['exposure'])
        self.assertEqual(
            self.rpc(self.role_user('collector'), hold, 'read', ['exposure'])[0]['exposure'], 0)
