from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...models.ledger import ar_credit_account_figures
from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestExposure(ARCommon):
    """The exposure document by document: what is shown as a number opens as a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env['ar.exposure.item']
        cls.partner = cls.customer()
        cls.account = cls.env['ar.credit.account']._account_for(cls.partner, cls.company)

    def documents(self, account=None):
        """{document: (kind, amount)} as the button on the account opens it."""
        action = (account or self.account).action_exposure()
        items = self.env[action['res_model']].search(action['domain'])
        return {item.document: (item.kind, item.amount) for item in items}

    def exposure(self, account=None):
        return (account or self.account)._figures()[(account or self.account).id]['exposure']

    def test_the_list_adds_up_to_the_number(self):
        invoice = self.invoice(self.partner, 500.25, term=self.term((40, 0), (60, 30)))
        credit = self.credit_note(self.partner, 100.10)
        payment = self.payment(self.partner, 50.05)
        action = self.account.action_exposure()
        found = self.items.search(action['domain'])
        self.assertEqual(sum(found.mapped('amount')), self.exposure())
        self.assertEqual(self.exposure(), 350.10)
        self.assertEqual(sorted(found.mapped('amount')), [-100.10, -50.05, 200.10, 300.15])
        self.assertEqual(
            set(found.mapped('document')),
            {invoice.display_name, credit.display_name, payment.move_id.display_name})

    def test_each_row_opens_its_document(self):
        invoice = self.invoice(self.partner, 500)
        item = self.items.search(self.account.action_exposure()['domain'])
        action = item.action_open_document()
        self.assertEqual((action['res_model'], action['res_id']), ('account.move', invoice.id))

    def test_draft_invoices_count_by_setting(self):
        draft = self.invoice(self.partner, 300, post=False)
        self.invoice(self.partner, 40, move_type='out_receipt', post=False)
        self.credit_note(self.partner, 90, post=False)
        self.assertEqual(self.exposure(), 0)
        self.company.ar_exposure_drafts = True
        self.assertEqual(self.exposure(), 340)
        self.assertEqual(self.documents()[draft.display_name], ('draft', 300.0))
        self.assertEqual(self.account._exposure_by_kind()[self.account.id], {'draft': 340})
        draft.action_post()
        self.assertEqual(self.exposure(), 340)
        self.assertEqual(self.documents()[draft.display_name], ('receivable', 300.0))

    def test_a_draft_with_a_negative_total_frees_nothing(self):
        self.company.ar_exposure_drafts = True
        self.invoice(self.partner, -300, post=False)
        self.assertEqual(self.exposure(), 0)

    def test_draft_in_another_currency_and_company(self):
        other = self.other_company()
        other.ar_exposure_drafts = True
        account = self.env['ar.credit.account']._account_for(self.partner, other)
        euro = self.other_currency()
        euro.rate_ids.copy({'company_id': other.id})
        self.invoice(self.partner, 100.01, company=other, currency=euro, post=False)
        self.invoice(self.partner, 70, post=False)
        self.assertEqual(self.exposure(account), 200.02)
        self.assertEqual(self.exposure(), 0)

    def test_few_and_many_accounts_read_the_same(self):
        """Few accounts look their items up, many are grouped: the figures are the same."""
        self.company.ar_exposure_drafts = True
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.partner.id})
        late = self.invoice(contact, 500.25, -40, term=self.term((40, 0), (60, 30)))
        self.pay(late, amount=30.15)
        self.payment(self.partner, 77.70)
        self.invoice(self.partner, 20, post=False)
        other = self.env['ar.credit.account']._account_for(self.partner, self.other_company())
        accounts = self.account | other
        few = accounts._figures()
        self.patch(ar_credit_account_figures, 'FEW', 0)
        self.assertEqual(accounts._figures(), few)
        self.assertEqual(
            (few[self.account.id]['exposure'], few[self.account.id]['overdue_amount']),
            (412.40, 470.10))
        self.assertEqual(few[other.id]['exposure'], 0)

    def test_what_a_document_already_adds(self):
        self.company.ar_exposure_drafts = True
        self.invoice(self.partner, 500)
        draft = self.invoice(self.partner, 300, post=False)
        self.assertEqual(self.account._exposure_of(draft), 300)
        self.assertEqual(self.account._exposure_of(self.env['account.move']), 0)

    def test_salespeople_open_what_their_own_customers_owe(self):
        seller = new_test_user(self.env, 'ar_seller', groups='base.group_user')
        self.invoice(self.partner, 500)
        self.invoice(self.customer("Not Theirs"), 700)
        items = self.items.with_user(seller)
        self.assertFalse(items.search([]))
        with self.assertRaises(AccessError):
            self.partner.with_user(seller).action_ar_exposure()
        self.partner.user_id = seller
        self.assertEqual(items.search([]).mapped('amount'), [500.0])
        action = self.partner.with_user(seller).action_ar_exposure()
        self.assertEqual(items.search(action['domain']).mapped('amount'), [500.0])

    def test_collectors_see_the_documents_of_their_companies(self):
        other = self.other_company()
        self.invoice(self.partner, 500)
        self.invoice(self.partner, 700, company=other)
        collector = self.role_user('collector')
        found = self.items.with_user(collector).search([('partner_id', '=', self.partner.id)])
        self.assertEqual(found.mapped('amount'), [500.0])

    def test_groups_and_kinds(self):
        self.company.ar_exposure_drafts = True
        self.invoice(self.partner, 500)
        self.invoice(self.partner, 300, post=False)
        rows = self.items._read_group(
            [('partner_id', '=', self.partner.id)], ['kind'], ['amount:sum'])
        self.assertEqual(dict(rows), {'receivable': 500.0, 'draft': 300.0})
