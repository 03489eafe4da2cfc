"""What a night writes down is read in every language there is."""
from unittest.mock import patch

from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerLang(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('zh_CN')
        cls.langs = cls.env['res.lang']
        cls.chinese = cls.langs.with_context(lang='zh_CN')

    def test_a_month_in_the_order_of_the_language(self):
        day = self.day('2026-10-31')
        self.assertEqual(
            [langs._ar_period_name(day, skeleton) for langs in (self.langs, self.chinese)
             for skeleton in ('yMMMM', 'yMMM', 'yQQQ')],
            ["October 2026", "Oct 2026", "Q4 2026", "2026年10月", "2026年10月", "2026年第4季度"])

    def test_what_is_kept_is_told_to_each_reader(self):
        kept = self.langs._ar_tell({'zh_CN': "逾期", 'en_US': "Late"}.get)
        self.assertEqual(
            (self.langs._ar_told(kept), self.chinese._ar_told(kept)), ("Late", "逾期"))
        self.assertEqual(
            self.chinese._ar_told({'en_US': "Late"}), "Late", "the language came later")
        self.assertEqual(self.chinese._ar_told({'fr_FR': "Retard"}), "Retard")
        self.assertEqual(self.chinese._ar_told("Late"), "Late", "kept by an earlier version")
        self.assertEqual(self.chinese._ar_told(None), "")

    def test_a_night_speaks_the_language_of_its_company(self):
        self.company.partner_id.lang = 'zh_CN'
        there = self.other_company()
        there.partner_id.lang = 'en_US'
        heard = []

        def step(accounts, company, today, full):
            heard.append((accounts.env.lang, company.env.lang))

        accounts = self.env['ar.credit.account']
        with patch.object(self.env.registry['ar.credit.account'], '_nightly_accounts', step):
            for company in (self.company, there):
                accounts._nightly_step('_nightly_accounts', company, self.today)
        self.assertEqual(heard, [('zh_CN', 'zh_CN'), ('en_US', 'en_US')])
