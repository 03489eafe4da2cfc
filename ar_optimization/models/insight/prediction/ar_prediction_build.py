import json

from psycopg2.extras import execute_values

from odoo import api, models
from odoo.tools import SQL

from ....tools import backtest, delay_curve, lateness, numeric
from ....tools.ledger_view import day_number, known_at, to_date
from ....tools.numeric import np
from . import prediction_sql
from .ar_prediction import MODEL, NONE, RATE

CHUNK = 20_000  # instalments that are scored and written at once


class ArPrediction(models.Model):
    """The making of predictions: gather a ledger, decide in `tools`, write what is open."""
    _inherit = 'ar.prediction'

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
        tasks = [task for task in lateness.TASKS if verdicts.get(task) == backtest.ON]
        fitted = lateness.train(gathered.history(view.day), tasks) if tasks else {}
        seen = lateness.picture(view)
        frame = (company.id, today, self._accounts_by_partner(company), verdicts.get(('date', 0)))
        issued = gathered.ledger.invoice[places] < view.day
        for kind, part in ((lateness.OPEN, places[issued]), (lateness.NEW, places[~issued])):
            for start in range(0, len(part), CHUNK):
                self._store(self._rows(
                    gathered, part[start:start + CHUNK], seen, fitted, kind, frame))
        self.invalidate_model()
        return len(places)

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
    def _rows(self, gathered, places, seen, fitted, kind, frame):
        """The rows that `_store` writes, of some instalments of one kind.

        :param tuple frame: (company id, today, {partner id: account id}, verdict of the dates).
        """
        company_id, today, accounts, date_verdict = frame
        items = gathered.ledger.where(places)
        history = lateness.has_history(seen)[items.customer]
        chances = [
            self._chances(fitted, seen, items, horizon, kind) for horizon in lateness.HORIZONS]
        expected = self._expected(seen, items, date_verdict)
        reasons = self._reasons(fitted, seen, items, kind)
        basis = MODEL if (kind, 0) in fitted else RATE
        residual = gathered.residual[places]
        partners = gathered.partner_ids[items.customer].tolist()
        rows = []
        for at, place in enumerate(places.tolist()):
            known = bool(history[at])
            late = [float(chance[at]) if known else None for chance in chances]
            rows.append((
                int(gathered.line_ids[place]), int(gathered.move_ids[place]), company_id,
                partners[at], accounts.get(partners[at]), today, to_date(items.due[at]),
                float(residual[at]), float(residual[at]) * (late[0] or 0.0),
                basis if known else NONE, *late,
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
            found = lateness.score(model, seen, items, horizon, kind).probability
        return np.round(np.where(items.due + horizon < seen.view.day, 1.0, found), 4)

    @api.model
    def _reasons(self, fitted, seen, items, kind):
        model = fitted.get((kind, 0))
        if model:
            scored = lateness.score(model, seen, items, 0, kind)
            return lateness.reasons(model, scored, seen, items, 0, kind)
        return lateness.own_reasons(seen, items, 0)

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
                      expected_date = EXCLUDED.expected_date,
                      expected_low = EXCLUDED.expected_low,
                      expected_high = EXCLUDED.expected_high, reasons = EXCLUDED.reasons""",
            rows, template="(%s, %s, %s, %s, %s::int, %s::date, %s::date, %s, %s, %s, %s, %s, %s, "
                           "%s::date, %s::date, %s::date, %s::jsonb)",
            page_size=len(rows))
