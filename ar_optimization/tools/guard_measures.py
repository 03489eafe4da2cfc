"""What each condition of a rule measures, and what would free a document of it.

Amounts are in company currency; see :mod:`guard_facts` for the words.
"""
import math

from .guard_facts import HOLD, PREPAY, STOP, STOPPED, STRICTNESS, Reason, Way
from .rounding import round_half_up


def measure(rule, action, document, standing, digits=2):
    """Hold a document against one rule.

    :param str action: what the rule does, the tier's action resolved
    :return: :class:`Reason`, None when nothing speaks against it

    >>> from .guard_facts import Document, Rule, Standing
    >>> late = Standing("limit", "open", limit=100, exposure=90, overdue=50, days=12, on_time=55)
    >>> order = Document("order", 20, 20, discount=12, instalments=((0, 10.0), (95, 90.0)))
    >>> for rule in (
    ...     Rule("limit", bound=100), Rule("limit", bound=110), Rule("overdue_amount", bound=20),
    ...     Rule("overdue_days", bound=12), Rule("behaviour", bound=60), Rule("document", bound=19),
    ...     Rule("term", bound=90), Rule("discount", bound=10), Rule("first_payment", bound=30),
    ...     Rule("instalments", bound=2),
    ... ):
    ...     found = measure(rule, HOLD, order, late)
    ...     print(rule.condition, found and found[2:5])
    limit (110.0, 100.0, 10.0)
    limit None
    overdue_amount (50.0, 20.0, 30.0)
    overdue_days None
    behaviour (55.0, 60.0, 0.0)
    document (20.0, 19.0, 0.0)
    term (95.0, 90.0, 0.0)
    discount (12.0, 10.0, 0.0)
    first_payment (10.0, 30.0, 0.0)
    instalments None

    To ask for prepayment is to be content when it has come:

    >>> measure(Rule("limit", bound=100, percent=30), PREPAY, order, late).excess
    6.0
    >>> paid = Document("order", 20, 20, prepaid=6)
    >>> measure(Rule("limit", bound=100, percent=30), PREPAY, paid, late)
    """
    found = MEASURES[rule.condition](rule, document, standing, digits)
    if found is None:
        return None
    measured, bound, excess = (round_half_up(float(number), digits) for number in found)
    if action == PREPAY:
        missing = _missing_advance(rule, document, standing, digits)
        if missing <= 0:
            return None
        excess = min(excess or missing, missing)
    return Reason(rule.condition, action, measured, bound, excess, rule.key)


def merged(one, other):
    """Return what two rules about one condition say together: what frees the document must free
    it of both, so that where both hold it the higher amount and the tighter bound count.

    >>> one, other = Reason("limit", HOLD, 120, 100, 20), Reason("limit", PREPAY, 120, 80, 30)
    >>> merged(one, other)[1:]
    ('hold', 120, 80, 30, None)
    >>> merged(one._replace(action="warn"), other) == other
    True
    """
    mild, strict = sorted((one, other), key=lambda reason: STRICTNESS[reason.action])
    if STRICTNESS[mild.action] < STRICTNESS[PREPAY]:
        return strict
    tighter = strict.condition in REDUCIBLE or strict.condition in CHANGEABLE
    return strict._replace(
        bound=min(one.bound, other.bound) if tighter else strict.bound,
        excess=max(one.excess, other.excess))


def paid_in_advance(document, standing):
    """What counts as paid for a document. Money of the customer that no invoice has taken yet
    counts, once: what was paid for this document is among it.

    >>> from .guard_facts import Document, Standing
    >>> paid_in_advance(Document("order", 9, 9, prepaid=3), Standing("limit", "open", exposure=-5))
    5
    """
    return max(document.prepaid, -standing.exposure, 0.0)


def _asked_percent(rule, standing):
    """The part to be paid in advance: what the rule says, else everything of a customer without
    credit, else what the tier asks for."""
    return rule.percent or (standing.mode != "prepay" and standing.prepay_percent) or 100


