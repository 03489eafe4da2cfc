"""May this customer be written to or called now, and if not, why and from when.

Every sender counts: reminders, statements, newsletters, whatever reached the customer these days.
Answers to what the customer wrote itself do not. A final or legal notice has a deadline to keep:
no cap stops it, and no wish to be left alone; but nobody is called at night because of it.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

INSOLVENT, OPTED_OUT, CAP, CALL_CAP, GAP, HOLIDAY, HOURS = (
    'insolvent', 'opted_out', 'cap', 'call_cap', 'gap', 'holiday', 'hours')
EXEMPT = {'final', 'legal'}
# Somebody is disturbed at once by these; a letter lies in the box until somebody fetches it.
CALLS = {'phone', 'visit', 'sms'}
UNHURRIED = {'letter', 'snailmail'}
# On these ways somebody turns to the customer later.
PLANNED = {'phone', 'visit'}
WEEK = timedelta(days=7)
PATIENCE = 3  # days that an approved notice waits for a decent time
HORIZON = 60  # days that are searched for the next allowed moment


class Rules(NamedTuple):
    """What holds for a customer: contacts in seven days (0: no cap), of these by phone, visit or
    text message; hours (of the customer's day) and weekdays (0 is Monday) for any contact; least
    hours between two contacts; days off."""

    cap: int = 0
    call_cap: int = 0
    hour_from: float = 0.0
    hour_to: float = 24.0
    weekdays: frozenset = frozenset(range(7))
    gap_hours: int = 0
    holidays: frozenset[date] = frozenset()


class Contact(NamedTuple):
    """A contact that took place: moment in UTC, and whether it was a call, visit or text."""

    moment: datetime
    is_call: bool = False


class Asked(NamedTuple):
    """Who is to be contacted when (UTC), how and what for, after which contacts."""

    moment: datetime
    channel: str
    purpose: str = 'dunning'
    zone: str = 'UTC'
    contacts: tuple = ()
    opted_out: bool = False
    insolvent: bool = False


class Verdict(NamedTuple):
    """`reason` is None when the contact is allowed; `until` the first moment (UTC) at which this
    reason no longer holds, None when it never ends by itself."""

    reason: str | None = None
    until: datetime | None = None


def decide(asked, rules):
    """Decide on one contact.

    :param asked: `Asked`
    :param rules: `Rules`
    :return: `Verdict`

    >>> noon = datetime(2026, 6, 30, 12)
    >>> day = Rules(cap=1, hour_from=8, hour_to=20)
    >>> decide(Asked(noon, 'mail'), day).reason is None
    True
    >>> decide(Asked(noon, 'mail', contacts=(Contact(noon - timedelta(days=2)),)), day)
    Verdict(reason='cap', until=datetime.datetime(2026, 7, 5, 12, 0))
    >>> decide(Asked(noon, 'mail', zone='Asia/Shanghai'), day)
    Verdict(reason='hours', until=datetime.datetime(2026, 7, 1, 0, 0))
    >>> decide(Asked(noon, 'letter', zone='Asia/Shanghai'), day).reason is None
    True
    >>> decide(Asked(noon, 'phone', insolvent=True), day).reason
    'insolvent'
    """
    if asked.insolvent and asked.purpose != 'legal':
        return Verdict(INSOLVENT)
    exempt = asked.purpose in EXEMPT
    if asked.opted_out and not exempt:
        return Verdict(OPTED_OUT)
    pressed = Verdict() if exempt else pressure(asked, rules)
    return pressed if pressed.reason else hours(asked, rules)


def pressure(asked, rules):
    """Say whether the customer has heard enough lately.

    >>> now = datetime(2026, 6, 30, 12)
    >>> calls = tuple(Contact(now - timedelta(days=n), True) for n in (6, 3, 1))
    >>> pressure(Asked(now, 'phone', contacts=calls), Rules(call_cap=3))
    Verdict(reason='call_cap', until=datetime.datetime(2026, 7, 1, 12, 0))
    >>> pressure(Asked(now, 'mail', contacts=calls), Rules(call_cap=3)).reason is None
    True
    >>> pressure(Asked(now, 'mail', contacts=calls), Rules(gap_hours=48)).reason
    'gap'
    """
    lately = sorted(
        contact for contact in asked.contacts
        if asked.moment - WEEK < contact.moment <= asked.moment)
    calls = [contact for contact in lately if contact.is_call]
    if asked.channel in CALLS and rules.call_cap and len(calls) >= rules.call_cap:
        return Verdict(CALL_CAP, calls[-rules.call_cap].moment + WEEK)
    if rules.cap and len(lately) >= rules.cap:
        return Verdict(CAP, lately[-rules.cap].moment + WEEK)
    gap = timedelta(hours=rules.gap_hours)
    if lately and lately[-1].moment + gap > asked.moment:
        return Verdict(GAP, lately[-1].moment + gap)
    return Verdict()


def hours(asked, rules):
    """Say whether it is a decent time at the customer's; a letter comes at any.

    >>> sunday = datetime(2026, 6, 28, 12)
    >>> work = Rules(hour_from=9, hour_to=17.5, weekdays=frozenset(range(5)))
    >>> hours(Asked(sunday, 'mail'), work)
    Verdict(reason='holiday', until=datetime.datetime(2026, 6, 29, 9, 0))
    >>> hours(Asked(datetime(2026, 6, 29, 17, 30), 'mail'), work)
    Verdict(reason='hours', until=datetime.datetime(2026, 6, 30, 9, 0))
    """
    if asked.channel in UNHURRIED:
        return Verdict()
    zone = ZoneInfo(asked.zone)
    local = asked.moment.replace(tzinfo=ZoneInfo('UTC')).astimezone(zone)
    opening, closing = clock(rules.hour_from), clock(rules.hour_to)
    if works(local.date(), rules):
        if opening <= local.time() < closing:
            return Verdict()
        reason, first = HOURS, 0 if local.time() < opening else 1
    else:
        reason, first = HOLIDAY, 1
    for ahead in range(first, HORIZON):
        day = local.date() + timedelta(days=ahead)
        if works(day, rules):
            start = datetime.combine(day, opening, zone)
            return Verdict(reason, start.astimezone(ZoneInfo('UTC')).replace(tzinfo=None))
    return Verdict(reason)


def concerns(verdict, channel):
    """Say whether a verdict of now forbids what is handed over now on a channel: a call is only
    planned, and the hours are looked at when it is made.

    >>> concerns(Verdict(HOURS), 'phone'), concerns(Verdict(HOURS), 'mail')
    (False, True)
    >>> concerns(Verdict(CAP), 'phone'), concerns(Verdict(), 'mail')
    (True, False)
    """
    if verdict.reason in (HOURS, HOLIDAY):
        return channel not in PLANNED
    return verdict.reason is not None


def said(reason):
    """Return what a mail server said, without the words of the programs around it.

    >>> said("Mail delivery failed via SMTP server 'None'.\\nSMTPRecipientsRefused: "
    ...      "{'ann@example.com': (550, b'5.1.1 No such user here')}")
    '550 5.1.1 No such user here'
    >>> said("Mail Delivery Failed\\n[Errno 111] Connection refused"), said("")
    ('[Errno 111] Connection refused', '')
    """
    answers = re.findall(r"""\((\d{3}), b(['"])(.*?)\2""", reason)
    if answers:
        return "; ".join(dict.fromkeys(f"{code} {words}" for code, __, words in answers))
    return reason.strip().rpartition("\n")[2]


def outlasts(verdict, day):
    """Say whether a verdict holds for longer than a notice of this day waits for: a full cap until
    the next day, a night or a long weekend a few days. A later run decides then.

    >>> noon = datetime(2026, 7, 1, 12)
    >>> full = Verdict(CAP, noon)
    >>> outlasts(full, date(2026, 7, 1)), outlasts(full, date(2026, 6, 30))
    (False, True)
    >>> outlasts(Verdict(HOURS, noon), date(2026, 6, 28)), outlasts(Verdict(HOLIDAY), noon.date())
    (False, True)
    """
    if not verdict.until:
        return bool(verdict.reason)
    patience = timedelta(days=PATIENCE if verdict.reason in (HOURS, HOLIDAY) else 0)
    return verdict.until.date() > day + patience


def works(day, rules):
    """Say whether a day is neither off by the week nor a holiday.

    >>> works(date(2026, 12, 25), Rules(holidays=frozenset({date(2026, 12, 25)})))
    False
    """
    return day.weekday() in rules.weekdays and day not in rules.holidays


def clock(hour):
    """Return an hour of the day, such as 17.5, as a time; 24 is the end of the day.

    >>> clock(17.5), clock(24), clock(0)
    (datetime.time(17, 30), datetime.time(23, 59, 59, 999999), datetime.time(0, 0))
    """
    if hour >= 24:
        return time.max
    return time(int(hour), round(hour % 1 * 60) % 60)


AUTOMATIC_SUBJECTS = (
    'out of office', 'automatic reply', 'auto-reply', 'autoreply', 'auto reply', 'abwesenheit',
    'réponse automatique', '自动回复', '自动答复', '不在办公室')


def is_automatic(headers, subject=''):
    """Say whether a mail was written by a machine: an out-of-office note is no answer.

    :param dict headers: by lower-case name.
    :param str subject: of the mail.

    >>> is_automatic({'auto-submitted': 'auto-replied'}), is_automatic({'auto-submitted': 'no'})
    (True, False)
    >>> is_automatic({'x-autoreply': 'yes'}), is_automatic({'precedence': 'Bulk'})
    (True, True)
    >>> is_automatic({}, "Out of Office: Re: your invoices"), is_automatic({}, "Re: invoices")
    (True, False)
    """
    declared = headers.get('auto-submitted', 'no').split(';')[0].strip().lower()
    if declared != 'no' or any(
            name in headers for name in ('x-autoreply', 'x-autorespond', 'x-auto-response')):
        return True
    if headers.get('precedence', '').strip().lower() in ('auto_reply', 'bulk', 'junk', 'list'):
        return True
    return (subject or '').strip().lower().startswith(AUTOMATIC_SUBJECTS)


# What a call or visit came to, and what follows from it.
PAUSE, AGAIN, LOOK, TELL = 'pause', 'again', 'look', 'tell'
STEPS = {
    'promised': PAUSE, 'paid': PAUSE, 'disputed': LOOK, 'wrong_person': LOOK, 'refused': TELL,
    'insolvency': TELL, 'no_answer': AGAIN, 'call_back': AGAIN,
}
TRIES = 3


def follow_up(result, today, next_date=None, tries=0):
    """Say what is done after a contact.

    :param str result: what it came to.
    :param date today: the day of the contact.
    :param date next_date: that was agreed, or None.
    :param int tries: contacts in vain before this one, since the last that reached somebody.
    :return: (step, day): `PAUSE` dunning up to the day, try `AGAIN` on it, `LOOK` into it while
        dunning rests up to it, `TELL` the credit manager; (None, None) when nothing follows.

    >>> tuesday = date(2026, 6, 30)
    >>> follow_up('promised', tuesday, date(2026, 7, 10))
    ('pause', datetime.date(2026, 7, 12))
    >>> follow_up('no_answer', tuesday), follow_up('no_answer', tuesday, tries=2)
    (('again', datetime.date(2026, 7, 1)), (None, None))
    >>> follow_up('call_back', tuesday, date(2026, 7, 3), tries=9)
    ('again', datetime.date(2026, 7, 3))
    >>> follow_up('disputed', tuesday), follow_up('told', tuesday)
    (('look', datetime.date(2026, 7, 14)), (None, None))
    >>> follow_up('refused', tuesday)
    ('tell', datetime.date(2026, 6, 30))
    """
    step = STEPS.get(result)
    if step == PAUSE:
        return step, (next_date or today + timedelta(days=5)) + timedelta(days=2)
    if step == AGAIN:
        if result == 'no_answer' and tries + 1 >= TRIES:
            return None, None
        return step, next_date or workday(today + timedelta(days=1))
    if step == LOOK:
        return step, next_date or today + timedelta(days=14)
    return (step, today) if step else (None, None)


def workday(day):
    """Return the day, or the Monday after it.

    >>> workday(date(2026, 7, 4)), workday(date(2026, 7, 3))
    (datetime.date(2026, 7, 6), datetime.date(2026, 7, 3))
    """
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
