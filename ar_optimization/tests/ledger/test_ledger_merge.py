"""Two customers turn out to be one: nobody gets more credit by it, and no account is lost."""

from odoo import Command
from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerMerge(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.other_company(name="Elsewhere")
        cls.wood = cls.customer("Wood Corner")
        cls.holz = cls.customer("Holz-Eck")
        cls.Account = cls.env['ar.credit.account'].with_context(active_test=False)
        cls.env['ar.event.seal']._seal_all()

    def account(self, partner, company=None, **vals):
        company = company or self.company
        account = partner._ar_account(company) or self.Account.create(
            {'partner_id': partner.id, 'company_id': company.id})
        account.write(vals)
        return account

    def accounts(self, *partners):
        return self.Account.search([('partner_id', 'in', [partner.id for partner in partners])])

    def merge(self, *sources, into, user=None):
        """As the wizard does it, raw SQL included."""
        wizard = self.env['base.partner.merge.automatic.wizard'].with_user(
            user or self.env.ref('base.user_admin')).create({})
        wizard._merge([partner.id for partner in (*sources, into)], into)
        self.env.invalidate_all()

    def folded(self):
        return self.env['ar.event'].search([('kind', '=', 'account.folded')], order='id')

    def test_the_stricter_terms_win(self):
        self.account(
            self.holz, credit_mode='limit', credit_limit=500.0, status='hold',
            temporary_limit=9000.0, temporary_limit_to=self.day(10))
        kept = self.account(
            self.wood, credit_mode='unlimited', status='watch',
            temporary_limit=7000.0, temporary_limit_to=self.day(20))
        self.merge(self.holz, into=self.wood)
        self.assertFalse(self.holz.exists())
        self.assertRecordValues(self.accounts(self.wood), [{
            'id': kept.id, 'credit_mode': 'limit', 'credit_limit': 500.0, 'status': 'hold',
            'temporary_limit': 0.0, 'temporary_limit_to': False}])
        self.assertRecordValues(self.folded(), [{
            'res_id': kept.id, 'partner_id': self.wood.id,
            'before': {
                'credit_mode': 'unlimited', 'credit_limit': 0.0, 'status': 'watch',
                'temporary_limit': 7000.0, 'temporary_limit_to': '2026-07-20'},
            'after': {
                'credit_mode': 'limit', 'credit_limit': 500.0, 'status': 'hold',
                'temporary_limit': 0.0, 'temporary_limit_to': False},
        }])

    def test_two_companies_fold_each_on_its_own(self):
        here = self.account(self.wood, credit_mode='limit', credit_limit=100.0)
        gone = self.account(self.holz, credit_mode='limit', credit_limit=50.0)
        there = self.account(self.holz, self.other, credit_mode='limit', credit_limit=7.0)
        self.merge(self.holz, into=self.wood)
        self.assertFalse(gone.exists())
        self.assertRecordValues(here | there, [
            {'partner_id': self.wood.id, 'company_id': self.company.id, 'credit_limit': 50.0},
            {'partner_id': self.wood.id, 'company_id': self.other.id, 'credit_limit': 7.0},
        ])

    def test_whoever_merges_needs_no_right_to_the_accounts(self):
        clerk = self.role_user('billing', email="x@example.com")
        for group in ('base.group_partner_manager', 'base.group_erp_manager'):  # core asks for them
            clerk.group_ids += self.env.ref(group)
        (self.wood | self.holz).email = "same@example.com"
        kept = self.account(self.wood)
        there = self.account(self.holz, self.other)
        self.account(self.holz)
        self.merge(self.holz, into=self.wood, user=clerk)
        self.assertEqual(self.accounts(self.wood), kept | there)

    def test_three_at_once(self):
        third = self.customer("Third")
        for partner, limit in ((self.wood, 300.0), (self.holz, 200.0), (third, 400.0)):
            self.account(partner, credit_mode='limit', credit_limit=limit)
        self.merge(self.holz, third, into=self.wood)
        self.assertEqual(self.accounts(self.wood).credit_limit, 200.0)
        self.assertEqual(len(self.folded()), 2)

    def test_archived_accounts_count_too(self):
        self.account(self.holz, credit_mode='prepay', active=False)
        kept = self.account(self.wood)
        self.merge(self.holz, into=self.wood)
        self.assertRecordValues(kept, [{'credit_mode': 'prepay', 'active': True}])

    def test_merged_into_a_contact_of_another_company(self):
        anna = self.env['res.partner'].create({'name': "Anna", 'parent_id': self.wood.id})
        kept = self.account(self.wood, credit_mode='limit', credit_limit=10.0)
        self.account(self.holz, credit_mode='prepay')
        self.merge(self.holz, into=anna)
        self.assertRecordValues(
            self.accounts(self.wood), [{'id': kept.id, 'credit_mode': 'prepay'}])

    def test_what_was_posted_and_said_comes_along(self):
        self.invoice(self.holz, 300, -40, due=-10)
        self.invoice(self.wood, 100, -40, due=20)
        gone, kept = self.account(self.holz), self.account(self.wood)
        promise = "They promised to pay on Friday"
        message = gone.message_post(body=promise)
        activity = gone.activity_schedule('mail.mail_activity_data_todo', summary="Call")
        attachment = self.env['ir.attachment'].create({
            'name': "balance.pdf", 'res_model': gone._name, 'res_id': gone.id, 'raw': b"x"})
        Snapshot = self.env['ar.snapshot']
        Snapshot._build(self.company, self.day(-30), 'month')
        self.merge(self.holz, into=self.wood)
        self.assertEqual(message.res_id, kept.id)
        self.assertEqual(activity.res_id, kept.id)
        self.assertEqual(attachment.res_id, kept.id)
        self.assertEqual(kept.receivable_amount, 400.0)
        self.assertRecordValues(
            Snapshot.search([('credit_account_id', '=', kept.id)]),
            [{'date': self.day(-30).replace(day=31), 'receivable_amount': 400.0}])

    def test_the_proof_holds_and_the_history_is_found(self):
        gone, kept = self.account(self.holz), self.account(self.wood)
        old = self.env['ar.event']._log('limit.changed', gone)
        self.env['ar.event.seal']._seal_all()
        last = self.env['ar.event.seal']._last(self.company.id)
        self.merge(self.holz, into=self.wood)
        self.env['ar.event.seal']._seal_all()
        self.assertEqual(self.env['ar.event'].verify(
            [self.company.id], {self.company.id: (last.number, last.digest)})[0]['problem'], '')
        self.assertRecordValues(old, [{
            'res_id': gone.id, 'partner_id': self.holz.id, 'partner_name': "Holz-Eck"}])
        history = self.env['ar.event'].search(kept.action_open_history()['domain'])
        self.assertLessEqual(old | self.folded(), history)

    def test_a_customer_becomes_part_of_another(self):
        person = self.customer("Anna", is_company=False)
        kept = self.account(self.wood, credit_mode='limit', credit_limit=900.0)
        self.account(person, credit_mode='limit', credit_limit=100.0)
        there = self.account(person, self.other)
        person.parent_id = self.wood
        self.assertFalse(self.accounts(person))
        self.assertEqual(kept.credit_limit, 100.0)
        self.assertEqual(there.partner_id, self.wood)

    def test_whoever_leaves_a_company_keeps_its_terms(self):
        """A blocked customer is not freed by hanging it under another and taking it off again."""
        person = self.customer("Anna", is_company=False)
        self.account(person, credit_mode='limit', credit_limit=100.0, status='blocked')
        clerk = self.role_user('employee', login='clerk')
        clerk.group_ids += self.env.ref('base.group_partner_manager')
        person.with_user(clerk).parent_id = self.wood
        person.with_user(clerk).parent_id = False
        self.assertRecordValues(self.accounts(person), [
            {'company_id': self.company.id, 'credit_mode': 'limit', 'credit_limit': 100.0,
             'status': 'blocked'}])
        split = self.env['ar.event'].search([('kind', '=', 'account.split')])
        self.assertEqual(split.user_id, clerk.id)

    def test_leaving_a_company_without_terms_changes_nothing(self):
        anna = self.env['res.partner'].create({'name': "Anna", 'parent_id': self.wood.id})
        self.account(self.wood)
        anna.parent_id = False
        self.assertEqual(self.accounts(anna).credit_mode, 'unlimited')
        self.assertFalse(self.env['ar.event'].search([('kind', '=', 'account.split')]))

    def test_a_merge_that_changes_the_parent(self):
        """Core gives the parent of the merged contact to the one that stays."""
        anna = self.env['res.partner'].create({'name': "Anna", 'parent_id': self.wood.id})
        anna_alone = self.customer("Anna alone", is_company=False)
        kept = self.account(self.wood, credit_mode='limit', credit_limit=900.0)
        self.account(anna_alone, credit_mode='prepay')
        self.merge(anna, into=anna_alone)
        self.assertEqual(anna_alone.commercial_partner_id, self.wood)
        self.assertFalse(self.accounts(anna_alone))
        self.assertEqual(kept.credit_mode, 'prepay')

    def test_customers_without_accounts_merge_as_ever(self):
        self.merge(self.holz, into=self.wood)
        self.assertFalse(self.holz.exists())
        self.assertFalse(self.folded())

    def test_branches_are_companies_of_their_own(self):
        branch = self.env['res.company'].create({
            'name': "Branch", 'parent_id': self.company.id})
        self.env.user.company_ids = [Command.link(branch.id)]
        self.account(self.wood)
        self.account(self.holz, branch)
        self.merge(self.holz, into=self.wood)
        self.assertEqual(self.accounts(self.wood).company_id, self.company | branch)
