from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import backtest, delay_curve, numeric
from ....tools import cash_forecast as rules
from ....tools.cash_spread import lags
from ....tools.ledger_view import day_number
from ..feature_sql import ledger_query
from ..prediction import prediction_sql
from . import forecast_sql
from .ar_forecast import CURVE, DELAY, DUE, NUMPY

HISTORY_WEEKS = 65  # of invoicing: a quarter, and the same a year before it
# Where nobody has paid anything yet, invoices to come are taken for paid after a month.
NO_LAG, NO_OVERDUE = [0.0] * 30 + [1.0], [0.0] * 32


class Book(NamedTuple):
    """What is known of a company on the morning of a day; see `tools.cash_forecast` for cells."""

    day: object
    periods: list
    groups: list        # (currency id, tier id or None)
    cells: list
    opening: float      # by the general ledger, credits subtracted
    weekly: list        # invoicing of the company, the last week first
    recent: dict        # group number → (of the last 13 weeks, in currency, of who fails)
    orders: dict        # group number → (amount, without who fails)
    plan: dict
    failed: object      # partner id
    held: float


class Habits(NamedTuple):
    """How customers pay: the curve with the customers' numbers in it, or mean delays."""

    basis: str
    curve: object
    numbers: dict
    delays: dict
    usual: float
    lag: list
    lag_overdue: list


