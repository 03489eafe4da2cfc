"""Keep a scoring as JSON, so that it can be shown as it was and made again.

A scoring is its card (stored once for all scorings by it) and its lines. What is empty is left
out: 50,000 of them may be written in a night.
"""
from datetime import date

from .scorecard import Bin, Characteristic, Line, Result, Value, cap_of, compile_card


def card_to_dict(card):
    """Return a card as JSON can hold it, to be stored with a scoring made by it."""
    names = Characteristic.__slots__
    return [
        {name: getattr(rule, name) for name in names if name != "bins"}
        | {"bins": [{name: getattr(item, name) for name in Bin.__slots__} for item in rule.bins]}
        for rule in card.characteristics
    ]


def card_from_dict(stored):
    """Return the card that :func:`card_to_dict` stored.

    >>> card = compile_card([Characteristic("late", 1.0, (Bin(5.0, 0.0), ))])
    >>> card_from_dict(card_to_dict(card)).characteristics == card.characteristics
    True
    """
    return compile_card(
        Characteristic(**{**rule, "bins": tuple(Bin(**item) for item in rule["bins"])})
        for rule in stored
    )


def lines_to_dict(result, values):
    """Return the lines of a scoring as JSON can hold them, inputs included.

    :param Result result: what :func:`.scorecard.score` gave
    :param values: the inputs it was made of, code → :class:`.scorecard.Value`

    >>> from .scorecard import score
    >>> card = compile_card([Characteristic("late", 1.0, (Bin(5.0, 0.0), ))])
    >>> values = {"late": Value(3.0, "ledger", date(2026, 11, 20))}
    >>> lines_to_dict(score(card, values, date(2026, 11, 21)), values)[0]["date"]
    '2026-11-20'
    """
    return [_line_to_dict(line, values.get(line.code)) for line in result.lines]


def _line_to_dict(line, given):
    stored = {
        "code": line.code, "points": line.points, "score": line.score, "max": line.max_score,
        "weight": line.weight,
    }
    if line.value is not None:
        stored |= {"value": line.value, "source": line.source, "bin": line.bin}
    if line.date:
        stored["date"] = line.date.isoformat()
    if given and given.expiry:
        stored["expiry"] = given.expiry.isoformat()
    if line.stale:
        stored["stale"] = True
    if line.missing:
        stored["missing"] = True
    return stored


def values_from_dict(lines):
    """Return the inputs of stored lines, so that the scoring can be made again.

    >>> values_from_dict([{"code": "late", "value": 3.0, "source": "ledger"}, {"code": "new"}])
    {'late': Value(value=3.0, source='ledger', date=None, expiry=None)}
    """
    return {
        line["code"]: Value(
            line["value"], line["source"], _day(line.get("date")), _day(line.get("expiry")))
        for line in lines if "value" in line
    }


def result_from_dict(card, lines, total, coverage):
    """Return a scoring as it was stored, without making any line of it again.

    :param Card card: the card it was made by
    :param lines: what :func:`lines_to_dict` gave
    :param float total: points; ``coverage``: 0-1
    :return: :class:`.scorecard.Result`
    """
    found = [_line_from_dict(compiled, line) for compiled, line in zip(
        card.compiled, lines, strict=True)]
    caps = [cap_of(compiled.rule, line.stale, line.missing)
            for compiled, line in zip(card.compiled, found, strict=True)]
    return Result(total, tuple(found), tuple(filter(None, caps)), coverage)


def _line_from_dict(compiled, line):
    return Line(
        line["code"], line.get("value"), line.get("bin", ""), line["points"], compiled.best,
        line["weight"], line["score"], line["max"], line.get("source", ""),
        _day(line.get("date")), line.get("stale", False), line.get("missing", False))


def _day(text):
    return date.fromisoformat(text) if text else None
