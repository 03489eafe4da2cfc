from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from ..collection.worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestShellStopEverything(WorklistCommon):
    """Leaving a customer alone up to a day, by the dialog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.shop, 1000, -60, -40)
        cls.invoice(cls.mill, 500, -60, -40)

    def events(self, kind, account=None):
        return self.env['ar.event'].search([
            ('kind', '=', kind), *([('res_id', '=', account.id)] if account else [])])

    def stop(self, user, **vals):
        self.env['ar.stop.everything'].with_user(user).create({
            'account_id': self.shop_account.id, 'until': self.day(5), 'reason': "Fire in the plant",
            **vals}).action_apply()

    def test_everything_stops_and_goes_on_by_itself(self):
        self.rebuild()
        self.stop(self.lena)
        account = self.shop_account
        self.assertTrue(account.is_stopped)
        self.assertIn("stopped", account.next_step)
        self.assertEqual(self.row(account).state, 'done')
        verdict = self.env['ar.contact.policy']._allowed(
            self.shop, 'phone', company=self.company)[self.shop]
        self.assertEqual(verdict.reason, 'stopped')
        self.company.write({'ar_position_dunning': 'on', 'ar_dunning_first_cap': 0})
        self.company.ar_dunning_open_date = '2020-01-01'
        run = self.env['ar.dunning.run'].sudo()._prepare(self.company, self.today)
        reasons = {skip.partner_id: skip.reason for skip in run.skip_ids}
        self.assertEqual(reasons[self.shop], 'stopped')
        with freeze_time(self.day(1)):
            self.assertEqual(self.rebuild(1).account_id, self.mill_account)
        with freeze_time(self.day(6)):
            self.rebuild(6)
            self.assertFalse(account.stop_until)
            self.assertIn(account, self.rows().account_id)
        self.assertTrue(self.events('account.resumed', account))

    def test_a_stop_is_undone_from_the_log_or_by_its_button(self):
        self.stop(self.lena)
        manager = self.company.ar_credit_manager_id
        self.events('account.stopped').with_user(manager).action_undo()
        self.assertFalse(self.shop_account.is_stopped)
        self.stop(self.lena)
        self.shop_account.with_user(self.lena).action_resume()
        self.assertFalse(self.shop_account.stop_until)
        with self.assertRaises(UserError):
            self.shop_account.with_user(self.lena).action_resume()

    def test_deliveries_are_stopped_by_managers_only(self):
        with self.assertRaises(AccessError):
            self.stop(self.lena, delivery=True)
        self.stop(self.company.ar_credit_manager_id, delivery=True)
        self.assertEqual(self.shop_account._guard_terms(self.today)['status'], 'hold')
        self.assertEqual(self.shop_account._guard_terms(self.day(6))['status'], 'open')
        with self.assertRaises(AccessError):
            self.shop_account.with_user(self.lena).action_resume()

    def test_nobody_else_lifts_the_stop_of_deliveries(self):
        manager, account = self.company.ar_credit_manager_id, self.shop_account
        self.stop(manager, delivery=True)
        with self.assertRaises(AccessError):
            self.stop(self.lena, until=self.day(6))
        analyst = self.role_user('credit_analyst')
        for vals in ({'stop_delivery': False}, {'stop_until': self.day(0)}):
            with self.assertRaises(AccessError):
                account.with_user(analyst).write(vals)
        self.assertRecordValues(account, [{'stop_until': self.day(5), 'stop_delivery': True}])
        dialog = self.env['ar.stop.everything'].with_user(manager).create({
            'account_id': account.id, 'reason': "Fire in the plant"})
        with self.assertRaises(AccessError):
            dialog.with_user(self.lena).read(['reason'])

    def test_bad_days_and_reasons_are_refused(self):
        for vals in ({'until': self.day(-1)}, {'until': self.day(500)}, {'reason': "  "}):
            with self.assertRaises(UserError):
                self.stop(self.lena, **vals)


@tagged('post_install', '-at_install')
class TestShellStopEverythingTour(WorklistCommon, HttpCase):
    """A customer to be left alone, in a browser."""

    freeze = False

    def test_leaving_a_customer_alone(self):
        self.invoice(self.shop, 1000, -60, -40)
        self.start_tour(
            f'/odoo/credit-accounts/{self.shop_account.id}', 'ar_stop_everything', login='ar_lena')
        self.assertFalse(self.shop_account.stop_until)
        kinds = self.env['ar.event'].search([
            ('res_model', '=', 'ar.credit.account'), ('res_id', '=', self.shop_account.id),
            ('kind', 'in', ('account.stopped', 'account.resumed'))]).mapped('kind')
        self.assertEqual(set(kinds), {'account.stopped', 'account.resumed'})
