"""What happens to a customer's account when the contact behind it is turned inside out."""
from psycopg2.errors import ForeignKeyViolation

from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerCustomers(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls.customer("Wood Corner")
        cls.anna = cls.env['res.partner'].create({'name': "Anna", 'parent_id': cls.wood.id})
        cls.Account = cls.env['ar.credit.account'].with_context(active_test=False)

    def account(self, partner, company=None, **vals):
        account = self.Account._account_for(partner, company or self.company)
        account.write(vals)
        return account

    def accounts(self, *partners):
        return self.Account.search([('partner_id', 'in', [partner.id for partner in partners])])

    def assertTerms(self, partner, mode, limit, status):
        self.assertRecordValues(self.accounts(partner), [
            {'credit_mode': mode, 'credit_limit': limit, 'status': status}])

    def test_a_contact_becomes_a_company_and_moves_under_another(self):
        """It keeps the terms of the company it was part of, and brings them along."""
        self.account(self.wood, credit_mode='limit', credit_limit=100.0, status='hold')
        holding = self.customer("Holding")
        kept = self.account(holding, credit_mode='limit', credit_limit=9_000.0)
        self.anna.is_company = True
        self.assertTerms(self.anna, 'limit', 100.0, 'hold')
        self.anna.parent_id = holding
        self.assertTerms(self.anna, 'limit', 100.0, 'hold')  # a company stays its own customer
        self.anna.is_company = False
        self.assertFalse(self.accounts(self.anna))
        self.assertRecordValues(kept, [{'credit_limit': 100.0, 'status': 'hold'}])
        self.assertTerms(self.wood, 'limit', 100.0, 'hold')

    def test_hung_under_another_from_the_parents_side(self):
        person = self.customer("Bert", is_company=False)
        self.account(person, credit_mode='prepay')
        kept = self.account(self.wood)
        self.wood.write({'child_ids': [Command.link(person.id)]})
        self.assertFalse(self.accounts(person))
        self.assertEqual(kept.credit_mode, 'prepay')
        self.wood.write({'child_ids': [Command.unlink(person.id)]})
        self.assertTerms(person, 'prepay', 0.0, 'open')

    def test_debt_stays_where_it_was_booked(self):
        """The ledger decides who owes: the invoices of a contact are its company's."""
        self.invoice(self.anna, 300, -40, due=-10)
        wood = self.account(self.wood, credit_mode='limit', credit_limit=100.0)
        self.anna.is_company = True
        anna = self.accounts(self.anna)
        self.assertEqual((wood.receivable_amount, anna.receivable_amount), (300.0, 0.0))
        self.invoice(self.anna, 50, -5)
        self.env.invalidate_all()
        self.assertEqual((wood.receivable_amount, anna.receivable_amount), (300.0, 50.0))
        self.assertEqual(
            sum((wood | anna).mapped('receivable_amount')), self.gl_balance())

    def test_a_merge_undone_by_hand(self):
        """Somebody makes the second customer anew: it begins like any new one, the first keeps the
        stricter terms, and the log of the first still tells of both."""
        twin = self.customer("Wood Corner Ltd")
        self.account(twin, credit_mode='limit', credit_limit=50.0, status='blocked')
        kept = self.account(self.wood, credit_mode='limit', credit_limit=900.0)
        self.env['base.partner.merge.automatic.wizard'].with_user(
            self.env.ref('base.user_admin')).create({})._merge((twin | self.wood).ids, self.wood)
        self.env.invalidate_all()
        again = self.customer("Wood Corner Ltd")
        self.Account._nightly_accounts(self.company, self.today)
        self.assertTerms(again, 'unlimited', 0.0, 'open')
        self.assertTerms(self.wood, 'limit', 50.0, 'blocked')
        kinds = self.env['ar.event'].search(kept.action_open_history()['domain']).mapped('kind')
        self.assertIn('account.folded', kinds)

    def test_moved_to_another_company_and_back(self):
        other = self.other_company(name="Elsewhere")
        partner = self.customer("Nomad", company_id=self.company.id)
        here = self.account(partner, credit_mode='limit', credit_limit=100.0)
        partner.company_id = other
        self.Account._nightly_accounts(self.company | other, self.today)
        self.assertEqual(set(self.accounts(partner).company_id), {self.company, other})
        self.assertEqual(here.credit_limit, 100.0)
        self.env['ar.snapshot']._build(self.company, self.today, 'day')
        partner.company_id = self.company
        self.Account._nightly_accounts(self.company | other, self.today)
        self.assertEqual(len(self.accounts(partner)), 2)

    def test_archived_and_back(self):
        account = self.account(self.wood, credit_mode='limit', credit_limit=100.0)
        self.invoice(self.wood, 300, -40, due=-10)
        (self.wood | self.anna).action_archive()
        self.Account._run_nightly(self.company, self.today)
        self.assertEqual((account.overdue_amount, account.available_credit), (300.0, -200.0))
        self.wood.action_unarchive()
        self.assertEqual(self.accounts(self.wood), account)

    def test_a_customer_who_never_was_one_can_be_deleted(self):
        """Its account came by itself in the night, and goes with it; the log says so."""
        clerk = self.role_user('employee', login='clerk')
        clerk.group_ids += self.env.ref('base.group_partner_manager')
        typo = self.customer("Wod Corner")
        self.Account.with_user(SUPERUSER_ID)._run_nightly(self.company, self.today)
        account = self.accounts(typo)
        self.assertTrue(account)
        typo.with_user(clerk).unlink()
        self.assertFalse(typo.exists() or account.exists())
        event = self.env['ar.event'].search([('kind', '=', 'account.deleted')])
        self.assertRecordValues(event, [
            {'res_id': account.id, 'user_id': clerk.id, 'partner_name': "Wod Corner"}])

    def test_a_customer_somebody_decided_on_stays(self):
        """Nobody sheds a block by deleting the customer and making it anew."""
        self.account(self.wood, status='blocked')
        with self.assertRaises(ForeignKeyViolation), mute_logger('odoo.sql_db'), \
                self.cr.savepoint():
            (self.anna | self.wood).unlink()
        self.assertTerms(self.wood, 'unlimited', 0.0, 'blocked')
