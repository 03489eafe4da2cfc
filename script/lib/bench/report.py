"""Prints the table of a benchmark from the lines that `measure` printed."""
import json
import sys

HEADER = ("step", "ours", "bare", "÷", "bare, no index", "queries", "MB")
ROW = "{:<38}{:>10}{:>10}{:>7}{:>16}{:>9}{:>7}"


def table(results):
    """Rows of the table.

    :param results: dicts of side, step, kind, seconds, queries, memory.
    :return: list of tuples of text, in the order of the steps.
    """
    found = {(result['step'], result['kind'], result['side']): result for result in results}
    return [_row(name, found) for name in dict.fromkeys(result['step'] for result in results)]


def _row(name, found):
    ours = found.get((name, 'ours', 'app'))
    plain = found.get((name, 'bare', 'plain'))
    bare = found.get((name, 'bare', 'app')) or plain
    return (
        name,
        _seconds(ours),
        _seconds(bare),
        f"{ours['seconds'] / bare['seconds']:.2f}" if ours and bare else "",
        _seconds(plain) if plain is not bare else "",
        _queries(ours, bare if bare is plain else None),
        f"{ours['memory']:.0f}" if ours else "",
    )


def _seconds(result):
    return f"{result['seconds']:.3f} s" if result else ""


def _queries(ours, without_app):
    if not ours:
        return ""
    extra = f" / {without_app['queries']:.0f}" if without_app else ""
    return f"{ours['queries']:.0f}{extra}"


if __name__ == '__main__':
    print(ROW.format(*HEADER))
    for row in table([json.loads(line) for line in sys.stdin]):
        print(ROW.format(*row))
