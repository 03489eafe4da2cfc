from datetime import UTC, timedelta
from math import inf
from secrets import randbelow

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import duties

# Kinds of events that give a customer more, or more time: what can lead to a loss.
GIVING = (
    'limit.changed', 'terms.changed', 'tier.overridden', 'status.changed', 'hold.released',
    'hold.agreed', 'request.approved', 'group.member_changed', 'cover.activated',
    'due_date.changed', 'no_followup.changed', 'guard.policy_changed', 'contract.agreed',
)
OTHERS = (
    'hold.rejected', 'request.refused', 'account.archived', 'tier.policy_changed', 'undone',
    'guard.policy_created', 'guard.policy_deleted', 'request.rule_created',
    'request.rule_changed', 'rules.changed', 'duties.accepted', 'duties.changed',
    'contract.ended', 'contract.change_discarded', 'contract.template_changed',
)
SEEDS = 10**6
TRACED_DAYS = 365  # so long before a loss decisions are looked for


class ArAuditExtract(models.Model):
    """How a sample is drawn: gather the decisions, decide which by `tools.duties`, write them."""
    _inherit = 'ar.audit.extract'

    # === BUSINESS === #

    @api.model
    def _decision_kinds(self):
        """Hook: kinds of events that are decisions of persons."""
        return GIVING + OTHERS

    def _draw(self):
        """Draw the sample, trace the losses, and say so in the log."""
        self.ensure_one()
        newest = self.env['ar.event'].search([], order='id desc', limit=1).id
        self.write({
            'state': 'drawn', 'last_event': newest, 'seed': self.seed or 1 + randbelow(SEEDS)})
        sample, decisions = self._draw_sample()
        self.population = len(decisions)
        self.env['ar.audit.line'].create([
            {'extract_id': self.id, 'event_id': key, **found} for key, found in sample.items()])
        self._trace_losses()
        self.env['ar.event']._log('audit.drawn', self, numbers={self.id: {
            'seed': self.seed, 'events': sorted(sample), 'population': self.population}})

    def _draw_sample(self):
        """What seed, period and log give.

        :return: ({event id: values of its line}, the decisions it was drawn from)
        """
        decisions = self._decisions()
        drawn = duties.random_sample(decisions, self.seed, self.random_size)
        doubtful = dict(duties.risk_sample(decisions.values(), self.risk_size))
        large = duties.large_stake(decisions.values())
        return {
            key: {
                'why': 'both' if key in drawn and key in doubtful
                       else 'risk' if key in doubtful else 'random',
                'risks': list(duties.risks(decisions[key], large)),
                'stake': 0.0 if decisions[key].stake == inf else decisions[key].stake,
                'has_no_end': decisions[key].stake == inf,
            } for key in dict.fromkeys([*doubtful, *drawn])
        }, decisions

    def _differences(self):
        """Events in which the sample is not the one that was drawn: those drawn by lot are drawn
        again; what was worth a look on that day, before what came to light since, the log says.

        :return: set of ids.
        """
        lines = self.line_ids
        by_lot = lines.filtered(lambda line: line.why != 'risk').event_id
        again = duties.random_sample(self._decisions(), self.seed, self.random_size)
        logged = self.env['ar.event'].search([
            ('kind', '=', 'audit.drawn'), ('res_model', '=', self._name),
            ('res_id', '=', self.id)], limit=1).numbers or {}
        return (set(again) ^ set(by_lot.ids)) | (
            set(logged.get('events', ())) ^ set(lines.event_id.ids))

    # === GATHER === #

    def _decisions(self):
        """The decisions of persons in the period, those on what all companies share included;
        what an approved request has done is one decision with it.

        :return: {event id: `tools.duties.Decision`}
        """
        losses, zone = self._loss_days(), self.company_id._ar_zone()
        result = {}
        for row in self._decision_rows():
            local = row['date'].replace(tzinfo=UTC).astimezone(zone)
            after = [day for day in losses.get(row['partner_id'], ()) if day >= local.date()]
            result[row['id']] = duties.Decision(
                row['id'], self._stake_of(row), self._is_raise(row), row['score'],
                alone=row['decided_how'] == 'alone', own=row['decided_how'] == 'own',
                hour=local.hour, weekday=local.weekday(),
                days_to_loss=(min(after) - local.date()).days if after else None,
                contradicted=row['is_undone'])
        return result

    def _decision_rows(self):
        self.env['ar.credit.request'].flush_model()
        self.env['ar.score'].flush_model()
        self.env.cr.execute(SQL(
            """
            SELECT event.id, event.kind, event.date, event.partner_id, event.before, event.after,
                   event.numbers, request.amount, request.is_unlimited, request.decided_how,
                   COALESCE((request.figures->>'score')::numeric, score.total) AS score,
                   EXISTS (SELECT FROM ar_event later
                            WHERE later.kind = 'undone' AND later.res_model = event.res_model
                              AND later.res_id = event.res_id AND later.id > event.id
                              AND later.numbers->>'event' = event.id::text) AS is_undone
              FROM ar_event event
         LEFT JOIN ar_credit_request request
                ON event.res_model = 'ar.credit.request' AND request.id = event.res_id
         LEFT JOIN ar_credit_account account
                ON account.partner_id = event.partner_id AND account.company_id = event.company_id
         LEFT JOIN LATERAL (
                   SELECT total FROM ar_score
                    WHERE ar_score.account_id = account.id AND ar_score.date <= event.date
                 ORDER BY ar_score.date DESC, ar_score.id DESC LIMIT 1) score ON TRUE
             WHERE event.company_id IN (%(company)s, 0) AND event.user_id > 1
               AND event.kind IN %(kinds)s AND event.id <= %(newest)s
               AND NOT %(requested)s
               AND event.date >= %(begin)s AND event.date < %(end)s
          ORDER BY event.id
            """,
            company=self.company_id.id, kinds=self._decision_kinds(), newest=self.last_event,
            begin=self.company_id._ar_midnight(self.date_from),
            end=self.company_id._ar_midnight(self.date_to + timedelta(days=1)),
            requested=self.env['ar.duty.act']._requested_sql('event')))
        return self.env.cr.dictfetchall()

    @api.model
    def _stake_of(self, row):
        """How much a decision was about, in company currency."""
        after, numbers = row['after'] or {}, row['numbers'] or {}
        if row['is_unlimited'] or after.get('credit_mode') == 'unlimited':
            return inf
        guard = (numbers.get('guard') or {}).get('numbers') or {}
        return float(
            row['amount'] or guard.get('total') or after.get('credit_limit')
            or after.get('temporary_limit') or 0.0)

    @api.model
    def _is_raise(self, row):
        """Whether a decision gave more than there was."""
        before, after = row['before'] or {}, row['after'] or {}
        if row['kind'] not in GIVING or row['kind'] == 'status.changed':
            return False
        if 'credit_limit' in after and after.get('credit_mode', 'limit') == 'limit':
            return (after['credit_limit'] or 0) > (before.get('credit_limit') or 0)
        return True

    def _loss_days(self):
        """{customer id: days on which something of it was lost}, for the time after the period's
        beginning."""
        days = {}
        for loss in self._losses():
            days.setdefault(loss['partner_id'], []).append(loss['date'])
        return days

    # === LOSSES === #

    def _losses(self):
        """What was written off or credited since the period began, and what is long overdue.

        :return: list of dicts `kind`, `partner_id`, `move_id`, `date`, `amount`, the largest
            first.
        """
        items = self.env['ar.open.item']
        for model in items._depends:
            self.env[model].flush_model()
        today = fields.Date.context_today(self)
        self.env.cr.execute(SQL(
            """
            SELECT loss.kind, partner.commercial_partner_id AS partner_id, loss.move_id,
                   loss.date, SUM(loss.amount) AS amount
              FROM (SELECT 'write_off' AS kind, partner_id, move_id, date, -balance AS amount
                      FROM (%(write_offs)s) line WHERE company_id = %(company)s
                 UNION ALL
                    SELECT 'credit_note', partner_id, id, date, abs(amount_total_signed)
                      FROM account_move
                     WHERE move_type = 'out_refund' AND state = 'posted'
                       AND company_id = %(company)s
                 UNION ALL
                    SELECT 'overdue', partner_id, move_id, date_maturity, amount_residual
                      FROM (%(items)s) item
                     WHERE company_id = %(company)s AND amount_residual > 0
                       AND date_maturity < %(long_ago)s) loss
              JOIN res_partner partner ON partner.id = loss.partner_id
             WHERE loss.date >= %(since)s
          GROUP BY 1, 2, 3, 4
          ORDER BY amount DESC, loss.move_id
            """,
            write_offs=self.env['ar.duty.act']._write_offs_sql(), items=items._table_query,
            company=self.company_id.id, since=self.date_from,
            long_ago=today - timedelta(days=duties.LOSS_DAYS)))
        return self.env.cr.dictfetchall()

    def _trace_losses(self):
        """Keep the losses with the decisions on their customers in the year before."""
        losses = self._losses()
        decisions = self._giving_by_customer({loss['partner_id'] for loss in losses})
        self.env['ar.audit.loss'].create([
            {
                **loss, 'extract_id': self.id,
                'event_ids': [
                    event.id for event in decisions.get(loss['partner_id'], ())
                    if 0 <= (loss['date'] - event.date.date()).days <= TRACED_DAYS],
            } for loss in losses])

    def _giving_by_customer(self, partner_ids):
        """Decisions that gave a customer more, the newest first: {customer id: events}."""
        events = self.env['ar.event'].search([
            ('company_id', '=', self.company_id.id), ('partner_id', 'in', list(partner_ids)),
            ('kind', 'in', GIVING), ('date', '>=', self.date_from - timedelta(days=TRACED_DAYS))])
        return events.grouped('partner_id')
