from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_lock_terms = fields.Boolean(
        string="Lock Credit Terms", groups='base.group_user',
        help="Limits, tiers, terms and statuses of customers change only by approved requests. "
             "What somebody may decide alone is recorded as a request approved at once; anything "
             "above is refused, on every screen, import and interface.")
    ar_single_person = fields.Boolean(
        string="Single-Person Mode", groups='base.group_user',
        help="For a firm with one accountant: an approver may also decide on his own requests, up "
             "to an amount, with a reason. The owner is told of each.")
    ar_single_person_cap = fields.Monetary(
        string="Up to", currency_field='currency_id', groups='base.group_user')
    ar_single_person_owner_id = fields.Many2one(
        'res.users', string="Tell", groups='base.group_user',
        help="Is told of every decision somebody took alone.")

    @api.constrains('ar_single_person', 'ar_single_person_cap', 'ar_single_person_owner_id')
    def _check_ar_single_person(self):
        for company in self.filtered('ar_single_person'):
            if company.ar_single_person_cap <= 0 or not company.ar_single_person_owner_id:
                raise ValidationError(self.env._(
                    "Single-person mode needs an amount up to which it holds, and somebody who is "
                    "told."))
