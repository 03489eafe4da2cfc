from odoo.tests import Form, tagged

from .common import CreditCommon

NBSP = "\xa0"


@tagged('post_install', '-at_install')
class TestWarning(CreditCommon):
    """The banner on a draft invoice: in the company of the invoice, with reason and amounts."""

    def banner(self, partner, amount=300, **kwargs):
        """The texts on a draft invoice by grade."""
        invoice = self.invoice(partner, amount, post=False, **kwargs)
        alerts = [(key, alert) for key, alert in invoice._get_alerts().items() if 'credit' in key]
        return [(alert['level'], alert['message'].replace(NBSP, "")) for __, alert in alerts]

    def limited(self, limit=1_000, **vals):
        account = self.account()
        account.write({'credit_mode': 'limit', 'credit_limit': limit, **vals})
        return account

    def test_over_the_limit(self):
        account = self.limited()
        self.invoice(account.partner_id, 800, due=30)
        self.assertEqual(self.banner(account.partner_id, 200), [])
        self.assertEqual(self.banner(account.partner_id, 300), [(
            'danger',
            "Wood Corner is $100.00 over its credit limit of $1,000.00: $800.00 is open, and this "
            "invoice adds $300.00.")])

    def test_a_draft_that_counts_already_is_not_counted_twice(self):
        self.company.ar_exposure_drafts = True
        account = self.limited()
        self.assertEqual(self.banner(account.partner_id, 1_000), [])
        self.assertEqual(self.banner(account.partner_id, 300), [(
            'danger',
            "Wood Corner is $300.00 over its credit limit of $1,000.00: $1,300.00 is open, and "
            "this invoice adds $0.00.")])

    def test_a_limit_of_zero_is_a_limit(self):
        account = self.limited(0)
        self.assertEqual(self.banner(account.partner_id, 1)[0], (
            'danger',
            "Wood Corner is $1.00 over its credit limit of $0.00: $0.00 is open, and this invoice "
            "adds $1.00."))

    def test_prepayment_only(self):
        account = self.limited(credit_mode='prepay')
        self.assertEqual(self.banner(account.partner_id), [(
            'danger', "Wood Corner buys against prepayment only: $300.00 of this invoice is not "
            "paid in advance.")])
        self.payment(account.partner_id, 300)
        self.assertEqual(self.banner(account.partner_id), [])

    def test_blocked_names_the_status(self):
        account = self.limited(status='legal')
        self.assertIn(
            ('danger', "Wood Corner: no more credit, the account's status is Legal Action."),
            self.banner(account.partner_id))

    def test_overdue(self):
        account = self.limited()
        self.invoice(account.partner_id, 250, -40, due=-12)
        self.assertEqual(self.banner(account.partner_id), [
            ('warning', "Wood Corner has $250.00 overdue; days overdue of the oldest item: 12.")])

    def test_the_invoices_company_counts_not_the_users(self):
        other = self.other_company()
        other.ar_position_limits = 'on'
        partner = self.customer()
        self.account_of(partner).write({'credit_mode': 'limit', 'credit_limit': 10})
        self.account_of(partner, other).write({'credit_mode': 'limit', 'credit_limit': 10_000})
        invoice = self.invoice(partner, 300, post=False, company=other)
        self.assertFalse(invoice.with_company(self.company).partner_credit_warning)
        invoice = self.invoice(partner, 300, post=False)
        self.assertIn("over its credit limit of $10.00", invoice.with_company(
            other).partner_credit_warning.replace(NBSP, ""))

    def test_a_foreign_invoice_counts_in_company_currency(self):
        account = self.limited(1_000)
        euro = self.other_currency('EUR')  # 1 EUR = 2 USD
        self.assertEqual(self.banner(account.partner_id, 500, currency=euro), [])
        self.assertIn("this invoice adds $1,002.00",
                      self.banner(account.partner_id, 501, currency=euro)[0][1])

    def test_a_contact_buys_on_the_companys_account(self):
        account = self.limited(100)
        contact = self.env['res.partner'].create({
            'name': "Ann", 'parent_id': account.partner_id.id})
        self.assertIn("Wood Corner is $200.00 over", self.banner(contact)[0][1])

    def test_before_saving(self):
        account = self.limited(100)
        with Form(self.env['account.move'].with_context(default_move_type='out_invoice')) as form:
            form.partner_id = account.partner_id
            with form.invoice_line_ids.new() as line:
                line.name = "Goods"
                line.price_unit = 150
                line.tax_ids.clear()
            message = form.alerts['ar_credit_limit']['message']
            self.assertIn("$50.00 over", message.replace(NBSP, ""))

    def test_no_banner_on_posted_credit_notes_and_bills(self):
        account = self.limited(0)
        posted = self.invoice(account.partner_id, 300)
        self.assertFalse(posted.partner_credit_warning)
        for move_type in ('out_refund', 'in_invoice'):
            with self.subTest(move_type):
                self.assertEqual(self.banner(account.partner_id, move_type=move_type), [])

    def test_no_account_no_banner(self):
        self.assertEqual(self.banner(self.customer()), [])

    def test_one_query_more_for_a_list_of_invoices(self):
        def queries(partners):
            moves = self.env['account.move'].concat(
                *(self.invoice(partner, 300, post=False) for partner in partners))
            self.env.flush_all()
            self.env.invalidate_all()
            moves.mapped('tax_totals')
            moves.partner_id.commercial_partner_id.mapped('display_name')
            before = self.cr.sql_log_count
            moves.mapped('partner_credit_warning')
            return self.cr.sql_log_count - before

        partners = self.customers(20)
        for partner in partners:
            self.account_of(partner).write({'credit_mode': 'limit', 'credit_limit': 100})
        queries(partners[:2])
        few = queries(partners[2:4])
        self.assertLessEqual(queries(partners[4:]), few)

    def test_rendered_for_who_may_see_it(self):
        account = self.limited(100)
        invoice = self.invoice(account.partner_id, 300, post=False)
        billing = self.role_user('billing')
        alert = invoice.with_user(billing)._get_alerts()['ar_credit_limit']
        self.assertNotIn('action', alert)  # no right to open the account
        alert = invoice.with_user(self.role_user('collector'))._get_alerts()['ar_credit_limit']
        self.assertEqual(alert['action']['res_id'], account.id)

    # === ODOO'S OWN RULE === #

    def test_odoos_own_banner_when_ours_is_not_on(self):
        self.company.account_use_credit_limit = True
        account = self.limited()
        partner = account.partner_id.with_company(self.company)
        for position in ('off', 'observe'):
            self.company.ar_position_limits = position
            partner.credit_limit = 100
            with self.subTest(position):
                self.assertEqual(self.banner(partner), [(
                    'warning', "Wood Corner has reached its credit limit of: $100.00\n"
                    "Total amount due (including this document): $300.00")])

    def test_odoos_own_banner_gives_way_to_ours(self):
        self.company.account_use_credit_limit = True
        account = self.limited(200)
        levels = [level for level, __ in self.banner(account.partner_id)]
        self.assertEqual(levels, ['danger'])
