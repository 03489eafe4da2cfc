import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import LazyTranslate
from odoo.tools.misc import formatLang

from ...tools import scorecard, scorecard_store

_lt = LazyTranslate(__name__)

# A number of these: of one, of any other.
COUNTS = {
    'days': (_lt("1 day"), _lt("%s days")),
    'invoices': (_lt("1 invoice"), _lt("%s invoices")),
    'months': (_lt("1 month"), _lt("%s months")),
    'points': (_lt("1 point"), _lt("%s points")),
}

class ArScorecard(models.Model):
    """How what is known of a customer becomes a score of 0 to 100.

    The terms are those of credit scoring: a card has characteristics, a characteristic has
    ranges (attributes) with points. `tools/scorecard.py` does the sums.
    """
    _name = 'ar.scorecard'
    _description = "Scorecard"
    _inherit = ['ar.reviewed']
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first one that fits a company is used.")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    owner_id = fields.Many2one(
        'res.users', tracking=True, help="Answers for the card and reviews it.")
    review_months = fields.Integer(string="Review Every Months", default=12)
    next_review_date = fields.Date(
        string="Next Review", tracking=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=12))
    event_points = fields.Float(
        string="Log Changes Above", default=5.0, digits=(16, 1),
        help="A score that moves by this many points or more leaves an event in the log.")
    characteristic_ids = fields.One2many(
        'ar.scorecard.characteristic', 'scorecard_id', string="Characteristics", copy=True)
    version_ids = fields.One2many('ar.scorecard.version', 'scorecard_id', string="Versions")
    version_number = fields.Integer(string="Version", compute='_compute_version_number')
    preview_account_id = fields.Many2one(
        'ar.credit.account', string="Try on", store=False,
        help="Scores this customer with the card as it is on the screen, saved or not.")
    preview = fields.Json(compute='_compute_preview')

    # === COMPUTE === #

    @api.depends('version_ids')
    def _compute_version_number(self):
        for card in self:
            card.version_number = max(card.version_ids.mapped('number'), default=0)

    @api.depends(
        'preview_account_id', 'characteristic_ids.weight', 'characteristic_ids.missing',
        'characteristic_ids.missing_points', 'characteristic_ids.attribute_ids.points',
        'characteristic_ids.attribute_ids.lower', 'characteristic_ids.stale_factor',
        'characteristic_ids.stale_days', 'characteristic_ids.requirement')
    def _compute_preview(self):
        for card in self:
            card.preview = card.preview_account_id._preview_score(card)

    # === ACTIONS === #

    def action_reviewed(self):
        """Note that the card was looked at and found good."""
        today = fields.Date.context_today(self)
        for card in self:
            card.next_review_date = today + relativedelta(months=card.review_months or 12)
            card.message_post(body=self.env._("Reviewed."))

    # === BUSINESS === #

    @api.model
    def _get_card(self, company):
        """The card of a company: its own first, then one for every company.

        :return: `ar.scorecard` of one record or none.
        """
        cards = self.sudo().search([('company_id', 'in', (company.id, False))])
        return cards.filtered('company_id')[:1] or cards[:1]

    def _compile(self):
        """The card ready for scoring, see `tools.scorecard.compile_card`."""
        return scorecard.compile_card(self.characteristic_ids._compiled())

    def _get_version(self, compiled):
        """The frozen form of the card as it is now, made when it differs from all before.

        :param compiled: what `_compile` gave.
        """
        definition = scorecard_store.card_to_dict(compiled)
        text = json.dumps(definition, sort_keys=True)
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        versions = self.sudo().version_ids
        known = versions.filtered(lambda version: version.fingerprint == fingerprint)
        return known or versions.create({
            'scorecard_id': self.id, 'number': self.version_number + 1,
            'fingerprint': fingerprint, 'definition': json.loads(text),
        })

    @api.model
    def _figure_text(self, value, unit):
        """A number as a person reads it.

        :param str unit: `percent` (of a ratio), a key of `COUNTS`, or anything else for a number.
        """
        shown = round(float(value * 100 if unit == 'percent' else value), 1)
        text = formatLang(self.env, shown, digits=0 if shown.is_integer() else 1)
        if unit == 'percent':
            return f"{text} %"
        if unit not in COUNTS:
            return text
        one, several = COUNTS[unit]
        return str(self.env._(one)) if shown == 1 else str(self.env._(several)) % text
