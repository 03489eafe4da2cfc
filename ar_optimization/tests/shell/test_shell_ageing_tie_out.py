from odoo.tests import tagged

from .test_shell_ageing import AgeingCommon


@tagged('post_install', '-at_install')
class TestShellAgeingTieOut(AgeingCommon):
    """A ledger that somebody damaged behind Odoo's back shows where."""

    def proof(self, **options):
        return self.ageing().get_tie_out(options)

    def test_a_whole_ledger(self):
        self.invoice(self.partner, 100.10, -3)
        self.payment(self.partner, 40.05, -1)
        proof = self.assertTied()
        [account] = proof['accounts']
        self.assertEqual(
            (account['open'], account['ledger'], account['difference']), (60.05, 60.05, 0))
        self.assertEqual(account['account'], self.receivable.display_name)
        self.assertEqual(proof['lines'], [])

    def test_reconciliation_deleted_by_hand(self):
        invoice = self.invoice(self.partner, 100.10, -30)
        payment = self.pay(invoice, -10)
        self.assertTied()
        line = self.receivable_lines(invoice)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM account_partial_reconcile WHERE debit_move_id = %s", [line.id])
        proof = self.proof()
        self.assertFalse(proof['tied'])
        self.assertEqual(
            {found['id']: (found['open'], found['ledger'], found['difference'])
             for found in proof['lines']},
            {line.id: (0, 100.10, -100.10),
             self.receivable_lines(payment).id: (0, -100.10, 100.10)})
        self.assertEqual(proof['accounts'][0]['difference'] if proof['accounts'] else 0, 0)
        found = next(found for found in proof['lines'] if found['id'] == line.id)
        self.assertEqual((found['move_id'], found['move_name'], found['partner'], found['date']),
                         (invoice.id, invoice.name, self.partner.name, str(self.day(-30))))

    def test_reconciliation_deleted_by_hand_on_a_past_day(self):
        invoice = self.invoice(self.partner, 100.10, -30)
        self.pay(invoice, -10)
        line = self.receivable_lines(invoice)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM account_partial_reconcile WHERE debit_move_id = %s", [line.id])
        proof = self.proof(as_of=str(self.day(-20)))
        self.assertEqual([found['id'] for found in proof['lines']], [line.id])
        self.assertEqual(proof['accounts'][0]['difference'], -100.10)
        self.assertTied(as_of=str(self.day(-31)))

    def test_residual_falsified(self):
        self.invoice(self.partner, 55, -30)
        line = self.receivable_lines(self.invoice(self.partner, 100, -30))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 99.99 WHERE id = %s", [line.id])
        self.env.invalidate_all()
        proof = self.proof()
        self.assertFalse(proof['tied'])
        self.assertEqual([(found['id'], found['difference']) for found in proof['lines']],
                         [(line.id, -0.01)])
        self.assertEqual(proof['accounts'][0]['difference'], -0.01)
        self.assertEqual(self.section()['totals']['total'], 154.99)

    def test_two_errors_that_hide_each_other(self):
        first = self.receivable_lines(self.invoice(self.partner, 100, -30))
        second = self.receivable_lines(self.invoice(self.partner, 100, -30))
        self.pay(first, -2, 50)
        self.pay(second, -2, 50)
        self.env.flush_all()
        for line, residual in ((first, 40), (second, 60)):
            self.env.cr.execute("UPDATE account_move_line SET amount_residual = %s WHERE id = %s",
                                [residual, line.id])
        self.env.invalidate_all()
        self.assertEqual(self.section()['totals']['total'], self.gl_balance())
        # Every sum agrees: nothing but going through the items shows it.
        self.assertTied()
        proof = self.ageing().get_tie_out({}, thorough=True)
        self.assertFalse(proof['tied'])
        self.assertEqual({found['id'] for found in proof['lines']}, {first.id, second.id})

    def test_date_of_a_matching_falsified(self):
        invoice = self.invoice(self.partner, 100, -30)
        self.pay(invoice, -10)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET max_date = %s WHERE debit_move_id = %s",
            [self.day(-25), self.receivable_lines(invoice).id])
        self.env.invalidate_all()
        self.assertTied()
        proof = self.proof(as_of=str(self.day(-20)))
        self.assertEqual([(found['id'], found['difference']) for found in proof['lines']],
                         [(self.receivable_lines(invoice).id, -100)])

    def test_filters_do_not_touch_the_proof(self):
        self.invoice(self.partner, 100, -30)
        self.assertEqual(
            self.proof(search="nobody", overdue_only=True, currency='document'), self.proof())

    def test_wrong_company_is_named(self):
        other = self.other_company(name="Sister")
        self.invoice(self.partner, 100, -30)
        line = self.receivable_lines(self.invoice(self.partner, 11, -30, company=other))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 10 WHERE id = %s", [line.id])
        self.env.invalidate_all()
        self.collector = self.role_user('collector', login='both', companies=self.company | other)
        proof = self.ageing(self.company | other).get_tie_out({})
        self.assertEqual(
            {account['company']: account['difference'] for account in proof['accounts']},
            {self.company.name: 0, "Sister": -1})
        self.assertEqual([found['company'] for found in proof['lines']], ["Sister"])
        self.assertTied(self.company)
