from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from odoo import fields, models

from ....tools import features, limits, replay_terms, scorecard, settlement
from ....tools import replay as tools
from ...insight import score_values
from ...insight.feature_sql import FEATURE_COLUMNS, feature_query
from ..ar_credit_account_limit_facts import NET_WORTH
from .ar_replay_contract import Agreements
from .ar_replay_gather import LOGGED

NOW, DRAFT = 'now', 'draft'
NOTHING = Agreements((), {})
LIVE = ('worst_overdue_days', 'overdue_share', 'utilisation')


class Rules(NamedTuple):
    """One of the two sets of rules: tiers, policies as (customer id, tier letter, rule), and
    whether limits follow the formula."""

    scheme: replay_terms.Scheme | None
    policies: tuple
    by_formula: bool

    def of(self, partner_id, code):
        """The policies that may speak about a customer in a tier."""
        return tuple(
            rule for of_partner, of_tier, rule in self.policies
            if (not of_partner or of_partner == partner_id) and (not of_tier or of_tier == code))


class Course(NamedTuple):
    """What became of one customer: list of `tools.replay.Held`, list of its `Terms`."""

    held: list
    terms: list


class ArReplay(models.Model):
    """What a replay decides, customer by customer, with the functions of `tools/`."""
    _inherit = 'ar.replay'

    # === RULES === #

    def _both_rules(self):
        """The rules of now and those of the draft."""
        return {
            NOW: Rules(
                self._scheme(self._company_tiers()), self._present_policies(),
                self.now_limits == 'formula'),
            DRAFT: Rules(
                self._scheme(self._drafted_tiers()), self._drafted_policies(),
                self.draft_limits == 'formula'),
        }

    def _company_tiers(self):
        return self.env['ar.credit.tier']._for_company(self.company_id)

    def _drafted_tiers(self):
        """The company's tiers, those of the draft as it has them."""
        drafted = {
            line.tier_id: line._as_tier() for line in self.tier_ids if line.change == 'changed'}
        new = [line._as_tier() for line in self.tier_ids if line.change == 'new']
        out = self.tier_ids.filtered('is_out').tier_id
        found = [drafted.get(tier, tier) for tier in self._company_tiers() - out]
        return self.env['ar.credit.tier'].concat(*found, *new).sorted('sequence')

    def _scheme(self, tiers_of_rules):
        """Tiers as `tools.replay_terms.Scheme`; None without any."""
        ladder = tiers_of_rules._ladder(self.company_id)
        return ladder and replay_terms.Scheme(ladder, {
            tier.code: replay_terms.Strategy(
                tier.credit_mode, tier._formula(), tier.review_months, tier.order_control,
                tier.prepayment_percent,
                tier.max_payment_term_id._ar_longest_days() if tier.max_payment_term_id else None)
            for tier in tiers_of_rules})

    def _present_policies(self):
        """The policies in force today, taken as if they always had been."""
        today = fields.Date.context_today(self)
        letters = {tier.id: tier.code for tier in self._company_tiers()}
        return tuple(
            (partner_id, letters.get(tier_id), replace(rule, start=None, end=None))
            for partner_id, tier_id, rule in self.env['ar.credit.policy']._compiled(
                self.company_id.id)
            if (rule.start or today) <= today and not rule.end
            and (not tier_id or tier_id in letters))

    def _drafted_policies(self):
        return tuple(
            (line.partner_id.id, line.tier_id.code or None, line._rule())
            for line in self.policy_ids)

    # === DECIDE === #

    def _decide(self, accounts, rules):
        """Go through the past of some customers.

        :param dict rules: what `_both_rules` gave.
        :return: ({account: (`Ledger`, {scenario: `Course`})}, rows of documents by key)
        """
        ledgers, rows = self._gather(accounts)
        days = self._review_days()
        evenings = [day - timedelta(days=1) for day in days]
        facts, changes = self._review_facts(accounts, evenings), self._logged_changes(accounts)
        agreements = self._agreements(accounts)
        found = {}
        for account in accounts:
            ledger = ledgers[account.partner_id.id]
            timeline = tools.timeline(ledger)
            figures = tools.figures_on(timeline, ledger.opening, evenings)
            known = [
                (day, by_account.get(account.id, {}), figure)
                for day, by_account, figure in zip(days, facts, figures, strict=True)]
            found[account] = ledger, {
                scenario: self._course(
                    account, one, (ledger, timeline), known, changes.get(account.id, {}),
                    agreements.get(account, NOTHING))
                for scenario, one in rules.items()}
        return found, rows

    def _course(self, account, rules, past, known, changes, agreed):
        """What becomes of one customer under one of the two sets of rules.

        :param past: (`Ledger`, what `tools.replay.timeline` made of it)
        :param known: triples (day of a review, facts and figures of the evening before)
        :param changes: the account's, of `_logged_changes`.
        :param agreed: the account's contracts, `Agreements`.
        """
        (ledger, timeline), digits = past, self.currency_id.decimal_places
        present = {name: account[name] for name in LOGGED}
        credit = _by_formula if rules.by_formula else partial(
            self._granted, present, changes, digits=digits)
        credit = partial(_credit_on, credit, agreed if rules.by_formula else NOTHING)
        places = self._places(rules, known, credit, digits)
        days = self._days_of_terms(account, changes, agreed, rules)
        terms = self._terms(account, rules, places, (known, changes, agreed, days), credit)
        found = tools.replay(timeline, ledger.opening, terms, digits)
        return Course(tools.outcomes(ledger, found, self.date_to), terms)

    def _granted(self, present, changes, day, _place, digits):
        """Kind of credit and limit that a customer really had on a day, as the log says.

        :param dict present: what it has now.
        """
        logged = {
            name: replay_terms.value_on(changes[name], value, day) if name in changes else value
            for name, value in present.items()}
        start, end = (
            fields.Date.to_date(logged[name]) or None
            for name in ('temporary_limit_from', 'temporary_limit_to'))
        credit = limits.Credit(
            logged['credit_mode'], logged['credit_limit'] or 0.0, 'open',
            (logged['temporary_limit'] or 0.0) if end else None, start, end)
        return credit.mode, limits.effective_limit(credit, day, (), digits)

    def _places(self, rules, known, credit, digits):
        """Tier and limit of one customer, review by review.

        :param credit: the function that tells kind of credit and limit on a day, in a place.
        :return: {day: `Place`}
        """
        place, places = replay_terms.Place(), {}
        for day, facts, figures in known if rules.scheme else ():
            if facts:
                mode, limit = credit(day, place)
                place = replay_terms.review(
                    rules.scheme, place, self._tier_facts(facts, figures, mode, limit), day,
                    digits, facts['monthly_sales'], facts['net_worth'])
            places[day] = place
        return places

    def _tier_facts(self, facts, figures, mode, limit):
        """What a tier is decided on, the score of that evening among it."""
        share = figures.overdue / figures.open_amount if figures.open_amount else 0.0
        used = limits.utilisation(limit, figures.exposure)
        live = {
            'worst_overdue_days': figures.days, 'overdue_share': share, 'utilisation': used}
        if 'utilisation' not in facts['live'] or mode != limits.LIMIT:
            live['utilisation'] = None
        key = live['utilisation']
        if key not in facts['scored']:  # mostly the same under both sets of rules
            facts['scored'][key] = self._score_on(facts, live)
        return {**facts, **live, **facts['scored'][key], 'utilisation': used}

    def _score_on(self, facts, live):
        """The score of one evening.

        :param dict live: figures of the ledger; None is not known.
        """
        values, evening = dict(facts['values']), facts['evening']
        if values and facts['first_invoice_date']:
            values.update({
                name: scorecard.Value(live[name], score_values.LEDGER, evening)
                for name in facts['live'] if live[name] is not None})
        result = scorecard.score(facts['card'], values, evening) if values else None
        return {
            'score': result and result.total, 'coverage': result and result.coverage,
            'stale': [code for code, __ in result.caps] if result else (),
        }

    def _days_of_terms(self, account, changes, agreed, rules):
        """The days besides the reviews on which something else begins to count."""
        days = agreed.days | {
            day + timedelta(days=1) for name in changes for day, __ in changes[name]}
        if not rules.by_formula:
            days |= self._temporary_days(account, changes)
        return {day for day in days if self.date_from <= day <= self.date_to}

    def _terms(self, account, rules, places, facts, credit):
        """What counted for one customer, by the days from which it did.

        :param facts: (what `_course` knows of the reviews, changes in the log, `Agreements`, days)
        :param credit: as for `_places`.
        """
        known, changes, agreed, days = facts
        on_time = {day: facts.get('on_time_ratio') for day, facts, __ in known}
        place, ratio, terms, policies = replay_terms.Place(), None, [], {}
        for day in sorted(days | on_time.keys()):
            place, ratio = places.get(day, place), on_time.get(day, ratio)
            status = replay_terms.value_on(changes.get('status', ()), account.status, day)
            strategy = rules.scheme.strategies[place.code] if place.code else None
            terms.append(tools.Terms(
                day, *credit(day, place), status or 'open', place.code,
                *((strategy.action, strategy.prepay_percent,
                   _allowed(strategy.allowed_days, agreed.on(day))) if strategy else ()),
                on_time=None if ratio is None else 100 * ratio,
                rules=policies.setdefault(
                    place.code, rules.of(account.partner_id.id, place.code)),
                unsigned=agreed.unsigned(day)))
        return terms

    def _temporary_days(self, account, changes):
        """The days on which temporary limits began, and those after they ended."""
        name_from, name_to = 'temporary_limit_from', 'temporary_limit_to'
        values = {
            name: [account[name], *(before for __, before in changes.get(name, ()))]
            for name in (name_from, name_to)}
        starts = filter(None, map(fields.Date.to_date, values[name_from]))
        ends = filter(None, map(fields.Date.to_date, values[name_to]))
        return {*starts, *(end + timedelta(days=1) for end in ends)}

    # === FACTS OF A REVIEW === #

    def _review_facts(self, accounts, evenings):
        """What tiers and limits are decided on, as it was known on some evenings.

        The behaviour comes from the statement of the nightly run, so that it is the same.

        :return: list by evening of {account id: dict}
        """
        card = self.env['ar.scorecard']._get_card(self.company_id)
        lines = card.characteristic_ids.grouped('source')
        names = [line.code for line in lines.get('feature', ())]
        shared = {
            'card': card._compile(), 'live': [name for name in names if name in LIVE],
            'names': [name for name in names if name not in LIVE]}
        self.env.cr.execute("SET LOCAL jit = off")
        return [self._facts_on(accounts, evening, lines, shared) for evening in evenings]

    def _facts_on(self, accounts, evening, lines, shared):
        rows = self.env.execute_query(
            feature_query(self.env, self.company_id, evening, accounts.ids))
        facts = {row[0]: self._behaviour(row, shared, evening) for row in rows}
        given, net_worths = self._given_on(accounts, evening, lines, facts)
        for account in accounts:
            one = facts[account.id]
            one['net_worth'] = net_worths.get(account.partner_id.id)
            self._set_values(one, given.get(account.partner_id.id, {}), shared)
        return facts

    def _behaviour(self, row, shared, evening):
        """One row of the behaviour with what follows from it."""
        facts = dict(zip(FEATURE_COLUMNS, map(_plain_number, row[1:]), strict=True))
        first, digits = facts['first_invoice_date'], self.currency_id.decimal_places
        return {
            **facts, 'evening': evening, 'scored': {},
            'card': shared['card'], 'live': shared['live'],
            'months_known': features.months_known(first, evening),
            'monthly_sales': features.monthly_sales(
                facts['net_sales'] or 0.0, first, evening, digits) or 0.0,
            'days_since_invoice': _days_since(facts['last_invoice_date'], evening),
            'days_since_payment': _days_since(facts['last_payment_date'], evening),
        }

    def _set_values(self, facts, given, shared):
        """Add what the score card looks at: nothing for who has neither paid nor told anything."""
        facts['values'] = {}
        if not (facts['resolved_count'] or given.get(score_values.INPUT)):
            return
        if not facts['first_invoice_date']:
            facts['monthly_sales'] = 0.0
        facts['values'] = {
            name: scorecard.Value(facts[name], score_values.LEDGER, facts['evening'])
            for name in shared['names']
            if facts[name] is not None
            and (name != 'monthly_sales' or facts['first_invoice_date'])}
        for values in given.values():
            facts['values'].update(values)

    def _given_on(self, accounts, evening, lines, facts):
        """What is known of customers besides the ledger, by what it was dated.

        :return: {customer id: {source: {code: `Value`}}}, {customer id: net worth}
        """
        given, net_worths = defaultdict(lambda: defaultdict(dict)), {}
        codes = {line.code for line in lines.get('input', ())}
        for partner_id, code, key, value, date, expiry in self.env['ar.credit.input'].sudo(
        )._get_latest(self.company_id, evening, accounts.partner_id.ids):
            if code == NET_WORTH and not (expiry and expiry < evening):
                net_worths[partner_id] = value
            if code in codes:
                given[partner_id][score_values.INPUT][code] = scorecard.Value(
                    value, f'{score_values.INPUT},{key}', date, expiry)
        if 'industry' in lines:
            outlooks = score_values.industries(accounts, self.company_id, evening)
            for partner_id, value in outlooks.items():
                given[partner_id][score_values.INDUSTRY] = {'industry': value}
        if 'currency' in lines:
            for partner_id, value in self._risks_on(accounts, evening, facts).items():
                given[partner_id][score_values.RATES] = {'currency_risk': value}
        return given, net_worths

    def _risks_on(self, accounts, evening, facts):
        """Currency risk of customers by what they had bought until then."""
        sales = {
            account.partner_id.id: {
                int(key): amount
                for key, amount in (facts[account.id]['sales_by_currency'] or {}).items()}
            for account in accounts}
        return score_values.currency_risks(
            accounts, self.company_id, evening,
            {partner_id: shares for partner_id, shares in sales.items() if shares})


def _by_formula(_day, place):
    return place.mode, place.limit


def _credit_on(credit, agreed, day, place):
    """Kind of credit and limit on a day, no less than a contract grants."""
    mode, limit = credit(day, place)
    found = agreed.on(day)
    return settlement.granted(mode, limit, found.limit) if found else (mode, limit)


def _allowed(days, agreed):
    """The longest term that counts: what a contract grants goes before a shorter one."""
    return days if days is None or not agreed else max(days, agreed.days)


def _plain_number(value):
    """Amounts come as decimals, and points are floats."""
    return float(value) if isinstance(value, Decimal) else value


def _days_since(day, today):
    return (today - day).days if day else None
