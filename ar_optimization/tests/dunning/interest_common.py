from datetime import timedelta

from ..common import ARCommon


class InterestCommon(ARCommon):
    """A company whose dunning is on, where late payments cost 0.1 % a day unless told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_position_dunning = 'on'
        cls.env['ar.interest.policy'].search([]).active = False
        cls.policy = cls.interest_policy()
        cls.partner = cls.customer(country_id=cls.env.ref('base.us').id)

    @classmethod
    def interest_policy(cls, **vals):
        return cls.env['ar.interest.policy'].create({
            'name': "A thousandth a day", 'mode': 'accrue', 'basis': 'own', 'rate': 0.1,
            'rate_period': 'day', 'currency_id': cls.company.currency_id.id,
            'company_id': cls.company.id, **vals})

    @classmethod
    def accrue(cls, days=0):
        """Have a night, some days after today."""
        cls.env['ar.credit.account']._ensure_accounts(cls.company)
        cls.env['ar.interest.charge']._accrue(cls.company, cls.today + timedelta(days=days))

    @classmethod
    def charges(cls, *sources, **conditions):
        return cls.env['ar.interest.charge'].search([
            *([('source_move_id', 'in', [move.id for move in sources])] if sources else []),
            *((name, '=', value) for name, value in conditions.items())], order='id')

    @classmethod
    def account_of(cls, partner=None):
        return cls.env['ar.credit.account']._account_for(partner or cls.partner, cls.company)

    def pay_on(self, invoice, amount, when):
        """Pay a part of an invoice on a day."""
        payment = self.payment(invoice.partner_id, amount, when)
        lines = (invoice.line_ids + payment.move_id.line_ids).filtered(
            lambda line: line.account_type == 'asset_receivable' and not line.reconciled)
        lines.reconcile()
        return payment
