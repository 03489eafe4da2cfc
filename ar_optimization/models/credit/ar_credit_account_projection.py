from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

# Odoo's own fields on the contact that follow the account, company by company.
NATIVE = ('credit_limit', 'trust', 'property_payment_term_id')


class ArCreditAccount(models.Model):
    """Odoo's own credit limit, degree of trust and payment term as a projection of the account.

    They are written for the commercial entity and its contacts alike, because Odoo copies limit
    and term to contacts and documents read the contact's. Odoo reads a limit of 0 as unlimited;
    that a customer gets nothing is shown by our own banner, see `account_move.py`.
    """
    _inherit = 'ar.credit.account'

    projection = fields.Json(readonly=True, copy=False)  # the native values written last

    # === BUSINESS === #

    def _after_decision(self, names):
        # EXTENDS: Odoo's own fields follow at once, not only at night.
        super()._after_decision(names)
        today = fields.Date.context_today(self)
        for company, accounts in self.sudo().grouped('company_id').items():
            if company.ar_position_limits == 'on':
                accounts._project(company, today)

    # === CRON === #

    @api.model
    def _nightly_projection(self, companies, today, full=False):
        """Have Odoo's own fields say what the accounts say. Where something else changed them
        since, they are restored and the restoration is logged."""
        for company in companies.filtered(lambda c: c.ar_position_limits != 'off'):
            self._project(company, today)

    def _project(self, company, today):
        """Write or, while observing, only compare the native fields of these accounts, or of all
        of a company, in one statement.

        :param company: the accounts' company, whose values of the fields are meant.
        :param date today: the day whose limits count.
        """
        writing = company.ar_position_limits == 'on'
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """WITH wanted AS (%(wanted)s),
                    different AS (
                        SELECT * FROM wanted WHERE (%(old)s) IS DISTINCT FROM (%(new)s)),
                    written AS (%(update)s),
                    remembered AS (
                        UPDATE ar_credit_account account SET projection = wanted.projection
                          FROM wanted
                         WHERE account.id = wanted.account_id AND wanted.is_main
                           AND account.projection IS DISTINCT FROM wanted.projection)
               SELECT id, account_id, last_projection, %(old_values)s, %(new_values)s
                 FROM different ORDER BY account_id, is_main DESC""",
            wanted=self._wanted_sql(company, today),
            update=self._native_update_sql(company) if writing else SQL("SELECT 1"),
            old=self._native_columns('old_'), new=self._native_columns('new_'),
            old_values=self._native_columns('old_'), new_values=self._native_columns('new_'),
        ))
        self.invalidate_model(['projection'])
        if writing:
            self.env['res.partner'].browse([row[0] for row in rows]).invalidate_recordset([
                *NATIVE, 'use_partner_credit_limit'])
        self._log_projection(rows, writing)

    @api.model
    def _native_columns(self, prefix):
        return SQL(", ").join(SQL.identifier(prefix + name) for name in NATIVE)

    def _wanted_sql(self, company, today):
        """SQL of what the native fields are and should be, one row per contact of an account.

        Where the tier does not speak of a field, it should be as it is.
        """
        partners = self.env['res.partner'].sudo().with_company(company)
        old = {name: partners._field_to_sql('partner', name) for name in NATIVE}
        return SQL(
            """SELECT native.*,
                      jsonb_build_object(
                          'credit_limit', native.new_credit_limit, 'trust', native.new_trust,
                          'property_payment_term_id', native.new_property_payment_term_id
                      ) AS projection
                 FROM (
                   SELECT partner.id, account.id AS account_id,
                          partner.id = account.partner_id AS is_main,
                          account.projection AS last_projection,
                          COALESCE(%(old_limit)s, 0)::float8 AS old_credit_limit,
                          %(old_trust)s AS old_trust,
                          %(old_term)s AS old_property_payment_term_id,
                          CASE WHEN %(undecided)s THEN %(entered)s
                               ELSE %(limit)s END AS new_credit_limit,
                          CASE WHEN partner.id = account.partner_id
                                    AND tier.trust <> COALESCE(%(old_trust)s, 'normal')
                               THEN tier.trust ELSE %(old_trust)s END AS new_trust,
                          %(term)s AS new_property_payment_term_id
                     FROM ar_credit_account account
                     JOIN res_partner partner
                       ON partner.commercial_partner_id = account.partner_id
                     JOIN res_partner main ON main.id = account.partner_id
                LEFT JOIN ar_credit_tier tier ON tier.id = account.tier_id
                LEFT JOIN jsonb_to_recordset(%(terms)s) AS term (id int, days int)
                       ON term.id = %(old_term)s
                LEFT JOIN jsonb_to_recordset(%(terms)s) AS longest (id int, days int)
                       ON longest.id = COALESCE(
                          tier.max_payment_term_id, tier.default_payment_term_id)
                    WHERE account.company_id = %(company)s AND account.active AND %(these)s
                 ) AS native""",
            old_limit=old['credit_limit'],
            old_trust=old['trust'],
            old_term=old['property_payment_term_id'],
            # Nobody has decided yet: what was entered on the contact stays in force until then.
            undecided=SQL(
                "account.credit_mode = 'unlimited' AND account.proposal_state = 'waiting'"),
            entered=SQL(
                "COALESCE((account.projection->>'credit_limit')::float8, %s, 0)",
                self._entered_limit_sql('main', company)),
            limit=self._native_limit_sql(today),
            term=self._native_term_sql(old['property_payment_term_id'], today),
            terms=Json(self._term_lengths()),
            company=company.id,
            these=SQL("account.id = ANY(%s)", self.ids) if self else SQL("TRUE"),
        )

    @api.model
    def _native_limit_sql(self, today):
        """SQL of the limit in force where there is one, 0 (for Odoo: no banner) where there is
        none or where nothing may be bought on credit at all."""
        return SQL(
            "(CASE WHEN account.credit_mode = 'limit' THEN %s ELSE 0 END)::float8",
            self._granted_limit_sql('account', today),
        )

    @api.model
    def _native_term_sql(self, present, today):
        """SQL of the payment term: as it is, unless the tier gives one or allows only shorter
        ones.

        :param present: SQL of the term as it is.
        :param date today: the day whose terms count.
        """
        given = SQL("COALESCE(tier.default_payment_term_id, tier.max_payment_term_id)")
        return SQL(
            """CASE WHEN tier.terms_policy = 'set' OR
                         (tier.terms_policy = 'shorten' AND term.days > longest.days)
                    THEN %(given)s ELSE %(present)s END""",
            given=given, present=present,
        )

    @api.model
    def _term_lengths(self):
        """The length in days of every payment term there is."""
        Term = self.env['account.payment.term'].sudo().with_context(active_test=False)
        terms = Term.search([])  # pylint: disable=no-search-all
        return [{'id': term.id, 'days': term._ar_longest_days()} for term in terms]

    @api.model
    def _native_update_sql(self, company):
        """SQL of the update: company-dependent columns are JSON objects keyed by company."""
        def assignment(name):
            return SQL(
                """%(column)s = CASE WHEN %(old)s IS DISTINCT FROM %(new)s
                    THEN COALESCE(partner.%(column)s, '{}')
                         || jsonb_build_object(%(key)s, %(new)s)
                    ELSE partner.%(column)s END""",
                column=SQL.identifier(name), key=str(company.id),
                old=SQL.identifier('different', f'old_{name}'),
                new=SQL.identifier('different', f'new_{name}'))
        return SQL(
            """UPDATE res_partner partner SET %(assignments)s
                 FROM different WHERE partner.id = different.id""",
            assignments=SQL(", ").join(assignment(name) for name in NATIVE),
        )

    @api.model
    def _log_projection(self, rows, writing):
        """Log, once per account, native values that something else had changed since they were
        written; while observing, every value that would have been written."""
        before, after = {}, {}
        for __, account_id, last, *values in rows:
            old = dict(zip(NATIVE, values[:3], strict=True))
            new = dict(zip(NATIVE, values[3:], strict=True))
            names = [name for name in NATIVE if old[name] != new[name]
                     and ((last or {}).get(name, ...) == new[name]) is writing]
            if names and account_id not in before:
                before[account_id] = {name: old[name] for name in names}
                after[account_id] = {name: new[name] for name in names}
        self.env['ar.event']._log(
            'projection.restored' if writing else 'observed.limits', self.browse(before),
            rule=self.env._("Odoo's own fields follow the credit account"),
            before=before, after=after)
