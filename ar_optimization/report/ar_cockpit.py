from datetime import date, timedelta
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MONTHS = 12  # so many month ends can be looked back at
MINE, ALL, OWN = 'mine', 'all', 'own'


class Question(NamedTuple):
    """Whose figures, of which companies, and on which day."""

    scope: str  # MINE: who collects; ALL; OWN: who sells, and nothing but the own customers
    companies: Any  # `res.company`
    month: date | None  # a month end that is looked back at, None for today
    today: date


class Card(NamedTuple):
    """A part of the screen."""

    model: str  # who may not read it does not see the card
    scopes: tuple = (MINE, ALL, OWN)
    dated: bool = False  # follows the month that is looked at; the others are of now


class ArCockpit(models.AbstractModel):
    """The receivables of the day on one screen: how much is owed and late, where it goes, and what
    waits for somebody. Each number comes with the list of exactly the records behind it.

    Collectors and above see the companies they work in, their own customers first; an employee
    without a role of ours sees the customers he or she sells to, with the rights of employees.
    Companies with the same currency are added up, others never. What the cards hold is in
    `ar_cockpit_cards.py`.
    """
    _name = 'ar.cockpit'
    _description = "Receivables Cockpit"

    @api.model
    @api.readonly
    def get_report(self, options=None):
        """The screen, or some cards of it.

        :param dict options: `month`, the ISO date of a month end that is over, empty for today;
            `company`, the id of one of the selected companies, 0 for all of them; `scope`, `mine`
            or `all`; `cards`, the keys of those that are wanted (default: all). All can be left
            out.
        :return: dict of `options` (as understood), `months` (ISO dates to choose from),
            `companies`, `scopes`, `bank_news` (None when cards are asked for) and `cards`, in
            the order of the screen. A card has `key`,
            `title`, `dated` and `content`: None when it was not asked for, or when there is nothing
            to show it for; else `empty` (what to say when all its numbers are 0), of some cards
            `counted_on` (ISO date of the day on which their figures were right), and `sections`
            with `currency_id`, `currency`, `companies`, `figures` and, for charts, `months` or
            `forecasts`.
        :raise UserError: for an option that cannot be used.
        :raise AccessError: for who neither has a role nor customers.
        """
        options = options or {}
        question = self._question(options)
        wanted = options.get('cards')
        titles = self._titles(question)
        return {
            'options': self._describe_question(options, question),
            'months': self._months(question),
            'companies': [
                {'id': company.id, 'name': company.name} for company in self.env.companies],
            'scopes': self._describe_scopes(question),
            'bank_news': None if wanted else question.companies._ar_bank_news(),
            'cards': [
                {
                    'key': key, 'title': titles[key], 'dated': card.dated,
                    'content': getattr(self, f'_card_{key}')(question)
                    if wanted is None or key in wanted else None,
                }
                for key, card in self._in_order(question) if self._is_shown(card, question)
            ],
        }

    # === QUESTION === #

    @api.model
    def _question(self, options):
        """Check the right to ask, and what is asked.

        :return: `Question`
        """
        today = fields.Date.context_today(self)
        try:
            companies = self._read_company(int(options.get('company') or 0))
            month = self._read_month(options.get('month'), today)
            wanted = options.get('scope') or None
            if wanted not in (None, MINE, ALL, OWN):
                raise ValueError(wanted)
        except (AttributeError, TypeError, ValueError):
            raise UserError(self.env._("The cockpit does not know this question."))
        scope = self._scope(wanted, companies)
        return Question(scope, companies, None if scope == OWN else month, today)

    @api.model
    def _read_company(self, company_id):
        companies = self.env.companies
        chosen = companies.filtered(lambda company: company.id == company_id)
        if company_id and not chosen:
            raise ValueError(company_id)
        return chosen or companies

    @api.model
    def _read_month(self, text, today):
        if not text:
            return None
        day = date.fromisoformat(text)
        if day not in self._month_ends(today):
            raise ValueError(text)
        return day

    @api.model
    def _scope(self, wanted, companies):
        """What the user sees: never more than the role allows."""
        user = self.env.user
        if not user.has_group('ar_optimization.group_collector'):
            self._check_seller(companies)
            return OWN
        if wanted in (MINE, ALL):
            return wanted
        if user.has_group('ar_optimization.group_credit_analyst'):
            return ALL
        collects = self.env['ar.credit.account'].search_count([
            ('company_id', 'in', companies.ids), ('collector_id', '=', user.id)], limit=1)
        return MINE if collects else ALL

    @api.model
    def _check_seller(self, companies):
        """Refuse whoever has neither a role, nor customers, nor was ever asked about one."""
        user = self.env.user
        sells = user._is_internal() and (
            user.has_group('ar_optimization.group_asked')
            or self.env['ar.credit.account'].sudo().search_count([
                ('company_id', 'in', companies.ids), ('partner_id.user_id', '=', user.id),
            ], limit=1))
        if not sells:
            raise AccessError(self.env._(
                "The cockpit is for who collects receivables and for the salespeople of customers "
                "who owe."))

    @api.model
    def _month_ends(self, today):
        return [
            today.replace(day=1) - relativedelta(months=back) - timedelta(days=1)
            for back in range(MONTHS)]

    # === ANSWER === #

    @api.model
    def _describe_question(self, options, question):
        return {
            'month': question.month.isoformat() if question.month else "",
            'company': int(options.get('company') or 0),
            'scope': question.scope,
        }

    @api.model
    def _months(self, question):
        if question.scope == OWN:
            return []
        return [day.isoformat() for day in self._month_ends(question.today)]

    @api.model
    def _describe_scopes(self, question):
        if question.scope == OWN:
            return []
        return [
            {'key': MINE, 'label': self.env._("My customers")},
            {'key': ALL, 'label': self.env._("All customers")},
        ]

    @api.model
    def _in_order(self, question):
        """The cards in the order of the screen: who works on customers sees the work before the
        trends.

        :return: list of (key, `Card`)
        """
        cards = list(self._cards().items())
        if question.scope != ALL:
            cards.sort(key=lambda each: each[1].dated and each[0] != 'position')
        return cards

    @api.model
    def _is_shown(self, card, question):
        return (
            question.scope in card.scopes and card.model in self.env
            and self.env[card.model].has_access('read'))

    @api.model
    def _cards(self):
        """Hook: the cards in the order of the screen; `_card_<key>` makes the content and
        `_titles` names it.

        :return: {key: `Card`}
        """
        return {}

    @api.model
    def _titles(self, question):
        """Hook: what the cards are called.

        :return: {key: text in the user's language}
        """
        return {}
