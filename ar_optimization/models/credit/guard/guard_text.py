"""Reasons and ways out of `tools.guard` as sentences, in the language of the reader.

They are stored as data (JSON) and put into words when somebody reads them.
"""
from odoo.tools import LazyTranslate
from odoo.tools.misc import formatLang

from ....tools import guard

_lt = LazyTranslate(__name__)

KINDS = {
    'order': _lt("this order"), 'delivery': _lt("this delivery"), 'invoice': _lt("this invoice"),
}
REASONS = {
    'status': _lt("%(partner)s: no more credit, the account's status is %(status)s."),
    'prepay': _lt(
        "%(partner)s buys against prepayment only: %(excess)s of %(document)s is not paid in "
        "advance."),
    'limit': _lt(
        "%(partner)s is %(excess)s over its credit limit of %(limit)s: %(exposure)s is open, and "
        "%(document)s adds %(amount)s."),
    'overdue_amount': _lt(
        "%(partner)s has %(overdue)s overdue; days overdue of the oldest item: %(days)s."),
    'overdue_days': _lt(
        "%(partner)s is %(measured)s days overdue, with %(overdue)s in total; %(bound)s days are "
        "allowed."),
    'dunning': _lt("%(partner)s has reached dunning level %(measured)s."),
    'expired': _lt("The limit of %(partner)s should have been reviewed %(measured)s days ago."),
    'behaviour': _lt(
        "%(partner)s pays %(measured)s %% of its invoices on time; %(bound)s %% is expected."),
    'document': _lt(
        "The total of %(document)s is %(total)s; up to %(bound_money)s passes without a decision."),
    'term': _lt(
        "The last payment of %(document)s is due after %(measured)s days; %(partner)s may have "
        "%(bound)s."),
    'discount': _lt(
        "The discount of %(document)s is %(measured)s %%; %(bound)s %% is allowed."),
    'instalments': _lt(
        "%(measured)s instalments in %(document)s; %(bound)s are allowed."),
    'first_payment': _lt(
        "The first instalment of %(document)s is %(measured)s %%; %(bound)s %% is expected."),
    'watch': _lt("%(partner)s is being watched."),
    guard.STOP: _lt("%(stopped_by)s has stopped %(document)s: %(stop_reason)s"),
    'unsigned': _lt("No signed contract with %(partner)s is in force."),
    guard.RATE: _lt(
        "There is no exchange rate for %(foreign)s: the amount of %(document)s cannot be compared "
        "with the limit."),
    guard.FAILED: _lt("Credit control could not look at %(document)s because of an error."),
}
PART_OF_LIMIT = _lt(
    "With %(document)s, %(partner)s uses %(measured)s %% of its credit limit of %(limit)s; "
    "%(bound)s %% is allowed.")
SHARED_LIMIT = _lt(
    "With %(document)s, %(measured)s %% of the limit of %(limit)s is used that %(partner)s shares "
    "with others; %(bound)s %% is allowed.")
PART_IN_ADVANCE = _lt(
    "%(partner)s pays %(bound)s %% in advance: %(excess)s of %(document)s is missing.")
NEWCOMER = _lt(
    "%(partner)s is new and pays in advance until somebody decides on its credit: %(excess)s of "
    "%(document)s is not paid in advance.")
WAYS = {
    'pay': _lt("the customer pays %(money)s"),
    'prepay': _lt("the customer pays %(money)s in advance"),
    'reduce': _lt("%(document)s is reduced to %(money)s"),
    'limit': _lt("the limit is raised to %(money)s"),
    'shared_limit': _lt("the shared limit is raised to %(money)s"),
    'days': _lt("the terms are shortened to %(number)s days"),
    'discount': _lt("the discount is lowered to %(number)s %%"),
    guard.RATE: _lt("an exchange rate is entered"),
    guard.FAILED: _lt("an administrator puts the error right, which is in the server's log"),
    'release': _lt("somebody with authority releases it"),
}
CREDIT = _lt("the customer gets a credit limit")


def money(env, amount, currency):
    """An amount of company currency as the reader writes it."""
    return formatLang(env, amount, currency_obj=currency)


def reason_text(env, reason, numbers, partner, currency):
    """One reason as a sentence.

    :param dict reason: a `tools.guard.Reason` as JSON
    :param dict numbers: `ar.credit.guard._ar_guard_numbers`: the figures of that moment
    :param str partner: name of the customer
    :param currency: `res.currency` of the company
    """
    text = REASONS[reason['condition']]
    if reason['condition'] == 'limit' and reason['bound'] != 100:
        text = PART_OF_LIMIT
    if reason['condition'] == 'limit' and numbers.get('shared'):
        text = SHARED_LIMIT
    if reason['condition'] == 'prepay':
        text = NEWCOMER if numbers.get('newcomer') else (
            PART_IN_ADVANCE if reason['bound'] != 100 else text)
    statuses = dict(env['ar.credit.account']._fields['status']._description_selection(env))
    return str(env._(text)) % {
        **{name: money(env, numbers.get(name) or 0.0, currency)
           for name in ('limit', 'exposure', 'amount', 'total', 'overdue')},
        'excess': money(env, reason['excess'], currency),
        'bound_money': money(env, reason['bound'], currency),
        'measured': f"{reason['measured']:g}", 'bound': f"{reason['bound']:g}",
        'partner': partner, 'days': numbers.get('days'), 'foreign': numbers.get('foreign'),
        'status': statuses.get(numbers.get('status'), ""),
        'stopped_by': numbers.get('stopped_by'), 'stop_reason': numbers.get('stop_reason'),
        'document': str(env._(KINDS[numbers['kind']])),
    }


def way_text(env, way, numbers, currency):
    """One way out, as part of a sentence that begins with "It goes on when".

    :param dict way: a `tools.guard.Way` as JSON
    """
    shared = way['kind'] == 'limit' and numbers.get('shared')
    text = WAYS['shared_limit' if shared else way['kind']]
    return str(env._(text)) % {
        'money': money(env, way['value'], currency), 'number': f"{way['value']:g}",
        'document': str(env._(KINDS[numbers['kind']])),
    }


def ways_text(env, ways, numbers, currency):
    """All ways out as one sentence, empty when there is none."""
    if not ways:
        return ""
    texts = [way_text(env, way, numbers, currency) for way in ways]
    if numbers.get('newcomer'):
        texts.append(str(env._(CREDIT)))
    return env._("It goes on when %(ways)s.", ways=env._(", or when ").join(texts))
