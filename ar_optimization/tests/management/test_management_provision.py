from odoo.exceptions import UserError
from odoo.tests import tagged

from .provision_common import ProvisionCommon


@tagged('post_install', '-at_install')
class TestManagementProvision(ProvisionCommon):

    # === THE MATRIX === #

    def test_the_published_example_to_the_cent(self):
        self.aged(15_000, 7_500, 4_000, 2_500)
        matrix = self.matrix()
        self.type_rates(matrix, 0.5, 2.2, 2.7, 4.5)
        self.assertEqual(matrix.line_ids.mapped('loss_amount'), [75, 165, 108, 112.5, 0, 0])
        self.assertEqual(matrix.total_amount, 460.5)
        self.assertEqual(matrix.ledger_amount, self.gl_balance())
        self.assertEqual((matrix.open_amount, matrix.difference_amount), (29_000, 0))
        matrix.forward_percent = 10
        self.assertEqual(matrix.total_amount, 506.55)

    def test_a_short_history_is_said_and_needs_typed_rates(self):
        self.aged(100)
        matrix = self.matrix()
        self.assertEqual(set(matrix.line_ids.mapped('rate_source')), {'none'})
        self.assertIn("too short", matrix.line_ids[0].basis)
        with self.assertRaisesRegex(UserError, "has no rate"):
            matrix.with_user(self.manager).action_approve()

    def test_rates_of_the_own_history(self):
        """Of what is not due three fifths roll on, of that a third is lost."""
        self.history(16)
        matrix = self.matrix(user=self.manager)
        first, second, *rest = matrix.line_ids
        self.assertEqual((first.own_rate, second.own_rate), (20.0, 33.333))
        self.assertEqual((first.own_count, second.own_count), (75, 42))
        self.assertEqual(first.rate_source, 'segment')
        self.assertFalse(any(line.own_source for line in rest))
        self.assertEqual([first.exposed_amount, second.exposed_amount], [500, 300])
        self.assertAlmostEqual(first.loss_amount, 100, 2)
        self.assertAlmostEqual(second.loss_amount, 100, 2)
        self.assertEqual(matrix.history_months, 15)
        short = self.matrix(months=11)
        self.assertEqual(set(short.line_ids.mapped('rate_source')), {'none'})

    def test_what_nobody_writes_off_is_lost_after_a_time(self):
        self.history(16)
        self.assertEqual(
            self.matrix(lost_after=15).line_ids[0].own_rate, 60, "all that is 15 days overdue")
        self.company.ar_bad_debt_account_id = False
        self.assertEqual(
            self.matrix(lost_after=0).line_ids[1].own_rate, 0, "nothing looks like a loss")

    def test_a_small_loss_within_a_payment_is_no_loss_of_the_whole(self):
        self.company.ar_bad_debt_account_id = self.losses
        invoice = self.invoice(self.partner, 1_000, -20)
        receipt = self.split_entry(
            (self.bank_journal.default_account_id, 990), (self.losses, 10),
            (self.receivable, -1_000))
        self.match(invoice, receipt)
        self.env.flush_all()
        [(line_id, *amounts)] = self.env.execute_query(
            self.matrix()._taken_sql(self.day(-1), self.today))
        self.assertEqual(line_id, self.receivable_lines(invoice).id)
        self.assertEqual([float(amount) for amount in amounts], [1_000, 10])

    def test_segments_of_two_currencies_in_company_currency(self):
        euro = self.other_currency('EUR')
        self.invoice(self.partner, 100, due=10, currency=euro)
        self.invoice(self.partner, 70, due=-5)
        matrix = self.matrix(segment_by='currency')
        owed = {(line.segment_name, line.bucket): line.balance
                for line in matrix.line_ids if line.balance}
        self.assertEqual(owed, {('EUR', 0): 200, ('USD', 1): 70})
        self.assertEqual((matrix.open_amount, matrix.difference_amount), (270, 0))

    def test_segments_and_buckets_are_named_in_each_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        tiers = self.env['ar.credit.tier'].search([])
        for tier in tiers:
            tier.update_field_translations(
                'name', {'en_US': tier.code, 'fr_FR': f"Rang {tier.code}"})
        self.aged(100)
        account = self.env['ar.credit.account']._account_for(self.partner, self.company)
        account.sudo().tier_id = tiers[0]
        matrix = self.matrix(segment_by='tier')
        self.assertEqual(
            set(matrix.line_ids.mapped('segment_name')), {tiers[0].display_name})
        there = matrix.with_context(lang='fr_FR')
        self.assertEqual(
            set(there.line_ids.mapped('segment_name')),
            {tiers[0].with_context(lang='fr_FR').display_name})
        self.assertIn("Rang", there.line_ids[0].segment_name)
        self.assertEqual(matrix.line_ids.mapped('bucket_name'), self.company._ar_bucket_labels())

    def test_companies_stay_apart(self):
        there = self.other_company(currency_id=self.other_currency('EUR').id)
        self.aged(100)
        self.invoice(self.partner, 30, due=10, company=there)
        ours = self.matrix()
        theirs = self.env['ar.provision.matrix'].create({'company_id': there.id})
        self.assertEqual((ours.open_amount, theirs.open_amount), (100, 30))
        self.assertEqual(theirs.currency_id.name, 'EUR')
        groups = self.env['ar.provision.matrix'].with_context(
            allowed_company_ids=(self.company | there).ids)._read_group(
            [('id', 'in', (ours | theirs).ids)], [], ['total_amount:sum'])
        self.assertFalse(groups[0][0], "amounts of two currencies are not added up")

    def test_credits_pay_the_oldest_items_of_their_customer(self):
        self.aged(100, 0, 80)
        self.credit_note(self.partner, 90)
        self.credit_note(self.customer("In credit"), 25)
        self.entry(None, -10)
        matrix = self.matrix()
        self.assertEqual(
            matrix.line_ids.mapped('exposed_amount'), [90, 0, 0, 0, 0, 0])
        self.assertEqual((matrix.debt_amount, matrix.credit_amount, matrix.set_off_amount),
                         (180, -125, 90))
        self.assertEqual(matrix.open_amount, self.gl_balance())
        self.assertFalse(matrix.difference_amount)

    def test_only_cover_that_is_part_of_the_contract_counts(self):
        self.aged(1_000)
        account = self.env['ar.credit.account']._account_for(self.partner, self.company)
        cover = self.env['ar.cover'].create({
            'account_id': account.id, 'kind': 'guarantee', 'name': "G-1", 'amount': 400,
            'percent': 50, 'date_start': self.day(-300)})
        cover.action_activate()
        matrix = self.matrix()
        self.assertEqual(matrix.line_ids[0].exposed_amount, 1_000)
        cover.integral = True
        matrix.action_refill()
        self.assertEqual((matrix.line_ids[0].covered_amount, matrix.covered_amount), (200, 200))
        self.assertEqual(matrix.line_ids[0].exposed_amount, 800)

    def test_a_disputed_part_is_assessed_by_itself(self):
        invoice, = self.aged(0, 1_000)
        self.env['ar.dispute'].create({
            'move_line_id': self.receivable_lines(invoice).id, 'amount': 400,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id})
        matrix = self.matrix()
        self.type_rates(matrix, 0, 10)
        item = matrix.item_ids
        self.assertEqual((item.cause, item.amount, item.name), ('dispute', 400, invoice.name))
        self.assertEqual(matrix.total_amount, 100)
        item.write({'is_specific': True, 'rate': 50})
        self.assertEqual(matrix.line_ids[1].exposed_amount, 600)
        self.assertEqual((matrix.collective_amount, matrix.specific_amount), (60, 200))
        with self.assertRaisesRegex(UserError, "Say why"):
            matrix.with_user(self.manager).action_approve()
        item.reason = "They may win half"
        matrix.action_refill()
        self.assertEqual(matrix.total_amount, 260, "what was typed is kept")

    def test_typed_rates_go_on_into_the_next_matrix(self):
        self.aged(100)
        self.approved(2, date=self.day(-30))
        later = self.matrix()
        self.assertEqual(later.line_ids[0].typed_source, "Study")
        self.assertEqual(later.total_amount, 2)

    # === THE ENTRY === #

    def test_booked_the_difference_and_reversed(self):
        self.aged(1_000)
        first = self.approved(5)
        first.action_propose()
        self.assertEqual(first.move_id.state, 'draft')
        self.assertEqual(first.state, 'approved')
        self.post(first.move_id)
        self.assertEqual((first.state, first.booked_amount, first.entry_amount),
                         ('booked', 50, 0))
        self.assertEqual(
            {line.account_id: line.balance for line in first.sudo().move_id.line_ids},
            {self.losses: 50, self.allowance: -50})
        second = self.approved(3)
        self.assertEqual(second.entry_amount, -20)
        second.action_propose()
        self.post(second.move_id)
        self.assertEqual(second.booked_amount, 30)
        second.action_reverse()
        self.assertEqual(second.state, 'booked', "until its reversal is posted")
        self.post(second.sudo().move_id.reversal_move_ids)
        self.assertEqual((second.state, second.booked_amount), ('reversed', 50))
        with self.assertRaises(UserError):
            second.action_propose()

    def test_one_entry_at_a_time_and_in_order(self):
        self.aged(1_000)
        early, late = self.approved(5, date=self.day(-30)), self.approved(4)
        late.action_propose()
        with self.assertRaisesRegex(UserError, "not posted yet"):
            early.action_propose()
        self.post(late.move_id)
        with self.assertRaisesRegex(UserError, "later day"):
            early.action_propose()

    def test_opened_again_the_draft_is_gone(self):
        self.aged(1_000)
        matrix = self.approved(5)
        matrix.action_propose()
        move = matrix.sudo().move_id
        matrix.action_reopen()
        self.assertEqual((matrix.state, bool(move.exists())), ('draft', False))

    def test_an_empty_ledger_has_nothing_to_book(self):
        matrix = self.approved()
        self.assertEqual((matrix.total_amount, len(matrix.line_ids)), (0, 0))
        with self.assertRaisesRegex(UserError, "Nothing is to be booked"):
            matrix.action_propose()

    def test_a_company_without_accounts_is_told_which(self):
        self.aged(1_000)
        matrix = self.approved(5)
        self.company.ar_provision_expense_account_id = False
        with self.assertRaisesRegex(UserError, "Impairment Losses.*settings of Receivables"):
            matrix.action_propose()

    def test_a_company_without_chart_or_journal(self):
        bare = self.env['res.company'].create({'name': "Bare"})
        self.env.user.company_ids += bare
        matrix = self.env['ar.provision.matrix'].create({'company_id': bare.id})
        self.assertFalse(matrix.line_ids)
        with self.assertRaisesRegex(UserError, "no journal for miscellaneous"):
            bare._ar_provision_journal()

    def test_somebody_else_approves_and_says_why_nothing_changes(self):
        self.aged(100)
        matrix = self.matrix(user=self.manager, forward_reason=" ")
        self.type_rates(matrix, 1)
        with self.assertRaisesRegex(UserError, "expected of the future"):
            matrix.action_approve()
        matrix.forward_reason = "As before"
        with self.assertRaisesRegex(UserError, "somebody else"):
            matrix.action_approve()
        self.company.sudo().write({
            'ar_single_person': True, 'ar_single_person_cap': 1,
            'ar_single_person_owner_id': self.env.user.id})
        matrix.action_approve()
        self.assertEqual(matrix.approved_by_id, self.manager)
        event = self.env['ar.event'].search([('kind', '=', 'provision.approved')], limit=1)
        self.assertEqual((event.res_id, event.numbers['total_amount']), (matrix.id, 1))

    # === SPEED AND PAPER === #

    def test_queries_do_not_grow_with_customers(self):
        matrix = self.matrix()

        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            matrix.action_refill()
            self.env.flush_all()
            return self.cr.sql_log_count - before
        self.aged(10, 20, 30, 40, 50, 60)
        few = (count(), count())[1]
        for partner in self.customers(12):
            self.aged(10, 20, partner=partner)
        self.assertLessEqual(count(), few)

    def test_page_and_workbook(self):
        self.aged(1_000)
        matrix = self.approved(5)
        page, _kind = self.env['ir.actions.report']._render_qweb_html(
            'ar_optimization.ar_provision_matrix_report', matrix.ids)
        self.assertIn("No change is expected", page.decode())
        self.assertIn("50.00", page.decode())
        self.assertIn(f'/provision/{matrix.id}.xlsx', matrix.action_export()['url'])
        self.assertEqual(matrix._ar_printed_rows(), 1)