def _missing_advance(rule, document, standing, digits):
    percent = _asked_percent(rule, standing)
    paid = paid_in_advance(document, standing)
    return round_half_up((document.total + document.earlier) * percent / 100 - paid, digits)


# === CONDITIONS ===
# Each returns (measured, bound, what paying would have to amount to), or None when it is met.

def _status(_rule, _document, standing, _digits):
    return (0, 0, 0) if standing.status in STOPPED else None


def _watch(_rule, _document, standing, _digits):
    return (0, 0, 0) if standing.status == "watch" else None


def _prepay(rule, document, standing, digits):
    if standing.mode != "prepay" and standing.prepay_percent <= 0:
        return None
    percent = _asked_percent(rule, standing)
    missing = _missing_advance(rule, document, standing, digits)
    return (0, percent, missing) if missing > 0 else None


def _limit(rule, document, standing, digits):
    """Exposure with the document, in percent of the limit; a limit of 0 bears nothing."""
    limit, exposure = standing.tight
    counts = standing.mode == "limit" or (standing.mode == "unlimited" and standing.shared)
    if limit is None or not counts:
        return None
    exposed = exposure + document.amount
    excess = round_half_up(exposed - limit * rule.bound / 100, digits)
    if excess <= 0:
        return None
    used = 100 * exposed / limit if limit else 999
    return used, rule.bound, excess


def _overdue_amount(rule, _document, standing, digits):
    excess = round_half_up(standing.overdue - rule.bound, digits)
    return (standing.overdue, rule.bound, excess) if excess > 0 else None


def _overdue_days(rule, _document, standing, _digits):
    if standing.overdue > 0 and standing.days > rule.bound:
        return standing.days, rule.bound, standing.overdue
    return None


def _document(rule, document, _standing, digits):
    over = round_half_up(document.total - rule.bound, digits) > 0
    return (document.total, rule.bound, 0) if over else None


def _expired(rule, _document, standing, _digits):
    days = standing.review_days
    return (days, rule.bound, 0) if days is not None and days > rule.bound else None


def _dunning(rule, _document, standing, _digits):
    level = standing.dunning
    return (level, rule.bound, 0) if level >= max(1, rule.bound) else None


def _behaviour(rule, _document, standing, _digits):
    on_time = standing.on_time
    return (on_time, rule.bound, 0) if on_time is not None and on_time < rule.bound else None


def _term(rule, document, _standing, _digits):
    """Longest term: what the rule says, else what the customer may have."""
    allowed = rule.bound or document.allowed_days
    if allowed is None or document.last_days <= allowed:
        return None
    return document.last_days, allowed, 0


def _discount(rule, document, _standing, _digits):
    over = round_half_up(document.discount - rule.bound, 6) > 0
    return (document.discount, rule.bound, 0) if over else None


def _first_payment(rule, document, _standing, _digits):
    """Of a document paid in instalments, the percent that is due first."""
    if len(document.instalments) < 2:
        return None
    __, first = min(document.instalments)
    return (first, rule.bound, 0) if round_half_up(first - rule.bound, 6) < 0 else None


def _instalments(rule, document, _standing, _digits):
    number = len(document.instalments)
    return (number, rule.bound, 0) if number > max(1, rule.bound) else None


def _unsigned(_rule, _document, standing, _digits):
    """Credit is given under a signed contract only.

    >>> from .guard_facts import Standing
    >>> [_unsigned(None, None, Standing("limit", "open", unsigned=each), 2)
    ...  for each in (True, False)]
    [(0, 0, 0), None]
    """
    return (0, 0, 0) if standing.unsigned else None


