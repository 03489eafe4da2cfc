from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, clean_context

from ...tools import limits


class ArCreditAccount(models.Model):
    """What one company and one customer are to each other in credit: one per company × commercial
    partner. The only source of truth for limits; Odoo's own fields are a projection of it."""
    _name = 'ar.credit.account'
    _description = "Credit Account"
    _inherit = ['ar.amount.mixin', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _rec_name = 'partner_id'
    _rec_names_search = ['partner_id.complete_name', 'partner_id.ref', 'partner_id.vat']
    _order = 'partner_id, company_id, id'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        domain="[('commercial_partner_id', '=', id)]",
        help="The commercial entity: contacts of one customer share one account.",
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    active = fields.Boolean(default=True)

    # The limit. Changed by the tier's formula, a manager or an approved request.
    credit_mode = fields.Selection(
        [('unlimited', "Unlimited"), ('limit', "Up to Limit"), ('prepay', "Prepayment Only")],
        required=True, default='unlimited', tracking=True,
        help="Odoo's own credit limit of 0 means unlimited. Here a limit of 0 is a limit, and a "
             "customer who gets no credit at all is set to Prepayment Only.",
    )
    credit_limit = fields.Monetary(tracking=True, aggregator=None)
    temporary_limit = fields.Monetary(
        tracking=True, aggregator=None,
        help="Replaces the limit from its first to its last day, then ends by itself.")
    temporary_limit_from = fields.Date(
        tracking=True, help="First day of the temporary limit; at once when empty.")
    temporary_limit_to = fields.Date(tracking=True, help="Last day of the temporary limit.")
    effective_limit = fields.Monetary(
        string="Limit Today", compute='_compute_effective_limit', aggregator=None,
        search='_search_effective_limit',
        help="The limit that counts today: the temporary limit while it runs, 0 for prepayment.",
    )
    credit_basis = fields.Selection(
        [
            (limits.UNLIMITED, "Unlimited"), (limits.LIMIT, "Limit"),
            ('temporary', "Temporary Limit"), (limits.PREPAY, "Prepayment Only"),
            ('blocked', "No Credit"),
        ],
        string="Credit Today", compute='_compute_effective_limit',
        help="What makes the limit of today: the customer's terms or its status.",
    )
    status = fields.Selection(
        [
            ('open', "Good Standing"), ('watch', "Watch"), ('hold', "Hold"), ('blocked', "Blocked"),
            ('agency', "With Agency"), ('legal', "Legal Action"),
        ],
        required=True, default='open', tracking=True,
    )

    last_bank_date = fields.Date(related='company_id.ar_last_bank_date')
    bank_is_stale = fields.Boolean(related='company_id.ar_bank_is_stale')

    _partner_company_unique = models.Constraint(
        'UNIQUE (partner_id, company_id)', "This customer has a credit account in this company.")
    _limits_not_negative = models.Constraint(
        'CHECK (COALESCE(credit_limit, 0) >= 0 AND COALESCE(temporary_limit, 0) >= 0)',
        "A credit limit cannot be negative. To give no credit, set the limit to 0 or the customer "
        "to Prepayment Only.")
    _temporary_limit_dates = models.Constraint(
        'CHECK (temporary_limit_from <= temporary_limit_to)',
        "A temporary limit cannot end before it begins.")
    _temporary_limit_ends = models.Constraint(
        'CHECK (COALESCE(temporary_limit, 0) = 0 OR temporary_limit_to IS NOT NULL)',
        "A temporary limit needs its last day.")

    @api.constrains('partner_id')
    def _check_commercial_partner(self):
        for account in self:
            if account.partner_id != account.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s belongs to %(customer)s. Credit is given to the company, not to "
                    "its contacts.",
                    contact=account.partner_id.display_name,
                    customer=account.partner_id.commercial_partner_id.display_name))

    # === COMPUTE === #

    @api.depends('partner_id')
    @api.depends_context('allowed_company_ids')
    def _compute_display_name(self):
        several = len(self.env.companies) > 1
        for account in self:
            name = account.partner_id.display_name
            account.display_name = f"{name} ({account.company_id.name})" if several else name

    @api.depends(
        'credit_mode', 'credit_limit', 'status', 'company_id',
        'temporary_limit', 'temporary_limit_from', 'temporary_limit_to')
    def _compute_effective_limit(self):
        today = fields.Date.context_today(self)
        for account in self:
            account.credit_basis, account.effective_limit = account._limit_on(today)

    def _limit_on(self, today, added=0.0):
        """The limit of a day, and what it rests on.

        :param float added: what comes on top of a limit, where there is one.
        :return: (basis, amount or None), see `tools.limits`.
        """
        credit, digits = self._credit(), self.currency_id.decimal_places
        return limits.basis_of(credit, today), limits.effective_limit(
            credit, today, (limits.Cover(added, 100),), digits)

    def _credit(self):
        """What this account was granted, for `tools.limits`."""
        return limits.Credit(
            mode=self.credit_mode,
            limit=self.credit_limit,
            status=self.status,
            temporary_limit=self.temporary_limit if self.temporary_limit_to else None,
            temporary_from=self.temporary_limit_from or None,
            temporary_to=self.temporary_limit_to or None,
        )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A contact's account is its company's account."""
        partners = self.env['res.partner']
        for vals in vals_list:
            if vals.get('partner_id'):
                partner = partners.browse(vals['partner_id'])
                vals['partner_id'] = partner.commercial_partner_id.id
        return super().create(vals_list)

    @api.model
    def _account_for(self, partner, company):
        """The credit account of a customer in a company, made when there is none yet.

        :param partner: `res.partner`, a contact or the company itself.
        :param company: the company of the document, never of the user.
        :return: one account, which may be archived.
        """
        account = partner._ar_account(company)
        if not account:
            self._ensure_accounts(company, partner)
            account = partner._ar_account(company)
        return account

    @api.model
    def _of_pairs(self, pairs, condition):
        """The accounts of some customers for which something holds, archived ones too.

        :param pairs: iterable of (company id, commercial partner id); empty ids are left out.
        :param condition: `SQL` over `account`.
        """
        pairs = tuple(sorted({pair for pair in pairs if all(pair)}))
        if not pairs:
            return self.browse()
        self.flush_model(['company_id', 'partner_id'])
        rows = self.env.execute_query(SQL(
            "SELECT account.id FROM ar_credit_account account"
            " WHERE (account.company_id, account.partner_id) IN %s AND (%s)", pairs, condition))
        return self.with_context(active_test=False).browse(row[0] for row in rows)

    @api.model
    def _ensure_accounts(self, companies, partners=None):
        """Make the missing accounts of customers, set-wise.

        A branch and its parent are two companies here: each has its own account of a customer,
        for the entries that bear its name. An account made on demand leaves an event of its own,
        a nightly batch one event per company that says how many: fifty thousand rows in the log
        of decisions would tell nobody anything.

        :param companies: companies to look at.
        :param partners: these customers, whatever is known of them; None means everybody with a
            receivable entry in the company, and every customer that no company has dealt with
            yet.
        :return: number of accounts made.
        """
        source = self._given_customers_sql(companies, partners) if partners is not None \
            else self._known_customers_sql(companies)
        accounts = self._insert_accounts(source)
        if accounts:
            self.env['res.partner'].invalidate_model(['ar_account_ids'])
            self._log_created(accounts, one_by_one=partners is not None)
        return len(accounts)

    @api.model
    def _insert_accounts(self, source):
        """Insert an account for each (company_id, partner_id) of a query, unless there is one.

        Whatever a room adds to the account gets its default value.

        :return: the new accounts.
        """
        values = self._default_columns()
        self.flush_model(['company_id', 'partner_id'])
        comma = SQL(", ")
        rows = self.env.execute_query(SQL(
            """
            INSERT INTO ar_credit_account (company_id, partner_id, %(columns)s)
                 SELECT source.company_id, source.partner_id, %(values)s FROM (%(source)s) source
            ON CONFLICT DO NOTHING
              RETURNING id
            """,
            columns=comma.join(SQL.identifier(name) for name in values),
            values=comma.join(SQL("%s", value) for value in values.values()),
            source=source,
        ))
        return self.browse(account_id for account_id, in rows)

    @api.model
    def _default_columns(self):
        """Column → value of a new account, without company and customer."""
        names = [
            name for name, field in self._fields.items()
            if field.store and field.column_type and field.default
            and name not in ('company_id', 'partner_id')
        ]
        now = fields.Datetime.now()
        defaults = self.with_context(clean_context(self.env.context)).default_get(names)
        return {
            **{name: self._fields[name].convert_to_column_insert(value, self)
               for name, value in defaults.items()},
            'create_uid': self.env.uid, 'create_date': now,
            'write_uid': self.env.uid, 'write_date': now,
        }

    @api.model
    def _given_customers_sql(self, companies, partners):
        customers = partners.commercial_partner_id
        return SQL(
            """
            SELECT company.id AS company_id, partner.id AS partner_id
              FROM res_company company CROSS JOIN res_partner partner
             WHERE company.id IN %s AND partner.id IN %s
            """,
            tuple(companies.ids) or (0,), tuple(customers.ids) or (0,),
        )

    @api.model
    def _known_customers_sql(self, companies):
        """Who is a customer of which company: everybody with a receivable entry there, archived
        or not; and customers without any such entry, in their own company or, when they are
        shared, in all companies."""
        self.env['account.move.line'].flush_model(
            ['account_id', 'company_id', 'parent_state', 'partner_id'])
        self.env['res.partner'].flush_model(
            ['active', 'commercial_partner_id', 'company_id', 'customer_rank'])
        return SQL(
            """
            WITH dealing AS MATERIALIZED (
                SELECT DISTINCT line.company_id, partner.commercial_partner_id AS partner_id
                  FROM (
                        SELECT DISTINCT company_id, partner_id
                          FROM account_move_line
                         WHERE account_id IN %(accounts)s AND parent_state = 'posted'
                       ) line
                  JOIN res_partner partner ON partner.id = line.partner_id
            )
            SELECT company_id, partner_id FROM dealing WHERE company_id IN %(companies)s
             UNION
            SELECT company.id, partner.id
              FROM res_partner partner
              JOIN res_company company ON company.id IN %(companies)s
               AND COALESCE(partner.company_id, company.id) = company.id
             WHERE partner.customer_rank > 0
               AND partner.active
               AND partner.id = partner.commercial_partner_id
               -- NOT EXISTS would be compared pair by pair: the planner expects one customer here
               AND partner.id NOT IN (SELECT partner_id FROM dealing WHERE partner_id IS NOT NULL)
            """,
            accounts=self.env['account.account']._ar_receivable_ids(),
            companies=tuple(companies.ids) or (0,),
        )

    @api.model
    def _log_created(self, accounts, one_by_one):
        event = self.env['ar.event']
        if one_by_one:
            event._log('account.created', accounts, rule=self.env._("Made on demand"))
            return
        for company, made in accounts.grouped('company_id').items():
            event.with_company(company)._log(
                'account.created', company, rule=self.env._("Accounts of all customers"),
                numbers={company.id: {'accounts': len(made)}})

    def _move_to(self, partner):
        """Hand the account over to the commercial entity that its customer became part of."""
        self.ensure_one()
        before = {self.id: {'partner_id': self.partner_id.id}}
        self.partner_id = partner
        self.env['ar.event']._log(
            'account.moved', self, rule=self.env._("Credit is given to the commercial entity"),
            before=before, after={self.id: {'partner_id': partner.id}})

    def _decided_by_people(self):
        """Those of these accounts to which a person has done something, as the log says."""
        events = self.env['ar.event'].sudo().search([
            ('res_model', '=', self._name), ('res_id', 'in', self.ids),
            ('kind', '!=', 'account.created'), ('user_id', '!=', SUPERUSER_ID)])
        return self.browse(set(events.mapped('res_id')))
