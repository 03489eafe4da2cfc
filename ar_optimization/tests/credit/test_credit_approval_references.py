from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged('post_install', '-at_install')
class TestReferences(ApprovalCommon):
    """What other suppliers say about a new customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.credit.checklist'].search([]).active = False
        cls.application = cls.env['ar.credit.application'].with_user(cls.collector).create({
            'partner_id': cls.customer("Newcomer").id, 'wanted_limit': 800,
            'reference_ids': [Command.create({
                'name': "Timber Ltd", 'years': 3.5, 'monthly_sales': 900, 'behaviour': 'on_time'})],
        })
        cls.reference = cls.application.reference_ids

    def test_kept_and_completed_while_open(self):
        self.reference.write({'contact': "By phone", 'behaviour': 'late', 'date': self.today})
        self.application.reference_ids = [Command.create({'name': "Nails Ltd"})]
        self.env.invalidate_all()
        self.assertRecordValues(self.application.reference_ids, [
            {'name': "Timber Ltd", 'years': 3.5, 'monthly_sales': 900, 'behaviour': 'late',
             'currency_id': self.company.currency_id.id},
            {'name': "Nails Ltd", 'years': 0, 'monthly_sales': 0, 'behaviour': False,
             'currency_id': self.company.currency_id.id}])

    def test_nobody_changes_what_is_asked_for_or_decided(self):
        self.application.action_submit()
        self.assertEqual(self.application.state, 'waiting')
        self.refused()
        self.application.request_id.with_user(self.analyst).action_approve()
        self.assertEqual(self.application.state, 'granted')
        self.refused()
        self.assertEqual(self.reference.behaviour, 'on_time')

    def refused(self):
        """Whoever tries, by whatever way, is refused."""
        other = self.env['ar.credit.application'].with_user(self.collector).create({
            'partner_id': self.customer("Another").id, 'reference_ids': [
                Command.create({'name': "Glue Ltd"})]})
        for user in (self.collector, self.chief):
            reference = self.reference.with_user(user)
            for attempt in (
                lambda r=reference: r.write({'behaviour': 'early'}),
                lambda r=reference: r.write({'application_id': other.id}),
                lambda r=reference: r.unlink(),
                lambda r=reference: r.create(
                    {'application_id': r.application_id.id, 'name': "Friend"}),
                lambda r=reference: r.application_id.write(
                    {'reference_ids': [Command.create({'name': "Friend"})]}),
                lambda u=user: other.with_user(u).reference_ids.write(
                    {'application_id': self.application.id}),
            ):
                with self.assertRaises(UserError):
                    attempt()

    def test_a_salesperson_sees_none(self):
        with self.assertRaises(AccessError):
            self.reference.with_user(self.seller).read(['name'])
