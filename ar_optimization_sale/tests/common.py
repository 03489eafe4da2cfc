from odoo import Command

from odoo.addons.ar_optimization.tests.common import ARCommon


class ARSaleCommon(ARCommon):
    """What happens in sales, in short words: `article`, `order`, `deliver`, `bill`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref('sales_team.group_sale_manager')
        cls.accounts = cls.env['ar.credit.account']
        cls.partner = cls.customer()
        cls.goods = cls.article("Goods")
        cls.service = cls.article("Service", policy='delivery')

    @classmethod
    def article(cls, name, policy='order', **vals):
        """A service, so that nothing has to be in stock.

        :param policy: invoiced on `order` or on `delivery`.
        """
        return cls.env['product.product'].create({
            'name': name, 'type': 'service', 'invoice_policy': policy, 'list_price': 100,
            'taxes_id': [Command.clear()], **vals})

    @classmethod
    def price_list(cls, currency):
        return cls.env['product.pricelist'].create({
            'name': currency.name, 'currency_id': currency.id, 'company_id': False})

    @classmethod
    def order(cls, *lines, partner=None, company=None, currency=None, confirm=True, **vals):
        """An order.

        :param lines: (product, quantity, price) or (product, quantity, price, values).
        """
        company = company or cls.company
        order = cls.env['sale.order'].with_company(company).create({
            'partner_id': (partner or cls.partner).id,
            'company_id': company.id,
            **({'pricelist_id': cls.price_list(currency).id} if currency else {}),
            'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': price,
                'tax_ids': [Command.clear()], **(values[0] if values else {}),
            }) for product, quantity, price, *values in lines],
            **vals,
        })
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def bill(cls, order, post=True):
        """Invoice what there is to invoice."""
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = cls.today
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def down_payment(cls, order, amount, post=True):
        """Invoice a down payment of an amount in the order's currency."""
        wizard = cls.env['sale.advance.payment.inv'].with_company(order.company_id).create({
            'sale_order_ids': [Command.set(order.ids)],
            'advance_payment_method': 'fixed', 'fixed_amount': amount})
        invoice = wizard._create_invoices(order)
        invoice.invoice_date = cls.today
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def refund(cls, invoice, post=True):
        """Take an invoice back by a credit note, matched with it."""
        wizard = cls.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({'journal_id': invoice.journal_id.id, 'date': cls.today})
        wizard.reverse_moves()
        refund = wizard.new_move_ids
        if post:
            refund.action_post()
            cls.match(invoice, refund)
        return refund

    def parts(self, partner=None, company=None):
        """{kind: amount} of a customer's exposure, and their sum as the account's figure."""
        account = self.accounts._account_for(partner or self.partner, company or self.company)
        kinds = {
            kind: float(amount) for kind, amount in
            account._exposure_by_kind()[account.id].items() if amount}
        self.assertAlmostEqual(
            sum(kinds.values()), float(account._figures()[account.id]['exposure']), 6)
        listed = self.env[account.action_exposure()['res_model']].search(
            account.action_exposure()['domain'])
        self.assertAlmostEqual(sum(listed.mapped('amount')), sum(kinds.values()), 6)
        return kinds
