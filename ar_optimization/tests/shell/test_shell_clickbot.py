"""Every menu, view and filter of the app opens in a browser, in Chinese. `test_shell_menus` reads
them as each of the groups."""

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

    def test_credit_manager_in_chinese(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.env.ref('base.module_ar_optimization')._update_translations(['zh_CN'])
        user = self.role_user('credit_manager', lang='zh_CN')
        self.browser_js(
            '/odoo', CLICK_EVERYWHERE, 'odoo.isReady === true', login=user.login, timeout=1200,
            success_signal='clickbot test succeeded')
