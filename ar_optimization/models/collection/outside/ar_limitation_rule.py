from odoo import api, fields, models

from ....tools import limitation

EFFECTS = [
    (limitation.RESTART, "Begins Anew"), (limitation.STOP, "Stops"),
    (limitation.NOTHING, "Goes On"),
]


class ArLimitationRule(models.Model):
    """How long a claim can be enforced under a country's law, and what begins that time anew.
    Shipped as the statutes have it; whoever answers for it at the firm checks it."""
    _name = 'ar.limitation.rule'
    _description = "Limitation Period"
    _inherit = ['ar.logged']
    _order = 'sequence, id'
    _logged_as = 'legal.limitation_'
    _logged_names = (
        'active', 'country_ids', 'months', 'year_end', 'demand_effect', 'acknowledged_effect',
        'payment_effect', 'filing_effect')

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    country_ids = fields.Many2many('res.country', string="Countries", required=True)
    months = fields.Integer(required=True, default=36)
    year_end = fields.Boolean(
        string="From the End of the Year", help="Counted from the end of the year in which the "
        "claim fell due, not from the due date.")
    demand_effect = fields.Selection(
        EFFECTS, string="Demand Letter", required=True, default=limitation.NOTHING,
        help="What a demand does whose delivery can be proven.")
    acknowledged_effect = fields.Selection(
        EFFECTS, string="Acknowledgement", required=True, default=limitation.RESTART,
        help="What it does when the customer admits the claim, in a way that can be proven.")
    payment_effect = fields.Selection(
        EFFECTS, string="Part Payment", required=True, default=limitation.RESTART)
    filing_effect = fields.Selection(
        EFFECTS, string="Lawsuit", required=True, default=limitation.STOP)
    law = fields.Char(string="Source", help="The statutes.")

    _months_positive = models.Constraint('CHECK (months > 0)', "A period has at least one month.")

    # === BUSINESS === #

    @api.model
    def _of(self, partner, company):
        """The rule of the customer's country, else of the company's.

        :return: one `ar.limitation.rule`, or none.
        """
        rules = self.sudo().search([('country_ids', '!=', False)])
        for country in (partner.country_id, company.country_id):
            if found := rules.filtered(
                    lambda rule, country=country: country and country in rule.country_ids)[:1]:
                return found
        return self.browse()

    def _effect(self, kind):
        """What a step of a case does to the period.

        :param str kind: of `ar.legal.step`.
        """
        return {
            'demand': self.demand_effect, 'acknowledged': self.acknowledged_effect,
            'filed': self.filing_effect,
        }.get(kind, limitation.NOTHING)

    def _clock(self, item, acts, today):
        """The clock of an item: `tools.limitation.Clock`.

        :param item: `account.move.line`
        :param acts: steps of the case as `tools.limitation.Act`.
        """
        due = item.date_maturity or item.date
        paid = [limitation.Act(day, self.payment_effect, True)
                for day in self._payment_days(item)]
        return limitation.run(
            due, limitation.Period(self.months, self.year_end), [*acts, *paid], today)

    @api.model
    def _payment_days(self, item):
        """Days on which money was matched with an item."""
        credits = item.matched_credit_ids.credit_move_id
        return credits.filtered(
            lambda line: line.move_id.origin_payment_id or line.move_id.statement_line_id
        ).mapped('date')
