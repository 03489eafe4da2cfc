from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, LazyTranslate, format_date, split_every

from ...tools import tiers
from ...tools.features import months_known
from .ar_credit_account_decisions import DECIDED

_lt = LazyTranslate(__name__)

CHUNK = 5000  # changed accounts that are written and logged at once

# Fields of the account that tiers are decided on.
FACTS = (
    'score', 'first_invoice_date', 'resolved_count', 'invoice_count', 'on_time_ratio',
    'on_time_ratio_amount', 'weighted_days_late', 'worst_overdue_days', 'overdue_amount',
    'receivable_amount', 'unapplied_amount', 'utilisation',
)
BASIS = {
    tiers.CONDITIONS: _lt("Meets the conditions of tier %(tier)s, since %(date)s."),
    tiers.HELD: _lt(
        "Stays in tier %(tier)s: the conditions of %(earned)s are met, but not clearly or not long "
        "enough to change."),
    tiers.OVERRIDE: _lt("Set to tier %(tier)s by hand until %(until)s: %(why)s"),
    tiers.STARTER: _lt("New customer: nothing is known of its payments yet."),
    tiers.FALLBACK: _lt("Fits into no better tier, since %(date)s."),
}


class ArCreditAccount(models.Model):
    """The tier of the customer, and why: decided by `tools/tiers.py`, never by hand except with a
    reason and an end date."""
    _inherit = 'ar.credit.account'

    tier_id = fields.Many2one(
        'ar.credit.tier', index='btree_not_null', ondelete='restrict', readonly=True, copy=False)
    tier_code = fields.Char(string="Tier Letter", related='tier_id.code')
    tier_color = fields.Integer(related='tier_id.color')
    tier_date = fields.Date(string="In Tier Since", readonly=True, copy=False)
    tier_basis = fields.Json(readonly=True, copy=False)  # why, as data; see tools/tiers.py
    tier_reason = fields.Text(string="Why This Tier", compute='_compute_tier_reason')
    tier_earned_since = fields.Date(readonly=True, copy=False)
    tier_earned_rank = fields.Integer(readonly=True, copy=False)
    tier_override_id = fields.Many2one(
        'ar.credit.tier', string="Tier Set by Hand", index='btree_not_null', ondelete='restrict',
        copy=False)
    tier_override_until = fields.Date(string="Set by Hand Until", copy=False)
    tier_override_reason = fields.Char(string="Reason for Setting", copy=False)

    # === CONSTRAINTS === #

    @api.constrains('tier_override_id', 'tier_override_until', 'tier_override_reason')
    def _check_override(self):
        for account in self.filtered('tier_override_id'):
            if not (account.tier_override_until and (account.tier_override_reason or '').strip()):
                raise ValidationError(self.env._(
                    "A tier set by hand needs a reason and an end date."))
            tier_company = account.tier_override_id.company_id
            if tier_company and tier_company != account.company_id:
                raise ValidationError(self.env._("This tier belongs to another company."))

    # === COMPUTE === #

    @api.depends('tier_basis', 'tier_date', 'tier_override_until', 'tier_override_reason')
    @api.depends_context('lang')
    def _compute_tier_reason(self):
        for account in self:
            account.tier_reason = account._tier_reason_text()

    def _tier_reason_text(self):
        """Why the account is in its tier, in the user's language, one condition per line."""
        basis = self.tier_basis
        if not basis:
            return False
        intro = str(self.env._(BASIS[basis['kind']])) % {
            'tier': basis['code'],
            'earned': basis['earned'],
            'date': format_date(self.env, self.tier_date),
            'until': format_date(self.env, self.tier_override_until),
            'why': self.tier_override_reason or "",
        }
        return "\n".join([intro, *(self._tier_line(*line) for line in basis['reasons'])])

    def _tier_line(self, code, condition, wanted, actual, met):
        """One condition with what it wants and what was found, e.g.
        `✗ A: Oldest overdue item at most 30 days (45 days)`."""
        mark = "✓" if met else "✗"
        if condition == tiers.FRESH:
            wants = self.env._("No information out of date")
            stale = ", ".join(self._cap_names(actual))
            return f"{mark} {code}: {wants}" + (f" ({stale})" if stale else "")
        words = self.env['ar.credit.tier.condition']
        found = words._figure(condition, actual)
        return f"{mark} {code}: {words._in_words(condition, wanted)} ({found})"

    # === ACTIONS === #

    def action_set_tier(self):
        """Open the dialog that sets a tier by hand."""
        self.company_id.sudo()._ar_check_limits_not_off()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_tier_override_action'),
            'context': {**self.env.context, 'default_account_ids': self.ids},
        }

    def action_end_tier_override(self):
        """Let the rules decide again."""
        self.write({
            'tier_override_id': False, 'tier_override_until': False, 'tier_override_reason': False,
        })

    # === BUSINESS === #

    def _after_decision(self, names):
        """Draw the consequences of a decision at once: a tier set by hand counts today."""
        super()._after_decision(names)
        if 'tier_override_until' in names:
            today = fields.Date.context_today(self)
            for company, accounts in self.sudo().grouped('company_id').items():
                accounts._assign_tiers(company, today)

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        return [
            *super()._nightly_steps(), '_nightly_tiers', '_nightly_limits', '_nightly_projection']

    @api.model
    def _nightly_tiers(self, companies, today, full):
        """Put every account into the tier it belongs to today. All accounts are looked at, as
        days overdue change without any event; only those that change are written."""
        for company in companies:
            self._assign_tiers(company, today)

    def _assign_tiers(self, company, today):
        """Decide and apply the tiers of these accounts, or of all of a company, unless tiers and
        limits are off there.

        :param company: the accounts' company.
        :param date today: the day the decision is for.
        """
        if company.ar_position_limits == 'off':
            return
        ladder_tiers = self.env['ar.credit.tier']._for_company(company)
        ladder = ladder_tiers._ladder(company)
        if not ladder:
            return
        ids = {tier.code: tier.id for tier in ladder_tiers}
        changes = (
            (facts['id'], {**values, 'tier_id': ids[values['tier_basis']['code']]})
            for facts in self._tier_facts(company, today)
            if (values := self._tier_values(ladder, facts, today))
        )
        for chunk in split_every(CHUNK, changes, dict):
            self._apply_tiers(company, chunk)
            self._commit_chunk()

    def _tier_facts(self, company, today):
        """Read what tiers are decided on, in one statement.

        :return: generator of dicts, one per account: the facts of `tools.tiers`, the present tier
            and what is set by hand.
        """
        accounts = self.with_company(company).sudo()
        domain = [('company_id', '=', company.id)]
        query = accounts._search(domain + ([('id', 'in', self.ids)] if self else []))
        override = query.left_join(
            self._table, 'tier_override_id', 'ar_credit_tier', 'id', 'override')
        tier = query.left_join(self._table, 'tier_id', 'ar_credit_tier', 'id', 'tier')
        columns = {
            'id': SQL.identifier(self._table, 'id'),
            **{name: accounts._field_to_sql(self._table, name, query) for name in FACTS},
            'coverage': SQL.identifier(self._table, 'score_coverage'),
            # Almost nobody has any: an empty list is not worth decoding 50,000 times.
            'stale': SQL("NULLIF(%s, '[]'::jsonb)", accounts._stale_inputs_sql(self._table)),
            'tier': SQL.identifier(tier, 'code'),
            'kind': SQL("%s->>'kind'", SQL.identifier(self._table, 'tier_basis')),
            'since': SQL.identifier(self._table, 'tier_earned_since'),
            'rank': SQL.identifier(self._table, 'tier_earned_rank'),
            'date': SQL.identifier(self._table, 'tier_date'),
            'override': SQL.identifier(override, 'code'),
            'until': SQL.identifier(self._table, 'tier_override_until'),
        }
        self.env.flush_all()
        for row in self.env.execute_query(query.select(*columns.values())):
            yield self._derived_facts(dict(zip(columns, row, strict=True)), today)

    @api.model
    def _derived_facts(self, facts, today):
        facts['months_known'] = months_known(facts['first_invoice_date'], today)
        overdue = float(facts['overdue_amount'])
        open_amount = float(facts['receivable_amount'] + facts['unapplied_amount'])
        facts['overdue_share'] = overdue / open_amount if open_amount else 0.0
        facts['utilisation'] = float(facts['utilisation'])
        return facts

    @api.model
    def _decide_tier(self, ladder, facts, today, explain=False):
        """The `tools.tiers.Decision` for one account's facts; its reasons only when asked for."""
        override = facts['override'] and tiers.Override(facts['override'], facts['until'])
        return tiers.assign(
            ladder, facts, self._tier_state(facts, today), today, override,
            history=bool(facts['resolved_count']), explain=explain)

    @api.model
    def _tier_state(self, facts, today):
        """What the decisions before left behind. Days count, not runs: a second run on one day
        changes nothing."""
        since = facts['since']
        days = (today - since).days if since else 0
        return tiers.State(facts['tier'], days, facts['rank'] or 0)

    @api.model
    def _tier_values(self, ladder, facts, today):
        """Decide on one account.

        :return: what to write; empty when the account stays as it is.
        """
        decision = self._decide_tier(ladder, facts, today)
        ended = facts['override'] and facts['until'] < today
        streak = decision.state.streak
        since = (facts['since'] or today) if streak else None
        rank = decision.state.streak_rank if streak else None
        moved = decision.code != facts['tier']
        if not (moved or ended or decision.kind != facts['kind']
                or (since, rank) != (facts['since'], facts['rank'])):
            return {}
        return {
            'before': facts['tier'] and {'tier_code': facts['tier'], 'tier_date': facts['date']},
            'moved': moved,
            'ended': ended and facts['override'],
            'tier_date': today if moved else facts['date'],
            'tier_earned_since': since,
            'tier_earned_rank': rank,
            'tier_basis': {
                'kind': decision.kind, 'code': decision.code, 'earned': decision.earned,
                'reasons': self._decide_tier(ladder, facts, today, explain=True).reasons,
            },
        }

    @api.model
    def _apply_tiers(self, company, changes):
        """Write the tiers that changed and log each change.

        First tiers are logged as one event that says how many: fifty thousand rows in the log of
        decisions would tell nobody anything, and the reason is on the account.

        :param company: the accounts' company.
        :param changes: {account id: what `_tier_values` gave, with the tier's id}
        """
        self._write_set(changes, (
            'tier_id', 'tier_date', 'tier_basis', 'tier_earned_since', 'tier_earned_rank'))
        self._end_overrides({key: change for key, change in changes.items() if change['ended']})
        first = [change for change in changes.values() if not change['before']]
        if first:
            self.env['ar.event'].with_company(company)._log('tier.assigned', company, numbers={
                company.id: dict(Counter(change['tier_basis']['code'] for change in first))})
        moved = {
            key: change for key, change in changes.items() if change['moved'] and change['before']}
        self.env['ar.event']._log(
            'tier.changed', self.browse(moved),
            before={key: change['before'] for key, change in moved.items()},
            after={key: {'tier_code': change['tier_basis']['code'],
                         'tier_date': change['tier_date']} for key, change in moved.items()},
            numbers={key: change['tier_basis'] for key, change in moved.items()},
        )

    @api.model
    def _end_overrides(self, ended):
        """Forget the tiers set by hand whose end date has passed.

        :param ended: {account id: what `_tier_values` gave}
        """
        names = DECIDED['tier.overridden']
        self._write_set({key: dict.fromkeys(names) for key in ended}, names)
        self.env['ar.event']._log(
            'tier.override_ended', self.browse(ended),
            before={key: {'tier_code': change['ended']} for key, change in ended.items()},
        )

    def _get_tier_decider(self, today):
        # EXTENDS insight
        tiers_of_company = self.env['ar.credit.tier']._for_company(self.company_id)
        ladder = tiers_of_company._ladder(self.company_id)
        if not ladder:
            return super()._get_tier_decider(today)
        facts = next(self.with_context(active_test=False)._tier_facts(self.company_id, today))
        return tiers.decider(ladder, facts, self._tier_state(facts, today)), [
            tier.code for tier in ladder.tiers]

    @api.model
    def _preview_tiers(self, company, ladder):
        """The tier each account of a company would have today under a ladder.

        :return: {account id: letter}
        """
        today = fields.Date.context_today(self)
        return {
            facts['id']: self._decide_tier(ladder, facts, today).code
            for facts in self.browse()._tier_facts(company, today)
        }
