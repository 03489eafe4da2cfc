from odoo import api, fields, models

from ....tools import interest


class ArLegalTerm(models.Model):
    """The table of reference rates behind a law: which of them is the one of today, and the rates
    of late interest that follow."""
    _inherit = 'ar.legal.term'

    debtor = fields.Selection(
        selection_add=[('consumer', "Consumer")], ondelete={'consumer': 'cascade'})
    rate_ids = fields.One2many('ar.interest.rate', 'law_id', string="Reference Rates")
    reference_rate = fields.Float(
        compute='_compute_reference_rate', inverse='_inverse_reference_rate',
        help="In percent a year, such as that of the central bank: the one of today from the table "
             "of reference rates. What is entered here is a new line of that table.")
    reference_date = fields.Date(
        compute='_compute_reference_rate', inverse='_inverse_reference_rate')

    # === COMPUTE === #

    @api.depends('rate_ids.rate', 'rate_ids.date_from')
    def _compute_reference_rate(self):
        today = fields.Date.context_today(self)
        for law in self:
            known = law.rate_ids.filtered(lambda rate: rate.date_from and rate.date_from <= today)
            newest = known.sorted('date_from')[-1:]
            law.reference_rate = newest.rate
            law.reference_date = newest.date_from

    def _inverse_reference_rate(self):
        for law in self:
            day, percent = law.reference_date, law.reference_rate
            if not day and not percent:
                continue
            day = day or fields.Date.context_today(self)
            same = law.rate_ids.filtered(lambda rate, day=day: rate.date_from == day)
            if same:
                same.rate = percent
            else:
                law.rate_ids.create({'law_id': law.id, 'date_from': day, 'rate': percent})

    # === BUSINESS === #

    def _interest_rates(self):
        """The rates of late interest where none was agreed, as `tools.interest.Rate` in order."""
        if self.default_rate:
            return (interest.Rate(interest.BEGIN, self.default_rate, self.default_period),)
        return tuple(
            interest.Rate(rate.date_from, rate.total, verified=rate.is_verified)
            for rate in self.rate_ids.sorted('date_from'))
