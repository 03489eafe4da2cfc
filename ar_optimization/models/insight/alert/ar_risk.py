from odoo import api, fields, models

LEVELS = [(str(number), str(number)) for number in range(1, 6)]
# Likelihood × impact from which on a risk is of that grade.
HIGH, MIDDLE = 15, 6


class ArRisk(models.Model):
    """What may go wrong with the receivables of the company as a whole, how likely and how bad it
    is, what is done about it, who answers for it and when somebody looks again."""
    _name = 'ar.risk'
    _description = "Receivables Risk"
    _inherit = ['ar.logged', 'ar.reviewed']
    _order = 'level desc, id'
    _logged_as = 'risk.'
    _logged_names = (
        'category', 'impact', 'likelihood', 'measure', 'name', 'next_review_date', 'owner_id',
        'state')

    name = fields.Char(string="Risk", required=True, tracking=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    category = fields.Selection(
        [
            ('customer', "Customers"), ('concentration', "Concentration"),
            ('country', "Countries and Currencies"), ('process', "Process"),
            ('fraud', "Fraud"), ('legal', "Law and Contracts"), ('data', "Data and Systems"),
            ('other', "Other"),
        ],
        required=True, default='customer')
    description = fields.Text(help="How it would happen, and what it would cost.")
    likelihood = fields.Selection(
        LEVELS, required=True, default='3', tracking=True, help="1: hardly ever. 5: expected.")
    impact = fields.Selection(
        LEVELS, required=True, default='3', tracking=True,
        help="1: hardly felt. 5: endangers the company.")
    level = fields.Integer(
        compute='_compute_level', store=True, aggregator='max', help="Likelihood × impact.")
    grade = fields.Selection(
        [('low', "Low"), ('middle', "Middle"), ('high', "High")], compute='_compute_level',
        store=True, group_expand=True, help="High from 15, middle from 6 on.")
    measure = fields.Text(
        string="Countermeasure", help="What is done so that it does not happen, or costs less.")
    owner_id = fields.Many2one(
        'res.users', required=True, default=lambda self: self.env.user, tracking=True,
        ondelete='restrict', domain=[('share', '=', False)], help="Who answers for it.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(), tracking=True,
        help="On this day the owner is reminded to look at it again.")
    state = fields.Selection(
        [
            ('open', "Open"), ('treated', "Measures Run"), ('accepted', "Accepted"),
            ('closed', "Gone"),
        ],
        required=True, default='open', tracking=True)
    active = fields.Boolean(default=True)

    # === COMPUTE === #

    @api.depends('likelihood', 'impact')
    def _compute_level(self):
        for risk in self:
            risk.level = int(risk.likelihood or 0) * int(risk.impact or 0)
            risk.grade = (
                'high' if risk.level >= HIGH else 'middle' if risk.level >= MIDDLE else 'low')
