from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from ...tools import recovery
from ..collection.outside_common import OutsideCommon
from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellRecovery(OutsideCommon):
    """Which way out of an overdue claim is worth most."""

    def form(self, user=None):
        choices = self.env['ar.recovery.choice'].with_user(user or self.analyst)
        return Form(choices.with_context(
            active_model='ar.credit.account', active_id=self.account.id))

    def test_inputs_and_values_are_shown(self):
        self.company.ar_cost_of_capital = 10
        choice = self.form().save()
        self.assertEqual((choice.amount, choice.days, choice.agency_id),
                         (1333.33, 200, self.agency))
        chance = recovery.usual_probability(200)
        lines = {line.kind: line for line in choice.line_ids}
        self.assertEqual(set(lines), set(recovery.KINDS))
        self.assertAlmostEqual(lines['wait'].probability, 100 * chance, places=1)
        self.assertEqual(lines['agency'].fee, 25.0, "of its scale, at 200 days")
        for line in choice.line_ids:
            self.assertEqual(line.value, recovery.value(line._way(), 1333.33, 0.10))
        self.assertEqual(
            choice.line_ids.filtered('is_best').value, max(choice.line_ids.mapped('value')))

    def test_inputs_can_be_corrected(self):
        with self.form() as form:
            for place in range(len(form.line_ids)):
                with form.line_ids.edit(place) as line:
                    if line.kind == 'write_off':
                        line.relief = 5000.0
                        self.assertEqual(line.value, 5000.0)
        choice = form.save()
        self.assertEqual(choice.line_ids.filtered('is_best').kind, 'write_off')
        wait = choice.line_ids.filtered(lambda line: line.kind == 'wait')
        self.assertEqual(wait.even, 0.0, "waiting is never worth as much")

    def test_the_rows_of_the_dialog_are_stored(self):
        case = self.proposed()
        action = case.action_compare_ways_out()
        opened = self.env['ir.actions.server'].browse(action['id']).with_user(
            self.analyst).with_context(**action['context']).run()
        choice = self.env[opened['res_model']].with_user(self.analyst).browse(opened['res_id'])
        rows = choice.line_ids
        self.assertEqual(set(rows.mapped('kind')), set(recovery.KINDS))
        with Form(choice) as form:
            form.amount = 500
        self.assertEqual(choice.line_ids, rows, "their buttons go on working")
        for line in choice.line_ids:
            self.assertEqual(line.value, recovery.value(line._way(), 500, choice.rate / 100))
        with Form(choice) as form:
            form.agency_id = self.env['ar.agency']
        self.assertEqual(choice.line_ids, rows.exists())
        self.assertNotIn('agency', choice.line_ids.mapped('kind'))

    def test_no_agency_that_can_take_it(self):
        self.agency.licence_to = self.day(-1)
        choice = self.form().save()
        self.assertFalse(choice.agency_id)
        self.assertNotIn('agency', choice.line_ids.mapped('kind'))

    def test_the_choice_is_logged_and_opens_its_form(self):
        choice = self.form().save()
        items = self.items(self.older, self.newer)
        opened = {
            line.kind: line.action_choose() for line in choice.line_ids}
        self.assertEqual(
            [opened[kind]['res_model'] for kind in ('agency', 'law', 'write_off', 'plan')],
            ['ar.placement', 'ar.legal.case', 'ar.write.off', 'ar.payment.plan'])
        for kind in ('agency', 'law', 'write_off'):
            made = self.env[opened[kind]['res_model']].with_user(self.analyst).with_context(
                **opened[kind]['context']).create({})
            named = made.move_line_ids if kind == 'law' else made.line_ids.move_line_id
            self.assertEqual((made.account_id, named), (self.account, items))
        event = self.env['ar.event'].search([('kind', '=', 'recovery.chosen')], limit=1)
        self.assertEqual(event.numbers['amount'], 1333.33)
        self.assertEqual(set(event.numbers['values']), set(recovery.KINDS))

    def test_rights(self):
        choice = self.form().save()
        other = self.role_user('credit_analyst', login='other_analyst')
        for call in (
            lambda: self.form(self.collector),
            lambda: choice.line_ids[0].with_user(other).action_choose(),
            lambda: choice.with_user(other).read(['amount']),
        ):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(UserError):
            self.form(self.role_user('employee'))

    def test_no_figures_of_a_company_that_is_not_ones_own(self):
        other = self.other_company()
        other.ar_cost_of_capital = 17
        account = self.env['ar.credit.account']._account_for(self.customer("Secret"), other)
        choices = self.env['ar.recovery.choice'].with_user(self.analyst)
        spec = {'account_id': {}, 'rate': {}, 'company_id': {'fields': {'display_name': {}}},
                'partner_id': {'fields': {'display_name': {}}}}
        mine = self.form().save()
        for call in (
            lambda: choices.with_context(default_account_id=account.id).onchange({}, [], spec),
            lambda: choices.onchange({'account_id': account.id}, ['account_id'], spec),
            lambda: choices.create({'account_id': account.id}).read(['rate']),
            lambda: (mine.write({'account_id': account.id}), mine.read(['rate', 'partner_id'])),
            lambda: mine.write({'account_id': account.id, 'rate': 5}),
            lambda: choices.onchange({'account_id': account.id, 'rate': 5}, ['rate'], spec),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()


@tagged('post_install', '-at_install')
class TestShellOutsideTours(HttpCase, OutsideCommon):

    freeze = False

    def test_the_ways_out_are_compared_and_one_is_taken(self):
        self.partner.name = "Tour Debtor"
        self.start_tour(
            f'/odoo/ar.credit.account/{self.account.id}', 'ar_recovery', login=self.analyst.login)
        self.assertEqual(
            self.env['ar.event'].search([('kind', '=', 'recovery.chosen')]).numbers['chosen'],
            'write_off')
        [write_off] = self.env['ar.write.off'].search([('account_id', '=', self.account.id)])
        self.assertEqual(write_off.line_ids.move_line_id, self.items(self.older, self.newer))

    def test_what_an_agency_kept_is_seen_and_booked(self):
        """It pays on 750 of 1000 and keeps its 25 %: the invoice is paid."""
        case = self.placed()
        self.payment(self.agency.partner_id, 750).memo = "File 7"
        self.start_tour(
            f'/odoo/ar.placement/{case.id}', 'ar_placement_remit', login=self.analyst.login)
        self.assertRecordValues(case.receipt_ids, [{'amount': 1000.0, 'fee': 250.0}])
        self.assertEqual(self.older.payment_state, 'paid')
        self.assertEqual(self.newer.amount_residual, 333.33)


@tagged('post_install', '-at_install')
class TestShellPlacementTour(HttpCase, ARCommon):

    freeze = False

    def test_tour(self):
        """An analyst proposes a placement and asks for approval; the agency's files come after."""
        agency = OutsideCommon.make_agency.__func__(type(self), "Tour Agency")
        partner = self.customer("Tour Debtor")
        self.invoice(partner, 800, -200, -150)
        account = self.env['ar.credit.account']._account_for(partner, self.company)
        self.role_user('credit_analyst', 'analyst')
        manager = self.role_user('credit_manager', 'manager')
        self.start_tour('/odoo/placements', 'ar_placement', login='analyst')
        case = account.placement_ids
        self.assertEqual((case.state, case.agency_id), ('waiting', agency))
        self.authenticate('analyst', 'analyst')
        for kind in ('xlsx', 'pdf'):
            refused = self.url_open(f'/ar_optimization/placement/{case.id}.{kind}')
            self.assertEqual(refused.status_code, 400)
        case.request_id.with_user(manager).action_approve()
        self.company.ar_export_rows = 1
        for kind, start in (('xlsx', b'PK'), ('pdf', b'%PDF')):
            answer = self.url_open(f'/ar_optimization/placement/{case.id}.{kind}')
            self.assertEqual((answer.status_code, answer.content[:len(start)]), (200, start))
        exports = self.env['ar.event'].search([('kind', '=', 'export.done')], order='id')
        self.assertEqual(
            [(event.numbers['source'], event.numbers['rows']) for event in exports],
            [(f'{case.name}.xlsx', 1), (f'{case.name}.pdf', 1)])
        self.role_user('employee', 'employee')
        self.authenticate('employee', 'employee')
        for kind in ('xlsx', 'pdf'):
            answer = self.url_open(f'/ar_optimization/placement/{case.id}.{kind}')
            self.assertEqual(answer.status_code, 403)
