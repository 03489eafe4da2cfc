import json
from typing import NamedTuple

from psycopg2.extras import execute_values

from odoo import api, models
from odoo.tools import SQL

from ....tools import backtest, challenger, delay_curve, lateness, numeric, payment_soon
from ....tools.ledger_view import day_number, known_at, to_date
from ....tools.numeric import np
from . import prediction_sql
from .ar_prediction import MODEL, NONE, RATE

CHUNK = 20_000  # instalments that are scored and written at once


class Frame(NamedTuple):
    """What the instalments of a night have in common; days are numbers."""

    company_id: int
    today: object
    accounts: dict     # partner id → account id
    verdicts: dict     # of `ar.model.evaluation`
    steps: object      # the day of the next step, per customer
    soon: object       # `tools.payment_soon.SoonRates`


class ArPrediction(models.Model):
    """The making of predictions: gather a ledger, decide in `tools`, write what is open."""
    _inherit = 'ar.prediction'

    # === HOOKS === #

    @api.model
    def _step_terms(self, company, today):
        """Hook for the rooms above: until when customers rest before somebody turns to them.

        :return: list of `SQL` selects of credit account id and date; the latest date of an account
            counts, those before today do not.
        """
        return []

    # === BUSINESS === #

    @api.model
    def _build(self, company, today):
        """Predict every open instalment of a company; those of others stay.

        Without numpy there are none: an old prediction would pass for one of today.

        :param date today: on its morning; what is dated later is not looked at.
        :return: number of predictions.
        """
        if not numeric.available():
            self._keep_only(company, [])
            return 0
        gathered = prediction_sql.gather(self.env, company, today)
        places = gathered.open_places()
        self._keep_only(company, gathered.line_ids[places].tolist())
        if not len(places):
            return 0
        view = known_at(gathered.ledger, day_number(today))
        verdicts = self.env['ar.model.evaluation']._verdicts(company)
        fitted = self._fit(company, gathered.history(view.day), verdicts)
        seen = lateness.picture(view)
        frame = Frame(
            company.id, today, self._accounts_by_partner(company), verdicts,
            self._step_days(company, today, gathered.partner_ids), payment_soon.rates(seen.view))
        issued = gathered.ledger.invoice[places] < view.day
        for kind, part in ((lateness.OPEN, places[issued]), (lateness.NEW, places[~issued])):
            for start in range(0, len(part), CHUNK):
                self._store(self._rows(
                    gathered, part[start:start + CHUNK], seen, fitted, kind, frame))
        self.invalidate_model()
        return len(places)

    @api.model
    def _fit(self, company, view, verdicts):
        """The fitted models of a company, each the champion of its backtest: {task: model}."""
        tasks = [task for task in lateness.TASKS if verdicts.get(task) == backtest.ON]
        if not tasks:
            return {}
        found = lateness.lessons(view, tasks)
        champions = self.env['ar.model.evaluation']._champions(company)
        boosted = {task: lesson for task, lesson in found.items()
                   if champions.get(task) == challenger.BOOSTED and challenger.available()}
        rest = {task: lesson for task, lesson in found.items() if task not in boosted}
        return lateness.learn(rest) | (challenger.learn(boosted) if boosted else {})

    @api.model
    def _keep_only(self, company, line_ids):
        self.env.cr.execute(SQL(
            "DELETE FROM ar_prediction WHERE company_id = %s AND line_id <> ALL(%s)",
            company.id, line_ids))
        self.invalidate_model()

    @api.model
    def _accounts_by_partner(self, company):
        return dict(self.env.execute_query(SQL(
            "SELECT partner_id, id FROM ar_credit_account WHERE company_id = %s", company.id)))

    @api.model
    def _step_days(self, company, today, partner_ids):
        """Day numbers of the next step with each customer; today where nothing is agreed."""
        terms, latest = self._step_terms(company, today), {}
        if terms:
            latest = dict(self.env.execute_query(SQL(
                """
                SELECT account.partner_id, MAX(term.date) - DATE '1970-01-01'
                  FROM (%s) term(account_id, date)
                  JOIN ar_credit_account account ON account.id = term.account_id
                 WHERE account.company_id = %s AND term.date > %s
              GROUP BY account.partner_id
                """, SQL(" UNION ALL ").join(terms), company.id, today)))
        now = day_number(today)
        return np.array([latest.get(partner, now) for partner in partner_ids.tolist()], dtype=int)

    @api.model
    def _rows(self, gathered, places, seen, fitted, kind, frame):
        """The rows that `_store` writes, of some instalments of one kind.

        :param Frame frame: what they have in common.
        """
        items = gathered.ledger.where(places)
        history = lateness.has_history(seen)[items.customer]
        chances = [
            self._chances(fitted, seen, items, horizon, kind) for horizon in lateness.HORIZONS]
        expected = self._expected(seen, items, frame.verdicts.get(('date', 0)))
        paid = self._paid_chances(seen, items, frame)
        steps = frame.steps[items.customer]
        reasons = self._reasons(fitted, seen, items, kind)
        basis = MODEL if (kind, 0) in fitted else RATE
        residual = gathered.residual[places]
        partners = gathered.partner_ids[items.customer].tolist()
        rows = []
        for at, place in enumerate(places.tolist()):
            known = bool(history[at])
            late = [float(chance[at]) if known else None for chance in chances]
            rows.append((
                int(gathered.line_ids[place]), int(gathered.move_ids[place]), frame.company_id,
                partners[at], frame.accounts.get(partners[at]), frame.today,
                to_date(items.due[at]),
                float(residual[at]), float(residual[at]) * (late[0] or 0.0),
                basis if known else NONE, *late,
                to_date(steps[at]), float(paid[at]) if known else None,
                *(days[at] and to_date(days[at]) for days in expected),
                json.dumps(reasons[at]) if known else None,
            ))
        return rows

    @api.model
    def _chances(self, fitted, seen, items, horizon, kind):
        """Probabilities that items are late by more than a horizon: from the model or, while it is
        switched off, from the customer's own rate; 1 for those that are."""
        model = fitted.get((kind, horizon))
        found = seen.rates[horizon].rate[items.customer]
        if model:
            found = lateness.score(
                model, seen, items, horizon, kind, explain=False).probability
        return np.round(np.where(items.due + horizon < seen.view.day, 1.0, found), 4)

    @api.model
    def _reasons(self, fitted, seen, items, kind):
        model = fitted.get((kind, 0))
        if model:
            scored = lateness.score(model, seen, items, 0, kind)
            return lateness.reasons(model, scored, seen, items, 0, kind)
        return lateness.own_reasons(seen, items, 0)

    @api.model
    def _paid_chances(self, seen, items, frame):
        """Probabilities that items are paid soon after the next step; the customer's own rate
        while the curve knows nothing better than it."""
        if frame.verdicts.get(backtest.PAID_SOON) in (backtest.OWN, backtest.BASE):
            return np.round(frame.soon.rate[items.customer], 4)
        return np.round(payment_soon.chance(seen, items, frame.steps[items.customer]), 4)

    @api.model
    def _expected(self, seen, items, verdict):
        """Expected, earliest and latest days; the due date where the curve knows nothing better
        than it, and then without a range."""
        if verdict == backtest.BASE:
            nothing = [None] * len(items.due)
            return np.maximum(items.due, seen.view.day).tolist(), nothing, nothing
        return [days.tolist() for days in delay_curve.expected(seen.curve, items)]

    @api.model
    def _store(self, rows):
        """Write predictions, one per journal item; one statement for all."""
        execute_values(
            self.env.cr._obj,
            """INSERT INTO ar_prediction (
                      line_id, move_id, company_id, partner_id, account_id, date, date_maturity,
                      amount_residual, amount_at_risk, state,
                      probability_late, probability_late_7, probability_late_30,
                      step_date, probability_paid,
                      expected_date, expected_low, expected_high, reasons)
               VALUES %s
          ON CONFLICT (line_id) DO UPDATE
                  SET move_id = EXCLUDED.move_id, company_id = EXCLUDED.company_id,
                      partner_id = EXCLUDED.partner_id, account_id = EXCLUDED.account_id,
                      date = EXCLUDED.date, date_maturity = EXCLUDED.date_maturity,
                      amount_residual = EXCLUDED.amount_residual,
                      amount_at_risk = EXCLUDED.amount_at_risk, state = EXCLUDED.state,
                      probability_late = EXCLUDED.probability_late,
                      probability_late_7 = EXCLUDED.probability_late_7,
                      probability_late_30 = EXCLUDED.probability_late_30,
                      step_date = EXCLUDED.step_date,
                      probability_paid = EXCLUDED.probability_paid,
                      expected_date = EXCLUDED.expected_date,
                      expected_low = EXCLUDED.expected_low,
                      expected_high = EXCLUDED.expected_high, reasons = EXCLUDED.reasons""",
            rows, template="(%s, %s, %s, %s, %s::int, %s::date, %s::date, %s, %s, %s, %s, %s, %s, "
                           "%s::date, %s, %s::date, %s::date, %s::date, %s::jsonb)",
            page_size=len(rows))
