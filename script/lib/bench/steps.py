"""What is measured. A step gets a meter (its environment, its clock) and the bare statements.

A step of kind `ours` is the app's; `bare` is the statement a person would write for the same, or
Odoo without the app. Two steps of one name are compared.
"""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

from . import worklist
from .agreements import judging
from .compliance import finding, finding_by_hand
from .dunning import LETTERS, deciding, making, printing
from .guard import confirming, guarding
from .insight import forecasting, judging_models, opening_cockpit, predicting
from .results import adding_up

APP, PLAIN = 'app', 'plain'
REPEATS = 3
INVOICES = 40


@dataclass(frozen=True)
class Step:
    """One thing to measure.

    `sides`: the databases to run it on, with and without the app. `keeps`: later steps build on
    what it wrote. `needs`: a model without which there is nothing to measure yet. `rounds`: how
    often both sides are measured in turn, where the difference is small.
    """
    name: str
    kind: str
    sides: tuple
    run: Callable
    keeps: bool = False
    needs: str | None = None
    rounds: int = 1

    def possible(self, registry):
        return self.needs is None or self.needs in registry


# === OURS === #

def _accounts(meter):
    return meter.env['ar.credit.account'].with_context(active_test=False)


def _today(meter):
    return fields.Date.context_today(meter.env['account.move'])


def past_month(today):
    """First and last day of a month that no nightly run has taken a snapshot of."""
    month_end = today.replace(day=1) - timedelta(days=1)
    month_end = month_end.replace(day=1) - timedelta(days=1)
    return month_end.replace(day=1), month_end


def exposure(meter, _bare):
    """The exposure of every account, as the nightly chain and lists read it."""
    accounts = _accounts(meter)
    for _repeat in range(REPEATS):
        with meter():
            query = accounts._search([])
            meter.env.execute_query(query.select(
                SQL.identifier(accounts._table, 'partner_id'),
                accounts._field_to_sql(accounts._table, 'exposure', query)))


def figures(meter, _bare):
    """All live figures of all accounts as records, as if somebody opened them all."""
    for _repeat in range(REPEATS):
        meter.env.invalidate_all()
        with meter():
            _accounts(meter).search([])._figures()


def month_snapshot(meter, _bare):
    """The snapshot of every account at a month end of the past."""
    company, today = meter.env.company, _today(meter)
    with meter():
        meter.env['ar.snapshot']._build(company, past_month(today)[1], 'month', today)


def ageing(days_ago):
    """The ageing screen: all customers aged, one page of them and the totals handed out."""
    def run(meter, _bare):
        admin = meter.env.ref('base.user_admin')
        options = {'as_of': str(_today(meter) - timedelta(days=days_ago))} if days_ago else {}
        for _repeat in range(REPEATS):
            meter.env.invalidate_all()
            with meter():
                meter.env['ar.ageing'].with_user(admin).get_report(options)
    return run


def nightly(full):
    """The whole nightly chain."""
    def run(meter, _bare):
        with meter():
            _accounts(meter)._run_nightly(meter.env.company, _today(meter), full=full)
    return run


def nightly_steps(*names):
    """Some steps of the nightly chain, for all accounts."""
    def run(meter, _bare):
        for name in names:
            with meter():
                getattr(_accounts(meter), name)(meter.env.company, _today(meter), full=True)
        meter.sum()
    return run


def seal(meter, _bare):
    """Seal every event that waits."""
    with meter():
        meter.env['ar.event.seal']._seal_all()


def replay(meter, _bare):
    """A year of the ledger replayed under the rules of now and a draft."""
    draft = meter.env['ar.replay'].create({'name': "Bench"})
    with meter():
        draft._run_now()


# === BARE === #

def statements(*names):
    """Hand-written statements one after the other, their rows fetched."""
    def run(meter, bare):
        for _repeat in range(REPEATS):
            with meter():
                for name in names:
                    meter.env.cr.execute(bare[name])
                    if meter.env.cr.description:
                        meter.env.cr.fetchall()
            meter.env.cr.rollback()
    return run


# === WITH AND WITHOUT THE APP === #

def posting(meter, _bare):
    """Post invoices one by one for the customer with the most entries."""
    env = meter.env
    env.cr.execute(SQL(
        "SELECT partner_id FROM account_move_line WHERE partner_id IS NOT NULL "
        "GROUP BY partner_id ORDER BY count(*) DESC LIMIT 1"))
    partner_id = env.cr.fetchone()[0]
    for number in range(INVOICES + 3):
        invoice = env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': partner_id, 'invoice_date': _today(meter),
            'invoice_line_ids': [Command.create(
                {'name': "Goods", 'price_unit': 100.0 + number, 'tax_ids': False})],
        })
        env.flush_all()
        env.invalidate_all()
        with meter():
            invoice.action_post()
    del meter.seconds[:3], meter.queries[:3]  # caches of currencies, sequences, access rights


