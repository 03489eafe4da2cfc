"""Decide how much currency risk a customer carries.

The risk is what its foreign share may move in a year: the annualised volatility of each
currency's rate, weighted by what is billed in it. 0.08 means that the value of everything it
buys moves by 8 % in an ordinary year.
"""
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

_YEAR_DAYS = 365.25


class CurrencyRisk(NamedTuple):
    """``risk`` (0-1 and up; None when a rate is missing), ``foreign_share`` (0-1) of the
    amounts, and the currencies without enough rates to say.
    """

    risk: float | None
    foreign_share: float
    unknown: tuple


def annual_volatility(rates):
    """Return the annualised volatility of a rate.

    Each logarithmic return is divided by the root of its own number of days, so that rates may
    be daily, monthly or irregular.

    :param rates: iterable of (date, rate) in any order; the last of several on one day counts
    :return: standard deviation per year (0.1 = 10 %), None with fewer than three rates
    :raise ValueError: for a rate that is not positive

    >>> from datetime import date
    >>> monthly = [(date(2026, month, 1), 1.1 if month % 2 else 1.0) for month in range(1, 7)]
    >>> round(annual_volatility(monthly), 3)
    0.365
    >>> annual_volatility([(date(2026, 1, 1), 1.1), (date(2026, 2, 1), 1.2)]) is None
    True
    >>> annual_volatility([(date(2026, 1, day), 0.0) for day in (1, 2, 3)])
    Traceback (most recent call last):
    ...
    ValueError: a rate must be positive
    """
    series = sorted(dict(rates).items())
    if any(rate <= 0 for __, rate in series):
        raise ValueError("a rate must be positive")
    returns = [
        math.log(rate / before) / math.sqrt((day - start).days)
        for (start, before), (day, rate) in pairwise(series)
    ]
    if len(returns) < 2:
        return None
    mean = math.fsum(returns) / len(returns)
    variance = math.fsum((value - mean) ** 2 for value in returns) / (len(returns) - 1)
    return math.sqrt(variance * _YEAR_DAYS)


def currency_risk(amounts: Mapping, volatilities: Mapping, home):
    """Weigh the volatilities of the currencies a customer is billed in.

    Currencies are added up as if they moved together: the cautious side.

    :param amounts: mapping currency → amount in *company* currency (open or invoiced)
    :param volatilities: mapping currency → annual volatility, None or absent if unknown
    :param home: the company's currency, which carries no risk
    :return: :class:`CurrencyRisk`

    >>> currency_risk({"EUR": 600.0, "USD": 400.0}, {"USD": 0.1}, "EUR")
    CurrencyRisk(risk=0.04, foreign_share=0.4, unknown=())
    >>> currency_risk({"EUR": 600.0, "XAF": 400.0}, {}, "EUR")
    CurrencyRisk(risk=None, foreign_share=0.4, unknown=('XAF',))
    >>> currency_risk({}, {}, "EUR").risk
    0.0
    """
    # Credits in one currency must not hide debts in another.
    sizes = {currency: abs(amount) for currency, amount in amounts.items() if amount}
    whole = sum(sizes.values())
    foreign = {currency: size for currency, size in sizes.items() if currency != home}
    unknown = tuple(sorted(c for c in foreign if volatilities.get(c) is None))
    share = sum(foreign.values()) / whole if whole else 0.0
    if unknown:
        return CurrencyRisk(None, share, unknown)
    moved = sum(size * volatilities[currency] for currency, size in foreign.items())
    return CurrencyRisk(moved / whole if whole else 0.0, share, ())
