from lxml import html

from odoo import Command
from odoo.tests import HttpCase

from .guard_common import SaleGuardCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
    "Jggg==")


class SaleProviderCommon(SaleGuardCommon):
    """A provider of online payments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        method = cls.env.ref('payment.payment_method_unknown')
        cls.provider = cls.env['payment.provider'].create({
            'name': "Online", 'code': 'none', 'state': 'test', 'is_published': True,
            'company_id': cls.company.id, 'payment_method_ids': [Command.set(method.ids)]})
        method.active = True
        cls._create_dummy_payment_method_for_provider(cls.provider, cls.bank_journal)


class SaleOnlineCommon(HttpCase, SaleProviderCommon):
    """What a customer does with a quotation: `online` pays it, `signed` signs it, `notice` is what
    the page says then."""

    def online(self, order, amount, state='done'):
        """A payment for an order, through everything that a provider's notice sets off."""
        payment = order.env['payment.transaction'].sudo().create({
            'provider_id': self.provider.id,
            'payment_method_id': self.provider.payment_method_ids.id,
            'amount': amount, 'currency_id': order.currency_id.id,
            'partner_id': order.partner_invoice_id.id,
            'sale_order_ids': [Command.set(order.ids)], 'operation': 'online_redirect',
            'reference': f"{order.name}-{len(order.transaction_ids)}",
        })
        getattr(payment, f'_set_{state}')()
        payment._post_process()
        return payment

    def signed(self, order):
        """Sign as somebody who has the link."""
        order.require_signature = True
        answer = self.make_jsonrpc_request(f'/my/orders/{order.id}/accept', {
            'access_token': order._portal_ensure_token(), 'name': "Wood", 'signature': SIGNATURE})
        order.invalidate_recordset()
        return answer

    def notice(self, order):
        """What the customer's page of an order says about credit control, empty for nothing."""
        page = html.fromstring(self.url_open(order.get_portal_url()).text)
        found = page.xpath("//*[@name='ar_notice']")
        return " ".join(" ".join(element.text_content().split()) for element in found)
