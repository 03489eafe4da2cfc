from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.ar_optimization.tools import lags

from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockLags(StockGuardCommon):
    """What was delivered waits to be invoiced, and how long each step takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.credit_limit = 100_000
        cls.items = cls.env['ar.delivered.item'].with_user(cls.manager)

    def sent(self, order, quantity, when):
        """Deliver a part on a day; the rest is a new transfer."""
        with freeze_time(when):
            self.deliver_part(order, quantity)
            self.env.flush_all()

    def ordered_on(self, when, quantity=10, price=100.10, **kwargs):
        with freeze_time(when):
            return self.order((self.chair, quantity, price), user_id=self.seller.id, **kwargs)

    def billed_on(self, order, when, quantity=None):
        with freeze_time(when):
            invoice = order._create_invoices(final=True)
            invoice.invoice_date = when
            if quantity:
                invoice.invoice_line_ids.quantity = quantity
            invoice.action_post()
            self.env.flush_all()
        return invoice

    def send_back(self, picking, quantity, when):
        with freeze_time(when):
            wizard = self.env['stock.return.picking'].with_context(
                active_id=picking.id, active_ids=picking.ids, active_model='stock.picking'
            ).create({})
            wizard.product_return_moves.quantity = quantity
            back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
            self.deliver(back)
            self.env.flush_all()
        return back

    def waiting(self, **domain):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.items.search(
            [('company_id', '=', self.company.id),
             *((name, '=', value) for name, value in domain.items())])
        return [(row.delivered_on and str(row.delivered_on), row.days_waiting, row.bucket,
                 row.quantity, row.amount) for row in rows]

    def delivered_of_exposure(self, company=None):
        rows = self.env['ar.exposure.item'].search([
            ('kind', '=', 'delivered'), ('company_id', '=', (company or self.company).id)])
        return round(sum(rows.mapped('amount')), 2)

    # === THE AGED LIST === #

    def test_the_oldest_delivery_that_no_invoice_covers_waits(self):
        order = self.ordered_on('2026-03-01')
        self.assertEqual(self.waiting(), [])
        self.sent(order, 4, '2026-03-10')
        self.assertEqual(self.waiting(), [('2026-03-10', 112, 'over', 4.0, 400.4)])
        self.billed_on(order, '2026-03-31')
        self.assertEqual(self.waiting(), [])
        self.sent(order, 3, '2026-05-15')
        self.sent(order, 3, '2026-06-25')
        self.assertEqual(self.waiting(), [('2026-05-15', 46, '60', 6.0, 600.6)])
        self.assertEqual(self.delivered_of_exposure(), 600.6)
        moves = [lags.Delivery(self.day(when), quantity) for when, quantity in (
            ('2026-03-10', 4.0), ('2026-05-15', 3.0), ('2026-06-25', 3.0))]
        since = lags.waiting_since(moves, 4.0)
        self.assertEqual(str(since), '2026-05-15')
        self.assertEqual(lags.bucket(lags.lag(since, self.today)), '60')

    def test_what_came_back_waits_for_no_invoice(self):
        order = self.ordered_on('2026-06-01')
        self.sent(order, 4, '2026-06-08')
        self.sent(order, 6, '2026-06-28')
        last = order.picking_ids.sorted('id')[-1]
        self.send_back(last, 5, '2026-06-29')
        self.assertEqual(self.waiting(), [('2026-06-08', 22, '30', 5.0, 500.5)])
        self.assertEqual(self.delivered_of_exposure(), 500.5)

    def test_what_was_sent_anew_waits_since_then(self):
        """6 of 10 are billed; what comes back and goes out again is the last of them."""
        order = self.ordered_on('2026-04-01')
        self.sent(order, 10, '2026-04-10')
        self.billed_on(order, '2026-04-20', 6)
        self.assertEqual(self.waiting(), [('2026-04-10', 81, '90', 4.0, 400.4)])
        back = self.send_back(order.picking_ids, 4, '2026-05-04')
        self.assertEqual(self.waiting(), [])
        self.send_back(back, 3, '2026-06-20')
        self.assertEqual(self.waiting(), [('2026-06-20', 10, '30', 3.0, 300.3)])
        moves = [lags.Delivery(self.day(when), quantity) for when, quantity in (
            ('2026-04-10', 10.0), ('2026-05-04', -4.0), ('2026-06-20', 3.0))]
        self.assertEqual(str(lags.waiting_since(moves, 6.0)), '2026-06-20')
        self.billed_on(order, '2026-06-25')
        self.assertEqual(
            self.days('billed'), [('2026-04-20', 10.0), ('2026-06-25', 5.0)])

    def test_a_service_has_no_day_and_a_draft_counts_as_itself(self):
        order = self.order((self.service, 3, 50))
        order.order_line.qty_delivered = 2
        self.assertEqual(self.waiting(), [(False, 0, 'unknown', 2.0, 100.0)])
        order._create_invoices()
        self.assertEqual((self.waiting(), self.delivered_of_exposure()), ([], 0.0))

    def test_in_the_money_of_the_company_and_for_each_of_them(self):
        euro = self.other_currency()
        order = self.ordered_on('2026-06-01', currency=euro)
        self.sent(order, 5, '2026-06-20')
        self.assertEqual(self.waiting(), [('2026-06-20', 10, '30', 5.0, 1001.0)])
        row = self.items.search([('order_id', '=', order.id)])
        self.assertEqual(
            (row.currency_id, row.user_id, row.commercial_partner_id, str(row.date_order)),
            (self.company.currency_id, self.seller, self.partner, '2026-06-01'))
        self.assertEqual(self.delivered_of_exposure(), 1001.0)
        self.assertEqual(
            row.with_user(self.env.user).action_open_order()['res_id'], order.id)
        other = self.other_company()
        theirs = self.order((self.service, 3, 50), company=other)
        theirs.order_line.qty_delivered = 2
        self.env.flush_all()
        self.assertFalse(self.items.search([('company_id', '=', other.id)]))
        self.manager.company_ids = [Command.link(other.id)]
        both = self.items.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(both.search([('company_id', '=', other.id)]).amount, 100.0)

    def test_who_may_look(self):
        for user in (self.seller, self.role_user('collector')):
            with self.assertRaises(AccessError):
                self.items.with_user(user).search([])
        self.items.with_user(self.role_user('credit_analyst')).search([])

    # === LAGS === #

    def days(self, step):
        self.env.flush_all()
        rows = self.env['ar.process.figure'].with_user(self.manager).search(
            [('step', '=', step), ('company_id', '=', self.company.id)], order='date')
        self.assertEqual(rows.commercial_partner_id, self.partner)
        self.assertEqual(rows.invoice_user_id, self.seller)
        return [(str(row.date), row.days) for row in rows]

    def test_from_order_to_delivery_to_invoice(self):
        order = self.ordered_on('2026-06-01')
        self.sent(order, 4, '2026-06-05')
        self.billed_on(order, '2026-06-12')
        self.sent(order, 3, '2026-06-14')
        self.sent(order, 3, '2026-06-20')
        invoice = self.billed_on(order, '2026-06-30')
        self.assertEqual(self.days('delivered'), [
            ('2026-06-05', 4.0), ('2026-06-14', 13.0), ('2026-06-20', 19.0)])
        self.assertEqual(self.days('billed'), [('2026-06-12', 7.0), ('2026-06-30', 16.0)])
        self.assertEqual(self.days('invoiced'), [('2026-06-12', 11.0), ('2026-06-30', 29.0)])
        row = self.env['ar.process.figure'].search(
            [('step', '=', 'billed'), ('res_id', '=', invoice.id)])
        self.assertEqual(row.action_open_case()['res_id'], invoice.id)

    def test_each_invoice_of_one_delivery_has_its_days(self):
        order = self.ordered_on('2026-06-01')
        self.sent(order, 8, '2026-06-05')
        self.billed_on(order, '2026-06-12', 3)
        self.billed_on(order, '2026-06-20', 5)
        self.sent(order, 2, '2026-06-21')
        self.billed_on(order, '2026-06-24')
        self.assertEqual(self.days('billed'), [
            ('2026-06-12', 7.0), ('2026-06-20', 15.0), ('2026-06-24', 3.0)])

    def test_what_comes_back_later_changes_no_days_of_its_invoice(self):
        order = self.ordered_on('2026-06-01')
        self.sent(order, 10, '2026-06-05')
        self.billed_on(order, '2026-06-12')
        back = self.send_back(order.picking_ids, 10, '2026-06-12')
        self.billed_on(order, '2026-06-15')  # a credit note
        self.assertEqual(self.days('billed'), [('2026-06-12', 7.0)])
        self.send_back(back, 10, '2026-06-20')
        self.billed_on(order, '2026-06-22')
        self.assertEqual(self.days('billed'), [('2026-06-12', 7.0), ('2026-06-22', 2.0)])

    def test_a_transfer_of_two_customers_is_of_the_older_order(self):
        """Whoever has the lower ids."""
        younger, older = self.partner, self.customer("Paper Mill")
        self.company.ar_position_guard = 'off'
        sellers = self.seller | self.role_user('employee', name="Zoe")
        with freeze_time('2026-06-01'):
            first = self.order((self.chair, 1, 20), partner=older, user_id=min(sellers.ids))
        with freeze_time('2026-06-03'):
            second = self.order((self.chair, 1, 20), partner=younger, user_id=max(sellers.ids))
        second.picking_ids.move_ids.picking_id = first.picking_ids
        picking = first.picking_ids
        with freeze_time('2026-06-09'):
            self.deliver(picking)
            self.env.flush_all()
        row = self.env['ar.process.figure'].with_user(self.manager).search(
            [('step', '=', 'delivered'), ('company_id', '=', self.company.id)])
        self.assertEqual(
            (row.res_id, row.commercial_partner_id, row.invoice_user_id, row.days),
            (picking.id, older, first.user_id, 8.0))

    def test_days_are_those_of_the_company(self):
        """It is the second of June in Auckland already, and the first of July."""
        self.company.resource_calendar_id.tz = 'Pacific/Auckland'
        order = self.ordered_on('2026-06-01 13:00:00')
        self.sent(order, 4, '2026-06-05 20:00:00')
        row = self.items.search([('order_id', '=', order.id)])
        self.assertEqual(
            (str(row.date_order), str(row.delivered_on)), ('2026-06-02', '2026-06-06'))
        self.billed_on(order, '2026-06-06')
        self.assertEqual(self.days('delivered'), [('2026-06-06', 4.0)])
        self.assertEqual(self.days('billed'), [('2026-06-06', 0.0)])
        self.assertEqual(self.days('invoiced'), [('2026-06-06', 4.0)])
        self.sent(order, 1, '2026-06-30 13:00:00')
        figures = self.env['ar.correction.figure'].with_user(self.manager).search(
            [('company_id', '=', self.company.id)], order='date')
        self.assertEqual(
            [(row.kind, str(row.date)) for row in figures if row.kind != 'invoice'],
            [('order', '2026-06-02'), ('delivery', '2026-06-06'), ('delivery', '2026-07-01')])

    def test_an_invoice_ahead_of_its_delivery_took_no_days(self):
        self.chair.invoice_policy = 'order'
        order = self.ordered_on('2026-06-01')
        self.billed_on(order, '2026-06-02')
        self.sent(order, 10, '2026-06-22')
        self.assertEqual(self.days('billed'), [('2026-06-02', 0.0)])
        self.assertEqual(self.days('delivered'), [('2026-06-22', 21.0)])

    # === RETURNS === #

    def test_goods_returned_by_customer(self):
        order = self.ordered_on('2026-06-01')
        self.sent(order, 8, '2026-06-05')
        picking = order.picking_ids.filtered(lambda each: each.state == 'done')
        self.send_back(picking, 2, '2026-06-15')
        euro = self.other_currency()
        mill = self.customer("Paper Mill")
        self.sent(self.ordered_on('2026-06-01', 1, 50, partner=mill, currency=euro), 1,
                  '2026-06-09')
        figures = self.env['ar.correction.figure'].with_user(self.manager)
        rows = {row[0]: row[1:] for row in figures._read_group(
            [('company_id', '=', self.company.id)], ['commercial_partner_id'],
            ['delivered_amount:sum', 'goods_returned_amount:sum', 'goods_return_rate:avg',
             'returned_count:sum', 'return_rate:avg'])}
        self.assertEqual(
            tuple(map(float, rows[self.partner])), (800.8, 200.2, 25.0, 1.0, 100.0))
        self.assertEqual(tuple(map(float, rows[mill][:3])), (100.0, 0.0, 0.0))
        results = self.env['ar.kpi.result']
        results._rebuild(self.company, self.day('2026-06-01'), self.day('2026-06-30'))
        kept = results.search([
            ('company_id', '=', self.company.id), ('subject', '=', 'salesperson'),
            ('user_id', '=', self.seller.id), ('measure', '=', 'order_return_rate')])
        self.assertEqual((kept.numerator, kept.denominator), (1.0, 2.0))
        back = figures.search([('kind', '=', 'return'), ('company_id', '=', self.company.id)])
        self.assertEqual(
            (back.goods_returned_amount, str(back.date), back.res_model),
            (200.2, '2026-06-15', 'stock.picking'))
