from datetime import timedelta

from ..common import ARCommon


class CreditCommon(ARCommon):
    """A company whose limits are on, with the four tiers that ship, and accounts whose stored
    behaviour and score are set by hand, so that every decision can be told to the number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_position_limits = 'on'
        cls.accounts = cls.env['ar.credit.account']
        cls.tier_a, cls.tier_b, cls.tier_c, cls.tier_d = (
            cls.env.ref(f'ar_optimization.tier_{letter}') for letter in 'abcd')

    @classmethod
    def account(cls, name="Wood Corner", company=None, **facts):
        """The account of a new customer.

        :param facts: stored columns of the account; by default a customer known for two years
            whose payments are known.
        """
        return cls.account_of(cls.customer(name), company, **facts)

    @classmethod
    def account_of(cls, partner, company=None, **facts):
        company = company or cls.company
        cls.accounts.sudo()._ensure_accounts(company, partner)
        account = partner._ar_account(company)
        cls.set_facts(account, **facts)
        return account

    @classmethod
    def set_facts(cls, account, **facts):
        """Store behaviour and score as the insight room's nightly steps would."""
        facts = {
            'resolved_count': 10, 'invoice_count': 10, 'on_time_ratio': 0.95, 'score': 70,
            'first_invoice_date': cls.today - timedelta(days=730), **facts,
        }
        account.sudo()._write_set(dict.fromkeys(account.ids, facts), tuple(facts))

    @classmethod
    def new_account(cls, name="Newcomer"):
        """The account of a customer of whom nothing is known."""
        return cls.account(
            name, resolved_count=None, invoice_count=None, on_time_ratio=None, score=None,
            first_invoice_date=None)

    @classmethod
    def night(cls, day=0, companies=None):
        """Run the credit room's steps of the nightly chain.

        :param day: days from today, or a date.
        """
        companies = companies or cls.company
        accounts = cls.accounts.sudo()
        for step in ('_nightly_tiers', '_nightly_limits', '_nightly_projection'):
            getattr(accounts, step)(companies, cls.day(day), False)

    @classmethod
    def events(cls, kind, records=None):
        """The events of a kind, the newest first, on these records."""
        domain = [('kind', '=', kind)]
        if records is not None:
            domain += [('res_model', '=', records._name), ('res_id', 'in', records.ids)]
        return cls.env['ar.event'].search(domain)

    @classmethod
    def native(cls, partner, company=None):
        """Odoo's own fields of a contact in a company: limit, trust, payment term."""
        partner = partner.with_company(company or cls.company)
        return partner.credit_limit, partner.trust, partner.property_payment_term_id