def writing(meter, _bare):
    """Write 10,000 open items and settle them, by SQL: what indexes cost."""
    cr = meter.env.cr
    cr.execute(SQL(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
        "WHERE table_name = 'account_move_line' AND table_schema = 'public' "
        "AND column_name <> 'id'"))
    columns = cr.fetchone()[0]
    cr.execute("SET LOCAL session_replication_role = replica")
    for _repeat in range(REPEATS):
        cr.execute("SELECT max(id) FROM account_move_line")
        top = cr.fetchone()[0]
        with meter():
            cr.execute(
                f"INSERT INTO account_move_line (id, {columns}) "
                f"SELECT {top} + row_number() OVER (), {columns} FROM (SELECT {columns} "
                "FROM account_move_line WHERE amount_residual > 0 LIMIT 10000) AS line")
            cr.execute(
                "UPDATE account_move_line SET amount_residual = 0, reconciled = true "
                f"WHERE id > {top}")


NIGHTLY = ('_nightly_features', '_nightly_scores', '_nightly_tiers')
BARE_NIGHTLY = statements("features", "score and tier")

STEPS = [
    Step("first nightly run", 'ours', (APP,), nightly(full=True), keeps=True),
    Step("first nightly run", 'bare', (APP, PLAIN), BARE_NIGHTLY),
    Step("features, score, tier of all accounts", 'ours', (APP,), nightly_steps(*NIGHTLY)),
    Step("features, score, tier of all accounts", 'bare', (APP, PLAIN), BARE_NIGHTLY),
    Step("nightly run, nothing changed", 'ours', (APP,), nightly(full=False)),
    Step("exposure of every customer", 'ours', (APP,), exposure),
    Step("exposure of every customer", 'bare', (APP, PLAIN), statements("exposure")),
    Step("all live figures, as records", 'ours', (APP,), figures),
    Step("all live figures, as records", 'bare', (APP, PLAIN), statements("figures")),
    Step("ageing today", 'ours', (APP,), ageing(0)),
    Step("ageing today", 'bare', (APP, PLAIN), statements("ageing today")),
    Step("ageing 90 days ago", 'ours', (APP,), ageing(90)),
    Step("ageing 90 days ago", 'bare', (APP, PLAIN), statements("ageing at a past date")),
    Step("month-end snapshot of every account", 'ours', (APP,), month_snapshot,
         needs='ar.snapshot'),
    Step("month-end snapshot of every account", 'bare', (APP, PLAIN), statements("month end")),
    Step("replay of the last 12 months", 'ours', (APP,), replay, needs='ar.replay'),
    Step("deciding a dunning run", 'ours', (APP,), deciding, needs='ar.dunning.run'),
    Step("deciding a dunning run", 'bare', (APP, PLAIN), statements("dunning")),
    Step("making the notices of a run", 'ours', (APP,), making, needs='ar.dunning.run'),
    Step(f"printing {LETTERS} letters", 'ours', (APP,), printing, needs='ar.dunning.run'),
    Step("making the first worklist", 'ours', (APP,), worklist.making, needs='ar.worklist'),
    Step("making the first worklist", 'bare', (APP, PLAIN), statements("worklist")),
    Step("rebuilding the worklist", 'ours', (APP,), worklist.rebuilding, needs='ar.worklist'),
    Step("rebuilding the worklist", 'bare', (APP, PLAIN), statements("worklist")),
    Step("opening the worklist", 'ours', (APP,), worklist.opening, needs='ar.worklist'),
    Step("promises, plans after 10,000 payments", 'ours', (APP,), judging, needs='ar.promise'),
    Step("results of a month, 100 people", 'ours', (APP,), adding_up, needs='ar.kpi.result'),
    Step("breaches of three days", 'ours', (APP,), finding, needs='ar.compliance.breach'),
    Step("breaches of three days", 'bare', (APP,), finding_by_hand, needs='ar.compliance.breach'),
    Step("fitting, predicting open invoices", 'ours', (APP,), predicting, needs='ar.prediction'),
    Step("backtest of the predictions", 'ours', (APP,), judging_models, needs='ar.prediction'),
    Step("forecast of cash", 'ours', (APP,), forecasting, needs='ar.forecast'),
    Step("opening the cockpit", 'ours', (APP,), opening_cockpit, needs='ar.cockpit'),
    Step("sealing the events", 'ours', (APP,), seal),
    Step("posting an invoice", 'ours', (APP,), posting, rounds=4),
    Step("posting an invoice", 'bare', (PLAIN,), posting, rounds=4),
    Step("10,000 open items written, settled", 'ours', (APP,), writing, rounds=2),
    Step("10,000 open items written, settled", 'bare', (PLAIN,), writing, rounds=2),
    # last: their customers stay in the database
    Step("the guard, 10 open items", 'ours', (APP,), guarding(10), rounds=2),
    Step("the guard, 10,000 open items", 'ours', (APP,), guarding(10_000), rounds=2),
    # with `ar_optimization_sale`, and the orders of `orders.make`
    Step("exposure with orders", 'ours', (APP,), exposure, needs='sale.order'),
    Step("exposure with orders", 'bare', (APP,), statements("exposure with orders"),
         needs='sale.order'),
    # beside the same with the guard off
    *(step for items in (10, 10_000) for step in (
        Step(f"confirming an order, {items:,} items", 'ours', (APP,), confirming(items, 'on'),
             needs='sale.order', rounds=2),
        Step(f"confirming an order, {items:,} items", 'bare', (APP,), confirming(items, 'off'),
             needs='sale.order', rounds=2))),
]
