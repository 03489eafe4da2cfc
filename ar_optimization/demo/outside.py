"""Cases outside the demo company: an agency at work, one whose licence has ended, a lawsuit, a
write-off, and a rule that proposes more."""
import base64

from odoo import Command, fields, models

# Name, fee in percent, fee from half a year on, days from today until which its licence holds.
AGENCIES = (("Swift Recovery Ltd", 15, 25, 300), ("Harbor Collections", 12, 20, -20))
PLACED, SUED, LOST, TOLD = (
    "Tidewater Trading", "Sakura Components", "Blue Harbor Retail", "Wants a plan, asks us")


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_outside(self, today):
        """Give some customers to an agency and to court. To be called after disputes and plans."""
        agencies = [self._ar_demo_agency(today, *row) for row in AGENCIES]
        self.env['ar.placement.rule'].create({
            'name': "Four months overdue, all levels sent", 'company_id': self.id,
            'agency_id': agencies[0].id, 'amount_from': 1000})
        accounts = self._ar_demo_accounts()
        self._ar_place_demo(accounts[PLACED], agencies[0], today)
        self._ar_sue_demo(accounts[SUED], today)
        self._ar_write_off_demo(accounts[LOST])

    def _ar_demo_agency(self, today, name, fee, late_fee, days):
        paper = base64.b64encode(b"Demo document")
        return self.env['ar.agency'].create({
            'partner_id': self.env['res.partner'].create({
                'name': name, 'is_company': True}).id,
            'currency_id': self.currency_id.id, 'licence_number': f"CA-{fee}0{late_fee}",
            'licence_authority': "Chamber of Commerce", 'licence_file': paper,
            'licence_file_name': "licence.txt", 'mandate_file': paper,
            'mandate_file_name': "mandate.txt",
            'licence_from': fields.Date.subtract(today, days=400),
            'licence_to': fields.Date.add(today, days=days),
            'mandate_from': fields.Date.subtract(today, days=300),
            'fee_ids': [Command.create({'percent': fee}),
                        Command.create({'days_from': 180, 'percent': late_fee})]})

    def _ar_place_demo(self, account, agency, today):
        items = account._placeable_items()
        if not items:
            return
        case = self.env['ar.placement'].create({
            'account_id': account.id, 'agency_id': agency.id,
            'reason': "All levels sent, no answer for a month",
            'line_ids': [Command.create({'move_line_id': item.id}) for item in items]})
        case.sudo()._hand_over()
        case.sudo().date_placed = fields.Date.subtract(today, days=25)
        last = account._promisable_lines().filtered(
            lambda line: line.currency_id == self.currency_id)[-1:]
        self.env['ar.placement.news'].create({
            'placement_id': case.id, 'result': 'promised' if last else 'contacted', 'name': TOLD,
            'promised_date': fields.Date.add(today, days=5),
            'promised_amount': last.amount_residual_currency,
            'date': fields.Date.subtract(today, days=9),
            'next_date': fields.Date.add(today, days=5)})
        self._ar_pay_demo(items[:1], fields.Date.subtract(today, days=4))
        case.sudo()._refresh_receipts()

    def _ar_sue_demo(self, account, today):
        items = account._overdue_items()[:3]
        if not items:
            return
        case = self.env['ar.legal.case'].create({
            'account_id': account.id, 'move_line_ids': [Command.set(items.ids)],
            'responsible_id': self.env.ref('base.user_admin').id,
            'lawyer_id': self.env['res.partner'].create({'name': "Hart & Partner"}).id,
            'court': "District Court", 'case_number': "7 C 118/26",
            'next_date': fields.Date.add(today, days=6),
            'cost_ids': [
                Command.create({'kind': 'court', 'name': "Advance", 'amount': 240.0}),
                Command.create({'kind': 'lawyer', 'name': "Retainer", 'amount': 600.0})],
            'step_ids': [Command.create({
                'kind': 'demand', 'name': "Registered letter", 'proof': base64.b64encode(b"Demo"),
                'proof_name': "receipt.txt", 'date': fields.Date.subtract(today, days=40)})]})
        case.action_begin()
        case.action_file()

    def _ar_write_off_demo(self, account):
        items = account._overdue_items()[:1]
        self.ar_bad_debt_account_id = self.env['account.account'].search([
            *self.env['account.account']._check_company_domain(self),
            ('account_type', '=', 'expense')], limit=1)
        if items:
            self.env['ar.write.off'].create({
                'account_id': account.id, 'cause': 'small',
                'reason': "Bank charges of the customer's bank, a reminder costs more",
                'line_ids': [Command.create({'move_line_id': item.id}) for item in items],
            }).action_submit()