class ArForecast(models.Model):
    """The gathering: a fixed number of statements, whatever the number of customers."""
    _inherit = 'ar.forecast'

    # === HOOKS === #

    @api.model
    def _forecast_terms(self, company, day):
        """Hook for the rooms above: what is known of single open items beside their due date, on
        the morning of a day. Promises, instalments and disputes override the customer's habit so.

        Only what was known then may be in it: what a room cannot tell for a past day, it leaves
        out for days before today.

        :param date day: what was said or decided on it or later is not seen.
        :return: list of `SQL` selects with the columns line_id (journal item), date (when it is
            paid; NULL: not before something is decided), amount (company currency; more than is
            open is no harm) and chance (0 to 1, that it comes on that day). Of an item the
            selects are used in their order.
        """
        return []

    @api.model
    def _segment_sql(self):
        """Hook for the credit room: the tier of a customer (`account`, its credit account).

        :return: `SQL` of an integer expression; NULL here.
        """
        return SQL("NULL::int")

    @api.model
    def _segment_names(self, ids):
        """Hook for the credit room: {id that `_segment_sql` gives: name of the tier}."""
        return {}

    # === BUSINESS === #

    @api.model
    def _gather(self, company, day, failed=None):
        """Read a company's `Book` as of the morning of a day.

        :param failed: id of the customer of the failure scenario; None takes the largest debtor.
        """
        self.env.flush_all()
        groups, cells, credits, opening = {}, [], {}, 0.0
        terms = self._read_terms(company, day)
        for partner, due, currency, segment, amount, in_currency in self._open(
                company, day, forecast_sql.OPEN, terms):
            opening += amount
            if amount < 0:
                credits[partner] = credits.get(partner, 0.0) - amount
                continue
            group = groups.setdefault((currency, segment), len(groups))
            cells.append(rules.Cell(partner, due, group, amount, in_currency))
        for line, partner, due, currency, segment, amount, in_currency in self._open(
                company, day, forecast_sql.KNOWN, terms) if terms else ():
            opening += amount
            group = groups.setdefault((currency, segment), len(groups))
            cells += rules.split(
                rules.Cell(partner, due, group, amount, in_currency), terms[line])
        cells = rules.less_credits(cells, credits)
        failed = failed or self._largest(cells)
        weekly, recent = self._invoiced(company, day, failed, groups)
        orders = self._ordered(company, day, failed, groups)
        groups = groups or {(company.currency_id.id, None): 0}
        return Book(
            day, rules.periods(day), list(groups), cells, opening, weekly, recent, orders,
            self.env['ar.cash.budget']._sales_plan(company, day), failed,
            sum(cell.amount for cell in cells if not cell.share))

    @api.model
    def _open(self, company, day, query, terms):
        items = self.env['ar.open.item'].with_context(
            ar_as_of=fields.Date.to_string(day - timedelta(days=1)))
        return self.env.execute_query(SQL(
            query, day=day, company=company.id, known=list(terms), segment=self._segment_sql(),
            lines=items._open_lines_sql(
                ('id', 'company_id', 'partner_id', 'currency_id', 'date_maturity', 'date'))))

    @api.model
    def _read_terms(self, company, day):
        """Return {id of a journal item: list of `tools.cash_forecast.Term`}."""
        found = {}
        for select in self._forecast_terms(company, day):
            for line, when, amount, chance in self.env.execute_query(select):
                found.setdefault(line, []).append(rules.Term(
                    None if when is None else max((when - day).days, 0),
                    float(amount), float(chance)))
        return found

    @api.model
    def _largest(self, cells):
        owed = {}
        for cell in cells:
            if cell.customer:
                owed[cell.customer] = owed.get(cell.customer, 0.0) + cell.amount
        return max(owed, key=lambda partner: (owed[partner], -partner), default=None)

    @api.model
    def _invoiced(self, company, day, failed, groups):
        weekly, recent = {}, {}
        for week, currency, segment, amount, in_currency, of_failed in self.env.execute_query(SQL(
                forecast_sql.INVOICED, day=day, company=company.id, failed=failed or 0,
                segment=self._segment_sql(), accounts=self._receivable_ids(),
                days=7 * HISTORY_WEEKS)):
            weekly[week] = weekly.get(week, 0.0) + amount
            if week < rules.WEEKS:
                group = groups.setdefault((currency, segment), len(groups))
                known = recent.get(group, (0.0, 0.0, 0.0))
                recent[group] = tuple(
                    map(sum, zip(known, (amount, in_currency, of_failed), strict=True)))
        weeks = max(weekly, default=-1) + 1
        return [max(weekly.get(week, 0.0), 0.0) for week in range(weeks)], recent

    @api.model
    def _ordered(self, company, day, failed, groups):
        """Orders and drafts of now by group. What they were on a past day nobody knows."""
        if day < fields.Date.context_today(self):
            return {}
        rows = self.env.execute_query(SQL(
            forecast_sql.ORDERED, company=company.id, failed=failed or 0,
            segment=self._segment_sql(), terms=self.env['ar.credit.account']._terms_sql()))
        return {
            groups.setdefault((company.currency_id.id, segment), len(groups)): amounts
            for segment, *amounts in rows if max(amounts) > 0}

    # === HOW CUSTOMERS PAY === #

    @api.model
    def _habits(self, company, day):
        """The `Habits` of a company's customers on the morning of a day."""
        if not numeric.available():
            return self._mean_habits(company, day)
        gathered = prediction_sql.gather(self.env, company, day)
        # One more customer: those whom the ledger of predictions does not know.
        ledger = gathered.ledger._replace(customers=gathered.ledger.customers + 1)
        view = gathered._replace(ledger=ledger).history(day_number(day))
        lag, overdue = lags(view)
        basis = DELAY if not lag else CURVE if self._curve_is_on(company, day) else DUE
        numbers = {
            partner: place for place, partner in enumerate(gathered.partner_ids.tolist())}
        curve = delay_curve.delay_curve(view) if basis == CURVE else None
        return Habits(basis, curve, numbers, {}, 0.0, lag or NO_LAG, overdue or NO_OVERDUE)

    @api.model
    def _curve_is_on(self, company, day):
        """Whether no backtest that was known on the day says that the due dates are better."""
        return not self.env['ar.model.evaluation'].search_count([
            ('company_id', '=', company.id), ('kind', '=', 'date'), ('date', '<=', day),
            ('state', '=', backtest.BASE)], limit=1)

    @api.model
    def _mean_habits(self, company, day):
        """What is left without numpy."""
        rows = self.env.execute_query(SQL(
            forecast_sql.DELAYS, day=day,
            ledger=ledger_query(self.env, company, day - timedelta(days=1))))
        if not rows:
            return Habits(NUMPY, None, {}, {}, 0.0, NO_LAG, NO_OVERDUE)
        __, counts, delays, taken, terms, amounts = zip(*rows, strict=True)
        taken, terms = (
            max(round(sum(days) / max(sum(amounts), 0.01)), 0) for days in (taken, terms))
        overdue = [float(terms < age <= taken) for age in range(max(taken, terms) + 2)]
        return Habits(
            NUMPY, None, {}, {row[0]: row[2] / row[1] for row in rows},
            sum(delays) / sum(counts), [0.0] * taken + [1.0], overdue)

    # === LEDGER === #

    @api.model
    def _receivable_ids(self):
        return list(self.env['account.account']._ar_receivable_ids())

    @api.model
    def _known_until(self, day):
        """The last day of which entries by hand are seen: today what was typed today, too."""
        return day if day >= fields.Date.context_today(self) else day - timedelta(days=1)
