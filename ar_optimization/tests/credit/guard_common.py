from .common import CreditCommon

NBSP = "\xa0"


class GuardCommon(CreditCommon):
    """A company whose guard is on, for direct invoices, with no policy but those a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        cls.policies = cls.env['ar.credit.policy']
        cls.policies.search([]).active = False
        cls.holds = cls.env['ar.credit.hold']
        cls.company.ar_credit_manager_id = cls.env.user
        # One person posts and decides in these tests, but where they say otherwise.
        cls.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 1_000_000,
            'ar_single_person_owner_id': cls.env.user.id})

    @classmethod
    def policy(cls, condition='limit', action='hold', bound=100, **vals):
        return cls.policies.create({
            'name': f"{condition} {action}", 'condition': condition, 'action': action,
            'bound': bound, **vals})

    @classmethod
    def limited(cls, limit=1_000, **vals):
        account = cls.account()
        account.write({'credit_mode': 'limit', 'credit_limit': limit, **vals})
        return account

    def draft(self, partner, amount, **kwargs):
        return self.invoice(partner, amount, post=False, **kwargs)

    def hold_of(self, document):
        document.invalidate_recordset(['ar_hold_id', 'ar_hold_state'])
        return document.ar_hold_id

    def held(self, limit=10, amount=11):
        self.policy()
        over = self.draft(self.limited(limit).partner_id, amount)
        over.action_post()
        return over, self.hold_of(over)

    def cron(self, suffix=''):
        with self.enter_registry_test_mode():
            self.env.ref(f'ar_optimization.ir_cron_guard{suffix}').method_direct_trigger()
        self.env.invalidate_all()
