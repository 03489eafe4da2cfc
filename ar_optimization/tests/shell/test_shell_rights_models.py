"""Nobody without a role of ours gets at any model of ours: also those that will be added."""
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .rights_common import RightsCommon

# What every employee may ask, and gets an answer to for his own customers and requests only.
OWN = (
    'ar.exposure.item', 'ar.credit.request', 'ar.credit.request.step', 'ar.contact.log',
    'ar.dispute', 'ar.sales.inquiry', 'ar.review.decision', 'ar.review.page', 'ar.alert',
    'ar.risk.report', 'ar.risk.report.reader', 'ar.management.decision', 'ar.goal',
    'ar.feedback', 'ar.feedback.drop', 'ar.kpi.result', 'ar.kpi.receipt', 'ar.kpi.target',
    'ar.kpi.bonus')
# Words that every employee reads who is asked for one of them.
WORDS = ('ar.sales.cause',)
# Dialogs for everybody in the company: each user reads and writes his own rows only.
DIALOGS = ('ar.feedback.drop',)
# What a clerk who writes invoices may use: the dialog that changes due dates.
BILLING = ('ar.due.date.change', 'ar.due.date.change.line')


@tagged('post_install', '-at_install')
class TestRightsModels(RightsCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = sorted(
            name for name, model in cls.env.registry.items()
            if name.startswith('ar.') and not model._abstract)
        cls.portal = cls.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Portal", 'login': 'ar_portal', 'company_id': cls.company.id,
            'company_ids': [Command.set(cls.company.ids)],
            'group_ids': [Command.set(cls.env.ref('base.group_portal').ids)],
        })
        cls.public = cls.env.ref('base.public_user')
        cls.employee = cls.role_user('employee')
        cls.salesman = cls.role_user('employee', login='ar_salesman')
        cls.ours.partner_id.user_id = cls.salesman
        cls.billing = cls.role_user('billing')

    def outsiders(self):
        for user in (self.portal, self.public):
            yield user, self.names
        for user in (self.employee, self.salesman):
            yield user, [name for name in self.names if name not in DIALOGS]
        yield self.billing, [name for name in self.names if name not in DIALOGS + BILLING]

    def readers(self):
        """Those of the outsiders who are no employees may not even ask for what is their own."""
        for user, names in self.outsiders():
            yield user, [
                name for name in names if not user._is_internal() or name not in OWN + WORDS]

    def assertRefused(self, user, records, method, *args):
        """Refused for want of rights, or because nobody at all may."""
        self.refused(user, records, method, *args, errors=UserError)

    def test_the_list_is_not_empty(self):
        self.assertIn('ar.credit.account', self.names)
        self.assertGreater(len(self.names), 20)

    def test_salespeople_see_what_their_own_customers_owe(self):
        items = self.env['ar.exposure.item']
        self.invoice(self.customer("Of somebody else"), 70, -5)
        for name in OWN:
            self.assertFalse(self.call(self.employee, self.env[name], 'search', []), name)
        rows = self.call(self.salesman, items, 'search_read', [], ['partner_id', 'amount'])
        self.assertEqual(
            [(row['partner_id'][0], row['amount']) for row in rows],
            [(self.ours.partner_id.id, 400)])

    def test_reading(self):
        for user, names in self.readers():
            for name in names:
                model = self.env[name]
                self.assertRefused(user, model, 'search_read', [])
                self.assertRefused(user, model, 'name_search', "a")
                self.assertRefused(user, model, 'web_search_read', [], {'id': {}})
                self.assertRefused(user, model, 'formatted_read_group', [], [], ['__count'])
                if record := model.sudo().search([], limit=1):
                    self.assertRefused(user, record, 'read', ['id', 'display_name'])
                    self.assertRefused(user, record, 'export_data', ['display_name'])

    def test_writing(self):
        for user, names in self.outsiders():
            for name in names:
                model = self.env[name]
                self.assertRefused(user, model, 'create', [{}])
                self.assertRefused(user, model, 'web_save', {}, {})
                if record := model.sudo().search([], limit=1):
                    self.assertRefused(user, record, 'write', {})
                    self.assertRefused(user, record, 'unlink')

    def test_actions(self):
        """Whatever button of ours is pressed over RPC, portal and public learn nothing from it."""
        for name in self.names:
            record = self.env[name].sudo().search([], limit=1)
            for method in self._actions(self.env[name]) if record else ():
                for user in (self.portal, self.public):
                    with self.subTest(model=name, method=method):
                        self.assertNotIn("Ours", self._answer(user, record, method))

    def _answer(self, user, record, method):
        try:
            with self.cr.savepoint():
                return str(self.call(user, record, method))
        except (UserError, TypeError, ValueError) as error:
            return str(error)

    def _actions(self, model):
        """Names of the buttons' methods that our addon gives a model."""
        return sorted({
            name for cls in type(model).mro() if '.ar_optimization.' in cls.__module__
            for name in vars(cls) if name.startswith('action_')})
