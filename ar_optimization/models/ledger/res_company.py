from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ...tools import ageing, freshness
from .positions import POSITIONS

DEFAULT_BOUNDS = '30,60,90,120'


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_ageing_bounds = fields.Char(
        string="Ageing Buckets",
        default=DEFAULT_BOUNDS,
        help="Upper bounds in days overdue of the ageing buckets, e.g. 30,60,90,120: not yet due, "
             "1-30, 31-60, 61-90, 91-120 and older.",
    )
    ar_bank_stale_days = fields.Integer(
        string="Bank Data Is Old After (Days)",
        default=7,
        help="Receipts that are not in the books yet make good customers look bad. When a bank "
             "journal has told nothing for longer than this, every screen that counts receipts "
             "says so.",
    )
    ar_last_bank_date = fields.Date(
        string="Last Bank Entry", compute='_compute_ar_last_bank_date', compute_sudo=True,
        groups='base.group_user',
        help="Up to this day receipts are known: the newest statement line or receipt of the bank "
             "journal that was fed longest ago. Archive the journal of an account that is closed.",
    )
    ar_bank_is_stale = fields.Boolean(
        string="Bank Data Is Old", compute='_compute_ar_last_bank_date', compute_sudo=True,
        groups='base.group_user')
    ar_credit_manager_id = fields.Many2one(
        'res.users',
        string="Credit Manager",
        help="Is told about changed due dates, broken proofs and everything that needs a decision.",
    )
    ar_position_ledger = fields.Selection(
        POSITIONS, string="Due Date Watch", default='on', required=True,
        help="Changes of due dates after posting: Off keeps silent, Observe records them, "
             "On records them and tells the credit manager.",
    )
    ar_exposure_drafts = fields.Boolean(
        string="Draft Invoices Count", groups='base.group_user',
        help="Draft invoices are part of the exposure before they are posted. Those made from "
             "orders always are.",
    )
    ar_event_head_emails = fields.Char(
        string="Mail Head of Event Log To", groups='base.group_user',
        help="Addresses outside the reach of whoever runs the database, separated by commas. Once "
             "a day they get the last hash of the event log; with it, a log that was rewritten or "
             "cut short can be told.",
    )
    ar_event_head_date = fields.Date(string="Head Mailed On", readonly=True)
    ar_event_head_number = fields.Integer(string="Last Seal Mailed", readonly=True)
    # Steps of the nightly chain → the day they were done on, while the night is not over.
    ar_night_done = fields.Json(
        string="Nightly Steps Done", readonly=True, groups='base.group_system')

    _ar_bank_stale_days_positive = models.Constraint(
        'CHECK (ar_bank_stale_days >= 0)', "The age of bank data is a number of days, 0 or more.")

    @api.constrains('ar_ageing_bounds')
    def _check_ar_ageing_bounds(self):
        for company in self:
            try:
                company._ar_bounds()
            except ValueError:
                raise ValidationError(self.env._(
                    "“%s” are no ageing buckets. Write rising numbers of days, such as "
                    "30, 60, 90, 120.", company.ar_ageing_bounds)) from None

    def _compute_ar_last_bank_date(self):
        today = fields.Date.context_today(self)
        dates = self._ar_last_bank_dates(today)
        for company in self:
            last = dates.get(company._origin.id)
            company.ar_last_bank_date = last
            company.ar_bank_is_stale = (
                not last or (today - last).days > company.ar_bank_stale_days)

    # === SETUP === #

    def _post_model_setup__(self):
        # EXTENDS 'base': Odoo reads all stored fields of a company in each request that reads one.
        # Most of our settings are asked for by screens and nightly jobs, and are read apart.
        always = self._ar_always_read()
        for name, field in self._fields.items():
            if name.startswith('ar_') and field.prefetch is True and not (
                    name.startswith('ar_position_') or name in always):
                field.prefetch = 'ar_settings'
        return super()._post_model_setup__()

    @api.model
    def _ar_always_read(self):
        """Hook: the settings, beside the positions of the rooms, that posting an entry or
        confirming an order reads in any case."""
        return {'ar_exposure_drafts'}

    # === CRUD === #

    def write(self, vals):
        # EXTENDS 'base': who changes the rules of the app is in its log
        names = sorted(self._ar_logged_settings() & vals.keys())
        before = {company.id: company._ar_settings(names) for company in self}
        res = super().write(vals)
        # The settings page writes every field, changed or not.
        after = {
            company.id: {name: value for name, value in company._ar_settings(names).items()
                         if value != before[company.id][name]}
            for company in self
        }
        changed = self.filtered(lambda company: after[company.id])
        self.env['ar.event']._log('rules.changed', changed, after=after, before={
            key: {name: before[key][name] for name in new} for key, new in after.items()})
        for company in changed:
            company._ar_settings_changed(set(after[company.id]))
        return res

    # === SETTINGS === #

    def cache_invalidation_fields(self):
        # EXTENDS 'base'
        return super().cache_invalidation_fields() | {'ar_exposure_drafts'}

    @api.model
    @ormcache()
    def _ar_companies_with_drafts(self):
        """Ids of the companies whose draft invoices are in the exposure: each exposure asks."""
        companies = self.sudo().with_context(active_test=False)
        return tuple(companies.search([('ar_exposure_drafts', '=', True)]).ids)

    @api.model
    def _ar_logged_settings(self):
        """Hook: names of the settings whose changes go into the event log. Rooms add theirs.

        :return: set of field names.
        """
        return {
            'ar_bank_stale_days', 'ar_credit_manager_id', 'ar_event_head_emails',
            'ar_exposure_drafts', 'ar_position_ledger',
        }

    def _ar_settings_changed(self, names):
        """Hook: what follows in this company from settings that were changed; nothing here.

        :param set names: of `_ar_logged_settings`.
        """

    def _ar_settings(self, names):
        """Settings as events store them."""
        return self.env['ar.event']._image(self, names)

    def _ar_general_journal(self):
        """The first journal of miscellaneous entries; none where the company has no such one."""
        self.ensure_one()
        journals = self.env['account.journal'].sudo()
        return journals.search([
            *journals._check_company_domain(self), ('type', '=', 'general')], limit=1)

    # === AGEING === #

    def _ar_bounds(self):
        """Upper bounds of the ageing buckets in days overdue, rising."""
        self.ensure_one()
        return ageing.parse_bounds(self.ar_ageing_bounds or DEFAULT_BOUNDS)

    def _ar_buckets(self):
        """The ageing buckets of this company: `tools.ageing.Bucket`, the first is not yet due."""
        return ageing.buckets(self._ar_bounds())

    def _ar_knows_rate(self, currency):
        """Whether amounts of a currency can be told in that of the company: without a rate, Odoo
        would take them at 1:1.

        A table of rates has a base, which needs no rows of its own: the currency that stands in it
        at 1; else the company's, or the only one without rows. Any other currency without rows has
        no rate.
        """
        self.ensure_one()
        mine = self.currency_id
        if currency == mine:
            return True
        rated, base = self._ar_rate_table()
        unrated = {each for each in (currency, mine) if each not in rated}
        return not unrated or unrated == {base or self._ar_assumed_base(rated)}

    def _ar_rate_table(self):
        """The currencies that have rates here, and the base where a rate of 1 says which it is.

        :return: (`res.currency` with rates, the base or an empty recordset)
        """
        self.env['res.currency.rate'].flush_model()
        newest = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (currency_id) currency_id, rate
              FROM res_currency_rate
             WHERE company_id IS NULL OR company_id = %s
          ORDER BY currency_id, company_id, name DESC
            """, self.root_id.id))
        currencies = self.env['res.currency']
        base = currencies.browse([key for key, rate in newest if rate == 1])
        return currencies.browse([key for key, __ in newest]), base if len(base) == 1 else base[:0]

    def _ar_assumed_base(self, rated):
        """The base of a table in which nothing stands at 1."""
        if self.currency_id not in rated:
            return self.currency_id
        without = self.env['res.currency'].search([('id', 'not in', rated.ids)], limit=2)
        return without if len(without) == 1 else without[:0]

    def _ar_bucket_labels(self):
        """Names of the buckets as people read them, in the user's language."""
        return [self._ar_bucket_label(bucket) for bucket in self._ar_buckets()]

    @api.model
    def _ar_bucket_label(self, bucket, with_today=False):
        """A bucket as people read it, in the user's language.

        :param bool with_today: the youngest one also holds what is 0 days old.
        """
        if bucket.kind == ageing.NOT_DUE:
            return self.env._("Not due")
        if bucket.kind == ageing.OVER:
            days = bucket.lower - 1
            return self.env._("Over 1 day") if days == 1 else self.env._("Over %s days", days)
        first = 0 if bucket.lower == 1 and with_today else bucket.lower
        if first == bucket.upper:
            return self.env._("1 day") if first == 1 else self.env._("%s days", first)
        return self.env._("%(first)s-%(last)s days", first=first, last=bucket.upper)

    # === FRESHNESS OF THE BANK'S DATA === #

    def _ar_last_bank_dates(self, today):
        """Dates up to which all banks of a company have told what came in, see `_ar_bank_dates`.

        A bank journal that never told anything is not fed at all, and left out.

        :return: dict company id → date; companies without any such date are missing.
        """
        dates = defaultdict(list)
        for company_id, date, __ in self._ar_bank_dates(today):
            dates[company_id].append(date)
        return {company_id: freshness.last_entry(known) for company_id, known in dates.items()}

    def _ar_bank_news(self):
        """Up to which day the receipts of these companies are known, as screens say it.

        :return: list of dicts `id`, `name`, `last_bank_date` (ISO date, or False) and
            `bank_is_stale`.
        """
        return [
            {
                'id': company.id,
                'name': company.name,
                'last_bank_date': fields.Date.to_string(company.ar_last_bank_date),
                'bank_is_stale': company.ar_bank_is_stale,
            }
            for company in self
        ]

    def _ar_bank_dates(self, today):
        """The newest statement line or receipt of each bank journal, future ones left out. What a
        company pays says nothing about what its customers paid, unless the bank says it.

        One probe of Odoo's index on (journal, company, date) per journal, whatever the size of
        the ledger.

        :return: rows (company id, date, journal id), one per journal.
        """
        self.env['account.move'].flush_model([
            'company_id', 'date', 'journal_id', 'state', 'statement_line_id'])
        self.env['account.move.line'].flush_model(['account_id', 'balance', 'move_id'])
        self.env['account.journal'].flush_model(['active', 'type'])
        return self.env.execute_query(SQL(
            """
            SELECT company.id, last.date, journal.id
              FROM res_company company
              JOIN account_journal journal ON journal.type = 'bank' AND journal.active
        CROSS JOIN LATERAL (
                    SELECT move.date
                      FROM account_move move
                     WHERE move.journal_id = journal.id
                       AND move.company_id = company.id
                       AND move.state = 'posted'
                       AND move.date <= %(today)s
                       -- not EXISTS: every receipt there ever was would be hashed first
                       AND (move.statement_line_id IS NOT NULL OR (
                            SELECT TRUE
                              FROM account_move_line line
                             WHERE line.move_id = move.id
                               AND line.account_id IN %(receivables)s
                               AND line.balance < 0
                             LIMIT 1))
                  ORDER BY move.date DESC
                     LIMIT 1
                   ) last
             WHERE company.id IN %(companies)s
            """,
            today=today, companies=tuple(self.ids) or (0,),
            receivables=self.env['account.account']._ar_receivable_ids(),
        ))

    # === PEOPLE === #

    def _ar_credit_manager(self):
        """Who is told what needs a credit manager: the administrator while none is named.

        :return: `res.users`, one.
        """
        self.ensure_one()
        if self.ar_credit_manager_id:
            return self.ar_credit_manager_id
        # By the cached id: `ref` asks the database each time, and a night asks for each customer.
        admin_id = self.env['ir.model.data']._xmlid_to_res_id(
            'base.user_admin', raise_if_not_found=True)
        return self.env['res.users'].browse(admin_id)

    # === POSITIONS === #

    def _ar_position(self, room):
        """The switch of one room of the app in this company.

        :param str room: `ledger`, `limits`, … : the suffix of an `ar_position_` field.
        :return: `off`, `observe` or `on`. Observe lists what would be done and does nothing.
        """
        self.ensure_one()
        return self[f'ar_position_{room}']
