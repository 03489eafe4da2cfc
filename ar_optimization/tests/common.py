from datetime import date, timedelta

from odoo import Command, fields
from odoo.tests import freeze_time, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class ARCommon(AccountTestInvoicingCommon):
    """A company on USD with no open receivable, on a frozen day, and short words for what happens
    in a ledger: `customer`, `invoice`, `credit_note`, `payment`, `pay`, `entry`.

    Amounts are untaxed and therefore totals. Days are dates, ISO text, or an int of days counted
    from today (negative = past).
    """

    today = date(2026, 6, 30)  # Tuesday
    freeze = True  # set to False in browser tests: Chromium lives in the real time
    # Made once for all classes, with their charts, where pytest runs them.
    ready_company = 'zz_tests'
    ready_other = 'zz_other'  # archived until a test wants a second company

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.freeze:
            cls.startClassPatcher(freeze_time(cls.today))
        else:
            cls.today = fields.Date.today()
        cls.company = cls.env.company
        cls.company.ar_guard_newcomers = False  # customers of tests are known, but where it says
        cls.bank_journal = cls.company_data['default_journal_bank']
        cls.receivable = cls.company_data['default_account_receivable']
        cls.income = cls.company_data['default_account_revenue']

    @classmethod
    def setup_independent_company(cls, **kwargs):
        ready = not kwargs and cls._ready(cls.ready_company, 'company_1_data')
        return ready or super().setup_independent_company(**kwargs)

    @classmethod
    def _create_company(cls, **create_values):
        name = create_values.get('name', "Test Company")
        ready = create_values.keys() <= {'name'} and cls._ready(cls.ready_other, name)
        return ready or super()._create_company(**create_values)

    @classmethod
    def _ready(cls, known_as, name):
        """A company that is made already, if there is one that fits: the user works in it."""
        company = cls.env['res.company'].with_context(active_test=False).search(
            [('name', '=', known_as)])
        if not company or cls.chart_template or cls.country_code:
            return None
        company.write({
            'name': name, 'active': True,
            'account_fiscal_country_id': (
                company.account_fiscal_country_id or cls.env.ref('base.us')).id})
        cls.env.user.company_ids = [Command.link(company.id)]
        return company.with_env(cls.env)

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref('ar_optimization.group_credit_manager')

    # === PEOPLE AND COMPANIES === #

    @classmethod
    def role_user(cls, role, login=None, companies=None, **kwargs):
        """A user with one of our groups (`collector`, `credit_analyst`, `credit_manager`), with
        billing rights (`billing`), or with nothing but the internal user's (`employee`)."""
        groups = {
            'employee': 'base.group_user',
            'billing': 'base.group_user,account.group_account_invoice',
        }.get(role, f'base.group_user,ar_optimization.group_{role}')
        companies = companies or cls.company
        return new_test_user(
            cls.env, login=login or f'ar_{role}', groups=groups,
            company_id=companies[:1].id, company_ids=[Command.set(companies.ids)], **kwargs,
        )

    @classmethod
    def customer(cls, name="Wood Corner", **vals):
        """A customer company with a customer rank, shared by all companies unless told."""
        return cls.env['res.partner'].create({
            'name': name, 'is_company': True, 'customer_rank': 1,
            'property_payment_term_id': False, **vals,
        })

    @classmethod
    def customers(cls, count, prefix="Customer"):
        return cls.env['res.partner'].create([
            {'name': f'{prefix} {i:03}', 'is_company': True, 'customer_rank': 1,
             'property_payment_term_id': False}
            for i in range(1, count + 1)
        ])

    @classmethod
    def other_company(cls, **vals):
        """A second company with its own chart of accounts (USD unless `currency_id` is given);
        the test's own user may work in it."""
        data = cls.setup_other_company(**vals)
        return data['company']

    @classmethod
    def other_currency(cls, code='EUR', rates=(('1900-01-01', 0.5),)):
        """A currency of which one unit is worth 1 / rate dollars: by default 1 EUR = 2 USD."""
        return cls.setup_other_currency(code, rates=list(rates))

    # === DAYS === #

    @classmethod
    def day(cls, when):
        if isinstance(when, int):
            return cls.today + timedelta(days=when)
        return fields.Date.to_date(when)

    # === DOCUMENTS === #

    @classmethod
    def term(cls, *instalments):
        """A payment term of `(percent, days)` instalments, e.g. `term((30, 0), (70, 60))`."""
        return cls.env['account.payment.term'].create({
            'name': ", ".join(f"{percent} % in {days} days" for percent, days in instalments),
            'line_ids': [
                Command.create({'value': 'percent', 'value_amount': percent, 'nb_days': days})
                for percent, days in instalments
            ],
        })

    @classmethod
    def invoice(cls, partner, amount, when=0, due=None, *, term=None, currency=None, company=None,
                move_type='out_invoice', post=True, **vals):
        """An invoice over `amount` in its currency.

        :param when: invoice date.
        :param due: due date; None means the invoice date, unless a payment term says otherwise.
        :param term: `account.payment.term` with the instalments.
        """
        invoice_date = cls.day(when)
        company = company or cls.company
        move = cls.env['account.move'].with_company(company).create({
            'move_type': move_type,
            'company_id': company.id,
            'partner_id': partner.id,
            'invoice_date': invoice_date,
            'date': invoice_date,
            'currency_id': (currency or company.currency_id).id,
            'invoice_payment_term_id': term.id if term else False,
            **({} if term else {'invoice_date_due': invoice_date if due is None else cls.day(due)}),
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': amount, 'tax_ids': [Command.clear()],
            })],
            **vals,
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def credit_note(cls, partner, amount, when=0, **kwargs):
        """A posted credit note that nothing is matched with yet."""
        return cls.invoice(partner, amount, when, move_type='out_refund', **kwargs)

    @classmethod
    def payment(cls, partner, amount, when=0, *, currency=None, company=None, journal=None):
        """A posted incoming payment that nothing is matched with yet."""
        company = company or cls.company
        payment = cls.env['account.payment'].with_company(company).create({
            'payment_type': 'inbound',
            'partner_type': 'customer',
            'partner_id': partner.id,
            'amount': amount,
            'date': cls.day(when),
            'currency_id': (currency or company.currency_id).id,
            **({'journal_id': journal.id} if journal else {}),
        })
        payment.action_post()
        return payment

    @classmethod
    def pay(cls, documents, when=0, amount=None, **kwargs):
        """Pay invoices (or single receivable lines) and match the payment with them.

        :param amount: default all that is open, in the documents' currency.
        :return: the payment.
        """
        lines = cls.receivable_lines(documents).filtered(lambda line: line.amount_residual > 0)
        if amount is None:
            amount = sum(lines.mapped('amount_residual_currency'))
        payment = cls.payment(
            lines.partner_id[:1], amount, when, company=lines.company_id,
            **{'currency': lines.currency_id, **kwargs},
        )
        cls.match(lines, payment)
        return payment

    @classmethod
    def match(cls, *documents):
        """Reconcile the receivable lines of the documents with each other."""
        lines = cls.env['account.move.line']
        for document in documents:
            lines |= cls.receivable_lines(document)
        lines.filtered(lambda line: not line.reconciled).reconcile()

    @classmethod
    def entry(cls, partner, amount, when=0, due=None, *, account=None, company=None, post=True):
        """A plain journal entry on the receivable account, like an opening balance.

        :param partner: may be None.
        :param amount: company currency, negative for a credit.
        """
        company = company or cls.company
        accounts = cls.env['account.account'].with_company(company)
        account = account or accounts.search([
            *accounts._check_company_domain(company), ('account_type', '=', 'asset_receivable'),
        ], limit=1)
        counterpart = accounts.search([
            *accounts._check_company_domain(company), ('account_type', '=', 'income'),
        ], limit=1)
        lines = [
            {'account_id': account.id, 'balance': amount,
             'date_maturity': cls.day(due) if due is not None else False},
            {'account_id': counterpart.id, 'balance': -amount},
        ]
        partner_id = partner.id if partner else False
        move = cls.env['account.move'].with_company(company).create({
            'move_type': 'entry',
            'company_id': company.id,
            'date': cls.day(when),
            'line_ids': [
                Command.create({'name': "Opening", 'partner_id': partner_id, **line})
                for line in lines
            ],
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def receivable_lines(cls, documents):
        """The receivable journal items of invoices, entries, payments, or lines themselves."""
        if documents._name == 'account.payment':
            documents = documents.move_id
        lines = documents if documents._name == 'account.move.line' else documents.line_ids
        return lines.filtered(lambda line: line.account_type == 'asset_receivable')

    # === FIGURES === #

    @classmethod
    def gl_balance(cls, company=None, when=0):
        """The general ledger's receivable balance of a company on a day, by plain SQL: what every
        total of ours must equal."""
        company = company or cls.company
        cls.env.flush_all()
        cls.env.cr.execute("""
            SELECT COALESCE(SUM(line.balance), 0)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable'
               AND line.parent_state = 'posted'
               AND line.company_id = %s
               AND line.date <= %s
        """, [company.id, cls.day(when)])
        balance, = cls.env.cr.fetchone()  # before the currency is read by the same cursor
        return company.currency_id.round(float(balance))
