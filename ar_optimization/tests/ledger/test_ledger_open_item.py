from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerOpenItem(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls.customer("Wood Corner")

    def items(self, company=None, as_of=None, domain=()):
        company = company or self.company
        return self.env['ar.open.item'].with_company(company).with_context(
            ar_as_of=as_of and str(self.day(as_of)),
        ).search([('company_id', '=', company.id), *domain])

    def assertItems(self, expected, **kwargs):
        """Expected: (days overdue, open amount) of every item, by due date. And the tie-out."""
        items = self.items(**kwargs)
        self.assertEqual(
            [(item.days_overdue, item.amount_residual) for item in items], expected)
        company, as_of = kwargs.get('company'), kwargs.get('as_of')
        ledger = self.gl_balance(company, as_of if as_of is not None else 3650)
        self.assertAlmostEqual(sum(items.mapped('amount_residual')), ledger, 2)

    # === WHAT IS OPEN === #

    def test_each_instalment_is_an_item(self):
        term = self.term((30, 0), (70, 60))
        move = self.invoice(self.wood, 1000, -40, term=term, invoice_user_id=self.env.uid)
        self.assertItems([(40, 300), (-20, 700)])
        late, later = self.items()
        self.assertRecordValues(late, [{
            'name': move.name,
            'move_id': move.id,
            'move_type': 'out_invoice',
            'company_id': self.company.id,
            'commercial_partner_id': self.wood.id,
            'account_id': self.receivable.id,
            'journal_id': move.journal_id.id,
            'invoice_user_id': self.env.uid,
            'payment_term_id': term.id,
            'currency_id': self.company.currency_id.id,
            'date_maturity': self.day(-40),
            'invoice_date': self.day(-40),
            'amount': 300,
            'disputed_amount': 0,
            'collectable_amount': 300,
            'bucket': '02',
        }])
        self.assertEqual(late.line_id.id, late.id)
        self.assertEqual(later.bucket, '00')

    def test_partial_payment_leaves_the_rest_open(self):
        invoice = self.invoice(self.wood, 100, -60, -30)
        self.pay(invoice, -10, 40)
        self.assertItems([(30, 60)])
        self.assertEqual(self.items().amount, 100)
        self.pay(invoice)
        self.assertItems([])

    def test_unapplied_credits_stand_against_the_debt(self):
        self.invoice(self.wood, 100, -60, -30)
        self.credit_note(self.wood, 20, -10)
        self.payment(self.wood, 35.5, -5)
        self.assertItems([(30, 100), (10, -20), (5, -35.5)])

    def test_entries_without_customer_or_due_date_stay_in(self):
        self.entry(None, 12.34, -3)
        self.entry(self.wood, 50, -90, due=-70)
        self.assertItems([(70, 50), (3, 12.34)])
        self.assertFalse(self.items()[1].commercial_partner_id)

    def test_invoice_whose_due_date_was_erased_is_due_at_its_date(self):
        invoice = self.invoice(self.wood, 10, -8, -2)
        self.receivable_lines(invoice).date_maturity = False
        self.assertItems([(8, 10)])

    def test_every_receivable_account_counts(self):
        export = self.receivable.copy({'name': "Export Receivables"})
        local, foreign = self.invoice(self.wood, 10), self.entry(self.wood, 5, account=export)
        self.assertEqual(
            self.items().account_id, self.receivable_lines(local + foreign).account_id)
        self.assertItems([(0, 10), (0, 5)])
        foreign_line = self.receivable_lines(foreign)
        foreign_line.account_id.active = False
        self.assertItems([(0, 10), (0, 5)])

    def test_contact_belongs_to_its_company(self):
        child = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.wood.id})
        self.payment(child, 7)
        self.assertEqual(self.items().commercial_partner_id, self.wood)
        self.assertEqual(self.items().partner_id, child)

    # === CURRENCIES AND COMPANIES === #

    def test_foreign_currency(self):
        euro = self.other_currency()  # 1 EUR = 2 USD
        invoice = self.invoice(self.wood, 100, -30, -1, currency=euro)
        self.pay(invoice, amount=25)
        self.assertItems([(1, 150)])
        self.assertRecordValues(self.items(), [{
            'currency_id': euro.id,
            'amount_residual_currency': 75,
            'amount_residual': 150,
            'amount': 200,
            'amount_currency': 100,
        }])

    def test_rate_change_is_an_exchange_difference_and_ties(self):
        euro = self.other_currency(rates=[('1900-01-01', 0.5), (str(self.day(-10)), 0.4)])
        invoice = self.invoice(self.wood, 100, -30, -1, currency=euro)
        self.pay(invoice, amount=60)
        self.assertItems([(1, 80)])
        self.assertItems([(-19, 200)], as_of=-20)
        self.pay(invoice)
        self.assertItems([])

    def test_currency_without_rate(self):
        dinar = self.env['res.currency'].create({'name': 'XDN', 'symbol': 'D'})
        self.invoice(self.wood, 100, -30, -1, currency=dinar)
        self.assertItems([(1, 100)])

    def test_companies_are_apart_and_their_currencies_never_added_up(self):
        euro = self.other_currency()
        other = self.other_company(name="Bohrer GmbH", currency_id=euro.id)
        self.invoice(self.wood, 100)
        self.invoice(self.wood, 40, company=other)
        self.assertItems([(0, 100)])
        self.assertItems([(0, 40)], company=other)
        both = self.env['ar.open.item'].with_context(
            allowed_company_ids=(self.company + other).ids)
        self.assertEqual(
            both._read_group([], ['company_id'], ['amount_residual:sum']),
            [(self.company, 100), (other, 40)])
        for aggregate in ('amount_residual:sum', 'amount_residual:sum_currency'):
            self.assertEqual(
                both._read_group([], ['commercial_partner_id'], [aggregate]), [(self.wood, False)])
        self.assertEqual(
            both._read_group([], ['company_id'], ['amount_residual:sum_currency']),
            [(self.company, 100), (other, False)])  # what a graph of both companies asks for
        totals = [
            node.get('sum')
            for items in (both, both.with_context(allowed_company_ids=self.company.ids))
            for node in items._get_view(view_type='list')[0].iter('field')
            if node.get('name') == 'amount_residual'
        ]
        self.assertEqual(totals, [None, "Open Amount"])

    # === WHAT IS UNDONE === #

    def test_reset_to_draft_gives_the_payment_back(self):
        """Odoo keeps the matching: without care the money received would vanish from sight."""
        invoice = self.invoice(self.wood, 100, -60, -30)
        self.pay(invoice, -10, 80)
        invoice.button_draft()
        self.assertItems([(10, -80)])
        invoice.action_post()
        self.assertItems([(30, 20)])
        invoice.button_draft()
        invoice.button_cancel()
        self.assertItems([(10, -80)])

    def test_payment_reset_to_draft_opens_the_invoice_again(self):
        invoice = self.invoice(self.wood, 100, -60, -30)
        first, second = self.pay(invoice, -10, 30), self.pay(invoice, -5)
        self.assertItems([])
        second.action_draft()
        self.assertEqual(invoice.payment_state, 'paid')  # what Odoo says
        self.assertItems([(30, 70)])
        first.action_draft()
        self.assertItems([(30, 100)])
        first.action_post()
        second.action_post()
        self.assertItems([])

    def test_deleted_payment(self):
        invoice = self.invoice(self.wood, 100, -60, -30)
        payment = self.pay(invoice, -10)
        payment.action_draft()
        payment.unlink()
        self.assertItems([(30, 100)])

    def test_draft_and_cancelled_invoices_are_not_owed(self):
        self.invoice(self.wood, 100, post=False)
        cancelled = self.invoice(self.wood, 50)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertItems([])

    def test_archived_customer_still_owes(self):
        self.invoice(self.wood, 100, -60, -30)
        self.wood.active = False
        self.assertItems([(30, 100)])

    # === PAST DATES === #

    def test_as_of_a_past_date(self):
        invoice = self.invoice(self.wood, 100, -60, -30)
        self.pay(invoice, -20, 40)
        self.pay(invoice, -10)
        self.payment(self.wood, 5, -7)
        self.assertItems([], as_of=-61)
        self.assertItems([(-30, 100)], as_of=-60)
        self.assertItems([(0, 100)], as_of=-30)
        self.assertItems([(9, 100)], as_of=-21)
        self.assertItems([(10, 60)], as_of=-20)
        self.assertItems([], as_of=-10)
        self.assertItems([(0, -5)], as_of=-7)

    def test_as_of_a_past_date_in_two_currencies(self):
        euro = self.other_currency()
        invoice = self.invoice(self.wood, 100, -60, -30, currency=euro)
        self.pay(invoice, -20, 40)
        item = self.items(as_of=-25)
        self.assertEqual((item.amount_residual, item.amount_residual_currency), (200, 100))
        item = self.items(as_of=-15)
        self.assertEqual((item.amount_residual, item.amount_residual_currency), (120, 60))

    def test_past_and_present_in_one_transaction(self):
        invoice = self.invoice(self.wood, 100, -60, -30)
        self.pay(invoice, -20, 40)
        past, now = self.items(as_of=-25), self.items()
        self.assertEqual((past.amount_residual, now.amount_residual), (100, 60))
        self.assertEqual((past.days_overdue, now.days_overdue), (5, 30))
        self.assertEqual((past.bucket, now.bucket), ('01', '01'))

    def test_as_of_a_date_before_the_matched_entry_went_back_to_draft(self):
        invoice = self.invoice(self.wood, 100, -60, -30)
        self.pay(invoice, -20).action_draft()
        self.assertItems([(10, 100)], as_of=-20)
        self.assertItems([(9, 100)], as_of=-21)

    # === BUCKETS === #

    def test_buckets_follow_the_company(self):
        for days in (-1, 0, 1, 30, 31, 120, 121):
            self.invoice(self.wood, 1, -200, -days)
        self.assertEqual(
            sorted(self.items().mapped('bucket')), ['00', '00', '01', '01', '02', '04', '05'])
        self.company.ar_ageing_bounds = "30 ; 365"
        self.env.invalidate_all()
        self.assertEqual(
            [(bucket, total) for bucket, total in self.env['ar.open.item']._read_group(
                [('company_id', '=', self.company.id)], ['bucket'], ['amount_residual:sum'])],
            [('00', 2), ('01', 2), ('02', 3)])
        self.assertEqual(
            self.env['ar.open.item'].fields_get(['bucket'])['bucket']['selection'],
            [('00', "Not due"), ('01', "1-30 days"), ('02', "31-365 days"),
             ('03', "Over 365 days")])
        self.company.ar_ageing_bounds = "1, 2"
        self.assertEqual(
            self.company._ar_bucket_labels(), ["Not due", "1 day", "2 days", "Over 2 days"])
        self.company.ar_ageing_bounds = "1"
        self.assertEqual(self.company._ar_bucket_labels(), ["Not due", "1 day", "Over 1 day"])

    def test_senseless_buckets_are_refused(self):
        for text in ("60,30", "30,x", "0", "-5"):
            with self.assertRaises(ValidationError):
                self.company.ar_ageing_bounds = text

    # === ACCESS === #

    def test_only_our_people_read_it_and_only_their_companies(self):
        other = self.other_company()
        self.invoice(self.wood, 100)
        self.invoice(self.wood, 40, company=other)
        collector = self.role_user('collector')
        items = self.env['ar.open.item'].with_user(collector)
        self.assertEqual(items.search([]).mapped('amount_residual'), [100])
        self.assertEqual(items.search([]).action_open_document()['res_model'], 'account.move')
        for role in ('employee', 'billing'):
            with self.assertRaises(AccessError):
                items.with_user(self.role_user(role)).search([])
        with self.assertRaises(AccessError):
            items.search([]).unlink()

    def test_screens_ask_a_fixed_number_of_queries(self):
        def look():
            items = self.env['ar.open.item'].search(
                [('company_id', '=', self.company.id), ('days_overdue', '>', 0)])
            items.mapped('amount_residual')
        self.invoice(self.wood, 1, -5)
        self.env.invalidate_all()
        look()  # warm
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            look()
        for customer in self.customers(20):
            self.invoice(customer, 10, -5)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            look()
