from odoo import Command

from .approval_common import ApprovalCommon


class DutiesCommon(ApprovalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.findings = cls.env['ar.duty.finding']
        cls.acts = cls.env['ar.duty.act']
        cls.clerk = cls.role_user('billing', login='ar_clerk')
        cls.partner = cls.tested.partner_id
        cls.duties = {duty.code: duty for duty in cls.env['ar.duty'].search([])}

    def holders(self, code, company=None):
        """Who holds a duty, of the users of these tests."""
        held = self.env['ar.duty']._holdings(company or self.company)[self.duties[code].id]
        people = (self.collector | self.analyst | self.manager | self.chief | self.seller
                  | self.clerk)
        return people.filtered(lambda user: user.id in held)

    def finding(self, user, one, other):
        self.env.flush_all()
        return self.findings.search([
            ('user_id', '=', user.id), ('company_id', '=', self.company.id),
            ('duty_id', '=', self.duties[one].id), ('other_id', '=', self.duties[other].id)])

    def acts_of(self, user, code):
        self.env.flush_all()
        return self.acts.search([
            ('user_id', '=', user.id), ('duty_id', '=', self.duties[code].id)])

    def invoice_as(self, user, amount=100, move_type='out_invoice', **line):
        move = self.env['account.move'].with_user(user).create({
            'move_type': move_type, 'partner_id': self.partner.id, 'invoice_date': self.today,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': amount, 'tax_ids': [Command.clear()], **line})]})
        move.action_post()
        return move

    def pay_as(self, user, invoice):
        wizard = self.env['account.payment.register'].with_user(user).with_context(
            active_model='account.move', active_ids=invoice.ids).create({})
        return wizard._create_payments()
