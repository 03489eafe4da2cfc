from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .ar_alert import EVENT, Indicator

# Fewer invoices say nothing about a habit.
FEWEST = 5
# A share of the receivables is no concentration while so few customers owe anything.
FEWEST_DEBTORS = 5
YEAR = 365
# A customer has a rhythm of buying once it is known for so long before the window.
KNOWN_DAYS = 180


class ArAlert(models.Model):
    """What early warnings look at: one statement per measure, for all customers of a company."""
    _inherit = 'ar.alert'

    # === HOOKS === #

    @api.model
    def _indicators(self):
        """Hook: what can be measured. Rooms and bridges add theirs, with a term of the same code
        in `_alert_terms` and a record of `ar.alert.rule` in their data.

        :return: dict code → `Indicator`, in the user's language.
        """
        env = self.env
        return {
            'delay': Indicator(
                env._("Rising Delay"), env._("days slower"),
                env._(
                    "Pays %(value)s days later in the last 3 months than in the 12 before, when "
                    "it was %(base)s days after the due date.")),
            'drop': Indicator(
                env._("Drop in Sales"), env._("% less"),
                env._(
                    "Was invoiced %(value)s % less than in such a time of the year before "
                    "(%(base)s)."), has_window=True),
            'spike': Indicator(
                env._("Jump in Sales"), env._("% more"),
                env._(
                    "Was invoiced %(value)s % more than in such a time of the year before "
                    "(%(base)s)."), has_window=True),
            'partial': Indicator(
                env._("Pays in Parts"), env._("% of instalments"),
                env._("Paid %(value)s % of its instalments in parts; all customers %(base)s %.")),
            'stale': Indicator(
                env._("Information out of Date"), env._("days past"),
                env._(
                    "Credit information has been out of date for %(value)s days "
                    "(facts: %(base)s).")),
            'bank': Indicator(
                env._("Bank Data Is Old"), env._("days old"),
                env._(
                    "The bank has told nothing for %(value)s days, since %(date)s: receipts are "
                    "missing, and good customers look late.")),
            'concentration': Indicator(
                env._("Concentration"), env._("% of receivables"),
                env._("Owes %(value)s % of all receivables: %(base)s.")),
            'score': Indicator(
                env._("Falling Score"), env._("points lost"),
                env._("The score has fallen by %(value)s points to %(base)s."), has_window=True),
            EVENT: Indicator(env._("Event Outside"), "", env._("%(source)s, %(date)s: %(text)s")),
        }

    @api.model
    def _alert_tables(self, company, today):
        """Hook: what several terms read, made once.

        :return: list of (name, `SQL` select). `sold_<days>` (account_id, recent, base, invoices),
            one for each window of drops and spikes: net invoices of the window, and what such a
            time of the year before has brought, in company currency.
        """
        windows = {self._window(company, code) for code in ('drop', 'spike')}
        return [(f'sold_{window}', self._sold_sql(company, today, window))
                for window in sorted(windows)]

    @api.model
    def _alert_terms(self, company, today):
        """Hook: the measures of the rules, for all customers at once.

        :param company: `res.company`, one.
        :param date today: the day; nothing dated later is looked at.
        :return: dict code → `SQL` select of credit account id (NULL for the company as a whole),
            value in the unit of the indicator, what it is compared with or NULL, and the date of
            the figures; at most one row per account, none for whom nothing can be said. It may
            name the tables of `_alert_tables`. What looks at a window asks `_window(company,
            code)`.
        """
        return {
            'delay': self._behaviour_sql(
                company, SQL("account.delay_trend"), SQL("account.delay_before"),
                SQL("account.resolved_count >= %s AND account.delay_recent > 0", FEWEST)),
            'drop': self._turn_sql(
                company, 'drop', SQL("100.0 * (1 - sold.recent / sold.base)"), today),
            'spike': self._turn_sql(
                company, 'spike', SQL("100.0 * (sold.recent / sold.base - 1)"), today),
            'partial': self._behaviour_sql(
                company, SQL("100.0 * account.partial_ratio"),
                SQL("100.0 * AVG(account.partial_ratio) OVER ()"),
                SQL("account.paid_count >= %s", FEWEST)),
            'stale': self._stale_sql(company, today),
            'bank': self._bank_sql(company, today),
            'concentration': self._concentration_sql(company, today),
            'score': self._score_sql(company, today),
            EVENT: self._event_sql(company),
        }

    # === TERMS === #

    @api.model
    def _window(self, company, code):
        """The window in days of a rule; those of its indicator that has no rule are not used."""
        rules = self.env['ar.alert.rule']._for_company(company)
        return rules[code].window_days if code in rules else 1

    @api.model
    def _behaviour_sql(self, company, value, base, condition):
        """A measure among the stored figures of the account."""
        return SQL(
            """
            SELECT account.id, %s, %s, account.features_date
              FROM ar_credit_account account
             WHERE account.company_id = %s AND account.active AND %s
            """, value, base, company.id, condition)

    @api.model
    def _sold_sql(self, company, today, window):
        recent = today - timedelta(days=window)
        first = recent - timedelta(days=YEAR)
        return SQL(
            """
            SELECT account.id AS account_id,
                   SUM(move.amount_total_signed) FILTER (WHERE move.invoice_date > %(recent)s)
                       AS recent,
                   SUM(move.amount_total_signed) FILTER (WHERE move.invoice_date <= %(recent)s)
                       * %(window)s / LEAST(%(year)s, %(recent)s::date - account.first_invoice_date)
                       AS base,
                   COUNT(*) FILTER (WHERE move.invoice_date <= %(recent)s) AS invoices
              FROM account_move move
              JOIN ar_credit_account account
                ON account.partner_id = move.commercial_partner_id
               AND account.company_id = %(company)s
             WHERE move.company_id = %(company)s AND move.state = 'posted' AND account.active
               AND move.move_type IN ('out_invoice', 'out_refund')
               AND move.invoice_date > %(first)s AND move.invoice_date <= %(today)s
               AND account.first_invoice_date <= %(recent)s::date - %(known)s
          GROUP BY account.id
            """, recent=recent, first=first, today=today, window=float(window), year=YEAR,
            known=KNOWN_DAYS, company=company.id)

    @api.model
    def _turn_sql(self, company, code, value, today, name='sold'):
        """How far sales have left their usual course. Who buys rarely has none.

        :param str name: of the tables of `_alert_tables` that have them, without their windows.
        """
        return SQL(
            """
            SELECT sold.account_id, %s, sold.base, %s::date
              FROM (SELECT account_id, COALESCE(recent, 0) AS recent, base
                      FROM %s WHERE base > 0 AND invoices >= %s) sold
            """, value, today, SQL.identifier(f'{name}_{self._window(company, code)}'), FEWEST)

    @api.model
    def _stale_sql(self, company, today):
        """Facts of which the newest one is out of date: how long the oldest has been, how many."""
        return SQL(
            """
            SELECT account.id, %(today)s::date - MIN(known.expiry_date), COUNT(*), %(today)s::date
              FROM (
                    SELECT DISTINCT ON (known.partner_id, known.kind_id)
                           known.partner_id, known.expiry_date
                      FROM ar_credit_input known
                     WHERE known.active AND known.date <= %(today)s
                       AND (known.company_id = %(company)s OR known.company_id IS NULL)
                  ORDER BY known.partner_id, known.kind_id, known.date DESC, known.id DESC
                   ) known
              JOIN ar_credit_account account
                ON account.partner_id = known.partner_id AND account.company_id = %(company)s
             WHERE known.expiry_date < %(today)s AND account.active
          GROUP BY account.id
            """, today=today, company=company.id)

    @api.model
    def _bank_sql(self, company, today):
        """How old the bank's data is, above what the settings allow: of the company as a whole."""
        last = company._ar_last_bank_dates(today).get(company.id)
        days = (today - last).days if last else 0
        if days <= company.ar_bank_stale_days:
            return SQL("SELECT NULL::int, 0, NULL::float8, NULL::date WHERE FALSE")
        return SQL("SELECT NULL::int, %s, NULL::float8, %s::date", days, last)

    @api.model
    def _concentration_sql(self, company, today):
        return SQL(
            """
            SELECT owed.account_id, 100.0 * owed.amount / NULLIF(owed.total, 0), owed.amount,
                   %(today)s::date
              FROM (
                    SELECT account.id AS account_id, SUM(item.amount_residual) AS amount,
                           SUM(SUM(item.amount_residual)) OVER () AS total,
                           COUNT(*) OVER () AS debtors
                      FROM (%(items)s) item
                      JOIN ar_credit_account account
                        ON account.partner_id = item.commercial_partner_id
                       AND account.company_id = item.company_id AND account.active
                     WHERE item.company_id = %(company)s
                  GROUP BY account.id HAVING SUM(item.amount_residual) > 0
                   ) owed
             WHERE owed.debtors >= %(fewest)s
            """, today=today, company=company.id, fewest=FEWEST_DEBTORS,
            items=self.env['ar.credit.account']._open_items()._bare_sql())

    @api.model
    def _score_sql(self, company, today):
        """Points of the score lost since the beginning of the window."""
        then = today - timedelta(days=self._window(company, 'score'))
        return SQL(
            """
            SELECT account.id, earlier.total - score.total, score.total, score.date
              FROM ar_credit_account account
              JOIN ar_score score ON score.id = account.score_id
              JOIN (
                    SELECT DISTINCT ON (score.account_id) score.account_id, score.total
                      FROM ar_score score
                     WHERE score.company_id = %(company)s AND score.date <= %(then)s
                  ORDER BY score.account_id, score.date DESC, score.id DESC
                   ) earlier ON earlier.account_id = account.id
             WHERE account.company_id = %(company)s AND account.active
            """, company=company.id, then=then)

    @api.model
    def _event_sql(self, company):
        """What persons have entered and not closed: 1 for yellow, 2 for red. It is a signal of
        deterioration; no rule raises it a second time."""
        return SQL(
            """
            SELECT alert.account_id, MAX(CASE alert.severity WHEN 'red' THEN 2 ELSE 1 END),
                   NULL::float8, MAX(alert.event_date)
              FROM ar_alert alert
             WHERE alert.company_id = %s AND alert.origin = 'person' AND alert.state <> 'closed'
          GROUP BY alert.account_id
            """, company.id)
