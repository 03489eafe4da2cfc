"""Decide how money is rounded, and who gets the cent that is left over.

Amounts are floats, as everywhere in Odoo; rounding is half-up (away from zero) with the same
tolerance for binary noise as ``odoo.tools.float_round``, so that both give equal results.
"""
import math

# Two bits above the smallest difference a float can hold, as Odoo's float_round.
_NOISE = 2.0**-50
_FACTORS = tuple(10.0**digits for digits in range(16))


def round_half_up(value, digits):
    """Round to a number of decimals, ties away from zero.

    :param float value: any amount or ratio
    :param int digits: decimals to keep (2 for EUR, 0 for JPY); ``None`` leaves it as it is
    :return: the rounded value, never ``-0.0``

    >>> round_half_up(2.675, 2), round_half_up(-2.675, 2), round_half_up(1234.5, 0)
    (2.68, -2.68, 1235.0)
    >>> round_half_up(0.125, None), round_half_up(-0.001, 2)
    (0.125, 0.0)
    """
    if digits is None:
        return value
    factor = _FACTORS[digits]
    scaled = value * factor
    magnitude = math.floor(abs(scaled) * (1.0 + _NOISE) + 0.5)
    return math.copysign(magnitude, value) / factor if magnitude else 0.0


def round_to_step(value, step):
    """Round half-up to a multiple of ``step`` (a limit in thousands, cash in 5 cents).

    :param float value: amount
    :param float step: positive multiple, or 0/``None`` for no rounding

    >>> round_to_step(12_499, 1_000), round_to_step(12_500, 1_000), round_to_step(7.13, 0.05)
    (12000.0, 13000.0, 7.15)
    >>> round_to_step(7.13, None)
    7.13
    """
    if not step:
        return value
    multiples = round_half_up(value / step, 0)
    return round_half_up(multiples * step, 9)


def split(amount, weights, digits):
    """Divide an amount in proportion to ``weights``; the parts add up to it exactly.

    Each part is the difference of two rounded running totals, so the leftover cents go to
    fixed places and no part is more than one unit off its fair share.

    :param float amount: amount to divide, rounded to ``digits`` first
    :param weights: non-negative numbers, not all zero
    :param int digits: decimals of the currency
    :return: list of parts, one per weight
    :raise ValueError: when there is nothing to divide by

    >>> split(100, [1, 1, 1], 2)
    [33.33, 33.34, 33.33]
    >>> split(-0.05, [1, 3], 2)
    [-0.01, -0.04]
    >>> split(10, [0, 0], 2)
    Traceback (most recent call last):
    ...
    ValueError: weights must be non-negative and add up to more than zero
    """
    whole = math.fsum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and add up to more than zero")
    amount = round_half_up(amount, digits)
    parts, seen, given = [], 0.0, 0.0
    for weight in weights:
        seen += weight
        target = round_half_up(amount * min(1.0, seen / whole), digits)
        parts.append(round_half_up(target - given, digits))
        given = target
    return parts


def share_out(total, weights):
    """Divide whole units by weight, the largest remainders first (Hamilton's method).

    :param int total: units to give away
    :param weights: non-negative numbers, not all zero
    :return: list of whole numbers that add up to ``total``; equal remainders in list order

    >>> share_out(1000, [1, 1, 1])
    [334, 333, 333]
    >>> share_out(10, [0, 5, 1])
    [0, 8, 2]
    """
    whole = math.fsum(weights)
    exact = [total * weight / whole for weight in weights]
    # Binary noise must not decide which of two equal weights gets the unit.
    floors = [math.floor(round(value, 9)) for value in exact]
    left = total - sum(floors)
    order = sorted(range(len(exact)), key=lambda i: (round(floors[i] - exact[i], 9), i))
    for index in order[:left]:
        floors[index] += 1
    return floors
