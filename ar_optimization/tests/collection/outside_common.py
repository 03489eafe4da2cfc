import base64

from odoo import Command

from ..common import ARCommon


class OutsideCommon(ARCommon):
    """A customer with two late invoices, an agency with its papers in order (15 %, 25 % from half
    a year on), an analyst who asks and a manager who approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.customer()
        cls.older = cls.invoice(cls.partner, 1000, -240, -200)
        cls.newer = cls.invoice(cls.partner, 333.33, -70, -40)
        cls.account = cls.env['ar.credit.account']._account_for(cls.partner, cls.company)
        cls.agency = cls.make_agency()
        cls.analyst = cls.role_user('credit_analyst')
        cls.manager = cls.role_user('credit_manager')
        cls.collector = cls.role_user('collector')

    @classmethod
    def make_agency(cls, name="Swift Recovery", **vals):
        paper = base64.b64encode(b"paper")
        return cls.env['ar.agency'].create({
            'partner_id': cls.env['res.partner'].create({'name': name, 'is_company': True}).id,
            'currency_id': cls.company.currency_id.id,
            'licence_number': "L-1", 'licence_from': cls.day(-400), 'licence_to': cls.day(30),
            'licence_file': paper, 'mandate_from': cls.day(-300), 'mandate_to': cls.day(60),
            'mandate_file': paper,
            'fee_ids': [Command.create({'percent': 15}),
                        Command.create({'days_from': 180, 'percent': 25})],
            **vals})

    @classmethod
    def items(cls, *documents):
        return cls.receivable_lines(cls.env['account.move'].union(*documents))

    @classmethod
    def proposed(cls, *documents, account=None, user=None, **vals):
        """A case proposed by the analyst."""
        return cls.env['ar.placement'].with_user(user or cls.analyst).create({
            'account_id': (account or cls.account).id, 'agency_id': cls.agency.id,
            'reason': "All levels sent",
            'line_ids': [Command.create({'move_line_id': item.id})
                         for item in cls.items(*(documents or (cls.older, cls.newer)))],
            **vals})

    @classmethod
    def placed(cls, *documents, **kwargs):
        """A case that the agency has."""
        case = cls.proposed(*documents, **kwargs)
        case.action_submit()
        case.sudo().request_id.with_user(cls.manager).action_approve()
        return case.sudo()
