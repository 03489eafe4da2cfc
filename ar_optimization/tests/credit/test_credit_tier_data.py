from odoo.tests import tagged
from odoo.tools import convert_file

from ..common import ARCommon

SHIPPED = 'ar_optimization.tier_%s'
TERMS = ('account_payment_term_30days', 'account_payment_term_immediate')


@tagged('post_install', '-at_install')
class TestCreditTierData(ARCommon):
    """The tiers we ship, on databases that are not as Odoo ships them."""

    def test_terms_that_the_company_has_deleted(self):
        """Tiers that would shorten terms leave them alone when the term is not there."""
        tiers = self.env['ar.credit.tier'].concat(
            *(self.env.ref(SHIPPED % letter) for letter in 'abcd'))
        self.env['ar.credit.account'].search([('tier_id', 'in', tiers.ids)]).tier_id = False
        tiers.unlink()
        self.env['ir.model.data'].search([
            ('module', '=', 'account'), ('name', 'in', TERMS)]).unlink()

        convert_file(
            self.env, 'ar_optimization', 'data/ar_tier_data.xml', {}, mode='init', noupdate=True)

        shorten, prepay = self.env.ref(SHIPPED % 'c'), self.env.ref(SHIPPED % 'd')
        self.assertEqual((shorten.terms_policy, prepay.terms_policy), ('keep', 'keep'))
        self.assertFalse(shorten.max_payment_term_id | prepay.default_payment_term_id)