#: Condition → what it measures, the gravest first.
MEASURES = {
    "status": _status, "prepay": _prepay, "limit": _limit, "overdue_days": _overdue_days,
    "overdue_amount": _overdue_amount, "dunning": _dunning, "expired": _expired,
    "behaviour": _behaviour, "document": _document, "term": _term, "discount": _discount,
    "instalments": _instalments, "first_payment": _first_payment, "unsigned": _unsigned,
    "watch": _watch,
}
#: Of these a customer frees the document by paying what is open.
PAYABLE = {"limit", "overdue_days", "overdue_amount", "prepay"}
#: Of these a salesperson frees it by making it smaller.
REDUCIBLE = {"limit", "document"}
#: Of these by changing its terms: condition → kind of way out.
CHANGEABLE = {"term": "days", "discount": "discount"}


# === WAYS OUT ===

def ways_out(document, standing, reasons, digits=2):
    """Return what would free a held document, the quickest first.

    :param reasons: :class:`Reason` items that speak against it
    :return: tuple of :class:`Way`, never empty

    >>> from .guard_facts import Document, Rule, Standing
    >>> full = Standing("limit", "open", limit=100, exposure=120, overdue=50, days=70)
    >>> order = Document("order", 30, 30)
    >>> stopped = Reason("status", HOLD, 0, 0), Reason("limit", HOLD, 150, 100, 50)
    >>> [tuple(way) for way in ways_out(order, full, stopped)]
    [('prepay', 30.0), ('release', 30.0)]

    Paying what is overdue lowers the exposure, too, and paying the whole document is enough:

    >>> late = Reason("overdue_days", HOLD, 70, 60, 50), Reason("limit", HOLD, 150, 100, 50)
    >>> [tuple(way) for way in ways_out(Document("order", 30, 60), full, late)]
    [('pay', 50.0), ('release', 60.0)]
    >>> ways_out(order, full, (Reason("term", HOLD, 90, 45),))[1]
    Way(kind='days', value=45)

    What is asked for in advance because something is overdue is paid once:

    >>> ways_out(order, full, (Reason("overdue_days", PREPAY, 70, 60, 9),))[0]
    Way(kind='prepay', value=9.0)
    """
    held = [reason for reason in reasons if STRICTNESS[reason.action] >= STRICTNESS[PREPAY]]
    conditions = {reason.condition for reason in held}
    if STOP in conditions:  # who stopped it may let it go, and no money does
        return (Way("release", round_half_up(document.total, digits)),)
    ways = [_way_to_pay(document, held, digits)]
    smaller = _smaller(document, held, digits)
    if conditions <= REDUCIBLE and smaller > 0 and all(r.action == HOLD for r in held):
        ways.append(Way("reduce", smaller))
    ways += [
        Way(CHANGEABLE[reason.condition], reason.bound) for reason in held
        if conditions <= CHANGEABLE.keys()]
    if conditions == {"limit"} and held[0].bound:
        ways.append(Way("limit", _needed_limit(document, standing, held[0], digits)))
    else:
        ways.append(Way("release", round_half_up(document.total, digits)))
    return tuple(ways)


def _way_to_pay(document, held, digits):
    """What is to be paid: as much as undoes all reasons, at most the rest of the document."""
    rest = round_half_up(document.rest, digits)
    if any(reason.condition not in PAYABLE for reason in held):
        return Way("prepay", rest)
    excess = {
        reason.condition: reason.excess for reason in held if reason.action != PREPAY}
    advance = max((
        reason.excess for reason in held
        if reason.action == PREPAY or reason.condition == "prepay"), default=0.0)
    overdue = max(excess.get("overdue_days", 0.0), excess.get("overdue_amount", 0.0))
    amount = round_half_up(max(excess.get("limit", 0.0), advance + overdue), digits)
    if all(reason.action == PREPAY for reason in held) or amount > rest:
        return Way("prepay", min(amount, rest))
    return Way("pay", amount)


def _smaller(document, held, digits):
    totals = [
        reason.bound if reason.condition == "document" else document.total - reason.excess
        for reason in held]
    return round_half_up(min(totals), digits)


def _needed_limit(document, standing, reason, digits):
    """The lowest limit under which the document would pass."""
    exposed = standing.tight[1] + document.amount
    units = round_half_up(exposed * 100 / reason.bound * 10**digits, 6)
    return math.ceil(units) / 10**digits
