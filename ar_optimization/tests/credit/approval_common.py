from .common import CreditCommon


class ApprovalCommon(CreditCommon):
    """A matrix of three bands: an analyst up to 1,000, a manager up to 5,000, both above. Amounts
    up to 100 pass at once for a good customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.approval.rule'].search([]).active = False
        cls.requests = cls.env['ar.credit.request']
        cls.collector, cls.analyst, cls.manager = (
            cls.role_user(role) for role in ('collector', 'credit_analyst', 'credit_manager'))
        cls.chief = cls.role_user('credit_manager', login='ar_chief')
        cls.seller = cls.role_user('employee', login='ar_seller')
        cls.small = cls.rule("Small", 0, 1_000, 'credit_analyst', own_authority=True)
        cls.medium = cls.rule("Medium", 1_000, 5_000, 'credit_manager', own_authority=True)
        cls.large = cls.rule("Large", 5_000, 0, 'credit_analyst', 'credit_manager')
        cls.tested = cls.account("Wood Corner", credit_mode='limit', credit_limit=500)
        cls.tested.partner_id.user_id = cls.seller

    @classmethod
    def rule(cls, name, above, up_to, *roles, **vals):
        """A rule with a step for each role."""
        return cls.env['ar.approval.rule'].create({
            'name': name, 'amount_from': above, 'amount_to': up_to, 'sla_hours': 8,
            'step_ids': [
                (0, 0, {'sequence': number,
                        'group_id': cls.env.ref(f'ar_optimization.group_{role}').id})
                for number, role in enumerate(roles)],
            **vals,
        })

    @classmethod
    def ask(cls, limit, user=None, account=None, **vals):
        """A request for a limit as code makes it, in the name of a user."""
        return cls.requests.with_user(user or cls.seller)._submit(
            'limit', account or cls.tested, {'credit_mode': 'limit', 'credit_limit': limit},
            "Big order", **vals)

    @classmethod
    def draft(cls, user=None, account=None, **vals):
        """A request as a person fills it in."""
        return cls.requests.with_user(user or cls.seller).create({
            'partner_id': (account or cls.tested).partner_id.id, 'type': 'limit',
            'new_limit': 900, 'reason': "Big order", **vals})
