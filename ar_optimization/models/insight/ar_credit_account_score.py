import json

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools import scorecard, scorecard_store
from . import score_values
from .feature_sql import FEATURE_COLUMNS

CHUNK = 5000  # accounts whose scores are in memory at once
MEASURED = {
    *FEATURE_COLUMNS, 'features_date',
    'score', 'score_id', 'score_date', 'score_coverage', 'score_caps',
}


class ArCreditAccount(models.Model):
    """The score of the customer, made of its behaviour and of what is known of it."""
    _inherit = 'ar.credit.account'

    score = fields.Float(
        digits=(5, 1), readonly=True, copy=False, aggregator='avg',
        help="0 to 100 points of the scorecard. Empty while nothing is known of the customer.")
    score_id = fields.Many2one(
        'ar.score', string="Last Score", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null')
    score_date = fields.Date(string="Score Since", readonly=True, copy=False)
    score_coverage = fields.Float(
        string="Known Part of the Card", readonly=True, copy=False, aggregator='avg',
        help="Weight of what is really known ÷ weight of the whole card.")
    score_caps = fields.Json(readonly=True, copy=False)  # codes of inputs not fresh enough
    score_ids = fields.One2many('ar.score', 'account_id', string="Score History")
    score_card = fields.Json(compute='_compute_score_card')
    credit_input_ids = fields.One2many(
        'ar.credit.input', compute='_compute_credit_inputs', string="Credit Information")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_measured(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_measured(vals)
        res = super().write(vals)
        if 'partner_id' in vals:
            self.sudo().features_date = False  # another customer, another behaviour
        return res

    def _check_measured(self, *vals_list):
        """Refuse figures that somebody typed instead of the ledger having said them."""
        if not self.env.su and any(not MEASURED.isdisjoint(vals) for vals in vals_list):
            raise AccessError(self.env._(
                "Payment behaviour and score follow from the ledger and the scorecard and cannot "
                "be changed by hand."))

    # === COMPUTE === #

    @api.depends('score_id')
    @api.depends_context('lang')
    def _compute_score_card(self):
        for account in self:
            account.score_card = account._score_card()

    @api.depends('partner_id')
    def _compute_credit_inputs(self):
        known = self.env['ar.credit.input'].search([
            ('partner_id', 'in', self.partner_id.ids),
            ('company_id', 'in', [*self.company_id.ids, False]),
        ])
        for account in self:
            account.credit_input_ids = known.filtered(
                lambda entry, account=account: entry.partner_id == account.partner_id
                and entry.company_id in (account.company_id, entry.company_id.browse()))

    # === CRON === #

    @api.model
    def _nightly_scores(self, companies, today, full=False):
        """Score every account; write only where a line of the card gives other points than before.

        All accounts are looked at because information goes out of date without any booking.
        """
        for company in companies:
            self.browse()._score(company, today)

    # === SCORING === #

    def _score(self, company, today):
        """Score accounts and store what changed.

        :param company: the accounts' company; without accounts, all of this company.
        :param date today: the day of the scoring.
        :return: ids of the accounts whose score changed.
        """
        card = self.env['ar.scorecard']._get_card(company)
        if not card.characteristic_ids:
            return []
        self.env.flush_all()
        compiled = card._compile()
        version = card._get_version(compiled)
        changed, pending = [], []
        for row, values in self._score_values(card, compiled, company, today):
            scored = self._scored(compiled, version, row, values, today)
            if scored:
                pending.append(scored)
            if len(pending) >= CHUNK:
                changed += self._store_scores(card, version, company, today, pending)
                pending = []
                self._commit_chunk()
        changed += self._store_scores(card, version, company, today, pending)
        return changed

    def _score_values(self, card, compiled, company, today):
        """Yield each account with everything the card looks at.

        :return: pairs of a row of `score_values.ledger_rows` and a dict code → `Value`.
        """
        codes = {rule.code for rule in compiled.characteristics}
        lines = card.characteristic_ids.filtered(lambda line: line.code in codes)
        by_source = lines.grouped('source')
        names = [line.code for line in by_source.get('feature', ())]
        args = (self, company, today)
        known = score_values.inputs(*args) if 'input' in by_source else {}
        industry = score_values.industries(*args) if 'industry' in by_source else {}
        risk = score_values.currency_risks(*args) if 'currency' in by_source else {}
        for row in score_values.ledger_rows(self, company, today, names):
            partner_id, judged = row[1], row[2]
            given = {code: v for code, v in known.get(partner_id, {}).items() if code in codes}
            if not (judged or given):
                yield row, {}
                continue
            values = {
                name: scorecard.Value(value, score_values.LEDGER, today)
                for name, value in zip(names, row[6:], strict=True) if value is not None
            }
            values.update(given)
            if partner_id in industry:
                values['industry'] = industry[partner_id]
            if partner_id in risk:
                values['currency_risk'] = risk[partner_id]
            yield row, values

    @api.model
    def _scored(self, compiled, version, row, values, today):
        """Score one account.

        :return: (row, values, `scorecard.Result`, signature) when it has to be stored, else None;
            a result of None takes the score away from an account of which nothing is known any
            more.
        """
        if not values:
            return (row, values, None, None) if row[3] else None
        signature = f"{version.id}:{scorecard.fingerprint(compiled, values, today)}"
        if signature == row[5]:
            return None
        return row, values, scorecard.score(compiled, values, today), signature

    @api.model
    def _store_scores(self, card, version, company, today, pending):
        """Write a chunk of changed scores: one insert, one update, one batch of events."""
        gone = [row[0] for row, __, result, __ in pending if result is None]
        if gone:
            self.env.cr.execute(SQL(
                """UPDATE ar_credit_account
                      SET score = NULL, score_id = NULL, score_date = NULL,
                          score_coverage = NULL, score_caps = NULL
                    WHERE id = ANY(%s)""", gone))
        fresh = [item for item in pending if item[2] is not None]
        if fresh:
            self._insert_scores(version, company, today, fresh)
        self.invalidate_model(
            ['score', 'score_id', 'score_date', 'score_coverage', 'score_caps', 'score_ids'])
        self._log_moved_scores(card, fresh)
        return gone + [row[0] for row, *__ in fresh]

    @api.model
    def _insert_scores(self, version, company, today, fresh):
        scores = self.env['ar.score']
        rows = [
            (row[0], company.id, row[1], today, result.total,
             None if row[4] is None else round(result.total - row[4], 1), result.coverage,
             bool(result.caps), version.id, signature,
             json.dumps(scorecard_store.lines_to_dict(result, values), separators=(',', ':')),
             json.dumps(scores._caps_of(result)))
            for row, values, result, signature in fresh
        ]
        execute_values(
            self.env.cr._obj,
            """WITH given (account_id, company_id, partner_id, date, total, change, coverage,
                           is_capped, version_id, signature, lines, caps) AS (VALUES %s),
                    fresh AS (
                        INSERT INTO ar_score (account_id, company_id, partner_id, date, total,
                                              change, coverage, is_capped, version_id, signature,
                                              lines)
                             SELECT account_id, company_id, partner_id, date::date, total,
                                    change::numeric, coverage, is_capped, version_id, signature,
                                    lines::jsonb
                               FROM given
                          RETURNING id, account_id
                    )
             UPDATE ar_credit_account account
                SET score_id = fresh.id, score = given.total, score_date = given.date::date,
                    score_coverage = given.coverage, score_caps = given.caps::jsonb
               FROM fresh JOIN given ON given.account_id = fresh.account_id
              WHERE account.id = fresh.account_id""",
            rows, page_size=len(rows),
        )

    @api.model
    def _log_moved_scores(self, card, fresh):
        """One event for each score that moved by more than the card's owner wants to hear of."""
        moved = {
            row[0]: (row[4], result.total) for row, __, result, __ in fresh
            if row[4] is not None and abs(result.total - row[4]) >= card.event_points
        }
        if moved:
            self.env['ar.event']._log(
                'score.changed', self.browse(moved), rule=card.name,
                before={key: {'score': old} for key, (old, __) in moved.items()},
                after={key: {'score': new} for key, (__, new) in moved.items()},
            )

    # === HOOKS === #

    def _fold_values(self, sources):
        # EXTENDS ledger: tonight's features and score are those of both customers
        return {**super()._fold_values(sources), 'features_date': False}

    @api.model
    def _stale_inputs_sql(self, alias):
        """SQL of the codes of inputs that keep an account out of the best tiers, as jsonb.

        :param str alias: alias of `ar_credit_account` in the caller's query.
        """
        return SQL("COALESCE(%s, '[]'::jsonb)", SQL.identifier(alias, 'score_caps'))

    @api.model
    def _cap_names(self, codes):
        """What keeps an account out of the best tiers, as score cards call it, in the reader's
        language.

        :param codes: as `_stale_inputs_sql` gives them.
        """
        names = {
            known.code: known.name
            for model in ('ar.scorecard.characteristic', 'ar.credit.input.kind') if codes
            for known in self.env[model].sudo().search([('code', 'in', list(codes))])}
        return [names.get(code) or code.replace('_', ' ').capitalize() for code in codes]

    def _get_tier_decider(self, today):
        """Hook: how the tier follows from a scoring. The credit room overrides it.

        :param date today: the day of the decision.
        :return: (decide, names): a function (`scorecard.Result`, values) → rank of the tier, 0 the
            best, and the names of the tiers by rank; None when there are no tiers.
        """
        self.ensure_one()
        return None
