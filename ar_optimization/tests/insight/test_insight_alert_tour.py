from odoo.tests import HttpCase, tagged

from .alert_common import AlertCommon


@tagged('post_install', '-at_install')
class TestAlertTour(HttpCase, AlertCommon):
    """A credit manager's morning with a warning, in a browser."""

    freeze = False

    def test_look_answer_and_close(self):
        shop = self.known("Tour Shop")
        self.invoice(shop.partner_id, 500, -40, -10)
        shop.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        self.slower(shop, 30)
        [alert] = self.alerts.sudo()._build(self.company, self.today).filtered(
            lambda alert: alert.account_id == shop)
        self.start_tour(
            f'/odoo/early-warning?cids={self.company.id}', 'ar_alert', login='ar_max')
        self.assertRecordValues(alert, [{
            'state': 'closed', 'outcome': 'false', 'closed_by_id': self.max.id}])
        self.assertNotIn('request.submitted', self.env['ar.event'].search([
            ('partner_id', '=', shop.partner_id.id)]).mapped('kind'))
