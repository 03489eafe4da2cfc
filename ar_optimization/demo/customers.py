"""The customers of the demo ledger: how each of them behaves, in numbers. Pure data and dates."""
import random
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one customer orders and pays.

    `delay` is the mean number of days after the due date (negative: before) in the oldest month,
    `drift` what is added to it per month, `spread` its spread. `months` are the calendar months in
    which it orders (all when empty), `until` ends its orders that many days ago, `since` starts
    them. `partial` and `credit` are the shares of invoices paid in two parts or partly credited,
    `silent` the number of days for which nothing has been paid.
    """
    name: str
    city: str
    country: str
    amount: float
    delay: float
    spread: float
    drift: float = 0.0
    terms: int = 30
    per_month: int = 2
    months: tuple = ()
    since: int = 560
    until: int = 0
    partial: float = 0.0
    credit: float = 0.0
    silent: int = 0
    currency: str = ''


CUSTOMERS = [
    # good: pays a few days early, month after month
    Behaviour("Northwind Instruments", "Rotterdam", 'nl', 4200, -4, 2, terms=30),
    Behaviour("Hailong Precision Parts", "Suzhou", 'cn', 6800, -2, 2, terms=45),
    Behaviour("Arbor Furniture Group", "Portland", 'us', 3100, -1, 3, terms=30),
    # slow but steady: always ten days late, always pays
    Behaviour("Meridian Foods", "Lyon", 'fr', 2400, 10, 3, terms=30),
    Behaviour("Kestrel Logistics", "Leeds", 'uk', 1900, 14, 4, terms=30),
    Behaviour("Blue Harbor Retail", "Seattle", 'us', 2750, 7, 5, terms=15),
    # worsening: every month a little later
    Behaviour("Castellan Build", "Milan", 'it', 5200, 0, 3, drift=2.2, terms=30),
    Behaviour("Fontana Textiles", "Porto", 'pt', 1650, 2, 4, drift=2.8, terms=30, partial=0.2),
    # disputing: short payments and credit notes
    Behaviour("Ostrava Machine Works", "Ostrava", 'cz', 3900, 6, 4, terms=30, partial=0.35,
              credit=0.3),
    # seasonal: orders only before the summer and before the new year
    Behaviour("Lakeside Garden Centers", "Madison", 'us', 7400, 3, 4, terms=60,
              months=(3, 4, 5, 10, 11)),
    # gone: stopped ordering and stopped paying
    Behaviour("Tidewater Trading", "Norfolk", 'us', 2900, 12, 5, drift=1.0, terms=30, until=150,
              silent=190),
    # a foreign currency, a new customer, a small one
    Behaviour("Sakura Components", "Osaka", 'jp', 3300, 1, 3, terms=30, currency='EUR'),
    Behaviour("Pioneer Robotics", "Austin", 'us', 8800, 0, 2, terms=30, since=40),
    Behaviour("Corner Bakery Supplies", "Ghent", 'be', 240, 4, 6, terms=15, per_month=3),
]

# What is known besides the ledger: customer, kind (xml id), value or category (xml id), months
# ago, source. Castellan's good rating is old: old good news never makes an A.
INFORMATION = [
    ("Northwind Instruments", 'equity_ratio', 0.46, 5, "Annual accounts"),
    ("Northwind Instruments", 'bureau_score', 88, 2, "Credit bureau"),
    ("Hailong Precision Parts", 'equity_ratio', 0.38, 6, "Annual accounts"),
    ("Hailong Precision Parts", 'tax_record', 'tax_record_clean', 3, "Tax authority"),
    ("Arbor Furniture Group", 'equity_ratio', 0.31, 8, "Annual accounts"),
    ("Meridian Foods", 'equity_ratio', 0.19, 7, "Annual accounts"),
    ("Castellan Build", 'bureau_score', 81, 26, "Credit bureau"),
    ("Castellan Build", 'equity_ratio', 0.09, 10, "Annual accounts"),
    ("Fontana Textiles", 'borrowing_record', 'borrowing_record_watched', 1, "Bank reference"),
    ("Tidewater Trading", 'tax_record', 'tax_record_arrears', 2, "Tax authority"),
    ("Pioneer Robotics", 'bureau_score', 64, 1, "Credit bureau"),
]

# Customers whose proposed limit is left for you to decide.
UNDECIDED = ("Castellan Build", "Lakeside Garden Centers", "Pioneer Robotics")


# What stands behind some of them: customer, kind, number, who pays, amount, first and last day
# (days from today, None: until further notice), state, other terms. Fontana's insurer wants to
# hear soon.
INSURED = {'percent': 90.0, 'covers_vat': False, 'max_term_days': 60, 'stop_days': 60}
COVERS = [
    ("Castellan Build", 'insurance', "PL-2207-118", "Atlantic Credit Insurance", 20000, -200, 240,
     'active', {**INSURED, 'deductible': 500.0, 'report_days': 60, 'claim_days': 150}),
    ("Fontana Textiles", 'insurance', "PL-2207-131", "Atlantic Credit Insurance", 8000, -200, 240,
     'active', {**INSURED, 'report_days': 25, 'claim_days': 120}),
    ("Hailong Precision Parts", 'guarantee', "BH-2026-0417", "Jiangnan Commercial Bank", 10000,
     -320, 45, 'active', {'claim_days': 10}),
    ("Sakura Components", 'letter', "LC-88120", "Setouchi Bank", 8000, -30, 75, 'active',
     {'currency': 'EUR', 'last_shipment': 20, 'claim_days': 21}),
    ("Corner Bakery Supplies", 'deposit', "D-14", None, 500, -500, None, 'active', {}),
    ("Arbor Furniture Group", 'collateral', "Machines, register 3307", None, 15000, -400, None,
     'active', {'percent': 60.0}),
    ("Tidewater Trading", 'guarantee', "G-77-1204", "Norfolk Savings Bank", 6000, -500, -40,
     'expired', {}),
    ("Pioneer Robotics", 'parent', "Letter of March", "Pioneer Holding", 25000, 0, 365, 'draft',
     {}),
]

# What was agreed with some: customer, template, term (xml ids), first and last day (from today),
# other terms, how far it is. Northwind's ends soon; Meridian's is longer than the law allows.
CONTRACTS = [
    ("Hailong Precision Parts", 'monthly', '30days', -200, 300,
     {'settlement_day': 25, 'credit_limit': 30000, 'max_discount': 5.0}, 'signed'),
    ("Northwind Instruments", 'invoice', '45days', -320, 40,
     {'penalty_rate': 12.0, 'max_discount': 5.0}, 'signed'),
    ("Meridian Foods", 'monthly', '45days', -60, 305, {'payment_day': 15}, 'sent'),
    ("Arbor Furniture Group", 'invoice', '30days', 0, 365, {'title': "Frame agreement"}, 'draft'),
]
# Invoices under them: customer, days ago, amount, discount in percent, term when it is another.
CONTRACT_INVOICES = [
    ("Hailong Precision Parts", 19, 6120, 0, None),
    ("Hailong Precision Parts", 6, 7480, 0, '45days'),
    ("Northwind Instruments", 12, 3950, 10, None),
    ("Northwind Instruments", 3, 4410, 0, None),
    ("Meridian Foods", 8, 2260, 0, None),
]


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    """One invoice with what became of it: payments as (date, share), a credited share."""
    customer: str
    currency: str
    invoice_date: date
    due_date: date
    amount: float
    payments: tuple
    credited: float


def ledger(today):
    """All invoices of all demo customers up to a day.

    :param date today: last day of the ledger; everything is relative to it.
    :return: list of `DemoInvoice`, oldest first; the same for the same day.
    """
    invoices = [
        invoice for behaviour in CUSTOMERS
        for invoice in _customer_ledger(behaviour, today, random.Random(behaviour.name))
    ]
    return sorted(invoices, key=lambda invoice: (invoice.invoice_date, invoice.customer))


def _customer_ledger(behaviour, today, rng):
    step = 30 / behaviour.per_month
    age = behaviour.since
    while age > max(behaviour.until, 1):
        day = today - timedelta(days=round(age))
        age -= step * rng.uniform(0.7, 1.3)
        if not behaviour.months or day.month in behaviour.months:
            yield _invoice(behaviour, day, today, rng)


def _invoice(behaviour, day, today, rng):
    due = day + timedelta(days=behaviour.terms)
    months = (behaviour.since - (today - day).days) / 30
    delay = behaviour.delay + behaviour.drift * months + rng.gauss(0, behaviour.spread)
    paid = _next_weekday(max(due + timedelta(days=round(delay)), day + timedelta(days=2)))
    silent_from = today - timedelta(days=behaviour.silent)
    credited = round(rng.uniform(0.05, 0.2), 2) if rng.random() < behaviour.credit else 0.0
    payments = _payments(paid, credited, rng.random() < behaviour.partial, rng)
    return DemoInvoice(
        customer=behaviour.name,
        currency=behaviour.currency,
        invoice_date=day,
        due_date=due,
        amount=round(behaviour.amount * rng.uniform(0.6, 1.5), 2),
        payments=tuple((on, share) for on, share in payments if on <= min(today, silent_from)),
        credited=credited,
    )


def _payments(paid, credited, in_parts, rng):
    if not in_parts:
        return [(paid, 1 - credited)]
    rest = _next_weekday(paid + timedelta(days=rng.randint(15, 45)))
    return [(paid, 0.6), (rest, 0.4 - credited)]


def _next_weekday(day):
    """Banks do not book on weekends."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
