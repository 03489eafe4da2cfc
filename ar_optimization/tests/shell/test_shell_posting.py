import re
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..common import ARCommon

TABLES = re.compile(r'(?:FROM|JOIN|INTO|UPDATE)\s+"?(ar_[a-z_]+)')


@tagged('post_install', '-at_install')
class TestShellPosting(ARCommon):
    """What an accountant pays for the app at every posting, whichever rooms are on."""

    def asked(self, invoice):
        """Statements on tables of ours while an invoice is posted."""
        statements, execute = [], Cursor.execute

        def note(cursor, query, params=None, log_exceptions=True):
            statements.append(str(getattr(query, 'code', query)))
            return execute(cursor, query, params, log_exceptions=log_exceptions)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, 'execute', note):
            invoice.action_post()
            self.env.flush_all()
        return [text for text in statements if TABLES.search(text)]

    def draft(self):
        return self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': self.buyer.id, 'invoice_date': self.today,
            'invoice_date_due': self.day(60), 'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 100.0, 'tax_ids': False})]})

    def test_one_question(self):
        """Holds to free and promises to judge are asked for at once; a new invoice is not searched
        for disputes, offers or a tier that rewards nobody."""
        self.buyer = self.customer("Frequent Buyer")
        self.asked(self.draft())  # caches: currencies, sequences, whether a tier rewards
        self.assertEqual(len(self.asked(self.draft())), 1)

    def test_a_tier_that_rewards_is_seen_at_once(self):
        self.buyer = self.customer("Rewarded Buyer")
        account = self.env['ar.credit.account']._account_for(self.buyer, self.company)
        account.sudo().tier_id = self.env['ar.credit.tier'].search([], limit=1)
        self.asked(self.draft())
        account.tier_id.incentive_policy_id = self.env['ar.incentive.policy'].search(
            [('kind', '=', 'discount'), ('automatic', '=', True)], limit=1)
        self.company.ar_position_incentive = 'on'
        invoice = self.draft()
        self.asked(invoice)
        self.assertTrue(invoice.ar_incentive_offer_ids)
