from datetime import timedelta

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import cash_forecast as rules
from ....tools import kpi
from ....tools.cash_spread import by_curve
from .ar_forecast import CURVE, EXPECTED, FAILURE, LESS, SLOWER

KEPT_DAYS = 7        # from one kept forecast to the next
TRAILING = 91        # days of sales that a DSO looks back on
USUAL = {'slower': 5, 'failed': None, 'off': 10.0}


class ArForecast(models.Model):
    """The making: gather a book, decide in `tools`, write runs and lines by one statement."""
    _inherit = 'ar.forecast'

    @api.model
    def _build(self, company, day, **assumed):
        """Forecast the cash of a company under every scenario, in place of those of the same day.

        :param date day: on its morning; what is dated on it or later is not seen.
        :param assumed: `slower` (days), `failed` (partner id), `off` (percent); what is left out
            stays as it was last time.
        :return: the forecasts.
        """
        assumed = {**self._assumed(company), **assumed}
        book = self._gather(company, day, assumed['failed'])
        habits = self._habits(company, day)
        scenarios = {
            EXPECTED: rules.Scenario(),
            SLOWER: rules.Scenario(slower=assumed['slower']),
            FAILURE: rules.Scenario(failed=book.failed),
            LESS: rules.Scenario(off=assumed['off']),
        }
        spreads = self._spreads(book, habits, list(scenarios.values()))
        funds = self._funds_facts(company, book, habits)
        self._drop_old(company, day)
        forecasts = self.browse()
        for (name, scenario), spread in zip(scenarios.items(), spreads, strict=True):
            forecasts |= self._store(
                company, name, book, habits, scenario, spread, assumed, funds)
        return forecasts

    @api.model
    def _assumed(self, company):
        """What was assumed the last time: `slower`, `failed` (a chosen customer only), `off`."""
        latest, assumed = self._latest(company), dict(USUAL)
        if SLOWER in latest:
            assumed['slower'] = latest[SLOWER].slower_days
        if LESS in latest:
            assumed['off'] = latest[LESS].off
        failure = latest.get(FAILURE)
        if failure and failure.figures.get('chosen'):
            assumed['failed'] = failure.failed_id.id or None
        return assumed

    @api.model
    def _spreads(self, book, habits, scenarios):
        """The `Spread` of the open items under each scenario."""
        if habits.basis == CURVE:
            return by_curve(
                habits.curve, book.cells, habits.numbers, book.periods, len(book.groups),
                scenarios)
        return [
            rules.by_mean_delay(
                book.cells, habits.delays, habits.usual, book.periods, len(book.groups), scenario)
            for scenario in scenarios]

    # === WRITE === #

    @api.model
    def _drop_old(self, company, day):
        """Room for the forecasts of a day: kept ones of other days stay."""
        self.search([
            ('company_id', '=', company.id),
            '|', ('date', '=', day), '&', ('is_kept', '=', False), ('date', '<=', day),
        ]).unlink()

    @api.model
    def _is_first_of_week(self, company, day):
        return not self.search_count([
            ('company_id', '=', company.id), ('is_kept', '=', True),
            ('date', '>', day - timedelta(days=KEPT_DAYS)), ('date', '<=', day)], limit=1)

    @api.model
    def _store(self, company, name, book, habits, scenario, spread, assumed, funds):
        digits = company.currency_id.decimal_places
        parts = self._parts(book, habits, scenario, spread)
        figures = self._figures(book, habits, scenario, spread, parts, digits)
        forecast = self.create({
            'company_id': company.id, 'date': book.day, 'scenario': name, 'basis': habits.basis,
            'slower_days': scenario.slower, 'off': scenario.off,
            'failed_id': scenario.failed or False,
            'is_kept': name == EXPECTED and self._is_first_of_week(company, book.day),
            'opening': book.opening, 'held_back': book.held,
            'cash_13_weeks': sum(
                period['cash'] for period in figures if period['kind'] == rules.WEEK),
            'figures': {'periods': figures, 'chosen': bool(assumed['failed'])},
            'funds': self._funds(book, figures, funds, digits),
        })
        self._store_lines(forecast, self._rows(forecast, book, parts, digits))
        return forecast

    @api.model
    def _store_lines(self, forecast, rows):
        if not rows:
            return
        execute_values(
            self.env.cr._obj,
            """INSERT INTO ar_forecast_line (
                      forecast_id, company_id, period, date_start, date_end, ahead, currency_id,
                      tier, kind, amount, amount_currency, low, high, is_over)
               VALUES %s""",
            [(forecast.id, forecast.company_id.id, *row, False) for row in rows],
            page_size=len(rows))
        self.env['ar.forecast.line'].invalidate_model()

    # === DECIDE === #

    @api.model
    def _parts(self, book, habits, scenario, spread):
        """What comes before each edge, by kind and group, with the variance of each period:
        {kind: {group: (amounts, amounts in currency, variances)}}, and what is invoiced."""
        points = rules.edges(book.periods)
        parts = {'receivable': {
            group: (spread.reached[group], spread.reached_currency[group], spread.variance[group])
            for group in range(len(book.groups))}, 'order': {}, 'invoicing': {}}
        issued = [0.0] * points[-1]
        for group in range(len(book.groups)):
            factor = self._currency_factor(book, group)
            for kind, daily in zip(
                    ('order', 'invoicing'), self._daily(book, group, scenario, points[-1]),
                    strict=True):
                issued = [one + other for one, other in zip(issued, daily, strict=True)]
                came = rules.before(rules.arriving(daily, habits.lag, scenario), points)
                variance = [
                    rules.invoicing_variance(book.weekly, amount)
                    for amount in rules.within(came, points, book.periods)]
                parts[kind][group] = (came, [amount * factor for amount in came], variance)
        parts['issued'] = issued
        return parts

    @api.model
    def _daily(self, book, group, scenario, days):
        """What is invoiced per day for a group: (orders at hand, beside them)."""
        whole = sum(amount for amount, *__ in book.recent.values())
        own, __, of_failed = book.recent.get(group, (0.0, 0.0, 0.0))
        orders, without_failed = book.orders.get(group, (0.0, 0.0))
        if scenario.failed:
            own, orders = own - of_failed, without_failed
        share = max(own, 0.0) / whole if whole > 0 else float(group == 0)
        return rules.invoicing(book.day, book.weekly, days, share, book.plan, orders)

    @api.model
    def _currency_factor(self, book, group):
        """Document currency for one of company currency, as in the invoices of the last weeks."""
        amount, in_currency, __ = book.recent.get(group, (0.0, 0.0, 0.0))
        return in_currency / amount if amount > 0 < in_currency else 1.0

    @api.model
    def _rows(self, forecast, book, parts, digits):
        """The values of the lines, without those of nothing; tiers of one name are one."""
        points = rules.edges(book.periods)
        names = self._segment_names({segment for __, segment in book.groups if segment})
        found = {}
        for kind in ('receivable', 'order', 'invoicing'):
            for group, (came, in_currency, variance) in parts[kind].items():
                currency, segment = book.groups[group]
                columns = zip(
                    book.periods, rules.within(rules.rounded(came, digits), points, book.periods),
                    rules.within(in_currency, points, book.periods), variance, strict=True)
                for place, (period, *amounts) in enumerate(columns):
                    key = (place, period, currency, names.get(segment) or '', kind)
                    known = found.get(key, (0.0, 0.0, 0.0))
                    found[key] = tuple(map(sum, zip(known, amounts, strict=True)))
        return [
            self._row(forecast, key, amounts, digits)
            for key, amounts in found.items() if round(amounts[0], digits)]

    @api.model
    def _row(self, forecast, key, amounts, digits):
        place, period, *rest = key
        ahead = place + 1 if period.kind == rules.WEEK else place + 1 - rules.WEEKS
        amount, in_currency, variance = amounts
        low, high = self._range(forecast, amount, variance, digits)
        return (
            period.kind, forecast.date + timedelta(period.start),
            forecast.date + timedelta(period.end), ahead, *rest,
            round(amount, digits), round(in_currency, digits), low, high)

    @api.model
    def _range(self, forecast, amount, variance, digits):
        """Both ends, or none (NULL) where the method knows of no range."""
        if forecast.basis != CURVE:
            return None, None
        return tuple(round(end, digits) for end in rules.interval(amount, variance))

    @api.model
    def _figures(self, book, habits, scenario, spread, parts, digits):
        """The periods of the whole company. Opening receivable + invoices - cash = closing, to the
        cent, in each of them.

        :return: list of dicts `kind`, `start`, `end` (ISO, first day after), `open`, `order`,
            `new`, `cash`, `low`, `high` (None without a range), `sales`, `opening`, `closing`,
            `overdue`, `dso`; amounts in company currency.
        """
        points = rules.edges(book.periods)
        place = {point: number for number, point in enumerate(points)}
        came = {
            kind: rules.rounded([
                sum(found[0][at] for found in parts[kind].values())
                for at in range(len(points))], digits)
            for kind in ('receivable', 'order', 'invoicing')}
        sales = rules.rounded(rules.before(parts['issued'], points), digits)
        overdue = self._overdue(habits, scenario, spread, parts['issued'], points)
        figures = []
        for number, period in enumerate(book.periods):
            first, last = place[period.start], place[period.end]
            variance = sum(
                found[2][number] for kind in came for found in parts[kind].values())
            closing = book.opening + sales[last] - sum(column[last] for column in came.values())
            figures.append(self._period(
                book, period, {kind: column[last] - column[first] for kind, column in came.items()},
                sales[last] - sales[first], closing, overdue[last],
                variance if habits.basis == CURVE else None, parts['issued'], digits))
        return figures

    @api.model
    def _period(self, book, period, came, sales, closing, overdue, variance, issued, digits):
        cash = round(sum(came.values()), digits)
        low, high = (None, None) if variance is None else rules.interval(cash, variance)
        return {
            'kind': period.kind,
            'start': fields.Date.to_string(book.day + timedelta(period.start)),
            'end': fields.Date.to_string(book.day + timedelta(period.end)),
            'open': round(came['receivable'], digits), 'order': round(came['order'], digits),
            'new': round(came['invoicing'], digits), 'cash': cash,
            'low': None if low is None else round(low, digits),
            'high': None if high is None else round(high, digits),
            'sales': round(sales, digits),
            'opening': round(closing + cash - sales, digits), 'closing': round(closing, digits),
            'overdue': round(overdue, digits),
            'dso': kpi.dso(
                closing, rules.trailing(book.weekly, issued, period.end, TRAILING), TRAILING),
        }

    @api.model
    def _overdue(self, habits, scenario, spread, issued, points):
        """What is overdue at each edge: of the open items, and of those issued until then."""
        shares = habits.lag_overdue
        if scenario.slower:
            shares = rules.slower_overdue(
                [*shares, *[0.0] * scenario.slower], habits.lag, scenario.slower)
        later = rules.arriving([*issued, 0.0], shares)
        return [
            overdue + later[point]
            for overdue, point in zip(spread.overdue, points, strict=True)]

    # === BUTTONS === #

    @api.model
    def recompute(self, company_id, slower_days=5, failed_id=False, off=10.0):
        """Make today's forecasts of a company anew with other assumptions; they stay until others
        are chosen.

        :param int company_id: one of the selected companies.
        :param int slower_days: all customers pay so many days later, 0 to 180.
        :param int failed_id: customer that fails; False takes the one that owes most.
        :param float off: percent of every payment that is lost, 0 to 100.
        :raise AccessError: for who is no credit analyst.
        :raise UserError: for what cannot be assumed.
        """
        self.env.user._ar_check_role('credit_analyst')
        company = self.env.companies.filtered(lambda company: company.id == company_id)
        if not company:
            raise UserError(self.env._("Choose one of the companies you work in."))
        slower, off = self._number(slower_days, 180), self._number(off, 100)
        partner = failed_id and self.env['ar.credit.account'].search([
            ('company_id', '=', company.id), ('partner_id', '=', failed_id)], limit=1).partner_id
        if failed_id and not partner:
            raise UserError(self.env._("This customer has no credit account in the company."))
        day = fields.Date.context_today(self)
        self.sudo()._build(
            company, day, slower=int(slower), failed=partner.id if partner else None, off=off)
        return True

    @api.model
    def _number(self, value, most):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise UserError(self.env._("Type a number from 0 to %s.", most))
        return float(value)
