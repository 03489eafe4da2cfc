from lxml import etree

from odoo.tests import tagged

from ..common import ARCommon

MOST_IN_SIGHT = 12


@tagged('post_install', '-at_install')
class TestShellSettings(ARCommon):
    """A small company finds its few settings at once, the rest under Advanced."""

    def test_few_settings_are_in_sight(self):
        manager = self.role_user('credit_manager')
        manager.group_ids |= self.env.ref('base.group_system')
        arch = self.env['res.config.settings'].with_user(manager).get_view(view_type='form')['arch']
        [app] = etree.fromstring(arch).xpath("//app[@name='ar_optimization']")
        # Whatever an answer brings in sight counts as in sight.
        in_sight = app.xpath(".//field[not(ancestor::details)]/@name")
        self.assertLessEqual({'ar_credit_manager_id', 'ar_limit_auto'}, set(in_sight))
        # Who wonders why nothing happens finds what is off: surveys alone are begun later.
        positions = {
            name for name in self.env['res.company']._fields if name.startswith('ar_position_')}
        self.assertEqual(positions - set(in_sight), {'ar_position_survey'})
        self.assertLessEqual(len(in_sight), MOST_IN_SIGHT, in_sight)
        [folded] = app.xpath(".//details[not(@open)]")
        self.assertTrue(folded.xpath("./summary"))
        self.assertIn('ar_ageing_bounds', folded.xpath(".//field/@name"))
