"""What had to be corrected by credit notes, and how long invoices take to their customers."""
from ast import literal_eval

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ...tools import lags
from .kpi_common import KpiCommon

JUNE = '2026-06-01'


@tagged('post_install', '-at_install')
class TestManagementCorrections(KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst', name="Ana")
        cls.figures = cls.env['ar.correction.figure']

    def june(self):
        """Sam bills the shop 400.10 and 199.90 and takes 45 back; Sue bills the mill 800."""
        for amount, day in ((400.10, '2026-06-02'), (199.90, '2026-06-09')):
            self.invoice(self.shop, amount, day, '2026-06-20', invoice_user_id=self.sam.id)
        self.invoice(self.mill, 800, '2026-06-10', '2026-06-25', invoice_user_id=self.sue.id)
        self.credit_note(self.shop, 45, '2026-06-12', invoice_user_id=self.sam.id)
        self.credit_note(self.shop, 7, '2026-06-12', post=False)

    def rates(self, groupby, user=None, company=None):
        rows = self.figures.with_user(user or self.manager)._read_group(
            [('company_id', '=', (company or self.company).id), ('date', '>=', JUNE)], [groupby],
            ['invoiced_amount:sum', 'credited_amount:sum', 'invoice_count:sum',
             'credit_note_count:sum', 'credit_note_rate:avg', 'credit_note_count_rate:avg'])
        return {row[0]: tuple(each and round(each, 2) for each in row[1:]) for row in rows}

    def test_rates_by_customer_and_by_salesperson(self):
        self.june()
        rows = self.rates('commercial_partner_id')
        self.assertEqual(rows[self.shop], (600.0, 45.0, 2, 1, 7.5, 50.0))
        self.assertEqual(rows[self.mill], (800.0, 0.0, 1, 0, 0.0, 0.0))
        self.assertEqual(rows[self.shop][4:], (lags.rate(45, 600), lags.rate(1, 2)))
        self.assertEqual(self.rates('invoice_user_id')[self.sam], rows[self.shop])

    def test_they_are_the_rates_of_the_results(self):
        self.june()
        self.night('2026-06-30')
        for user in (self.sam, self.sue):
            self.assertEqual(
                self.rates('invoice_user_id')[user][4],
                self.value('credit_note_rate', JUNE, 'salesperson', user))

    def test_a_credit_note_alone_has_no_rate_and_opens(self):
        back = self.credit_note(self.mill, 30, '2026-06-12')
        self.assertEqual(
            self.rates('commercial_partner_id')[self.mill], (0.0, 30.0, 0, 1, False, False))
        row = self.figures.with_user(self.analyst).search(
            [('res_id', '=', back.id), ('res_model', '=', 'account.move')])
        self.assertEqual((row.document, row.kind), (back.display_name, 'credit_note'))
        self.assertEqual(row.action_open_document()['res_id'], back.id)

    def test_who_sold_is_for_credit_managers(self):
        self.june()
        self.assertIn(self.shop, self.rates('commercial_partner_id', self.analyst))
        for model in (self.figures, self.env['ar.process.figure']):
            with self.assertRaises(AccessError):
                model.with_user(self.analyst)._read_group([], ['invoice_user_id'], ['__count'])
            with self.assertRaises(AccessError):
                model.with_user(self.ann).search([])

    def test_companies_and_currencies_stay_apart(self):
        self.june()
        euro = self.other_currency()
        other = self.other_company(currency_id=euro.id)
        self.invoice(self.shop, 100, '2026-06-02', company=other)
        self.credit_note(self.shop, 50, '2026-06-03', company=other)
        self.assertEqual(self.rates('company_id', company=other), {}, "not one of his companies")
        self.manager.company_ids = [Command.link(other.id)]
        both = self.figures.with_user(self.manager).with_context(
            allowed_company_ids=[self.company.id, other.id])
        rows = {partner: (rate, count) for partner, rate, count in both._read_group(
            [('date', '>=', JUNE)], ['commercial_partner_id'],
            ['credit_note_rate:avg', 'credit_note_count_rate:avg'])}
        self.assertFalse(rows[self.shop][0], "dollars and euros are not added up")
        self.assertAlmostEqual(rows[self.shop][1], 200 / 3, 6)

    # === SENT === #

    def sent(self, invoice):
        """The day and the days of the step of an invoice to its customer, and whose it is."""
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.env['ar.process.figure'].with_user(self.manager).search(
            [('step', '=', 'sent'), ('res_id', '=', invoice.id)])
        return row and (str(row.date), row.days, row.commercial_partner_id, row.invoice_user_id)

    def mail(self, invoice, when, partner, **vals):
        """A message about an invoice that one person gets by e-mail."""
        with freeze_time(when):
            message = self.env['mail.message'].create({
                'model': 'account.move', 'res_id': invoice.id, 'message_type': 'comment',
                'date': when, 'body': "Your invoice"})
        self.env['mail.notification'].sudo().create({
            'mail_message_id': message.id, 'res_partner_id': partner.id,
            'notification_type': 'email', 'notification_status': 'sent', **vals})

    def test_an_invoice_is_sent_with_the_first_mail_that_reaches_somebody_outside(self):
        invoice = self.invoice(
            self.shop, 100, '2026-06-01', '2026-06-30', invoice_user_id=self.sam.id)
        self.mail(invoice, '2026-06-02 09:00:00', self.sam.partner_id)
        self.mail(invoice, '2026-06-03 09:00:00', self.shop, notification_status='bounce')
        invoice.is_move_sent = True
        self.assertFalse(self.sent(invoice), "a colleague and a bounce are not the customer")
        self.mail(invoice, '2026-06-09 09:00:00', self.shop)
        self.mail(invoice, '2026-06-11 09:00:00', self.shop)
        self.assertEqual(self.sent(invoice), ('2026-06-09', 8, self.shop, self.sam))

    def test_a_document_that_no_mail_went_with_was_handed_over_otherwise(self):
        invoice = self.invoice(self.shop, 100, '2026-06-01', '2026-06-30')
        self.env['account.move.send']._generate_and_send_invoices(
            invoice, sending_methods=['manual'])
        self.assertTrue(invoice.is_move_sent)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = '2026-06-05 08:00:00'"
            " WHERE res_model = 'account.move' AND res_id = %s"
            "   AND res_field = 'invoice_pdf_report_file'", [invoice.id])
        self.assertEqual(self.env.cr.rowcount, 1)
        self.assertEqual(self.sent(invoice)[:2], ('2026-06-05', 4))
        self.mail(invoice, '2026-06-08 09:00:00', self.shop)
        self.assertEqual(self.sent(invoice)[:2], ('2026-06-08', 7), "the mail is the better proof")

    def test_what_others_reach_stands_beside_a_step(self):
        self.mail(self.invoice(self.shop, 100, '2026-06-01', '2026-06-30'),
                  '2026-06-05 09:00:00', self.shop)
        self.invoice(self.shop, 60, '2026-06-01', '2026-06-30')
        self.env['account.move'].search([
            ('partner_id', '=', self.shop.id), ('company_id', '=', self.company.id),
        ]).is_move_sent = True
        figures = self.env['ar.process.figure'].with_user(self.analyst)
        domain = [
            ('company_id', '=', self.company.id), ('commercial_partner_id', '=', self.shop.id)]
        self.assertFalse(figures.search(domain)[:1].benchmark_source)
        self.env['ar.kpi.benchmark'].create([
            {'measure': 'step.sent', 'value': 2, 'source': "Survey", 'date': '2026-01-31'},
            {'measure': 'step.paid', 'value': 40, 'source': "Survey", 'date': '2026-01-31'}])
        self.env.flush_all()
        self.env.invalidate_all()
        row = figures.search([*domain, ('step', '=', 'sent')])
        self.assertEqual((row.days, row.benchmark_value, row.benchmark_source),
                         (4, 2, "Survey, 01/31/2026"))
        self.assertEqual(
            figures._read_group(domain, ['step'], ['days:avg', 'benchmark_value:avg']),
            [('sent', 4, 2)])

    # === NOT SENT === #

    def unsent(self, user=None):
        """The list of what was never sent, as its menu opens it."""
        action = self.env.ref('ar_optimization.account_move_unsent_action')
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env['account.move'].with_user(user or self.analyst).search(
            [*literal_eval(action.domain), ('company_id', '=', self.company.id)],
            order='invoice_date, id')

    def test_what_was_never_sent_is_listed_with_its_age_and_ties_out(self):
        old = self.invoice(
            self.shop, 100, '2026-06-01', '2026-06-30', invoice_user_id=self.sam.id)
        young = self.invoice(self.mill, 80, '2026-06-20', '2026-06-30')
        self.invoice(self.shop, 9, '2026-06-01', '2026-06-30', post=False)
        self.credit_note(self.shop, 7, '2026-06-12')
        before = self.unsent() - old - young
        self.assertEqual(self.unsent() - before, old | young, "oldest first")
        self.assertEqual((old.ar_unsent_days, young.ar_unsent_days), (29, 10))
        self.assertEqual(old.invoice_user_id, self.sam)
        posted = self.env['account.move'].search([
            ('company_id', '=', self.company.id), ('move_type', '=', 'out_invoice'),
            ('state', '=', 'posted')])
        for invoice, methods in ((old, ['manual']), (young, ['email'])):
            self.env['account.move.send']._generate_and_send_invoices(
                invoice, sending_methods=methods)
            self.assertNotIn(invoice, self.unsent())
            self.assertFalse(invoice.ar_unsent_days)
            gone = self.env['ar.process.figure'].search([
                ('step', '=', 'sent'), ('company_id', '=', self.company.id)])
            went = self.env['account.move'].browse(gone.mapped('res_id'))
            self.assertIn(invoice, went)
            self.assertEqual(
                sum((self.unsent() | went).mapped('amount_total_signed')),
                sum(posted.mapped('amount_total_signed')), "sent and not sent are all")
