from datetime import timedelta
from math import sqrt

from odoo import api, models
from odoo.tools import SQL

from ....tools import cash_forecast as rules
from ....tools.cash_position import gap as first_gap
from ....tools.cash_position import working_capital
from . import forecast_sql


class ArForecast(models.Model):
    """Money that goes out, what is left on the bank, and what would close a gap."""
    _inherit = 'ar.forecast'

    @api.model
    def _funds_facts(self, company, book, habits):
        """What the positions of every scenario are made of, read once.

        :return: dict of `bank`, `typed` (whether it was), `least`, `payables` and `outflows` (what
            goes out before each edge), `payable`, `inventory`, `rate`, and `overdue`: what of
            today's overdue items comes before each edge, with their sum.
        """
        company, points = company.sudo(), rules.edges(book.periods)
        due = self.env.execute_query(SQL(
            forecast_sql.PAYABLE, company=company.id, day=book.day))
        planned = self.env['ar.cash.outflow'].sudo()._planned(
            company, book.day, book.day + timedelta(points[-1]))
        typed = company.ar_cash_typed
        [[bank]] = [[company.ar_cash_opening]] if typed else self.env.execute_query(SQL(
            forecast_sql.BANK, company=company.id, day=book.day))
        return {
            'bank': bank, 'typed': typed, 'least': company.ar_cash_least,
            'payables': [sum(amount for day, amount in due if day < point) for point in points],
            'outflows': [
                sum(amount for day, amount in planned if (day - book.day).days < point)
                for point in points],
            'payable': sum(amount for __, amount in due),
            'inventory': company.ar_cash_inventory, 'rate': company._ar_capital_rate(),
            'overdue': self._late_part(book, habits),
            'open': sum(cell.amount for cell in book.cells if cell.share and cell.due >= 0),
        }

    @api.model
    def _late_part(self, book, habits):
        """Of today's overdue items without a promise: (their sum, what comes before each edge)."""
        late = [
            cell for cell in book.cells
            if cell.due < 0 and cell.share and cell.fixed == rules.CURVE and not cell.start]
        spread, = self._spreads(book._replace(cells=late), habits, [rules.Scenario()])
        return sum(cell.amount for cell in late), [
            sum(column) for column in zip(*spread.reached, strict=True)]

    @api.model
    def _funds(self, book, figures, facts, digits):
        """The positions of one scenario.

        :return: dict of `bank`, `typed`, `least`, `periods` (beside `figures`: `payables`,
            `outflows`, `net`, `position`, `low`), `gap` (place of the first week below the least
            balance, or None), `risk` (the same of the lower end), `actions` (what would close it)
            and `capital` (need, cost a year, rate, inventory, payable, receivable).
        """
        points = rules.edges(book.periods)
        place = {point: number for number, point in enumerate(points)}
        periods, totals = [], {}
        for period, figure in zip(book.periods, figures, strict=True):
            if period.kind not in totals:
                totals[period.kind] = [facts['bank'], 0.0]
            first, last = place[period.start], place[period.end]
            out = {
                name: facts[name][last] - facts[name][first] for name in ('payables', 'outflows')}
            net = figure['cash'] - sum(out.values())
            total = totals[period.kind]
            total[0] += net
            wide = (figure['high'] or figure['cash']) - figure['cash']
            total[1] += wide ** 2
            periods.append({
                **{name: round(amount, digits) for name, amount in out.items()},
                'net': round(net, digits), 'position': round(total[0], digits),
                'low': round(total[0] - sqrt(total[1]), digits)})
        weeks = [
            funds for period, funds in zip(book.periods, periods, strict=True)
            if period.kind == rules.WEEK]
        gap = first_gap([week['position'] for week in weeks], facts['least'])
        return {
            'bank': round(facts['bank'], digits), 'typed': facts['typed'],
            'least': facts['least'], 'periods': periods, 'gap': gap,
            'risk': first_gap([week['low'] for week in weeks], facts['least']),
            'actions': self._actions(book, figures, facts, gap, digits),
            'capital': self._capital(book, facts, digits),
        }

    @api.model
    def _actions(self, book, figures, facts, gap, digits):
        """What would bring money before the gap, the largest effect first: [(code, amount)]."""
        if gap is None:
            return []
        points = rules.edges(book.periods)
        at = points.index(book.periods[gap].end)
        late, came = facts['overdue']
        not_due = facts['open'] - max(
            sum(figure['open'] for figure in figures[:gap + 1]) - came[at], 0.0)
        effects = {
            'promises': late - came[at], 'discounts': not_due,
            'payables': facts['payables'][at]}
        return [
            {'code': code, 'amount': round(amount, digits)}
            for code, amount in sorted(effects.items(), key=lambda item: -item[1])
            if round(amount, digits) > 0]

    @api.model
    def _capital(self, book, facts, digits):
        need, cost = working_capital(
            book.opening, facts['inventory'], facts['payable'], facts['rate'])
        return {
            'need': round(need, digits), 'cost': round(cost, digits), 'rate': facts['rate'],
            'receivable': round(book.opening, digits), 'inventory': facts['inventory'],
            'payable': round(facts['payable'], digits),
        }
