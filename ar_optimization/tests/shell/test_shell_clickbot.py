"""Every menu, view and filter of the app opens in a browser, for each of its groups."""

from odoo.tests import HttpCase, tagged

from ..common import ARCommon

CLICK_EVERYWHERE = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('ar_optimization.menu_ar_root')"
)


@tagged('post_install', '-at_install')
class TestClickbot(ARCommon, HttpCase):
    allow_end_on_form = True
    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for days_overdue, partner in zip((-10, 20, 70), cls.customers(3), strict=True):
            cls.invoice(partner, 1000, when=-90, due=-days_overdue)

    def click_everywhere(self, role, **vals):
        user = self.role_user(role, **vals)
        self.assertIn(
            self.env.ref('ar_optimization.menu_ar_root').id,
            self.env['ir.ui.menu'].with_user(user)._visible_menu_ids())
        self.browser_js(
            '/odoo', CLICK_EVERYWHERE, 'odoo.isReady === true', login=user.login, timeout=300,
            success_signal='clickbot test succeeded')

    def test_collector(self):
        self.click_everywhere('collector')

    def test_credit_analyst_in_chinese(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.env.ref('base.module_ar_optimization')._update_translations(['zh_CN'])
        self.click_everywhere('credit_analyst', lang='zh_CN')

    def test_credit_manager(self):
        self.click_everywhere('credit_manager')
