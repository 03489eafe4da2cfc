from .common import CreditCommon


class CoverCommon(CreditCommon):
    """A customer with a limit of 1,000, and short words for covers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.covers = cls.env['ar.cover']
        cls.deadlines = cls.env['ar.cover.deadline']
        cls.customer_account = cls.account(credit_mode='limit', credit_limit=1_000)
        cls.partner = cls.customer_account.partner_id

    @classmethod
    def cover(cls, amount=500, *, start=-100, end=300, account=None, active=True, **vals):
        """A cover of the customer, in force unless told."""
        cover = cls.covers.create({
            'name': "P-1", 'kind': 'guarantee', 'amount': amount,
            'account_id': (account or cls.customer_account).id,
            'date_start': cls.day(start), 'date_end': False if end is None else cls.day(end),
            'responsible_id': cls.env.user.id, **vals})
        if active:
            cover.action_activate()
        return cover

    def exposure(self, account=None):
        account = account or self.customer_account
        return account._figures()[account.id]['exposure']

    def available(self, account=None):
        return (account or self.customer_account)._headroom()['available']

    def worth(self, *covers):
        for cover in covers:
            cover.invalidate_recordset()
        return [cover.value_today for cover in covers]

    def dates(self, cover=None, **where):
        """{(kind, document): (days from today, state)} of the radar."""
        domain = [('account_id', '=', self.customer_account.id)]
        domain += [('cover_id', '=', cover.id)] if cover is not None else []
        domain += [(name, '=', value) for name, value in where.items()]
        return {
            (each.kind, each.move_id.name or ''): ((each.date - self.today).days, each.state)
            for each in self.deadlines.search(domain)}
