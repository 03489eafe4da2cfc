from odoo import api, fields, models

IMAGE = ('law_id', 'date_from', 'rate', 'source', 'is_verified')


class ArInterestRate(models.Model):
    """A rate that a law refers to, from a day on: that of a central bank, of a half-year. What is
    added to it, and rates that do not change, stand with the law itself (`ar.legal.term`)."""
    _name = 'ar.interest.rate'
    _description = "Reference Rate"
    _inherit = ['ar.logged']
    _order = 'law_id, date_from desc, id desc'
    _logged_as = 'interest.rate_'
    _logged_new = 'entered'
    _logged_names = IMAGE

    law_id = fields.Many2one(
        'ar.legal.term', required=True, index=True, ondelete='cascade')
    country_id = fields.Many2one(related='law_id.country_id', store=True)
    country_group_id = fields.Many2one(related='law_id.country_group_id', store=True)
    debtor = fields.Selection(related='law_id.debtor', store=True)
    date_from = fields.Date(
        string="Valid From", required=True, default=fields.Date.context_today,
        help="Up to the next one.")
    rate = fields.Float(
        string="Percent", digits=(8, 4), required=True, aggregator=None,
        help="The reference rate in percent a year; may be negative.")
    total = fields.Float(
        string="With Points", digits=(8, 4), compute='_compute_total', aggregator=None,
        help="In percent a year: reference rate and the points on top of the law.")
    source = fields.Char(string="Published In", help="Where the rate can be looked up.")
    is_verified = fields.Boolean(
        string="Verified", default=True,
        help="Somebody has looked the rate up where it is published. Until then, what is computed "
             "with it says so. The euro's rates of 2026 are shipped not verified: they are taken "
             "from a secondary source. Compare them with the European Central Bank's, then tick "
             "this.")

    _law_day_unique = models.UniqueIndex(
        '(law_id, date_from)', "The law has a rate from this day on already.")

    # === COMPUTE === #

    @api.depends('rate', 'law_id.points')
    def _compute_total(self):
        for rate in self:
            rate.total = max(0.0, rate.rate + rate.law_id.points)

    @api.depends('law_id.name', 'date_from')
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.law_id.name or ''} {rate.date_from or ''}".strip()
