"""Moving a due date after posting is the easiest way to hide that somebody pays late."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from ...models.ledger.account_move import AccountMove
from ...models.ledger.account_move_line import AccountMoveLine
from ...models.ledger.ar_event import ArEvent
from ..common import ARCommon

KINDS = ('due_date.changed', 'no_followup.changed', 'move.reposted')


class TamperCommon(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager', email="mia@example.com")
        cls.clerk = cls.role_user('billing', name="Carl Clerk")
        cls.company.ar_credit_manager_id = cls.manager
        cls.company.ar_position_ledger = 'on'
        cls.wood = cls.customer()

    def originals(self, move):
        return self.receivable_lines(move).sorted(
            lambda line: (line.date_maturity or self.today, line.id),
        ).mapped('original_date_maturity')

    def events(self):
        """What was recorded in this transaction, as if it ended now."""
        self.cr.flush()
        return self.env['ar.event'].search([('kind', 'in', KINDS)], order='id')

    def activities(self, moves):
        return self.env['mail.activity'].search([
            ('res_model', '=', 'account.move'), ('res_id', 'in', moves.ids)])


@tagged('post_install', '-at_install')
class TestLedgerTamper(TamperCommon):

    # === ORIGINALS === #

    def test_the_first_due_date_is_kept(self):
        invoice = self.invoice(self.wood, 100, -10, due=20)
        self.assertEqual(self.originals(invoice), [self.day(20)])
        invoice.invoice_date_due = self.day(90)
        self.assertEqual(self.receivable_lines(invoice).date_maturity, self.day(90))
        self.assertEqual(self.originals(invoice), [self.day(20)])

    def test_every_instalment_keeps_its_own(self):
        term = self.term((40, 10), (60, 40))
        invoice = self.invoice(self.wood, 100, 0, term=term)
        self.assertEqual(self.originals(invoice), [self.day(10), self.day(40)])

    def test_drafts_and_other_lines_keep_nothing(self):
        draft = self.invoice(self.wood, 100, post=False)
        self.assertEqual(self.originals(draft), [False])
        draft.invoice_date_due = self.day(30)
        draft.action_post()
        self.assertEqual(self.originals(draft), [self.day(30)], "typing is not tampering")
        income = draft.line_ids - self.receivable_lines(draft)
        self.assertFalse(any(income.mapped('original_date_maturity')))
        self.assertFalse(self.events())

    def test_an_entry_without_due_date_is_due_at_once(self):
        self.assertEqual(self.originals(self.entry(self.wood, 100, -5)), [self.day(-5)])

    def test_instalments_made_anew_in_draft_keep_the_originals(self):
        invoice = self.invoice(self.wood, 100, 0, term=self.term((40, 10), (60, 40)))
        invoice.button_draft()
        invoice.invoice_payment_term_id = self.term((30, 20), (30, 50), (40, 80))
        invoice.action_post()
        self.assertEqual(
            self.receivable_lines(invoice).sorted('date_maturity').mapped('date_maturity'),
            [self.day(20), self.day(50), self.day(80)])
        self.assertEqual(self.originals(invoice), [self.day(10), self.day(40), self.day(40)])

    def test_a_second_reset_does_not_forget_the_first_posting(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        for due in (30, 60):
            invoice.button_draft()
            invoice.invoice_date_due = self.day(due)
            invoice.action_post()
        self.assertEqual(self.originals(invoice), [self.day(10)])

    def test_reset_after_a_change_goes_back_to_the_original(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.invoice_date_due = self.day(30)
        invoice.button_draft()
        invoice.line_ids.with_context(dynamic_unlink=True).unlink()
        invoice.invoice_line_ids = [Command.create({'name': "Goods", 'price_unit': 100})]
        invoice.action_post()
        self.assertEqual(self.originals(invoice), [self.day(10)])

    def test_a_copy_starts_afresh(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.button_draft()
        invoice.action_post()
        copy = invoice.copy({'invoice_date': self.today, 'invoice_date_due': self.day(50)})
        self.assertFalse(copy.original_terms)
        copy.action_post()
        self.assertEqual(self.originals(copy), [self.day(50)])

    def test_originals_cannot_be_set(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        line = self.receivable_lines(invoice)
        for records, vals in (
            (invoice, {'original_terms': {}}), (line, {'original_date_maturity': self.day(99)}),
        ):
            with self.assertRaises(UserError):
                records.write(vals)
            with self.assertRaises(UserError):
                records.create({'move_id': invoice.id, **vals})

    # === SETTLED BEFORE THE APP CAME === #

    def settled_before(self, **kwargs):
        """A paid invoice as it stands after the installation: its original date is not kept."""
        invoice = self.invoice(self.wood, 100, -40, **{'due': -10, **kwargs})
        self.pay(invoice, -5)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE account_move_line SET original_date_maturity = NULL WHERE move_id = %s",
            [invoice.id])
        self.env.invalidate_all()
        return invoice

    def test_a_change_after_settlement_keeps_and_tells_what_it_was(self):
        for change in (
            lambda invoice: invoice.write({'invoice_date_due': self.day(-4)}),
            lambda invoice: self.receivable_lines(invoice).write({'date_maturity': self.day(-4)}),
        ):
            invoice = self.settled_before()
            before = self.events()
            change(invoice)
            event = self.events() - before
            self.assertEqual(event.kind, 'due_date.changed')
            self.assertEqual(event.before['due_dates'], [str(self.day(-10))])
            self.assertEqual(event.after['due_dates'], [str(self.day(-4))])
            self.assertEqual(event.numbers['original_due_dates'], [str(self.day(-10))])
            self.env.invalidate_all()
            self.assertEqual(self.originals(invoice), [self.day(-10)])

    def test_reset_after_settlement_keeps_what_it_was(self):
        invoice = self.settled_before(due=None, term=self.term((40, 10), (60, 40)))
        invoice.button_draft()
        invoice.invoice_payment_term_id = self.term((100, 90))
        invoice.action_post()
        event = self.events()
        self.assertEqual(event.kind, 'move.reposted')
        self.assertEqual(event.before['due_dates'], [str(self.day(-30)), str(self.day(0))])
        self.assertEqual(self.originals(invoice), [self.day(-30)])

    def test_reopened_and_then_changed_in_the_form(self):
        invoice = self.settled_before()
        self.receivable_lines(invoice).remove_move_reconcile()
        form = self.change(invoice)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.original_date_maturity, self.day(-10))
            line.date_maturity = self.day(25)
        form.reason = "Paid to somebody else"
        form.save().action_apply()
        self.assertEqual(self.originals(invoice), [self.day(-10)])

    # === WHAT IS RECORDED === #

    def test_code_that_changes_a_due_date(self):
        invoice = self.invoice(self.wood, 100, -10, due=20)
        invoice.with_user(self.clerk).invoice_date_due = self.day(90)
        event = self.events()
        self.assertRecordValues(event, [{
            'kind': 'due_date.changed', 'reason': 'no reason', 'user_name': "Carl Clerk",
            'res_model': 'account.move', 'res_id': invoice.id, 'partner_id': self.wood.id,
            'before': {'due_dates': ['2026-07-20'], 'invoice_date_due': '2026-07-20'},
            'after': {'due_dates': ['2026-09-28'], 'invoice_date_due': '2026-09-28'},
            'numbers': {
                'amount_residual': 100, 'original_due_dates': ['2026-07-20'],
                'instalments': [
                    {'from': '2026-07-20', 'to': '2026-09-28', 'amount_residual': 100}]},
        }])
        self.assertIn("Due Date: 07/20/2026 → 09/28/2026", event.change)

    def test_a_line_changed_alone(self):
        invoice = self.invoice(self.wood, 100, 0, term=self.term((40, 10), (60, 40)))
        self.receivable_lines(invoice)[0].date_maturity = self.day(70)
        self.assertRecordValues(self.events(), [{
            'before': {'due_dates': ['2026-07-10', '2026-08-09']},
            'after': {'due_dates': ['2026-08-09', '2026-09-08']},
        }])

    def test_an_entry_changed(self):
        entry = self.entry(self.wood, 100, 0, due=10)
        self.receivable_lines(entry).date_maturity = self.day(50)
        self.assertEqual(self.events().kind, 'due_date.changed')

    def test_taken_out_of_the_follow_up(self):
        invoices = self.invoice(self.wood, 100) | self.invoice(self.wood, 200)
        invoices[0].no_followup = True
        self.receivable_lines(invoices[1]).no_followup = True
        self.assertRecordValues(self.events(), [{
            'kind': 'no_followup.changed', 'res_id': invoice.id,
            'before': {'no_followup': False}, 'after': {'no_followup': True},
        } for invoice in invoices])

    def test_changed_and_changed_back_is_no_event(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.invoice_date_due = self.day(30)
        invoice.invoice_date_due = self.day(10)
        self.assertFalse(self.events())

    def test_vendor_bills_are_not_watched(self):
        bill = self.invoice(self.wood, 100, 0, due=10, move_type='in_invoice')
        bill.invoice_date_due = self.day(30)
        self.assertFalse(self.events())
        self.assertFalse(any(bill.line_ids.mapped('original_date_maturity')))

    def test_reset_and_posted_again_is_always_recorded(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.button_draft()
        invoice.action_post()
        event = self.events()
        self.assertRecordValues(event, [{'kind': 'move.reposted', 'before': {}, 'after': {}}])
        self.assertFalse(self.activities(invoice), "nothing differs: nobody is told")
        invoice.button_draft()
        invoice.invoice_date = self.day(-30)
        invoice.invoice_payment_term_id = self.term((100, 45))
        invoice.invoice_line_ids.price_unit = 150
        invoice.action_post()
        event = self.events() - event
        self.assertEqual(event.before['due_dates'], ['2026-07-10'])
        self.assertEqual(event.after['due_dates'], ['2026-07-15'])
        self.assertEqual(event.before['amount_total'], 100)
        self.assertEqual(event.after['invoice_date'], '2026-05-31')
        self.assertTrue(self.activities(invoice))

    def test_an_import_is_one_insert_without_reason(self):
        invoices = self.env['account.move'].concat(
            *(self.invoice(self.wood, 100, 0, due=10) for _i in range(3)))
        self.cr.flush()
        with patch.object(ArEvent, '_log', autospec=True, side_effect=ArEvent._log) as log:
            result = self.env['account.move'].load(
                ['.id', 'invoice_date_due'],
                [[str(invoice.id), '2026-12-24'] for invoice in invoices])
            events = self.events()
        self.assertEqual(result['ids'], invoices.ids)
        self.assertEqual(log.call_count, 1)
        self.assertRecordValues(
            events, [{'res_id': invoice.id, 'reason': 'no reason'} for invoice in invoices])

    def test_a_deleted_invoice_leaves_no_event(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        invoice.invoice_date_due = self.day(30)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.assertFalse(self.events())

    # === THE FORM === #

    def change(self, invoice, user=None):
        action = invoice.with_user(user or self.clerk).action_change_due_date()
        return Form(self.env[action['res_model']].with_user(user or self.clerk).with_context(
            **action['context']))

    def test_the_form_asks_why(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        form = self.change(invoice)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.original_date_maturity, self.day(10))
            line.date_maturity = self.day(25)
        with self.assertRaises(AssertionError):
            form.save()  # no reason
        form.reason = "  "
        change = form.save()
        with self.assertRaises(UserError):
            change.action_apply()
        change.reason = "Delivery came late"
        change.action_apply()
        self.assertEqual(invoice.invoice_date_due, self.day(25))
        self.assertEqual(self.receivable_lines(invoice).date_maturity, self.day(25))
        self.assertRecordValues(
            self.events(), [{'kind': 'due_date.changed', 'reason': "Delivery came late",
                             'user_id': self.clerk.id}])

    def test_the_form_on_instalments(self):
        invoice = self.invoice(self.wood, 100, 0, term=self.term((40, 10), (60, 40)))
        form = self.change(invoice)
        with form.line_ids.edit(1) as line:
            line.date_maturity = self.day(75)
        form.no_followup = True
        form.reason = "Agreed by phone"
        form.save().action_apply()
        lines = self.receivable_lines(invoice).sorted('date_maturity')
        self.assertEqual(lines.mapped('date_maturity'), [self.day(10), self.day(75)])
        self.assertEqual(invoice.invoice_date_due, self.day(75))
        self.assertTrue(invoice.no_followup)
        self.assertEqual(len(self.events()), 1)

    def test_the_invoice_form_leaves_it_to_the_button(self):
        invoice = self.invoice(self.wood, 100, 0, due=10)
        with Form(invoice) as form, self.assertRaises(AssertionError):
            form.invoice_date_due = self.day(25)
        with Form(self.invoice(self.wood, 100, 0, due=10, post=False)) as form:
            form.invoice_date_due = self.day(25)

    # === COST === #

    def posting_queries(self, watched):
        """Queries of posting ten invoices, with and without what this room adds."""
        drafts = self.env['account.move'].concat(*(
            self.invoice(self.wood, 100, 0, term=self.terms, post=False) for _i in range(10)))
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        if watched:
            drafts.action_post()
            self.env.flush_all()
        else:
            Line = AccountMoveLine
            with (
                patch.object(Line, '_compute_original_date_maturity', lambda lines: None),
                patch.object(Line, 'write', lambda lines, vals: super(Line, lines).write(vals)),
                patch.object(AccountMove, 'write',
                             lambda moves, vals: super(AccountMove, moves).write(vals)),
            ):
                drafts.action_post()
                self.env.flush_all()
        return self.cr.sql_log_count - start

    def test_posting_costs_no_query_more(self):
        self.terms = self.term((40, 10), (60, 40))
        self.posting_queries(True)  # fill the caches that live in the registry
        without = self.posting_queries(False)
        self.assertEqual(self.posting_queries(True), without)


@tagged('post_install', '-at_install')
class TestLedgerTamperRemote(HttpCase, ARCommon):
    freeze = False

    def test_rpc_is_recorded_without_reason(self):
        invoice = self.invoice(self.customer(), 100, -10, due=10)
        clerk = self.role_user('billing', login='remote_clerk', password='remote_clerk')
        self.authenticate('remote_clerk', 'remote_clerk')
        self.make_jsonrpc_request('/web/dataset/call_kw', {
            'model': 'account.move', 'method': 'write',
            'args': [[invoice.id], {'invoice_date_due': str(self.day(50))}],
            'kwargs': {'context': {'allowed_company_ids': self.company.ids}},
        })
        event = self.env['ar.event'].search([('res_model', '=', 'account.move'),
                                             ('res_id', '=', invoice.id)])
        self.assertRecordValues(event, [{
            'kind': 'due_date.changed', 'reason': 'no reason',
            'user_id': clerk.id,
            'after': {'due_dates': [str(self.day(50))], 'invoice_date_due': str(self.day(50))}}])
