from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..collection.worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestShellShareOut(WorklistCommon):
    """Before customers are shared out anew, a manager sees how much each collector would have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.shop, 1000, -60, -40)
        cls.invoice(cls.mill, 500, -60, -40)
        cls.manager = cls.company.ar_credit_manager_id
        cls.pool = cls.env['ar.collector.pool'].create({
            'name': "Pool", 'member_ids': [
                (0, 0, {'user_id': user.id}) for user in (cls.lena, cls.tom)]})

    def dialog(self, user):
        action = self.pool.with_user(user).action_preview_share_out()
        return self.env[action['res_model']].with_user(user).with_context(
            **action['context']).create({})

    def test_looked_at_and_done(self):
        self.mill_account.collector_id = False
        dialog = self.dialog(self.manager)
        body = etree.fromstring(f"<div>{dialog.preview}</div>")
        rows = [" ".join("".join(row.itertext()).split()) for row in body.iter('tr')][1:]
        self.assertEqual(rows, [
            f"{self.lena.name} 1 → 1 $ 1,000.00 → $ 1,000.00",
            f"{self.tom.name} 0 → 1 $ 0.00 → $ 500.00",
            "Nobody 1 → 0 $ 500.00 → $ 0.00"])
        self.assertIn("would get another collector: 1.", "".join(body.itertext()))
        self.assertFalse(self.mill_account.collector_id, "nothing happened yet")
        dialog.action_apply()
        self.assertEqual(self.mill_account.collector_id, self.tom)
        self.assertIn("Nothing would change", self.dialog(self.manager).preview)

    def test_nobody_is_there(self):
        (self.lena | self.tom).active = False
        self.assertIn("Nothing would change", self.dialog(self.manager).preview)

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self.dialog(self.lena)
