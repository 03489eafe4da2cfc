from odoo import fields, models
from odoo.tools import LazyTranslate, format_date

from ...tools import counterfactual, features, scorecard
from . import score_values

_lt = LazyTranslate(__name__)

CHANGES_SHOWN = 6
HISTORY_SHOWN = 24
SOURCES = {
    score_values.LEDGER: _lt("Ledger"),
    score_values.RATES: _lt("Invoices and exchange rates"),
    score_values.INDUSTRY: _lt("Industry"),
}


class ArCreditAccount(models.Model):
    """The score as a card that a person can check with a pocket calculator: what the widget
    `ar_score_card` shows, in words of the user's language."""
    _inherit = 'ar.credit.account'

    # === ACTIONS === #

    def action_rescore(self):
        """Bring behaviour and score of these customers up to date at once.

        :raise AccessError: for who may not keep the credit file.
        """
        self.check_access('write')
        today = fields.Date.context_today(self)
        for company, accounts in self.sudo().grouped('company_id').items():
            accounts._store_features(company, today, accounts.ids)
            accounts.invalidate_recordset()
            accounts._score(company, today)

    def action_score_history(self):
        """Show how the score of this customer developed."""
        self.ensure_one()
        # No score was made on the days in between: they are not 0.
        days = {'fill_temporal': False, 'graph_groupbys': ['date:day']}
        return self._list_of(
            'ar_score_action', context=days,
            views=[(False, 'graph'), (False, 'list'), (False, 'form')])

    def action_add_input(self):
        """Open a form for something that is known of this customer."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ar.credit.input', 'target': 'new',
            'name': self.env._("Add Information"), 'views': [(False, 'form')],
            'context': {
                'default_partner_id': self.partner_id.id, 'default_company_id': self.company_id.id,
            },
        }

    def action_open_score_source(self, source):
        """Open what a line of the score card was read from.

        :param str source: as stored with the line: `ledger`, `input,ID`, `industry,ID`, `rates`.
        """
        self.ensure_one()
        kind, __, res_id = (source or '').partition(',')
        models_by_kind = {
            score_values.INPUT: 'ar.credit.input', score_values.INDUSTRY: 'res.partner.industry',
        }
        if kind in models_by_kind:
            return {
                'type': 'ir.actions.act_window', 'res_model': models_by_kind[kind],
                'res_id': int(res_id), 'views': [(False, 'form')], 'target': 'new',
            }
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Receivable Entries of %(customer)s", customer=self.display_name),
            'res_model': 'account.move.line',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [
                ('partner_id.commercial_partner_id', '=', self.partner_id.id),
                ('company_id', '=', self.company_id.id), ('parent_state', '=', 'posted'),
                ('account_id.account_type', '=', 'asset_receivable'),
            ],
        }

    # === RENDERING === #

    def _score_card(self):
        """What this account scores today, with the history of its score and what would change the
        tier; without a score, only the sentence that says so.

        Values, sources and dates are those of today: the last score keeps those of the night on
        which its points changed.
        """
        self.ensure_one()
        score = self.score_id
        if not score:
            return {'empty': self.env._(
                "No history: nothing is known of this customer's payments yet, and nobody has "
                "entered any information. It gets no made-up score.")}
        card = self.env['ar.scorecard']._get_card(self.company_id)
        live = self._preview_score(card) if card.characteristic_ids else score._rendered()
        if 'lines' not in live:
            return live
        if _points(live['lines']) == _points(score.lines):
            live['date'] = format_date(self.env, score.date)
        past_scores = score.search([('account_id', '=', self.id)], limit=HISTORY_SHOWN)
        return {**live, 'history': [
            {'date': fields.Date.to_string(past.date), 'total': past.total,
             'label': format_date(self.env, past.date)}
            for past in reversed(past_scores)
        ]}

    def _preview_score(self, card):
        """What a card gives for this account today, saved or not.

        :param card: `ar.scorecard`, possibly a form that is being edited.
        """
        account = self._origin
        if not account:
            return False
        today = fields.Date.context_today(self)
        try:
            compiled = card._compile()
        except ValueError as error:
            return {'empty': str(error)}
        rows = list(account._score_values(card, compiled, account.company_id, today))
        if not rows or not rows[0][1]:
            return {'empty': self.env._("No history: this customer would get no score.")}
        return account._rendered_score(card, compiled, rows[0][1], today)

    def _rendered_score(self, card, compiled, values, today):
        """A scoring of today in words, see `_rendered_result`, and what would change the tier.

        :param values: dict code → `tools.scorecard.Value`.
        :param date today: the day of the scoring.
        """
        result = scorecard.score(compiled, values, today)
        lines = card.characteristic_ids.grouped('code')
        return {
            **self._rendered_result(card, compiled, result),
            'date': format_date(self.env, today),
            'changes': self._rendered_changes(lines, compiled, values, today),
        }

    def _rendered_result(self, card, compiled, result):
        """A scoring in words.

        :param card: the `ar.scorecard` whose names and units are used.
        :param compiled: the compiled card the scoring was made with.
        :param result: `tools.scorecard.Result`.
        :return: dict of texts and numbers for the widget.
        """
        lines = card.characteristic_ids.grouped('code')
        none = card.characteristic_ids.browse()
        return {
            'account_id': self.id,
            'total': result.total,
            'coverage': round(100 * result.coverage),
            'card': card.display_name,
            'lines': [
                self._rendered_line(lines.get(line.code, none)[:1], rule, line)
                for rule, line in zip(compiled.characteristics, result.lines, strict=True)
            ],
            'capped': self._rendered_caps(lines, result),
            'changes': [],
        }

    def _rendered_line(self, characteristic, rule, line):
        reached = next((item for item in rule.bins if item.name == line.bin), None)
        return {
            'code': line.code,
            'name': characteristic.name or line.code,
            'value': characteristic._value_text(line.value),
            'range': self._range_of(characteristic, reached),
            'points': f"{line.points:g} / {line.best_points:g}",
            'rule': self._missing_text(rule) if line.missing else "",
            'score': line.score,
            'max': line.max_score,
            'source': line.source,
            'source_text': self._source_text(line),
            'date': format_date(self.env, line.date) if line.date else "",
            'stale': line.stale,
            'missing': line.missing,
        }

    def _range_of(self, characteristic, reached):
        """The range a value fell into, in the unit of its line."""
        if reached is None:
            return ""
        if reached.choice is not None:
            return characteristic._value_text(reached.choice)
        return characteristic._range_text(reached.lower, reached.upper)

    def _missing_text(self, rule):
        return {
            scorecard.EXCLUDE: self.env._("Left out"),
            scorecard.NEUTRAL: self.env._("Half the points"),
            scorecard.POINTS: self.env._("Fixed points"),
        }[rule.missing]

    def _source_text(self, line):
        kind, __, res_id = (line.source or '').partition(',')
        if kind == score_values.INPUT:
            known = self.env['ar.credit.input'].with_context(active_test=False).browse(int(res_id))
            return known.exists().source or ""
        if kind == score_values.INDUSTRY:
            return self.env['res.partner.industry'].browse(int(res_id)).exists().name or ""
        return str(self.env._(SOURCES[kind])) if kind in SOURCES else ""

    def _rendered_caps(self, lines, result):
        """Why the customer stays out of the best tiers, one sentence per piece of information."""
        texts = {
            'stale': lambda name: self.env._("%(name)s is out of date", name=name),
            'missing': lambda name: self.env._("%(name)s is missing", name=name),
        }
        return [
            texts[why](lines[code].name if code in lines else code) for code, why in result.caps
        ]

    # === WHAT WOULD CHANGE THE TIER === #

    def _rendered_changes(self, lines, compiled, values, today):
        """The nearest single changes that move the customer to another tier, in words."""
        decider = self._get_tier_decider(today) if len(self) == 1 else None
        if not decider:
            return []
        decide, names = decider
        growing = {code for code, line in lines.items() if line.feature in features.GROWING}
        found = counterfactual.what_would_change(
            compiled, values, today, decide, growing=growing)
        return [
            {
                'better': change.direction == counterfactual.BETTER,
                'text': self._change_text(lines[change.code], change),
                'tier': names[change.rank],
                'total': change.total,
            }
            for change in found[:CHANGES_SHOWN] if change.code in lines
        ]

    def _change_text(self, characteristic, change):
        """One change, e.g. "On time, by amount: at least 90 % instead of 72 %"."""
        name, value = characteristic.name, characteristic._value_text(change.value)
        wanted = characteristic._value_text(change.wanted)
        if change.kind == 'refresh':
            return self.env._("%(name)s: confirmed, still %(value)s", name=name, value=value)
        edge = {
            'at_least': self.env._("at least %(wanted)s", wanted=wanted),
            'below': self.env._("below %(wanted)s", wanted=wanted),
            'equal': wanted,
        }[change.edge]
        if change.kind == 'input':
            return self.env._("%(name)s: %(edge)s, not known today", name=name, edge=edge)
        return self.env._(
            "%(name)s: %(edge)s instead of %(value)s", name=name, edge=edge, value=value)


def _points(lines):
    """What makes a score: it is the same score while these are, whatever the values are."""
    return [(line['code'], line['score'], line['max']) for line in lines]
