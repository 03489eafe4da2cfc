from odoo import fields, models


class ResPartnerIndustry(models.Model):
    _inherit = 'res.partner.industry'

    ar_rating = fields.Integer(
        string="Credit Outlook",
        help="How well companies of this industry pay and survive: 0 is worst, 100 is best. "
             "Leave the date empty while the industry is not rated.",
    )
    ar_rating_date = fields.Date(string="Outlook as of")
    ar_rating_expiry = fields.Date(string="Outlook valid until")
    ar_rating_source = fields.Char(string="Outlook Source")

    _ar_rating_range = models.Constraint(
        'CHECK (ar_rating IS NULL OR ar_rating BETWEEN 0 AND 100)',
        "The credit outlook of an industry lies between 0 and 100.",
    )
