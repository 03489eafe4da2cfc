from ..dunning.common import DunningCommon


class DisputeCommon(DunningCommon):
    """A company with dunning on, an invoice that is ten days late, and people who dispute it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector', email='collector@example.com')
        cls.analyst = cls.role_user('credit_analyst', email='analyst@example.com')
        cls.owner = cls.role_user('employee', login='ar_owner', email='owner@example.com')
        cls.reason = cls.env.ref('ar_optimization.dispute_reason_defect')
        cls.bill = cls.invoice(cls.shop, 1000, -40, -10)
        cls.account = cls.account_of(cls.shop)

    @classmethod
    def dispute(cls, invoice=None, amount=400, user=None, line=None, **vals):
        line = line or cls.receivable_lines(invoice or cls.bill)
        return cls.env['ar.dispute'].with_user(user or cls.collector).create({
            'move_line_id': line.id, 'amount': amount, 'reason_id': cls.reason.id,
            'owner_id': cls.owner.id, **vals})

    @classmethod
    def item(cls, invoice=None, as_of=None):
        line = cls.receivable_lines(invoice or cls.bill)
        return cls.env['ar.open.item'].with_context(
            **({'ar_as_of': as_of} if as_of else {})).search([('line_id', 'in', line.ids)])
